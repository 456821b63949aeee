package readings

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// A line is a message such as «хвс 125,3 гвс 89». Its parts wait in the draft
// until the meter and the value of each are sure: a question about one of them
// loses none of the others.

// origin is where a line was typed, and so what stands at its end.
type origin string

const (
	fromMenu origin = "menu" // the confirmation
	fromPage origin = "page" // the page
)

// part is what a line says of one meter.
type part struct {
	said.Item
	Meter  housing.MeterID `json:"meter,omitempty"`  // which one it is; 0: to be asked
	Values housing.Values  `json:"values,omitempty"` // what its numbers mean; nil: to be read
}

// candidates returns the meters that the part may be about.
func (x part) candidates() []housing.MeterID {
	if x.Meter != 0 {
		return []housing.MeterID{x.Meter}
	}
	return x.Meters
}

// Guess returns the flow that a message such as «хвс 125,3 гвс 89» starts.
func Guess(text string) (dialogs.Start, bool) {
	return dialogs.Begin(HandInFlow, pick.AccountArgs{Line: text}), said.Likely(text)
}

// flatOf returns what a line may be about.
func flatOf(p housing.Page) said.Flat {
	f := said.Flat{Name: p.Name, Premises: p.Account.Premises, Month: p.Slot.Period.Month}
	for _, l := range p.Lines {
		f.Meters = append(f.Meters, l.Meter)
	}
	return f
}

// line sorts what was typed: it asks what is not sure, and ends where the
// person began.
func (h handIn) line() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID:   "line",
		Next: []string{"which", "number", "swapped", "value", "doubt", "confirm", "page"},
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) { return h.sort(s.Draft, p), true },
		Show: func(scene, housing.Page) dialogs.Screen { return dialogs.Screen{} },
		Decide: func(s scene, _ housing.Page, _ dialogs.Input) move {
			return dialogs.Unknown(s.Draft)
		},
	}
}

// begin hears a line that was typed in the flow.
func begin(d draft, text string, meter housing.MeterID) move {
	d.Line, d.Meter, d.From = text, meter, cmp.Or(d.From, fromPage)
	return dialogs.To(d, "line")
}

func (h handIn) sort(d draft, p housing.Page) move {
	d, turned := h.dated(d, p)
	d, heard := h.hear(d, p)
	m := h.settle(identify(d, p), p)
	m.Notice = texts.Join("\n", turned, heard, m.Notice)
	return m
}

// hear adds the parts of a line to those that wait. A part takes the place of
// an older one about the same meter. What has no meter here is told.
func (h handIn) hear(d draft, p housing.Page) (draft, texts.Text) {
	if d.Line == "" {
		return d, ""
	}
	line := said.Read(d.Line, flatOf(p))
	current := d.Meter
	d.Line, d.Meter = "", 0
	var fresh []part
	var notice texts.Text
	for _, it := range line.Items {
		asked := slices.DeleteFunc(slices.Clone(it.Meters), func(id housing.MeterID) bool {
			_, ok := lineOf(p, id)
			return !ok
		})
		if len(asked) == 0 {
			notice = texts.Join("\n", notice, h.nobody(it, p))
			continue
		}
		it.Meters = asked
		x := part{Item: it}
		if slices.Contains(asked, current) { // it answers the question at hand
			x.Meter, current = current, 0
		}
		fresh = append(fresh, x)
	}
	if len(line.Unclear) > 0 {
		notice = texts.Join("\n", notice, h.t.T("readings.line_unclear", "Words", quoted(line.Unclear)))
	}
	d.Parts = append(slices.DeleteFunc(slices.Clone(d.Parts), func(old part) bool {
		return slices.ContainsFunc(fresh, func(x part) bool { return meet(x.candidates(), old.candidates()) })
	}), fresh...)
	return d, notice
}

// meet reports whether two lists have a meter in common.
func meet(a, b []housing.MeterID) bool {
	return slices.ContainsFunc(a, func(id housing.MeterID) bool { return slices.Contains(b, id) })
}

// nobody says why a part has no meter that is asked for.
func (h handIn) nobody(it said.Item, p housing.Page) texts.Text {
	for _, l := range p.Lines {
		if slices.Contains(it.Meters, l.Meter.ID) {
			return h.t.T("readings.automatic", "Meter", meterName(l.Meter, h.t))
		}
	}
	return h.t.T("readings.line_nobody", "Said", pick.Echo(it.Text))
}

// quoted lists what people typed: «вчера», «сто».
func quoted(words []string) string {
	const most = 5
	var all []string
	for _, w := range words[:min(most, len(words))] {
		all = append(all, "«"+pick.Echo(w)+"»")
	}
	if len(words) > most {
		all = append(all, "…")
	}
	return strings.Join(all, ", ")
}

// identify finds the meter of each part that can mean only one: where several
// fit, those that still wait come before those that have a value.
func identify(d draft, p housing.Page) draft {
	known := func(id housing.MeterID) bool { _, ok := lineOf(p, id); return ok }
	d.Parts = slices.DeleteFunc(slices.Clone(d.Parts), func(x part) bool {
		return !slices.ContainsFunc(x.candidates(), known)
	})
	for again := true; again; {
		again = false
		for i := range d.Parts {
			if only := choices(d, p, i); d.Parts[i].Meter == 0 && len(only) == 1 {
				d.Parts[i].Meter, again = only[0], true
			}
		}
	}
	return d
}

// choices returns the meters among which part i is asked to choose.
func choices(d draft, p housing.Page, i int) []housing.MeterID {
	var all, waiting []housing.MeterID
	for _, id := range d.Parts[i].candidates() {
		l, ok := lineOf(p, id)
		if !ok {
			continue
		}
		all = append(all, id)
		_, entered := d.Values[id]
		named := slices.ContainsFunc(d.Parts, func(x part) bool { return x.Meter == id })
		if !entered && !named && !l.Given() {
			waiting = append(waiting, id)
		}
	}
	if len(waiting) > 0 {
		return waiting
	}
	return all
}

// settle asks the first question that is open, in the order in which one
// answer may make another question needless.
func (h handIn) settle(d draft, p housing.Page) move {
	if i := slices.IndexFunc(d.Parts, func(x part) bool { return x.Meter == 0 }); i >= 0 {
		return dialogs.To(d, "which")
	}
	d = readParts(d, p)
	if _, ok := ambiguous(d, p); ok {
		return dialogs.To(d, "number")
	}
	for _, x := range d.Parts {
		l, _ := lineOf(p, x.Meter)
		if f := x.Figures(l.Meter.Tariffs); x.Values == nil {
			d.Meter = x.Meter
			m := dialogs.To(d, "value")
			m.Notice = h.named(l.Meter, h.partFault(x, l.Meter, f))
			m.Refused = true
			return m
		}
	}
	if !d.Kept && len(swaps(p, d.entered())) > 0 {
		return dialogs.To(d, "swapped")
	}
	return h.judge(d, p)
}

// named puts the name of a meter over a sentence about it.
func (h handIn) named(m housing.Meter, about texts.Text) texts.Text {
	return texts.Join("\n", texts.Escape(meterName(m, h.t)), about)
}

func (h handIn) partFault(x part, m housing.Meter, f said.Figures) texts.Text {
	switch {
	case len(x.Numbers) == 0:
		return h.t.T("readings.line_no_number", "Said", pick.Echo(x.Text))
	case len(f.Missing) > 0:
		return h.fault(m, f.Fault, f.Missing[0], x.Text)
	}
	return h.fault(m, f.Fault, 0, cmp.Or(f.Bad, x.Text))
}

// readParts reads the numbers that mean one thing, and leaves out what is said twice.
func readParts(d draft, p housing.Page) draft {
	var kept []part
	for _, x := range d.Parts {
		l, _ := lineOf(p, x.Meter)
		if f := x.Figures(l.Meter.Tariffs); x.Values == nil && f.Fault == housing.NoFault {
			x.Values = f.Values
		}
		twice := slices.ContainsFunc(kept, func(y part) bool {
			return y.Meter == x.Meter && y.Values != nil && y.Values.Equal(x.Values)
		})
		if !twice {
			kept = append(kept, x)
		}
	}
	d.Parts = kept
	return d
}

// judge takes the values that need no question, then asks about the first that does.
func (h handIn) judge(d draft, p housing.Page) move {
	d, odd := takeGood(d, p)
	if len(odd) == 0 {
		if d.From == fromMenu {
			return dialogs.To(d, "confirm")
		}
		d.From = ""
		return dialogs.To(d, "page")
	}
	l, _ := lineOf(p, odd[0].Meter)
	d.Meter = l.Meter.ID
	m := h.weigh(d, l, odd[0].Values)
	m.Notice = h.named(l.Meter, m.Notice)
	return m
}

// takeGood moves the values that need no question out of the line, and returns
// what is left in it.
func takeGood(d draft, p housing.Page) (draft, []part) {
	d.Values = maps.Clone(d.Values)
	if d.Values == nil {
		d.Values = map[housing.MeterID]housing.Values{}
	}
	var left []part
	for _, x := range d.Parts {
		l, ok := lineOf(p, x.Meter)
		if !ok || x.Values == nil || l.Judge(x.Values).Odd() {
			left = append(left, x)
			continue
		}
		d.Values[x.Meter] = x.Values
	}
	d.Parts = left
	return d, left
}

// leave goes from a question about a line to the page: what is sure is taken,
// and the rest is told.
func (h handIn) leave(d draft, p housing.Page) move {
	d, left := takeGood(readParts(identify(d, p), p), p)
	d.Parts, d.From, d.Meter, d.Doubt = nil, "", 0, nil
	m := dialogs.To(d, "page")
	rest := make([]string, 0, len(left))
	for _, x := range left {
		rest = append(rest, x.Text)
	}
	if len(rest) > 0 {
		m.Notice = h.t.T("readings.line_left", "Words", quoted(rest))
	}
	return m
}

// entered returns the values of the draft, those of a line too.
func (d draft) entered() map[housing.MeterID]housing.Values {
	all := maps.Clone(d.Values)
	if all == nil {
		all = map[housing.MeterID]housing.Values{}
	}
	for _, x := range d.Parts {
		if x.Values != nil {
			all[x.Meter] = x.Values
		}
	}
	return all
}

// put sets the value of a meter where the draft has it.
func (d *draft) put(id housing.MeterID, v housing.Values) {
	d.Parts = slices.Clone(d.Parts)
	for i := range d.Parts {
		if d.Parts[i].Meter == id {
			d.Parts[i].Values = v
			return
		}
	}
	d.Values = maps.Clone(d.Values)
	d.Values[id] = v
}

// without returns the draft with nothing in its line about a meter.
func (d draft) without(id housing.MeterID) draft {
	d.Parts = slices.DeleteFunc(slices.Clone(d.Parts), func(x part) bool { return x.Meter == id })
	return d
}
