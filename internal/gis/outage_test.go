package gis

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"dombot/internal/housing"
)

// ledger notes the lines that it is given.
type ledger struct {
	lines []housing.OutageLine
	kept  bool
}

func (l *ledger) ReadOutages(_ context.Context, lines []housing.OutageLine) ([]housing.RowFault, error) {
	l.lines = lines
	return nil, nil
}

func (l *ledger) KeepOutages(context.Context) (housing.ImportReport, error) {
	l.kept = true
	return housing.ImportReport{Saved: true, Created: len(l.lines)}, nil
}

func readOutages(table []byte, partial bool) (l ledger, report housing.ImportReport, err error) {
	src, err := Workbook(Source{Data: bytes.NewReader(table), Size: int64(len(table))}, OutageSheet)
	if err != nil {
		return l, report, err
	}
	var result bytes.Buffer
	report, err = (&Importer{OutageBook: &l}).Outages(context.Background(), src, Options{Partial: partial, Result: &result})
	return l, report, err
}

const outageTable = "План работ\n\nДома;Начало;Окончание;Ресурс\n" +
	"Ленина 12;01.12.2026 9:00;2026-12-01T13:30:00;хвс\n\n\"Мира 3;5\";01.12.2026;;\nМира 7;вчера;;\n"

func TestATableOfOutagesIsReadWithItsRows(t *testing.T) {
	t.Parallel()
	day := housing.Date{Year: 2026, Month: 12, Day: 1}
	want := []housing.OutageLine{
		{
			Row: 4, Places: "Ленина 12", What: "хвс", From: housing.Moment{Day: day, Minutes: 540, Clocked: true},
			To: housing.Moment{Day: day, Minutes: 810, Clocked: true},
		},
		{Row: 6, Places: "Мира 3;5", From: housing.Moment{Day: day}},
	}
	windows, err := charmap.Windows1251.NewEncoder().Bytes([]byte(outageTable))
	if err != nil {
		t.Fatal(err)
	}
	for name, table := range map[string][]byte{"UTF-8": []byte("\uFEFF" + outageTable), "Windows-1251": windows} {
		l, report, err := readOutages(table, false)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, l.lines); diff != "" || l.kept || report.Saved {
			t.Errorf("%s, kept %v: lines (-want +got):\n%s", name, l.kept, diff)
		}
		if len(report.Faults) != 1 || report.Faults[0].Row != 7 || report.Rows != 3 {
			t.Errorf("%s: %+v", name, report)
		}
	}
	if l, report, err := readOutages([]byte(outageTable), true); err != nil || !l.kept || !report.Saved {
		t.Errorf("the good rows alone: %+v, %v", report, err)
	}
}

func TestMomentsAreReadAsExcelStoresThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"46357": "01.12 0 false", "46357.375": "01.12 540 true", "46357.5625": "01.12 810 true",
		"46357.999999": "02.12 0 true", "01.12.2026 24:00": "02.12 0 true",
		"01.12.2026 9.05": "01.12 545 true", "01.12.2026": "01.12 0 false", "01.12.2026 25:00": "", "01.12.2026 утром": "",
		"9:00": "", "завтра": "", "01.12.2026 9:60": "",
	} {
		m, ok := parseMoment(text, false)
		got := ""
		if ok {
			at := m.In(time.UTC, false)
			got = at.Format("02.01") + " " + itoa(at.Hour()*60+at.Minute()) + map[bool]string{true: " true", false: " false"}[m.Clocked]
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func FuzzWorkbookOfCSV(f *testing.F) {
	f.Add([]byte(outageTable))
	f.Add([]byte("Дома,Начало,Окончание\n\"a"))
	f.Add([]byte{0xD0, 0x00, '\n'})
	f.Fuzz(func(t *testing.T, data []byte) {
		_, report, err := readOutages(data, true)
		if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
			t.Errorf("%q: %v", data, err)
		}
		if err == nil && report.Rows == 0 {
			t.Errorf("%q has no rows and is taken", data)
		}
	})
}
