package gis_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

// hostileBase is a good workbook of documents with all its sheets and a formula.
func hostileBase(tb testing.TB) []byte {
	tb.Helper()
	return workbook(tb, func(b *excelize.File) {
		if err := b.SetCellFormula(gis.ChargeSheet, "C3", "1+1"); err != nil {
			tb.Fatal(err)
		}
	}, documents(
		mainOf(one(4, 105, 6, 5), one(0, "54СВ203046-01", 2, "8"), one(0, "54СВ203047-01", 2, "9", 1, "Долговой")),
		linesOf(heat(5, "1"), heat(0, "8", 5, "1"), heat(0, "9")),
		banks([]any{"7", "1", sample.BIK, sample.OwnAccount, 105}, []any{"8", "1", sample.BIK, sample.FundAccount, 100}),
		fines([]any{"7", "Пени", "за август", 5}))...)
}

// FuzzDocuments changes one part of a valid workbook of payment documents. What
// comes of it is a refusal in one Russian sentence that leaves no trace, or an
// import of documents that add up, whose result reads the same again.
func FuzzDocuments(f *testing.F) {
	good := hostileBase(f)
	parts := []string{
		"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml",
		"xl/sharedStrings.xml", "xl/workbook.xml",
	}
	for part := range parts {
		f.Add(part, 200, 0, `<row r="1048576"><c r="XFD1048576" t="s"><v>4294967295</v></c></row>`)
		f.Add(part, 100, 60, "")
		f.Add(part, 0, 100_000, "<!DOCTYPE a [<!ENTITY b \"&b;&b;\">]><a>&b;</a>")
		for _, at := range []int{300, 500, 700, 900, 1100, 1300, 1500} {
			f.Add(part, at, 1, "9")
		}
	}
	f.Fuzz(func(t *testing.T, part, at, cut int, text string) {
		name := parts[max(part, -part, 0)%len(parts)]
		book := rewritten(t, good, name, func(b []byte) []byte { return splice(b, at, cut, text) })
		store, result, err := importedDocuments(t, book)
		if err != nil {
			checkRefusal(t, err)
			if store.calls > 0 || result.Len() > 0 {
				t.Errorf("refused, but %d calls and %d bytes of result", store.calls, result.Len())
			}
			return
		}
		for _, d := range store.documents {
			checkAddsUp(t, d)
		}
		again, _, err := importedDocuments(t, result.Bytes())
		if err != nil {
			t.Fatalf("the result of a change in %s cannot be read: %v", name, err)
		}
		if diff := cmp.Diff(store.documents, again.documents, decimals()); diff != "" {
			t.Errorf("%s (-first +from the result):\n%s", name, diff)
		}
	})
}

// importedDocuments imports a workbook of documents under narrow limits.
func importedDocuments(tb testing.TB, book []byte) (*memory, *bytes.Buffer, error) {
	tb.Helper()
	store, result := &memory{}, &bytes.Buffer{}
	im := &gis.Importer{Register: store, Limits: gis.Limits{
		Package: 1 << 20, Rows: 50, Strings: 500, Formulas: 20, Unzipped: 4 << 20, Part: 1 << 20,
	}}
	report, err := im.Documents(tb.Context(), source(book), gis.Options{Result: result, Partial: true})
	if report.Rows > 50 || len(store.documents) > report.Rows {
		tb.Errorf("%d documents of %d rows", len(store.documents), report.Rows)
	}
	return store, result, err
}

// checkAddsUp fails unless the lines of a document give its sums and those of
// its requisites.
func checkAddsUp(tb testing.TB, d housing.DocumentRecord) {
	tb.Helper()
	sum, left := d.Sums.Charged, make([]string, 0, len(d.Requisites))
	paid := append([]housing.Requisite(nil), d.Requisites...)
	for _, c := range d.Charges {
		sum = sum.Sub(c.Total)
		if !c.Charged.Add(c.Recalculation).Sub(c.Benefit).Add(c.Penalty).Equal(c.Total) {
			tb.Errorf("row %d: %q does not add up: %+v", d.Row, c.Service, c)
		}
		if len(paid) > 0 {
			paid[c.Requisite].Sum = paid[c.Requisite].Sum.Sub(c.Total)
		}
	}
	for _, q := range paid {
		if !q.Sum.IsZero() {
			left = append(left, q.Account)
		}
		if !housing.ValidBankAccount(q.BIK, q.Account) {
			tb.Errorf("row %d: account %q at %q", d.Row, q.Account, q.BIK)
		}
	}
	if !sum.IsZero() || len(left) > 0 || d.Sums.Due.IsNegative() || d.Identifier == "" || d.Period.IsZero() {
		tb.Errorf("row %d: lines and sum differ by %v, requisites %q, document %+v", d.Row, sum, left, d)
	}
}

func TestHostileDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	good := hostileBase(t)
	within := func(part, text string) []byte {
		return rewritten(t, good, part, func(b []byte) []byte {
			return bytes.Replace(b, []byte("</sheetData>"), []byte(text+"</sheetData>"), 1)
		})
	}
	const lines = "xl/worksheets/sheet2.xml"
	for name, tt := range map[string]struct {
		book []byte
		want string
	}{
		"no sheet of lines": {
			workbook(t, nil, sheet{gis.DocumentSheet, mainOf(one())}),
			"В книге нет листа «Разделы 3-6»: нужны листы «Разделы 1-2» и «Разделы 3-6», а в ней «Разделы 1-2».",
		},
		"no document": {
			workbook(t, nil, documents(mainOf(), linesOf())...), "На листе «Разделы 1-2» нет ни одной строки с данными.",
		},
		"no column of totals": {
			workbook(t, nil, documents(mainOf(one()), [][]any{{"Номер платежного документа", "Услуга", "Тариф", "Льготы"}})...),
			"На листе «Разделы 3-6» не хватает столбцов шаблона: «Всего начислено за расчетный период», «Итого всего».",
		},
		"rows without end": {
			within(lines, strings.Repeat(`<row><c t="inlineStr"><is><t>7</t></is></c></row>`, 60)),
			"На листе «Разделы 3-6» больше 50 строк: разделите файл на несколько.",
		},
		"formulas without end": {
			within(lines, `<row r="9">`+strings.Repeat(`<c><f>1+1</f><v>2</v></c>`, 30)+`</row>`),
			"В листе больше 20 формул: замените формулы значениями («Копировать», затем «Вставить значения») и повторите.",
		},
		"a text that is not there": {
			within("xl/worksheets/sheet3.xml", `<row r="9"><c t="s"><v>4294967295</v></c></row>`),
			"Файл повреждён или загружен не до конца: сохраните его в Excel ещё раз и повторите.",
		},
		"a sheet cut short": {
			rewritten(t, good, "xl/worksheets/sheet4.xml", func(b []byte) []byte { return b[:len(b)/2] }),
			"Файл повреждён или загружен не до конца: сохраните его в Excel ещё раз и повторите.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			store, result, err := importedDocuments(t, tt.book)

			if err == nil || err.Error() != tt.want || store.calls > 0 || result.Len() > 0 {
				t.Errorf("%d calls, %d bytes of result, error %v; want %s", store.calls, result.Len(), err, tt.want)
			}
		})
	}
}
