package readings

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestOneMessageHoldsTheValuesOfSeveralMeters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[housing.MeterID]housing.Values{
		"хвс 125,3 гвс 82":           {cold: values("125.3"), hot: values("82")},
		"ХВС: 125.3; ГВС: 82":        {cold: values("125.3"), hot: values("82")},
		"холодная 125 горячая 82":    {cold: values("125"), hot: values("82")},
		"гвс 82":                     {hot: values("82")},
		"свет 3500 1230":             {day: values("3500", "1230")},
		"т1 3500 т2 1230":            {day: values("3500", "1230")},
		"гв 82 эл 3500 1230 хол 125": {cold: values("125"), hot: values("82"), day: values("3500", "1230")},
		"хвс 120 гвс 80":             {cold: values("120"), hot: values("80")},
		"хвс 125,3 кухня гвс 82":     nil,
		"хвс":                        nil,
		"хвс 125 хвс 126":            {cold: values("126")},
		"показания хвс 125":          nil,
		"отопление 6":                nil,
		"газ 12":                     nil,
		"хвс 1e5":                    nil,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			m := flow(t).page().Decide(typing(), page(), typed(text))
			if want == nil {
				if !m.Refused || len(m.Draft.Values) != 0 {
					t.Errorf("refused %v, kept %v", m.Refused, m.Draft.Values)
				}
				return
			}
			if diff := cmp.Diff(want, m.Draft.Values); diff != "" || m.Refused || m.To != "" {
				t.Errorf("to %q, refused %v, values (-want +got):\n%s", m.To, m.Refused, diff)
			}
		})
	}
}

func TestAnAmbiguousWordIsNotGuessed(t *testing.T) {
	t.Parallel()
	p := page()
	second := line(11, housing.ColdWater, values("40"))
	second.Meter.Place = "ванная"
	p.Lines = append(p.Lines, second)

	if found, ok := oneLine(p, "хвс 125,3 гвс 82"); ok {
		t.Errorf("two meters are called cold, and yet: %v", found)
	}
	if m := flow(t).page().Decide(typing(), p, typed("хвс 125,3 гвс 82")); len(m.Draft.Values) != 0 || !m.Refused {
		t.Errorf("kept %v, refused %v", m.Draft.Values, m.Refused)
	}
	if found, ok := oneLine(p, "гвс 82"); !ok || len(found) != 1 {
		t.Errorf("the one hot meter is not found: %v", found)
	}
}

func TestAMessagePartlyWrongKeepsWhatWasRightBeforeIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		to         string
		meter      housing.MeterID
		refused    bool
		kept       map[housing.MeterID]housing.Values
		says       []string
	}{
		{
			name: "the second is lower", text: "хвс 125,3 гвс 70", to: "value", meter: hot, refused: true,
			kept: map[housing.MeterID]housing.Values{cold: values("125.3")},
			says: []string{"Горячая вода, кухня, № 18-342", "70,000 меньше прошлого 80,000"},
		},
		{
			name: "the second is too much", text: "хвс 125,3 гвс 800", to: "doubt", meter: hot,
			kept: map[housing.MeterID]housing.Values{cold: values("125.3")},
			says: []string{"Горячая вода"},
		},
		{
			name: "the first is no number", text: "хвс много гвс 82", to: "value", meter: cold, refused: true,
			kept: map[housing.MeterID]housing.Values{},
			says: []string{"Холодная вода", "«много» не похоже"},
		},
		{
			name: "a tariff is missing", text: "гвс 82 свет 3500", to: "value", meter: day, refused: true,
			kept: map[housing.MeterID]housing.Values{hot: values("82")},
			says: []string{"Электричество", "Не хватает: ночь"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := typing()
			m := flow(t).page().Decide(s, page(), typed(tt.text))
			if m.To != tt.to || m.Draft.Meter != tt.meter || m.Refused != tt.refused {
				t.Errorf("to %q of meter %d, refused %v", m.To, m.Draft.Meter, m.Refused)
			}
			if diff := cmp.Diff(tt.kept, m.Draft.Values); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
			if tt.to == "doubt" && !m.Draft.Doubt.Equal(values("800")) {
				t.Errorf("doubt = %v", m.Draft.Doubt)
			}
			if s.Draft.Values != nil {
				t.Errorf("deciding changed the draft it was given: %v", s.Draft.Values)
			}
			wants(t, m.Notice.Plain(), tt.says...)
		})
	}
}

func TestANumberOnThePageIsForTheFirstMeterThatWaits(t *testing.T) {
	t.Parallel()
	m := flow(t).page().Decide(typing(entered(cold, "123")), page(), typed("82"))
	if !m.Draft.Values[hot].Equal(values("82")) || m.To != "value" || m.Draft.Meter != day {
		t.Errorf("values %v, to %q of meter %d", m.Draft.Values, m.To, m.Draft.Meter)
	}
	full := typing(entered(cold, "123"), entered(hot, "82"), entered(day, "3500", "1230"))
	if m := flow(t).page().Decide(full, page(), typed("82")); !m.Unknown {
		t.Errorf("a number for nobody means %+v", m)
	}
	if m := flow(t).page().Decide(typing(), housing.Page{}, typed("82")); !m.Unknown {
		t.Errorf("a number without meters means %+v", m)
	}
	if m := flow(t).page().Decide(typing(), page(), pressed("nonsense", "")); !m.Unknown {
		t.Errorf("an unknown key means %+v", m)
	}
}
