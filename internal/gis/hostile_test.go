package gis_test

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
)

// FuzzWorkbook changes one part of a valid workbook. What comes of it is a
// refusal in one Russian sentence that leaves no trace, or an import whose
// result, imported again, gives the same records.
func FuzzWorkbook(f *testing.F) {
	good := workbook(f, func(b *excelize.File) {
		if err := b.SetCellFormula("Помещения", "D3", "1+1"); err != nil {
			f.Fatal(err)
		}
	}, accounts(
		[][]any{mainHeader(), {1, "1203045", "Белов", "Олег", 40, 1}, {2, "1203046", "Ким", "Анна", 51.5, 3}},
		[][]any{placeHeader(), {1, street, "", "45"}, {2, street, "", "46"}})...)
	parts := []string{
		"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
		"xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/styles.xml", "[Content_Types].xml",
	}
	for part := range parts {
		f.Add(part, 200, 0, `<row r="1048576"><c r="XFD1048576" t="s"><v>4294967295</v></c></row>`)
		f.Add(part, 100, 60, "")
		f.Add(part, 0, 100_000, "<!DOCTYPE a [<!ENTITY b \"&b;&b;\">]><a>&b;</a>")
	}
	f.Add(0, 38, 0, `<dimension ref="A1:XFD1048576"/>`)
	f.Add(2, 120, 0, `<si><t xml:space="preserve">_x0000_ ﷺ</t></si>`)
	f.Fuzz(func(t *testing.T, part, at, cut int, text string) {
		name := parts[max(part, -part, 0)%len(parts)]
		book := rewritten(t, good, name, func(b []byte) []byte { return splice(b, at, cut, text) })
		store, result, err := imported(t, book)
		if err != nil {
			checkRefusal(t, err)
			if store.calls > 0 || result.Len() > 0 {
				t.Errorf("refused, but %d calls and %d bytes of result", store.calls, result.Len())
			}
			return
		}
		again, _, err := imported(t, result.Bytes())
		if err != nil {
			t.Fatalf("the result of a change in %s cannot be read: %v", name, err)
		}
		if diff := cmp.Diff(store.accounts, again.accounts, decimals()); diff != "" {
			t.Errorf("%s (-first +from the result):\n%s", name, diff)
		}
	})
}

// imported imports a workbook of accounts under narrow limits.
func imported(tb testing.TB, book []byte) (*memory, *bytes.Buffer, error) {
	tb.Helper()
	store, result := &memory{}, &bytes.Buffer{}
	im := &gis.Importer{Register: store, Limits: gis.Limits{
		Rows: 50, Strings: 500, Formulas: 20, Unzipped: 4 << 20, Part: 1 << 20,
	}}
	report, err := im.Accounts(tb.Context(), source(book), gis.Options{Result: result, Partial: true})
	if report.Rows > 50 || len(store.accounts) > report.Rows {
		tb.Errorf("%d records of %d rows", len(store.accounts), report.Rows)
	}
	return store, result, err
}

// splice replaces cut bytes of b by text; places outside of b are its end.
func splice(b []byte, at, cut int, text string) []byte {
	at = min(max(at, 0), len(b))
	cut = min(max(cut, 0), len(b)-at)
	return append(append(bytes.Clone(b[:at]), text...), b[at+cut:]...)
}

// checkRefusal fails unless err is a sentence for the operator.
func checkRefusal(tb testing.TB, err error) {
	tb.Helper()
	refusal, ok := errors.AsType[*gis.Refusal](err)
	if !ok {
		tb.Errorf("not a refusal: %v", err)
		return
	}
	first := []rune(refusal.Reason)[:1]
	if !unicode.Is(unicode.Cyrillic, first[0]) || !strings.HasSuffix(refusal.Reason, ".") ||
		strings.Contains(refusal.Reason, "%!") {
		tb.Errorf("no sentence: %q", refusal.Reason)
	}
}

// TestAHostileWorkbookCostsLittle bounds what is allocated for workbooks that are
// small as files. It runs alone: allocations are those of the whole process.
func TestAHostileWorkbookCostsLittle(t *testing.T) { //nolint:paralleltest // it measures the process
	good := workbook(t, nil, accounts([][]any{mainHeader(), {1, "1203045", "Белов", "Олег", 40, 1}},
		[][]any{placeHeader(), {1, street, "", "45"}})...)
	const first, names = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
	within := func(part, before, text string) []byte {
		return rewritten(t, good, part, func(b []byte) []byte {
			if !bytes.Contains(b, []byte(before)) {
				t.Fatalf("%s has no %q:\n%s", part, before, b)
			}
			return bytes.Replace(b, []byte(before), []byte(text+before), 1)
		})
	}
	cell := `<c r="A3" t="inlineStr"><is><t>` + strings.Repeat("ж", 500_000) + `</t></is></c>`
	for name, tt := range map[string]struct {
		book []byte
		most uint64 // MiB
	}{
		"the farthest cell":       {within(first, "</sheetData>", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`), 96},
		"a dimension of billions": {within(first, "<sheetData>", `<dimension ref="A1:XFD1048576"/>`), 16},
		"rows of nothing":         {within(first, "</sheetData>", strings.Repeat("<row/>", 500_000)), 192},
		"one endless text":        {within(first, "</sheetData>", `<row r="3">`+cell+`</row>`), 48},
		"many strings":            {within(names, "</sst>", strings.Repeat("<si><t>я</t></si>", 200_000)), 256},
		"an index of billions":    {within(first, "</sheetData>", `<row r="3"><c r="A3" t="s"><v>4294967295</v></c></row>`), 16},
		"entities in entities": {rewritten(t, good, "xl/workbook.xml", func(b []byte) []byte {
			return append([]byte(`<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`), b...)
		}), 16},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := (&gis.Importer{Register: &memory{}}).Accounts(t.Context(), source(tt.book), gis.Options{Partial: true})
		runtime.ReadMemStats(&after)
		if err != nil {
			checkRefusal(t, err)
		}
		cost := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%s: %d KiB of file, %d MiB allocated, %v", name, len(tt.book)>>10, cost, err)
		if cost > tt.most {
			t.Errorf("%s: %d MiB are allocated, want at most %d", name, cost, tt.most)
		}
	}
}
