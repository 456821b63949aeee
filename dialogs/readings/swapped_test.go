package readings

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestSwappedValuesChangePlacesOrStay(t *testing.T) {
	t.Parallel()
	step := flow(t).swapped()
	swapped := func() scene { return typing(entered(cold, "82"), entered(hot, "123")) }
	wants(t, printed(step.Show(swapped(), page())), "переставлены", "[Поменять]", "[Оставить как есть]")

	m := step.Decide(swapped(), page(), pressed("swap", ""))
	want := map[housing.MeterID]housing.Values{cold: values("123"), hot: values("82")}
	if diff := cmp.Diff(want, m.Draft.Values); diff != "" || m.To != "page" {
		t.Errorf("to %q, values (-want +got):\n%s", m.To, diff)
	}
	if m := step.Decide(swapped(), page(), pressed("keep", "")); !m.Draft.Kept || m.To != "page" {
		t.Errorf("keeping means %+v", m)
	}
	if m := step.Decide(swapped(), page(), typed("да")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

func TestTheQuestionShowsHowItWouldBe(t *testing.T) {
	t.Parallel()
	s := typing(entered(cold, "82"), entered(hot, "123"))
	wants(t, printed(flow(t).swapped().Show(s, page())),
		"Холодная вода, кухня: 123,000 м³ (+3,000)\nГорячая вода, кухня: 82,000 м³ (+2,000)\nПоменять местами?")
}

func TestPairsOfSwappedMetersAreFound(t *testing.T) {
	t.Parallel()
	apart := page()
	apart.Lines[1].Meter.Place = "ванная"
	litres := page()
	litres.Lines[1].Meter.Unit = "112"
	for name, tt := range map[string]struct {
		page   housing.Page
		values entries
		want   [][2]housing.MeterID
	}{
		"of one place":       {bathroom(), entries{cold: values("82"), hot: values("123")}, [][2]housing.MeterID{{cold, hot}}},
		"of the other place": {bathroom(), entries{coldBath: values("21"), hotBath: values("41")}, [][2]housing.MeterID{{coldBath, hotBath}}},
		"only one of two pairs": {
			bathroom(),
			entries{cold: values("123"), hot: values("82"), coldBath: values("21"), hotBath: values("41")},
			[][2]housing.MeterID{{coldBath, hotBath}},
		},
		"both pairs": {
			bathroom(),
			entries{cold: values("82"), hot: values("123"), coldBath: values("21"), hotBath: values("41")},
			[][2]housing.MeterID{{cold, hot}, {coldBath, hotBath}},
		},
		"kitchen and bathroom":   {bathroom(), entries{cold: values("41"), coldBath: values("123")}, [][2]housing.MeterID{{cold, coldBath}}},
		"across resource, place": {bathroom(), entries{cold: values("21"), hotBath: values("123")}, [][2]housing.MeterID{{cold, hotBath}}},
		"one pair in two places": {apart, entries{cold: values("82"), hot: values("123")}, [][2]housing.MeterID{{cold, hot}}},
		"all right":              {bathroom(), entries{cold: values("123"), hot: values("82"), coldBath: values("41"), hotBath: values("21")}, nil},
		"one value":              {page(), entries{cold: values("82")}, nil},
		"one mistyped":           {page(), entries{cold: values("12"), hot: values("82")}, nil},
		"of two units":           {litres, entries{cold: values("82"), hot: values("123")}, nil},
		"light is no water":      {page(), entries{cold: values("3500"), day: values("123", "5")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, swaps(tt.page, tt.values)); diff != "" {
				t.Errorf("pairs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALineWithTwoSwappedPairsIsMendedAtOnce(t *testing.T) {
	t.Parallel()
	step, s, _ := hear(t, bathroom(), "кухня хвс 82 гвс 123, ванная хвс 21 гвс 41")
	if step != "swapped" {
		t.Fatalf("step %s", step)
	}
	step, s, _ = answer(t, bathroom(), step, s, pressed("swap", ""))
	want := entries{cold: values("123"), hot: values("82"), coldBath: values("41"), hotBath: values("21")}
	if diff := cmp.Diff(want, s.Draft.Values); diff != "" || step != "confirm" {
		t.Errorf("step %s, values (-want +got):\n%s", step, diff)
	}
}

func TestALineSwappedWithWhatThePageHasIsSeen(t *testing.T) {
	t.Parallel()
	from := typing(entered(cold, "120"), func(d *draft) { d.Values[cold] = values("82") })
	step, s, _ := answer(t, page(), "page", from, typed("гвс 123"))
	if step != "swapped" {
		t.Fatalf("step %s", step)
	}
	step, s, _ = answer(t, page(), step, s, pressed("swap", ""))
	if want := (entries{cold: values("123"), hot: values("82")}); !cmp.Equal(want, s.Draft.Values) || step != "page" {
		t.Errorf("step %s, values %v", step, s.Draft.Values)
	}
}
