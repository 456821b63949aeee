package readings

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestATypedValueIsTakenRefusedOrAskedAbout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		meter      housing.MeterID
		to         string
		refused    bool
		want       []string // in what is said
	}{
		{name: "a comma", text: "123,5", meter: cold, to: "value"},
		{name: "a point", text: "123.500", meter: cold, to: "value"},
		{name: "the same as last: nobody was at home", text: "120", meter: cold, to: "value"},
		{name: "red digits left out", text: "124", meter: cold, to: "value"},
		{name: "leading zeros", text: "00124", meter: cold, to: "value"},
		{name: "two tariffs", text: "3500 1230", meter: day, to: "page"},
		{name: "two tariffs with a semicolon", text: "3500; 1230", meter: day, to: "page"},
		{name: "lower", text: "119,9", meter: cold, to: "value", refused: true, want: []string{
			"119,900 меньше прошлого 120,000", "«Счётчик заменён или обнулился»",
		}},
		{name: "one tariff lower", text: "3500 1100", meter: day, to: "value", refused: true, want: []string{
			"ночь: 1 100 меньше прошлого 1 200",
		}},
		{name: "far above the usual", text: "150", meter: cold, to: "doubt"},
		{name: "red digits without the point", text: "124300", meter: cold, to: "doubt"},
		{name: "letters", text: "сто", meter: cold, refused: true, want: []string{"«сто» не похоже", "например 125,300"}},
		{name: "nothing", text: "", meter: cold, refused: true, want: []string{"не похоже на показание"}},
		{name: "below zero", text: "-5", meter: cold, refused: true, want: []string{"«-5» не похоже"}},
		{name: "two points", text: "1.2.3", meter: cold, refused: true, want: []string{"не похоже на показание"}},
		{name: "letters for two tariffs", text: "день", meter: day, refused: true, want: []string{"например 3500 1230"}},
		{name: "a long echo is cut", text: "абвгдежзиклмнопрстуфхцчшщъыьэюяабвгдежзиклмно", meter: cold, refused: true, want: []string{
			"«абвгдежзиклмнопрстуфхцчшщъыьэюяабвгдежзи…»",
		}},
		{name: "eight digits after the comma", text: "123,12345678", meter: cold, refused: true, want: []string{"Слишком длинное"}},
		{name: "sixteen digits", text: "1234567890123456", meter: cold, refused: true, want: []string{"Слишком длинное"}},
		{name: "the night is missing", text: "3500", meter: day, refused: true, want: []string{"Нужны 2 числа", "Не хватает: ночь"}},
		{name: "two numbers for one tariff", text: "123,5 124,5", meter: cold, refused: true, want: []string{"одно показание"}},
		{name: "three numbers for two tariffs", text: "1 2 3", meter: day, refused: true, want: []string{"2 показания"}},
		{name: "markup is shown as typed", text: "*1*", meter: cold, refused: true, want: []string{"«*1*»"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := flow(t).value().Decide(typing(about(tt.meter)), page(), typed(tt.text))

			if m.To != tt.to || m.Refused != tt.refused || m.Unknown {
				t.Errorf("to %q, refused %v, unknown %v; want %q, %v", m.To, m.Refused, m.Unknown, tt.to, tt.refused)
			}
			if kept := len(m.Draft.Values) > 0; kept != (!tt.refused && tt.to != "doubt") {
				t.Errorf("values kept: %v", m.Draft.Values)
			}
			wants(t, m.Notice.Plain(), tt.want...)
		})
	}
}

func TestAfterAValueTheNextMeterThatWaitsIsOpened(t *testing.T) {
	t.Parallel()
	given := page()
	given.Lines[1].Current = &housing.Reading{Values: values("82")}
	for _, tt := range []struct {
		name string
		page housing.Page
		from scene
		to   string
		next housing.MeterID
	}{
		{"the one below", page(), typing(about(cold)), "value", hot},
		{"one that has a value is passed over", page(), typing(about(cold), entered(hot, "82")), "value", day},
		{"one given this month is passed over", given, typing(about(cold)), "value", day},
		{"none is left below", page(), typing(about(hot), entered(day, "1", "1")), "page", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := maps.Clone(tt.from.Draft.Values)
			text := map[housing.MeterID]string{cold: "123", hot: "83"}[tt.from.Draft.Meter]
			typedOn := flow(t).value().Decide(tt.from, tt.page, typed(text))
			skipped := flow(t).value().Decide(tt.from, tt.page, pressed("skip", ""))
			for _, m := range []move{typedOn, skipped} {
				if m.To != tt.to || m.Draft.Meter != tt.next {
					t.Errorf("to %s of meter %d, want %s of %d", m.To, m.Draft.Meter, tt.to, tt.next)
				}
			}
			if diff := cmp.Diff(before, tt.from.Draft.Values); diff != "" {
				t.Errorf("deciding changed the draft it was given (-before +after):\n%s", diff)
			}
		})
	}
}

func TestTheOtherKeysOfAMeter(t *testing.T) {
	t.Parallel()
	step := flow(t).value()
	for do, to := range map[string]string{"page": "page", "replaced": "replaced"} {
		if m := step.Decide(typing(about(cold)), page(), pressed(do, "")); m.To != to || m.Refused {
			t.Errorf("%s leads to %q", do, m.To)
		}
	}
	if m := step.Decide(typing(about(cold)), page(), pressed("nonsense", "")); !m.Unknown {
		t.Errorf("an unknown key leads to %+v", m)
	}
	// The organisation took the meter off the account meanwhile.
	if m := step.Decide(typing(about(77)), page(), typed("5")); m.To != "page" {
		t.Errorf("a meter that is gone leads to %q", m.To)
	}
	if m, skip := step.Skip(typing(about(77)), page()); !skip || m.To != "page" {
		t.Errorf("a meter that is gone is shown: %+v", m)
	}
}

func TestAMeterShowsWhatItWasAndHowToType(t *testing.T) {
	t.Parallel()
	p := page()
	p.Lines[0].Current = &housing.Reading{Values: values("123")}
	p.Lines[1].Current, p.Lines[1].Sent = &housing.Reading{Values: values("82")}, true
	p.Lines[1].Meter.Verified = date(2026, 10, 1)
	p.Lines = append(p.Lines, line(8, housing.Gas), line(9, housing.Electricity, values("1", "1", "1")))
	for id, want := range map[housing.MeterID][]string{
		cold: {"Холодная вода, кухня, № 18-341 · 1 из 5", "Было 120,000 м³ (22 октября)", "уже передано 123,000 м³", "121,500"},
		hot:  {"2 из 5", "уже получила 82,000 м³", "Срок поверки истёк 1 октября"},
		day:  {"день 3 400, ночь 1 200 кВт·ч", "например: 3500 1230", "[Счётчик заменён или обнулился]"},
		8:    {"Прошлых показаний нет.", "4 из 5"},
		9:    {"например: 3500 1230 890"},
	} {
		shown := printed(flow(t).showValue(typing(about(id)), p))
		wants(t, shown, append(want, "[Пропустить]", "[Ко всем счётчикам]")...)
	}
}
