package gis_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

func loadDocuments(
	t *testing.T, store *memory, book []byte, partial bool,
) (report housing.ImportReport, result []byte) {
	t.Helper()
	var out bytes.Buffer
	report, err := (&gis.Importer{Register: store}).Documents(t.Context(), source(book), gis.Options{
		Result: &out, Partial: partial,
	})
	if err != nil {
		t.Fatal(err)
	}
	return report, out.Bytes()
}

// known is the document of the flat that the documentation speaks of.
func known(t *testing.T, month time.Month) (housing.DocumentRecord, housing.ImportReport) {
	t.Helper()
	store := &memory{}
	report, _ := loadDocuments(t, store, charged(t, month), false)
	for _, r := range store.documents {
		if r.Identifier == sample.KnownELS+"-01" {
			return r, report
		}
	}
	t.Fatalf("the document is not among %d: %+v", len(store.documents), report)
	return housing.DocumentRecord{}, report
}

func TestTheDocumentsOfTheTownAreRead(t *testing.T) {
	t.Parallel()

	d, report := known(t, time.October)

	if len(report.Faults) != 0 || !report.Saved || report.Rows != 306 {
		t.Fatalf("report %+v", report)
	}
	if got := d.Sums.Charged.StringFixed(2) + " " + d.Sums.Due.StringFixed(2); got != "3020.45 3120.45" {
		t.Errorf("charged and due are %s", got)
	}
	if d.Period != (housing.Period{Year: 2026, Month: time.October}) ||
		d.Sums.Counted != (housing.Date{Year: 2026, Month: time.October, Day: 25}) {
		t.Errorf("period %v, payments counted up to %v", d.Period, d.Sums.Counted)
	}
	want := []housing.Requisite{
		{BIK: sample.BIK, Account: sample.OwnAccount, Sum: decimal.RequireFromString("2440.61")},
		{BIK: sample.BIK, Account: sample.FundAccount, Sum: decimal.RequireFromString("579.84")},
	}
	if diff := cmp.Diff(want, d.Requisites); diff != "" {
		t.Errorf("requisites (-want +got):\n%s", diff)
	}
	var lines []string
	for _, c := range d.Charges {
		lines = append(lines, strings.Join([]string{
			string(c.Kind), c.Service, c.Whole().Decimal.String(), c.Tariff.Decimal.String(), c.Total.StringFixed(2),
			string(rune('1' + c.Requisite)),
		}, "|"))
	}
	if diff := cmp.Diff([]string{
		"capital|Взнос на капитальный ремонт|45.3|12.8|579.84|2",
		"service|Содержание жилого помещения|45.3|21.9|992.07|1",
		"service|Холодная вода|4.102|42.3|173.51|1",
		"service|Водоотведение|5.292|28.14|148.92|1",
		"service|Отопление|0.382|2310|862.42|1",
		"service|Обращение с ТКО|2|68.35|136.70|1",
		"service|Электроэнергия на общее имущество|14.12|4.39|61.99|1",
		"service|Домофон|0|0|45.00|1",
		"service|Антенна|0|0|20.00|1",
	}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestTheTownSaysWhyOctoberIsDearer(t *testing.T) {
	t.Parallel()
	was, _ := known(t, time.September)
	is, _ := known(t, time.October)

	d := housing.Compare(housing.Document{Charges: was.Charges}, housing.Document{Charges: is.Charges})

	got := []string{
		d.Total.StringFixed(2), d.Volume.StringFixed(2), d.Recalculation.StringFixed(2),
		d.Tariff.StringFixed(2), d.Other.StringFixed(2),
	}
	if diff := cmp.Diff([]string{"412.30", "432.30", "-20.00", "0.00", "0.00"}, got); diff != "" {
		t.Errorf("total, volume, recalculation, tariff, other (-want +got):\n%s", diff)
	}
}

// bookOf is a small workbook of documents: titles over the rows of each sheet.
func bookOf(t *testing.T, documents, lines, banks [][]any) []byte {
	t.Helper()
	sheets := []sheet{
		{gis.DocumentSheet, append([][]any{{
			"Идентификатор ЖКУ", "Тип ПД", "Номер платежного документа", "Расчетный период (ММ.ГГГГ)",
			"Сумма к оплате за расчетный период", "Задолженность за предыдущие периоды",
			"Аванс на начало расчетного периода", "Итого к оплате с учетом задолженности/аванса", "Итого по неустойкам",
		}}, documents...)},
		{gis.ChargeSheet, append([][]any{{
			"Номер платежного документа", "Услуга", "Тариф", "Всего начислено за расчетный период",
			"Размер превышения платы", "Перерасчеты всего", "Льготы, субсидии", "Итого всего", "№ платежного реквизита",
		}}, lines...)},
	}
	if banks != nil {
		sheets = append(sheets, sheet{gis.RequisiteSheet, append([][]any{{
			"Номер платежного документа", "№ платежного реквизита", "БИК", "Расчетный счет", "Сумма",
		}}, banks...)})
	}
	return workbook(t, nil, sheets...)
}

// changed is a row with other cells: their places and values in turn.
func changed(row, cells []any) [][]any {
	for i := 0; i+1 < len(cells); i += 2 {
		if at, ok := cells[i].(int); ok {
			row[at] = cells[i+1]
		}
	}
	return [][]any{row}
}

func doc(cells ...any) [][]any {
	return changed([]any{"54СВ203045-01", "Текущий", "7", "10.2026", 100, 0, 0, nil, nil}, cells)
}

func lineOf(cells ...any) [][]any {
	return changed([]any{"7", "Отопление", 2310, 100, nil, nil, nil, 100, nil}, cells)
}

func TestDocumentsThatDoNotAddUpAreFaults(t *testing.T) {
	t.Parallel()
	bank := func(bik, account string, sum any) [][]any { return [][]any{{"7", "1", bik, account, sum}} }
	second := doc(0, "54СВ203046-01", 2, "8")
	for name, tt := range map[string]struct {
		documents, lines, banks [][]any
		want                    string // a fault
	}{
		"the line":    {doc(), lineOf(7, 90), nil, "90,00, а по столбцам выходит 100,00: начислено 100,00, перерасчёт 0,00, льготы 0,00"},
		"the month":   {doc(4, 120), lineOf(), nil, "120,00, а по услугам выходит 100,00"},
		"what is due": {doc(5, 50, 7, 140), lineOf(), nil, "140,00, а по столбцам выходит 150,00: начислено 100,00, долг 50,00, аванс 0,00"},
		"an excess that does not fit": {
			doc(4, 120), lineOf(4, 50, 7, 120), nil,
			"120,00, а по столбцам выходит 100,00: начислено 100,00, перерасчёт 0,00, льготы 0,00",
		},
		"no such document":       {doc(), lineOf(0, "8"), nil, "документа с номером 8 на листе «Разделы 1-2» нет"},
		"three digits":           {doc(4, 100.001), lineOf(), nil, "«100.001»: не больше 2 знаков после запятой"},
		"words":                  {doc(4, "сто"), lineOf(), nil, "«сто» — не число: нужно число вида 123,456"},
		"no month":               {doc(3, nil), lineOf(), nil, "не заполнено: нужен месяц вида 11.2026"},
		"no number":              {doc(2, nil), nil, nil, "не заполнено: нужен номер документа"},
		"no line":                {append(doc(), second...), lineOf(), nil, "у документа нет ни одной услуги на листе «Разделы 3-6»"},
		"no account":             {doc(0, nil), lineOf(), nil, "не заполнено: нужен идентификатор ЖКУ"},
		"one account twice":      {append(doc(), doc(2, "8")...), lineOf(), nil, "документ этого лицевого счёта уже есть в строке 2"},
		"two months":             {append(doc(), doc(0, "54СВ203046-01", 2, "8", 3, "11.2026")...), lineOf(), nil, "в одном файле документы одного месяца: выше 10.2026"},
		"a wrong БИК":            {doc(), lineOf(), bank("04509909", sample.OwnAccount, nil), "«04509909»: в БИК девять цифр"},
		"a wrong account":        {doc(), lineOf(), bank(sample.BIK, "40702810200000000012", nil), "«40702810200000000012»: нужно 20 цифр, и контрольная цифра должна подходить к БИК"},
		"an unknown requisite":   {doc(), lineOf(8, "2"), bank(sample.BIK, sample.OwnAccount, nil), "реквизита № 2 у документа нет"},
		"a sum of the requisite": {doc(), lineOf(8, "1"), bank(sample.BIK, sample.OwnAccount, 99), "по реквизиту № 1 указано 99,00, а по услугам выходит 100,00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, _ := loadDocuments(t, store, bookOf(t, tt.documents, tt.lines, tt.banks), false)

			var reasons []string
			for _, f := range report.Faults {
				reasons = append(reasons, f.Reason)
			}
			if !slices.Contains(reasons, tt.want) || report.Saved || store.calls != 0 {
				t.Errorf("saved %v after %d calls, faults %q, want %q", report.Saved, store.calls, reasons, tt.want)
			}
		})
	}
}

func TestWaysInWhichDocumentsAddUp(t *testing.T) {
	t.Parallel()
	old := []any{"54СВ203046-01", "Долговой", "9", "10.2026", 5, 0, 0, nil, nil}
	for name, tt := range map[string]struct {
		documents, lines [][]any
		charged, due     string
	}{
		"plainly":                   {doc(), lineOf(), "100", "100"},
		"debt":                      {doc(5, 50, 7, 150), lineOf(), "100", "150"},
		"an advance above all":      {doc(6, 500, 7, 0), lineOf(), "100", "0"},
		"recalculation, benefit":    {doc(4, 70), lineOf(5, -20, 6, 10, 7, 70), "70", "70"},
		"a benefit below zero":      {doc(4, 90), lineOf(6, -10, 7, 90), "90", "90"},
		"excess beside the charge":  {doc(4, 150), lineOf(4, 50, 7, 150), "150", "150"},
		"excess within the charge":  {doc(), lineOf(4, 50), "100", "100"},
		"penalties in the sum":      {doc(4, 105, 8, 5), lineOf(), "105", "105"},
		"penalties beside the sum":  {doc(8, 5), lineOf(), "105", "105"},
		"a debt document is passed": {append(doc(), old), lineOf(), "100", "100"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, _ := loadDocuments(t, store, bookOf(t, tt.documents, tt.lines, nil), false)

			if len(report.Faults) != 0 || len(store.documents) != 1 {
				t.Fatalf("%d documents, faults %+v", len(store.documents), report.Faults)
			}
			s, sum := store.documents[0].Sums, decimal.Decimal{}
			for _, c := range store.documents[0].Charges {
				sum = sum.Add(c.Total)
			}
			if s.Charged.String() != tt.charged || s.Due.String() != tt.due || !sum.Equal(s.Charged) {
				t.Errorf("charged %v (lines %v), due %v; want %s, %s", s.Charged, sum, s.Due, tt.charged, tt.due)
			}
		})
	}
}

func TestALineWithAFaultHoldsBackItsDocumentAlone(t *testing.T) {
	t.Parallel()
	store := &memory{}
	book := bookOf(t, append(doc(), doc(0, "54СВ203046-01", 2, "8")...),
		append(lineOf(7, 90), lineOf(0, "8")...), nil)

	report, result := loadDocuments(t, store, book, true)

	if !report.Saved || len(store.documents) != 1 || store.documents[0].Number != "8" {
		t.Fatalf("report %+v, documents %+v", report, store.documents)
	}
	main, lines := rowsOf(t, result, gis.DocumentSheet), rowsOf(t, result, gis.ChargeSheet)
	last := func(row []string) string { return row[len(row)-1] }
	if got := last(main[1]); got != "Не загружено: ошибка в строке 2 листа «Разделы 3-6»" {
		t.Errorf("the document says %q", got)
	}
	if last(main[2]) != "Загружено" || !strings.Contains(last(lines[1]), "а по столбцам выходит") ||
		last(lines[2]) != "Загружено" {
		t.Errorf("statuses: %q, %q, %q", last(main[2]), last(lines[1]), last(lines[2]))
	}
}
