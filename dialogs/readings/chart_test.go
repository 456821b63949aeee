package readings

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

// drawer keeps the chart that it was to draw.
type drawer struct {
	drawn housing.Chart
	fail  error
}

func (d *drawer) draw(c housing.Chart) ([]byte, error) {
	d.drawn = c
	return []byte("picture"), d.fail
}

// lit is the history of the meter of electricity, newest first, up to October.
func lit() housing.History {
	row := func(m time.Month, s housing.Source, use housing.Values) housing.HistoryRow {
		return housing.HistoryRow{Use: use, Reading: housing.Reading{
			Period: housing.Period{Year: 2026, Month: m}, Source: s, State: housing.Saved,
		}}
	}
	return housing.History{
		Meter: line(day, housing.Electricity, values("1", "1")).Meter,
		Rows: []housing.HistoryRow{
			row(time.October, housing.FromResident, values("1300", "0")),
			row(time.August, housing.ByNorm, values("30.5", "7")),
			row(time.July, housing.FromResident, values("40", "20")),
			row(time.June, housing.FromResident, nil),
		},
	}
}

func TestTheChartAndItsCaptionSayTheSame(t *testing.T) {
	t.Parallel()
	var d drawer
	h := remembered(t, shelf{histories: []housing.History{lit()}})
	h.Chart = d.draw
	m, err := h.chartOf(t.Context(), historyScene{Now: page().Now, Draft: historyDraft{Meter: day}})
	if err != nil || len(m.Asides) != 1 {
		t.Fatalf("answered %+v, %v", m, err)
	}
	file, lines := m.Asides[0].File, strings.Split(m.Asides[0].Text.Plain(), "\n")
	if !file.Picture || string(file.Data) != "picture" {
		t.Errorf("sent %+v", file)
	}
	var names, words []string
	for i, b := range d.drawn.Bars {
		names, words = append(names, b.Name), append(words, b.Text)
		if said := strings.ReplaceAll(lines[len(lines)-len(d.drawn.Bars)+i], "\u00a0кВт·ч", ""); said != b.Name+": "+b.Text {
			t.Errorf("the caption says %q, the picture %q: %q", said, b.Name, b.Text)
		}
	}
	if diff := cmp.Diff([]string{"июль", "август", "сентябрь", "октябрь"}, names); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"день 40, ночь 20", "день 30,5, ночь 7, по нормативу", "нет показаний", "день 1\u00a0300, ночь 0 за 2 месяца",
	}, words); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	title := "Электричество, кухня, №\u00a018-343: расход, кВт·ч"
	if d.drawn.Title != title || strings.Join(d.drawn.Names, "; ") != "день; ночь" ||
		strings.Join(d.drawn.Guessed, "; ") != "день, расчёт организации; ночь, расчёт организации" {
		t.Errorf("drawn is %+v", d.drawn)
	}
}

func TestAChartThatFailsIsNotSent(t *testing.T) {
	t.Parallel()
	fault := errors.New("fault")
	for name, c := range map[string]struct{ store, picture error }{"store": {fault, nil}, "picture": {nil, fault}} {
		d := drawer{fail: c.picture}
		h := remembered(t, shelf{histories: []housing.History{lit()}, fail: c.store})
		h.Chart = d.draw
		m, err := h.chartOf(t.Context(), historyScene{Now: page().Now, Draft: historyDraft{Meter: day}})
		if !errors.Is(err, fault) || len(m.Asides) > 0 {
			t.Errorf("%s: answered %+v, %v", name, m, err)
		}
	}
}
