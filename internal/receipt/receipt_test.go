package receipt_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/receipt"
)

var update = flag.Bool("update", false, "write the golden files")

func rub(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func null(s string) decimal.NullDecimal { return decimal.NewNullDecimal(rub(s)) }

// statement is a document of two payees.
func statement() housing.Statement {
	day := time.Date(2026, time.November, 5, 9, 0, 0, 0, time.UTC)
	line := func(service, unit, volume, tariff, total string) housing.Charge {
		return housing.Charge{
			Kind: housing.ServiceCharge, Service: service, Unit: unit, Volume: null(volume), Tariff: null(tariff),
			Own: rub(total), Charged: rub(total), Total: rub(total),
		}
	}
	heat := line("Отопление", "Гкал", "0.382", "2310", "882.42")
	heat.Recalculation, heat.Reason, heat.Total = rub("-20"), "Отопление включили на день позже", rub("862.42")
	capital := line("Взнос на капитальный ремонт", "м²", "45.3", "12.80", "579.84")
	capital.Kind, capital.Requisite = housing.CapitalRepair, 1
	water := line("Холодная вода", "м³", "4.102", "42.30", "173.51")
	water.Reference = housing.Reference{
		Norm: null("5.193"), CommonNorm: null("0.012"), Reading: null("123.456"), HouseReading: null("19174"),
		Premises: null("358.4"), Property: null("2.1"),
	}
	st := housing.Statement{
		Account: housing.Account{
			Number: "1203045", ELS: "54СВ203045", IZHKU: "54СВ203045-01", Premises: "45", Holder: "П. И. М.", Area: rub("45.3"),
			House: housing.House{
				Organisation: housing.Organisation{INN: "5499001269", Name: "УК «Уютный дом»", Phone: "+7 000 000-00-00"},
				Address:      housing.Address{Settlement: "г. Светлоречье", Street: "ул. Ленина", Number: "12"},
			},
		},
		Period: housing.Period{Year: 2026, Month: time.October},
		Document: &housing.Document{
			State: housing.DocumentPublished, Edition: 1, Changed: day, GISID: "54СВ203045-01-6101",
			Charges: []housing.Charge{water, heat, capital},
			Requisites: []housing.Requisite{
				{BIK: "045099099", Account: "40702810100000000012", Sum: rub("1035.93")},
				{BIK: "045099099", Account: "40603810500000000012", Sum: rub("579.84")},
			},
			Sums: housing.DocumentSums{
				Charged: rub("1615.77"), Debt: rub("100"), Paid: rub("2508.15"), Due: rub("1715.77"),
				Counted: housing.Date{Year: 2026, Month: time.October, Day: 25},
			},
		},
		Meters: []housing.MeterLine{
			{
				Meter:  housing.Meter{Resource: housing.ColdWater, Serial: "18345672", Place: "кухня", Unit: "113", Tariffs: 1},
				Before: housing.Values{rub("119.354")}, Now: housing.Values{rub("123.456")},
				Taken: housing.Date{Year: 2026, Month: time.October, Day: 24},
			},
			{
				Meter: housing.Meter{Resource: housing.Electricity, Serial: "09114411", Unit: "245", Tariffs: 2},
				Now:   housing.Values{rub("3456"), rub("1204")}, Taken: housing.Date{Year: 2026, Month: time.October, Day: 25},
			},
		},
		Payees: []housing.Payee{
			{
				BIK: "045099099", Account: "40702810100000000012", Name: "УК «Уютный дом»", INN: "5499001269", KPP: "549901001",
				Bank: "АО «Светлобанк»", Correspondent: "30101810200000000099",
			},
			{
				BIK: "045099099", Account: "40603810500000000012", Name: "Фонд капитального ремонта", INN: "5499001413",
				Bank: "АО «Светлобанк»",
			},
		},
	}
	return st
}

// printed is a PDF file of a statement on the disk.
func printed(t *testing.T, st housing.Statement) string {
	t.Helper()
	data, err := receipt.PDF(st)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s (scripts/need poppler zbar): %v", name, err)
	}
	return string(out)
}

func TestThePaperSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	const golden = "testdata/document.txt"

	got := run(t, "pdftotext", "-layout", printed(t, statement()), "-")

	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields // other versions space columns differently
	if diff := cmp.Diff(words(string(want)), words(got)); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

func TestAnotherProgramReadsTheCodes(t *testing.T) {
	t.Parallel()
	path := printed(t, statement())
	prefix := filepath.Join(filepath.Dir(path), "page")
	run(t, "pdftoppm", "-r", "200", "-png", path, prefix)
	pages, err := filepath.Glob(prefix + "*.png")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}

	got := strings.Split(strings.TrimSpace(run(t, "zbarimg", append([]string{"--quiet", "--raw", "-Sbinary"}, pages[0])...)), "ST0001")

	var codes []string
	for _, c := range got {
		if c != "" {
			codes = append(codes, "ST0001"+strings.TrimSpace(c))
		}
	}
	slices.Sort(codes)
	want := []string{
		"ST00012|Name=УК «Уютный дом»|PersonalAcc=40702810100000000012|BankName=АО «Светлобанк»|BIC=045099099" +
			"|CorrespAcc=30101810200000000099|Sum=113593|Purpose=Оплата ЖКУ за 10.2026, ЛС 1203045|PayeeINN=5499001269" +
			"|KPP=549901001|PersAcc=1203045|PaymPeriod=102026|TechCode=02",
		"ST00012|Name=Фонд капитального ремонта|PersonalAcc=40603810500000000012|BankName=АО «Светлобанк»|BIC=045099099" +
			"|CorrespAcc=0|Sum=57984|Purpose=Оплата ЖКУ за 10.2026, ЛС 1203045|PayeeINN=5499001413" +
			"|PersAcc=1203045|PaymPeriod=102026|TechCode=02",
	}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
}

func TestACodeKeepsToItsGrammar(t *testing.T) {
	t.Parallel()
	st := statement()
	st.Payees[0].Name, st.Payees[0].Bank = "УК | «Дом»", strings.Repeat("б", 60)

	code, ok := receipt.Code(st, 0)

	if !ok || !strings.HasPrefix(code, "ST00012;Name=УК | «Дом»;PersonalAcc=") {
		t.Errorf("code %q", code)
	}
	if !strings.Contains(code, ";BankName="+strings.Repeat("б", 45)+";BIC=") {
		t.Errorf("the name of the bank is not cut: %q", code)
	}
	st.Payees[0] = housing.Payee{}
	if _, ok := receipt.Code(st, 0); ok {
		t.Error("there is a code though nobody knows who is paid")
	}
}

func TestWhatIsDueIsPaidWhole(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		due  string
		want []string
	}{
		"debt goes to the first":           {"1715.77", []string{"1135.93", "579.84"}},
		"an advance lowers the first":      {"1000.00", []string{"420.16", "579.84"}},
		"an advance above the first's sum": {"500.00", []string{"0", "500"}},
		"nothing is due":                   {"0", []string{"0", "0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := *statement().Document
			d.Sums.Due = rub(tt.due)
			for i, want := range tt.want {
				if got := receipt.Payable(d, i); !got.Equal(rub(want)) {
					t.Errorf("requisite %d gets %v, want %s", i, got, want)
				}
			}
		})
	}
}

func TestADocumentThatIsNotPublishedIsNotPrinted(t *testing.T) {
	t.Parallel()
	st := statement()
	st.Document.State = housing.DocumentWithdrawn
	if _, err := receipt.PDF(st); housing.KindOf(err) != housing.Refused {
		t.Errorf("printing says %v, want a refusal", err)
	}
	st.Document = nil
	if _, err := receipt.PDF(st); housing.KindOf(err) != housing.Refused {
		t.Errorf("printing says %v, want a refusal", err)
	}
}

func TestAMeterThatPassedZeroTellsNoVolume(t *testing.T) {
	t.Parallel()
	st := statement()
	st.Meters = st.Meters[:1]
	st.Meters[0].Before = housing.Values{rub("99999.5")}

	text := run(t, "pdftotext", "-layout", printed(t, st), "-")

	if !strings.Contains(text, "999,500 м³") || strings.Contains(text, "−99") {
		t.Errorf("printed is\n%s", text)
	}
}

func TestALongDocumentGoesOnOverPages(t *testing.T) {
	t.Parallel()
	st := statement()
	st.Meters = nil
	for range 80 {
		st.Document.Charges = append(st.Document.Charges, st.Document.Charges[0])
	}
	st.Document.Charges[5].Service = strings.Repeat("Очень длинное название услуги ", 8)

	text := run(t, "pdftotext", "-layout", printed(t, st), "-")

	if !strings.Contains(text, "За расчётный период показаний нет.") {
		t.Error("a flat without readings says nothing of them")
	}
	if n := strings.Count(text, "Виды услуг"); n < 3 {
		t.Errorf("the titles stand on %d pages, want each", n)
	}
	// Each stands among the charges and, with its norm, in section 4.
	if n := strings.Count(text, "Холодная вода"); n != 2*80 {
		t.Errorf("%d lines are printed, want twice 80", n)
	}
}
