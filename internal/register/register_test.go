package register_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/housing"
	"dombot/internal/register"
	"dombot/internal/texts"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const inn = "5499001269"

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func writer(tb testing.TB) register.Writer {
	tb.Helper()
	t, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return register.Writer{Texts: t, Organisation: housing.Organisation{INN: inn, Name: "УК «Уютный дом»"}}
}

// of reads entries one by one.
func of(entries ...housing.PaymentEntry) register.Entries {
	return func(yield func(housing.PaymentEntry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func rubles(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func october() housing.Period { return housing.Period{Year: 2026, Month: time.October} }

// paid is a payment of two shares.
func paid(number string) housing.PaymentEntry {
	return housing.PaymentEntry{
		Kind: housing.EntryPayment, At: time.Date(2026, 11, 1, 0, 5, 9, 0, time.FixedZone("", 7*3600)),
		Key: "key of " + number, Number: number, External: "2e5f1c0a-000f-5000-a000-1c0a2e5f1c0a",
		Account: "0012030", ELS: "75ДА533315", IZHKU: "75ДА533315-01", Document: "7", GISID: "80РС558347-01-6021",
		Period: october(), Way: housing.PayCard, Sum: rubles("3020.40"), Fee: rubles("30.20"),
		Payee: housing.Payee{Name: "УК «Уютный дом»", INN: inn, BIK: "045099099", Account: "40702810100000000012"},
		Shares: []housing.EntryShare{
			{Kind: housing.ShareCharges, Service: "Отопление", Period: october(), Sum: rubles("2900.00")},
			{Kind: housing.SharePenalty, Service: "Отопление", Period: october(), Sum: rubles("20.40")},
			{Kind: housing.ShareDebt, Period: october(), Sum: rubles("100.00")},
		},
	}
}

// back is the refund of a payment.
func back(e housing.PaymentEntry) housing.PaymentEntry {
	e.Kind, e.At, e.Sum, e.Fee = housing.EntryRefund, e.At.Add(48*time.Hour), e.Sum.Neg(), e.Fee.Neg()
	e.Shares = slices.Clone(e.Shares)
	for i := range e.Shares {
		e.Shares[i].Sum = e.Shares[i].Sum.Neg()
	}
	return e
}

// month is what the golden files hold: whatever a notice tells of, and what none does.
func sampleMonth() []housing.PaymentEntry {
	ahead := paid("261101-2")
	ahead.GISID, ahead.Document, ahead.Way, ahead.Sum, ahead.Fee = "", "", housing.PayWallet, rubles("50"), decimal.Zero
	ahead.Shares = []housing.EntryShare{{Kind: housing.ShareAdvance, Period: october(), Sum: rubles("50.00")}}
	nameless := paid("261101-3")
	nameless.GISID, nameless.IZHKU, nameless.ELS, nameless.Way = "80РС", "", "", housing.PaySBP
	fund := paid("261101-4")
	fund.Payee = housing.Payee{
		Name: "Фонд капитального ремонта", INN: "5499001413", BIK: "045099099", Account: "40603810500000000012",
	}
	returned := paid("261101-5")
	returned.Returned = housing.Date{Year: 2026, Month: time.November, Day: 3}
	return []housing.PaymentEntry{paid("261101-1"), ahead, nameless, fund, returned, back(paid("261101-5"))}
}

func write(tb testing.TB, format housing.RegisterFormat, entries ...housing.PaymentEntry) ([]byte, register.Totals) {
	tb.Helper()
	var out bytes.Buffer
	totals, err := writer(tb).Write(&out, format, of(entries...))
	if err != nil {
		tb.Fatal(err)
	}
	return out.Bytes(), totals
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs, -update rewrites it; got:\n%s", name, got)
	}
}

// unzipped returns the names and contents of an archive.
func unzipped(t *testing.T, data []byte) (names []string, files map[string]string) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, files[f.Name] = append(names, f.Name), string(content)
	}
	return names, files
}

// lines reads a table back as a program would.
func lines(t fataler, data []byte) [][]string {
	rest, ok := bytes.CutPrefix(data, []byte("\xEF\xBB\xBF"))
	if !ok {
		t.Fatalf("no byte order mark, Excel would take it for Windows-1251")
	}
	r := csv.NewReader(bytes.NewReader(rest))
	r.Comma = ';'
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("read table: %v", err)
	}
	return all
}

type fataler interface {
	Fatalf(format string, args ...any)
}

// sheets returns the cells of a workbook: kind, style and value as Excel shows it.
func sheets(t *testing.T, data []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out strings.Builder
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			fmt.Fprintf(&out, "%s %d\n", name, i+1)
			for j, shown := range row {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err != nil {
					t.Fatal(err)
				}
				kind, err := f.GetCellType(name, at)
				if err != nil {
					t.Fatal(err)
				}
				if shown != "" {
					fmt.Fprintf(&out, "  %s %s %s\n", at, map[bool]string{true: "text", false: "number"}[kind == excelize.CellTypeInlineString], shown)
				}
			}
		}
	}
	return out.String()
}

func TestARegisterLooksAsAgreed(t *testing.T) {
	t.Parallel()
	table, _ := write(t, housing.RegisterCSV, sampleMonth()...)
	book, _ := write(t, housing.RegisterXLSX, sampleMonth()...)
	archive, _ := write(t, housing.RegisterXML, sampleMonth()...)
	names, files := unzipped(t, archive)

	golden(t, "register.csv", string(table))
	golden(t, "register.xlsx.txt", sheets(t, book))
	if want := []string{"Запрос 1.xml", "Не вошли в запросы.csv"}; !slices.Equal(names, want) {
		t.Fatalf("archive holds %q, want %q", names, want)
	}
	golden(t, "notices.xml", files[names[0]])
	golden(t, "left.csv", files[names[1]])
}

func TestWhatIsWrittenIsCounted(t *testing.T) {
	t.Parallel()
	for _, format := range []housing.RegisterFormat{housing.RegisterXLSX, housing.RegisterCSV, housing.RegisterXML} {
		_, got := write(t, format, sampleMonth()...)

		if got.Entries != 6 || !got.Sum.Equal(rubles("9111.20")) || !got.Fee.Equal(rubles("90.60")) {
			t.Errorf("%s: %d entries of %s and %s", format, got.Entries, got.Sum, got.Fee)
		}
		if format == housing.RegisterXML && (got.Notices != 2 || got.Requests != 1 || len(got.Left) != 4) {
			t.Errorf("%d notices in %d requests, %d left out; want 2, 1, 4", got.Notices, got.Requests, len(got.Left))
		}
	}
}

func TestATroubledSourceIsNoRegister(t *testing.T) {
	t.Parallel()
	broken := errors.New("the database went away")
	for _, format := range []housing.RegisterFormat{housing.RegisterXLSX, housing.RegisterCSV, housing.RegisterXML} {
		var out bytes.Buffer
		_, err := writer(t).Write(&out, format, func(yield func(housing.PaymentEntry, error) bool) {
			if yield(paid("1"), nil) {
				yield(housing.PaymentEntry{}, broken)
			}
		})

		if !errors.Is(err, broken) {
			t.Errorf("%s: error is %v, want %v", format, err, broken)
		}
	}
}

// full takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestAFullDiskIsNoRegister(t *testing.T) {
	t.Parallel()
	for _, format := range []housing.RegisterFormat{housing.RegisterXLSX, housing.RegisterCSV, housing.RegisterXML} {
		if _, err := writer(t).Write(full{}, format, of(paid("1"))); err == nil {
			t.Errorf("%s: no error though nothing could be written", format)
		}
	}
}
