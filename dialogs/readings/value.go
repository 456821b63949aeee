package readings

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// value asks for the numbers of one meter.
func (h handIn) value() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "value", Next: []string{"value", "page", "doubt", "replaced", "line"}, Files: true,
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) {
			_, ok := lineOf(p, s.Draft.Meter)
			return home(s.Draft), !ok
		},
		Show: h.showValue,
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			l, ok := lineOf(p, s.Draft.Meter)
			switch {
			case !ok || in.Act.Do == "page":
				return h.leave(s.Draft, p)
			case in.Act.Do == "skip":
				return onward(s.Draft.without(l.Meter.ID), p, l.Meter.ID)
			case in.Act.Do == "replaced":
				return dialogs.To(s.Draft, "replaced")
			case in.File != nil:
				return h.aim(s.Draft, in.File, l.Meter.ID)
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			}
			return h.answer(s, p, l, in.Text)
		},
		Commit: h.develop(nil, func(s scene, p housing.Page, text string) move {
			l, _ := lineOf(p, s.Draft.Meter)
			return h.answer(s, p, l, text)
		}),
	}
}

// home is where questions about a meter lead back to.
func home(d draft) move {
	if d.From != "" {
		return dialogs.To(d, "line")
	}
	return dialogs.To(d, "page")
}

func (h handIn) showValue(s scene, p housing.Page) dialogs.Screen {
	l, _ := lineOf(p, s.Draft.Meter)
	index := slices.IndexFunc(p.Asked(), func(x housing.Line) bool { return x.Meter.ID == l.Meter.ID })
	heading := h.t.T("readings.value_heading",
		"Meter", meterName(l.Meter, h.t), "Index", index+1, "Count", len(p.Asked()))
	was := h.t.T("readings.value_first")
	if last, ok := l.Last(); ok {
		was = h.t.T("readings.value_was",
			"Values", texts.Values(l.Meter, last.Values), "Date", texts.Date(last.Taken, p.Today),
			"By", estimate(last.Source, h.t))
	}
	rows := [][]dialogs.Button{dialogs.On(h.t.Label("readings.skip"), "skip")}
	if _, known := l.Last(); known {
		rows = append(rows, dialogs.On(h.t.Label("readings.replaced_button"), "replaced"))
	}
	return dialogs.Screen{
		Text: texts.Join("\n", heading, was, h.replaces(l), h.example(l), h.photoHint(s.Draft, l),
			h.expired(l.Meter, p)),
		Rows: append(rows, dialogs.On(h.t.Label("readings.to_page"), "page")),
	}
}

// replaces says what becomes of the reading that stands in the month already.
func (h handIn) replaces(l housing.Line) texts.Text {
	switch {
	case l.Current == nil:
		return ""
	case !l.Given():
		return h.wanting(l)
	case l.Sent:
		return h.t.T("readings.value_resends", "Values", texts.Values(l.Meter, l.Current.Values))
	}
	return h.t.T("readings.value_replaces", "Values", texts.Values(l.Meter, l.Current.Values))
}

// photoHint says that a photo may come, or has come.
func (h handIn) photoHint(d draft, l housing.Line) texts.Text {
	if there := h.photoLine(d, l.Meter.ID); there != "" {
		return there
	}
	return h.t.T("readings.photo_hint")
}

// example shows how the numbers of m are typed.
func (h handIn) example(l housing.Line) texts.Text {
	m := l.Meter
	switch m.Tariffs {
	case 2:
		return h.t.T("readings.example_two")
	case 3:
		return h.t.T("readings.example_three")
	}
	if m.Resource == housing.Electricity || m.Resource == housing.Heating {
		return h.t.T("readings.example_whole")
	}
	example := decimal.RequireFromString("125.3")
	if last, ok := l.Last(); ok {
		example = last.Values.Sum().Add(decimal.RequireFromString("1.5"))
	}
	return h.t.T("readings.example_one", "Example", texts.Volume(m.Resource, example))
}

func lineOf(p housing.Page, id housing.MeterID) (housing.Line, bool) {
	for _, l := range p.Asked() {
		if l.Meter.ID == id {
			return l, true
		}
	}
	return housing.Line{}, false
}

// answer takes what was typed for a meter, or a line about several.
func (h handIn) answer(s scene, p housing.Page, l housing.Line, text string) move {
	_, fault := housing.ParseValues(text, l.Meter.Tariffs)
	if line := said.Read(text, flatOf(p)); fault != housing.NoFault && line.Names() && !solely(line, l) {
		return begin(s.Draft, text, l.Meter.ID)
	}
	return h.enter(s, p, l, text)
}

// solely reports whether a line is about one meter alone and gives its numbers.
func solely(line said.Line, l housing.Line) bool {
	return len(line.Items) == 1 && len(line.Unclear) == 0 && len(line.Items[0].Numbers) > 0 &&
		slices.Contains(line.Items[0].Meters, l.Meter.ID)
}

// enter reads and judges what was typed for a meter.
func (h handIn) enter(s scene, p housing.Page, l housing.Line, text string) move {
	values, fault, missing := typedValues(s.Draft, p, l, text)
	switch {
	case fault != housing.NoFault:
		return dialogs.Refuse(s.Draft, h.fault(l.Meter, fault, missing, text))
	case l.Judge(values).Odd():
		return h.weigh(s.Draft, l, values)
	}
	return accept(s.Draft, p, l.Meter.ID, values)
}

// typedValues reads the numbers typed for a meter: alone, with units and
// tariffs, or those that its part of a line lacked. With TooFew the index of
// the first missing tariff is returned.
func typedValues(
	d draft, p housing.Page, l housing.Line, text string,
) (values housing.Values, fault housing.Fault, missing int) {
	n := l.Meter.Tariffs
	values, fault = housing.ParseValues(text, n)
	if fault == housing.NoFault {
		return values, fault, 0
	}
	it := said.Item{Numbers: said.Numbers(text)}
	if line := said.Read(text, flatOf(p)); solely(line, l) {
		it = line.Items[0]
	}
	for _, x := range d.Parts {
		if whole, ok := x.Completed(it.Numbers, n); ok && x.Meter == l.Meter.ID {
			it = whole
		}
	}
	if f := it.Figures(n); len(it.Numbers) > 0 && len(f.Options) == 0 {
		return f.Values, f.Fault, append(f.Missing, 0)[0]
	}
	return nil, fault, len(values)
}

// weigh asks about values that the rules find odd.
func (h handIn) weigh(d draft, l housing.Line, values housing.Values) move {
	verdict := l.Judge(values)
	if verdict.Lower {
		last, _ := l.Last()
		return h.lower(d, l, values, last, verdict)
	}
	d.Doubt = values
	return dialogs.To(d, "doubt")
}

// lower refuses a value below the last one; the way on is the question what happened.
func (h handIn) lower(
	d draft, l housing.Line, values housing.Values, last housing.Reading, v housing.Verdict,
) move {
	why := h.t.T("readings.lower",
		"Value", texts.Volume(l.Meter.Resource, values[v.Tariff]),
		"Last", texts.Volume(l.Meter.Resource, last.Values[v.Tariff]),
		"Tariff", texts.Tariff(l.Meter.Tariffs, v.Tariff))
	m := dialogs.Refuse(d, why)
	m.To = "value"
	return m
}

// accept keeps the values and opens the next meter that waits.
func accept(d draft, p housing.Page, id housing.MeterID, values housing.Values) move {
	d.Values = maps.Clone(d.Values)
	if d.Values == nil {
		d.Values = map[housing.MeterID]housing.Values{}
	}
	d.Values[id], d.Doubt, d.Kept = values, nil, false
	return onward(d.without(id), p, id)
}

// onward goes on with the line, or opens the next meter that waits, or the
// page when none does.
func onward(d draft, p housing.Page, id housing.MeterID) move {
	if d.From != "" {
		d.Meter = 0
		return dialogs.To(d, "line")
	}
	asked := p.Asked()
	i := slices.IndexFunc(asked, func(l housing.Line) bool { return l.Meter.ID == id })
	for _, l := range asked[i+1:] {
		if _, ok := d.Values[l.Meter.ID]; !ok && !l.Given() {
			d.Meter = l.Meter.ID
			return dialogs.To(d, "value")
		}
	}
	d.Meter = 0
	return dialogs.To(d, "page")
}

func (h handIn) fault(m housing.Meter, f housing.Fault, missing int, text string) texts.Text {
	switch f {
	case housing.TooFew:
		return h.t.T("readings.too_few", "N", m.Tariffs, "Missing", texts.Tariff(m.Tariffs, missing))
	case housing.TooMany:
		return h.t.T("readings.too_many", "N", m.Tariffs)
	case housing.TooLong:
		return h.t.T("readings.too_long")
	default:
		example := cmp.Or(exampleOf(m), "125,300")
		return h.t.T("readings.not_number", "Text", pick.Echo(text), "Example", example)
	}
}

func exampleOf(m housing.Meter) string {
	switch {
	case m.Tariffs == 2:
		return "3500 1230"
	case m.Tariffs == 3:
		return "3500 1230 890"
	case m.Resource == housing.Electricity:
		return "3500"
	}
	return ""
}

// asked says what a request is about, as whoever answers it reads that.
func (h handIn) asked(
	ctx context.Context, s scene, kind housing.RequestKind,
) (topic, words string, err error) {
	keys := map[housing.RequestKind][2]string{
		housing.MeterReplaced: {"readings.topic_replaced", "readings.said_replaced"},
		housing.MeterRolled:   {"readings.topic_rolled", "readings.said_rolled"},
		housing.ReadingWrong:  {"readings.topic_wrong", "readings.said_wrong"},
	}
	key, known := keys[kind]
	if !known {
		return h.t.Label("readings.topic_meter"), h.t.Label("readings.said_meter"), nil
	}
	p, err := h.load(ctx, s)
	if err != nil {
		return "", "", err
	}
	l, _ := lineOf(p, s.Draft.Meter)
	last, day := "", ""
	if r, ok := l.Last(); ok {
		last, day = texts.Values(l.Meter, r.Values), texts.Date(r.Taken, housing.Date{})
	}
	words = h.t.Label(key[1], "Meter", meterName(l.Meter, h.t), "Last", last, "Date", day)
	return h.t.Label(key[0]), words, nil
}

// file leaves a note about the meter and returns to the page.
func (h handIn) file(ctx context.Context, s scene, kind housing.RequestKind) (move, error) {
	topic, words, err := h.asked(ctx, s, kind)
	if err != nil {
		return move{}, err
	}
	number, org, err := h.Requests.File(ctx, s.Once, housing.Request{
		Kind: kind, Person: s.Person.ID, Account: s.Draft.Account, Meter: s.Draft.Meter,
		Topic: topic, Text: words,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	d := s.Draft.without(s.Draft.Meter)
	d.Meter = 0
	m := home(d)
	m.Final = true
	m.Notice = h.t.T("readings.filed", "Request", number, "Organisation", org.Name)
	return m, nil
}
