package readings

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

// shelf is a store with the history of some meters.
type shelf struct {
	Readings
	histories []housing.History
	fail      error
}

func (s shelf) Meters(context.Context, housing.PersonID, housing.AccountID) ([]housing.Meter, error) {
	var meters []housing.Meter
	for _, one := range s.histories {
		meters = append(meters, one.Meter)
	}
	return meters, nil
}

func (s shelf) History(
	_ context.Context, _ housing.PersonID, m housing.MeterID, _, _ int,
) (housing.History, error) {
	for _, one := range s.histories {
		if one.Meter.ID == m {
			return one, s.fail
		}
	}
	return housing.History{}, s.fail
}

// remembered is a history flow over the histories.
func remembered(t *testing.T, s shelf) history {
	t.Helper()
	h := past(flow(t))
	h.Readings = s
	return h
}

// read returns the cells of a table as Excel would split it.
func read(t interface{ Fatalf(string, ...any) }, data []byte) [][]string {
	data, found := bytes.CutPrefix(data, []byte("\ufeff"))
	if !found {
		t.Fatalf("the mark of UTF-8 is missing: %q", data)
	}
	if lines := bytes.Count(data, []byte("\n")); lines != bytes.Count(data, []byte("\r\n")) {
		t.Fatalf("ends of lines are mixed: %q", data)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("read back: %v", err)
	}
	return rows
}

func TestTheTableHoldsEveryReadingOfEveryMeter(t *testing.T) {
	t.Parallel()
	reading := func(state housing.ReadingState, taken housing.Date, change func(*housing.HistoryRow)) housing.HistoryRow {
		r := row(state, change)
		r.Taken, r.Period = taken, taken.Period()
		return r
	}
	water, power := page().Lines[0].Meter, page().Lines[2].Meter
	h := remembered(t, shelf{histories: []housing.History{
		{Meter: water, Rows: []housing.HistoryRow{
			reading(housing.Saved, date(2026, 11, 3), func(r *housing.HistoryRow) { r.Values, r.Use = values("1234.567"), values("-4.5") }),
			reading(housing.Rejected, date(2025, 12, 31), func(r *housing.HistoryRow) { r.Reason = "опечатка;\n\"120\"" }),
		}},
		{Meter: power, Rows: []housing.HistoryRow{
			reading(housing.Saved, date(2026, 10, 22), func(r *housing.HistoryRow) {
				r.Values, r.Use, r.Source = values("3400", "1200"), nil, housing.ByAverage
			}),
		}, More: true},
	}})

	m, err := h.meter().Commit(t.Context(), historyScene{}, h.meter().Decide(historyScene{}, nil, pressed(tableAct, "")).Intent)
	if err != nil || len(m.Asides) != 1 || m.To != "" {
		t.Fatalf("the table: %+v, %v", m, err)
	}
	file := m.Asides[0].File
	if file.Name != "Показания.csv" || file.Picture {
		t.Errorf("the file is %q, picture %t", file.Name, file.Picture)
	}
	wants(t, m.Asides[0].Text.Plain(), "Откройте файл в Excel.", "последние 1000 показаний")
	want := [][]string{
		{
			"Счётчик", "Место", "Номер", "Месяц", "Дата снятия", "Показание Т1", "Показание Т2",
			"Расход Т1", "Расход Т2", "Единица", "Состояние",
		},
		{"Холодная вода", "кухня", "№ 18-341", "ноябрь 2026", "03.11.2026", "1234,567", "", "-4,5", "", "м³", "сохранено"},
		{"Холодная вода", "кухня", "№ 18-341", "декабрь 2025", "31.12.2025", "120", "", "4", "", "м³", `не принято: опечатка; "120"`},
		{
			"Электричество", "кухня", "№ 18-343", "октябрь 2026", "22.10.2026", "3400", "1200", "", "", "кВт·ч",
			"по среднему, расчёт организации",
		},
	}
	if diff := cmp.Diff(want, read(t, file.Data)); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestTheTableOfOneMeterIsNamedAfterWhatItMeasures(t *testing.T) {
	t.Parallel()
	h := remembered(t, shelf{histories: []housing.History{
		{Meter: page().Lines[1].Meter, Rows: []housing.HistoryRow{row(housing.Saved, nil)}},
	}})
	s := historyScene{Draft: historyDraft{Meter: hot, Skip: 6}}
	m, err := h.rows().Commit(t.Context(), s, h.rows().Decide(s, housing.History{}, pressed(tableAct, "")).Intent)
	if err != nil || m.Draft != s.Draft {
		t.Fatalf("the table leads to %+v, %v", m, err)
	}
	if got := m.Asides[0].File.Name; got != "Показания, горячая вода.csv" {
		t.Errorf("the file is %q", got)
	}
	if rows := read(t, m.Asides[0].File.Data); len(rows) != 2 || len(rows[0]) != 9 {
		t.Errorf("the table is %q", rows)
	}
}

func TestWithoutReadingsThereIsNoTable(t *testing.T) {
	t.Parallel()
	empty := housing.History{Meter: page().Lines[0].Meter}
	h := remembered(t, shelf{histories: []housing.History{empty}})
	m, err := h.tableOfAll(t.Context(), historyScene{})
	if err != nil || len(m.Asides) != 0 || m.Notice.Plain() != "Показаний пока нет." {
		t.Errorf("no readings lead to %+v, %v", m, err)
	}
	if shown := printed(h.showRows(historyScene{Now: page().Now}, empty)); strings.Contains(shown, "CSV") {
		t.Errorf("a table of nothing is offered:\n%s", shown)
	}
	broken := errors.New("no connection")
	h = remembered(t, shelf{histories: []housing.History{empty}, fail: broken})
	if _, err := h.tableOfAll(t.Context(), historyScene{}); !errors.Is(err, broken) {
		t.Errorf("a silent store leads to %v", err)
	}
	if _, err := h.tableOf(t.Context(), historyScene{}); !errors.Is(err, broken) {
		t.Errorf("a silent store leads to %v", err)
	}
}

func TestWhateverOthersWroteTheTableReadsBack(t *testing.T) {
	t.Parallel()
	h := past(flow(t))
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.OneOf(
			rapid.String(), rapid.StringMatching(`[\t\r\n \x{feff}]*[=+@＝-][A-Z]{1,4}\(1;"x"\)`), rapid.StringMatching(`[а-я;"\r\n,.]{0,12}`),
		)
		m := housing.Meter{
			Resource: rapid.SampledFrom(housing.Resources()).Draw(t, "resource"), Unit: "113",
			Place: words.Draw(t, "place"), Serial: words.Draw(t, "serial"),
		}
		number := rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "digits"), -rapid.Int32Range(0, 7).Draw(t, "point"))
		})
		r := row(housing.Rejected, func(r *housing.HistoryRow) {
			r.Values = rapid.SliceOfN(number, 1, 3).Draw(t, "values")
			r.Use = rapid.SliceOfN(number, len(r.Values), len(r.Values)).Draw(t, "use")
			r.Reason = words.Draw(t, "reason")
		})

		data, err := h.table([]housing.History{{Meter: m, Rows: []housing.HistoryRow{r}}})
		if err != nil {
			t.Fatal(err)
		}
		rows := read(t, data)
		if len(rows) != 2 || len(rows[0]) != len(rows[1]) {
			t.Fatalf("want a head and a row, got %q", rows)
		}
		n := len(r.Values)
		for i, want := range append(append(housing.Values{}, r.Values...), r.Use...) {
			got := decimal.RequireFromString(strings.Replace(rows[1][5+i], ",", ".", 1))
			if !got.Equal(want) {
				t.Fatalf("number %d is %s, want %s", i, got, want)
			}
		}
		for i, c := range rows[1] {
			if number := i >= 5 && i < 5+2*n; !number && strings.ContainsAny(first(c), "=+-@＝＋－＠\t\r\n") {
				t.Fatalf("cell %d is a formula: %q", i, c)
			}
		}
		if got, want := letters(rows[1][1]), letters(m.Place); got != want && got != "'"+want {
			t.Fatalf("place %q reads back as %q", m.Place, rows[1][1])
		}
	})
}

// first returns the first letter of s.
func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// letters returns s without what takes no ink.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
