package readings

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/console"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

// flow is the flow of readings over the real sentences and no storage: what a
// step decides and shows depends on the view it is given.
func flow(tb testing.TB) handIn {
	tb.Helper()
	catalogue, err := theTexts()
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

// arrive follows a move through the steps that ask nothing, and returns the
// step that is shown, with its scene and everything said on the way.
func arrive(t *testing.T, p housing.Page, at string, m move) (step string, s scene, notice string) {
	t.Helper()
	h := flow(t)
	steps := map[string]dialogs.Step[draft, housing.Page]{}
	for _, one := range []dialogs.Step[draft, housing.Page]{
		h.page(), h.line(), h.which(), h.number(), h.confirm(), h.value(), h.doubt(), h.swapped(), h.missing(),
	} {
		steps[one.ID] = one
	}
	steps["account"] = dialogs.Step[draft, housing.Page]{Next: []string{"line", "page"}}
	for range 12 {
		if m.Notice != "" {
			notice = m.Notice.Plain()
		}
		if m.To != "" {
			if !slices.Contains(steps[at].Next, m.To) {
				t.Fatalf("step %s moves to %s, which it does not declare", at, m.To)
			}
			at = m.To
		}
		s = scene{Draft: m.Draft, Now: p.Now}
		next, skip := move{}, false
		if steps[at].Skip != nil {
			next, skip = steps[at].Skip(s, p)
		}
		if !skip {
			return at, s, notice
		}
		m = next
	}
	t.Fatalf("nothing is shown after %s", at)
	return "", s, ""
}

// hear types a line in the menu.
func hear(t *testing.T, p housing.Page, line string) (step string, s scene, notice string) {
	t.Helper()
	d := open(pick.AccountArgs{Account: account, Line: line})
	return arrive(t, p, "account", onwards(d))
}

// answer answers a step and follows.
func answer(t *testing.T, p housing.Page, at string, s scene, in dialogs.Input) (step string, next scene, notice string) {
	t.Helper()
	h := flow(t)
	for _, one := range []dialogs.Step[draft, housing.Page]{
		h.page(), h.which(), h.number(), h.confirm(), h.value(), h.doubt(), h.swapped(),
	} {
		if one.ID == at {
			return arrive(t, p, at, one.Decide(s, p, in))
		}
	}
	t.Fatalf("no step %s", at)
	return "", s, ""
}
