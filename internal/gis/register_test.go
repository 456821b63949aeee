package gis_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
	"dombot/internal/housing"
)

// memory is a register that keeps the records of the last calls.
type memory struct {
	accounts  []housing.AccountRecord
	meters    []housing.MeterRecord
	documents []housing.DocumentRecord
	verdicts  []housing.VerdictRecord
	exported  time.Time       // that the verdicts answer
	known     map[string]bool // numbers and serials that are there already
	faults    []housing.RowFault
	calls     int
}

func (m *memory) report(keys []string, partial bool) housing.ImportReport {
	m.calls++
	r := housing.ImportReport{Faults: m.faults}
	if len(m.faults) > 0 && !partial {
		return r
	}
	r.Saved = true
	if m.known == nil {
		m.known = map[string]bool{}
	}
	for _, k := range keys {
		if m.known[k] {
			r.Same++
			continue
		}
		m.known[k] = true
		r.Created++
	}
	return r
}

func (m *memory) ImportAccounts(
	_ context.Context, in housing.Import, records []housing.AccountRecord,
) (housing.ImportReport, error) {
	m.accounts = records
	keys := make([]string, len(records))
	for i, r := range records {
		keys[i] = r.Number
	}
	return m.report(keys, in.Partial), nil
}

func (m *memory) ImportMeters(
	_ context.Context, in housing.Import, records []housing.MeterRecord,
) (housing.ImportReport, error) {
	m.meters = records
	keys := make([]string, len(records))
	for i, r := range records {
		keys[i] = r.Serial
	}
	return m.report(keys, in.Partial), nil
}

func (m *memory) ImportDocuments(
	_ context.Context, in housing.Import, _ housing.Period, records iter.Seq[housing.DocumentRecord],
) (housing.ImportReport, error) {
	m.documents = slices.Collect(records)
	keys := make([]string, len(m.documents))
	for i, r := range m.documents {
		keys[i] = r.Identifier
	}
	return m.report(keys, in.Partial), nil
}

func (m *memory) ImportVerdicts(
	_ context.Context, in housing.Import, records []housing.VerdictRecord,
) (housing.ImportReport, error) {
	m.verdicts, m.exported = records, in.Exported
	keys := make([]string, len(records))
	for i, r := range records {
		keys[i] = r.GISNumber
	}
	report := m.report(keys, in.Partial)
	for _, r := range records {
		o := housing.OutcomeRejected
		if r.Accepted {
			o = housing.OutcomeAccepted
		}
		report.Outcomes = append(report.Outcomes, o)
	}
	return report, nil
}

// sheet is the content of one sheet of a workbook made by a test.
type sheet struct {
	name string
	rows [][]any
}

// workbook builds a file; change may edit it before it is written.
func workbook(tb testing.TB, change func(*excelize.File), sheets ...sheet) []byte {
	tb.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	for i, s := range sheets {
		if i == 0 {
			must(f.SetSheetName("Sheet1", s.name))
		} else if _, err := f.NewSheet(s.name); err != nil {
			tb.Fatal(err)
		}
		for n, row := range s.rows {
			must(f.SetSheetRow(s.name, fmt.Sprintf("A%d", n+1), &row))
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	must(f.Write(&b))
	must(f.Close())
	return b.Bytes()
}

func source(b []byte) gis.Source {
	return gis.Source{Data: bytes.NewReader(b), Size: int64(len(b))}
}

// column returns the cells below the header of the column that a result workbook adds.
func column(t *testing.T, result []byte, sheet string) []string {
	t.Helper()
	const title = "Статус обработки"
	f, err := excelize.OpenReader(bytes.NewReader(result))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for n, row := range rows {
		for i, cell := range row {
			if cell != title {
				continue
			}
			var out []string
			for _, below := range rows[n+1:] {
				value := ""
				if i < len(below) {
					value = below[i]
				}
				out = append(out, value)
			}
			return out
		}
	}
	t.Fatalf("sheet %q has no column %q", sheet, title)
	return nil
}
