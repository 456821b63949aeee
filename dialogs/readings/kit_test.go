package readings

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/console"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// flow is the flow of readings over the real sentences and no storage: what a
// step decides and shows depends on the view it is given.
func flow(tb testing.TB) handIn {
	tb.Helper()
	catalogue, err := texts.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return handIn{Ports{Texts: catalogue, Connect: "account"}, catalogue}
}

func values(numbers ...string) housing.Values {
	v := make(housing.Values, len(numbers))
	for i, n := range numbers {
		v[i] = decimal.RequireFromString(n)
	}
	return v
}

const (
	cold    = housing.MeterID(1)
	hot     = housing.MeterID(2)
	day     = housing.MeterID(3) // electricity of two tariffs
	robot   = housing.MeterID(4) // read by the organisation
	account = housing.AccountID(9)
)

func date(y int, m time.Month, d int) housing.Date { return housing.Date{Year: y, Month: m, Day: d} }

// line is a meter with its values in the months before November, newest first.
func line(id housing.MeterID, r housing.Resource, before ...housing.Values) housing.Line {
	m := housing.Meter{ID: id, Resource: r, Serial: "18-34" + pick.Key(id), Place: "кухня", Tariffs: 1, Unit: r.Units()[0]}
	l := housing.Line{Case: housing.Case{Meter: m, Period: housing.Period{Year: 2026, Month: time.November}}}
	for i, v := range before {
		p := l.Period.Add(-1 - i)
		l.Meter.Tariffs = len(v)
		l.Before = append(l.Before, housing.Reading{Meter: id, Period: p, Taken: p.Day(22), Values: v})
	}
	return l
}

// page is a flat with cold and hot water, electricity by day and night, and a
// meter of heat that nobody reads by hand. Today is the 24th of November.
func page() housing.Page {
	auto := line(robot, housing.Heating, values("5"))
	auto.Meter.Automatic = true
	today := date(2026, time.November, 24)
	return housing.Page{
		Account: housing.Account{
			ID: account, Premises: "45", House: housing.House{
				Organisation: housing.Organisation{Name: "УК «Уют»"},
				Address:      housing.Address{Settlement: "г. Яснополье", Street: "ул. Ленина", Number: "12"}, Zone: "UTC",
			},
		},
		Today: today, Now: today.In(time.UTC), Window: housing.DefaultWindow(), Slot: housing.DefaultWindow().On(today),
		Lines: []housing.Line{
			line(cold, housing.ColdWater, values("120"), values("116"), values("112")),
			line(hot, housing.HotWater, values("80"), values("77"), values("74")),
			line(day, housing.Electricity, values("3400", "1200"), values("3300", "1150")),
			auto,
		},
	}
}

// typing is a scene of a draft about the flat of [page].
func typing(change ...func(*draft)) scene {
	s := scene{Draft: draft{Account: account}, Now: page().Now}
	for _, c := range change {
		c(&s.Draft)
	}
	return s
}

func about(id housing.MeterID) func(*draft) { return func(d *draft) { d.Meter = id } }

func entered(id housing.MeterID, v ...string) func(*draft) {
	return func(d *draft) {
		if d.Values == nil {
			d.Values = map[housing.MeterID]housing.Values{}
		}
		d.Values[id] = values(v...)
	}
}

func doubtful(v ...string) func(*draft) { return func(d *draft) { d.Doubt = values(v...) } }

func typed(text string) dialogs.Input { return dialogs.Input{Text: text} }

func pressed(do, arg string) dialogs.Input { return dialogs.Input{Act: dialogs.Act{Do: do, Arg: arg}} }

// wants fails unless every part is in shown, no-break spaces read as spaces.
func wants(t *testing.T, shown string, parts ...string) {
	t.Helper()
	plain := strings.ReplaceAll(shown, "\u00a0", " ")
	for _, p := range parts {
		if !strings.Contains(plain, p) {
			t.Errorf("want %q in:\n%s", p, plain)
		}
	}
}

func printed(s dialogs.Screen) string { return console.Render(s) }
