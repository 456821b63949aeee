package readings

import (
	"slices"
	"strconv"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// which asks which meter a part of a line is about.
func (h handIn) which() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "which", Next: []string{"line", "page"},
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) {
			_, among := unsettled(identify(s.Draft, p), p)
			return dialogs.To(s.Draft, "line"), len(among) == 0
		},
		Show: h.showWhich,
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			d := identify(s.Draft, p)
			i, among := unsettled(d, p)
			switch in.Act.Do {
			case "meter":
				return choose(d, i, pick.OfKey[housing.MeterID](in.Act.Arg))
			case "skip":
				d.Parts = slices.Delete(slices.Clone(d.Parts), i, i+1)
				return dialogs.To(d, "line")
			case "page":
				return h.leave(d, p)
			}
			if in.Pressed() {
				return dialogs.Unknown(d)
			}
			return h.nameWhich(d, p, in.Text, among)
		},
	}
}

// unsettled returns the first part whose meter is to be asked, and the choices.
func unsettled(d draft, p housing.Page) (int, []housing.MeterID) {
	for i, x := range d.Parts {
		if x.Meter == 0 {
			return i, choices(d, p, i)
		}
	}
	return 0, nil
}

func choose(d draft, i int, id housing.MeterID) move {
	d.Parts = slices.Clone(d.Parts)
	d.Parts[i].Meter = id
	return dialogs.To(d, "line")
}

// nameWhich takes a typed name of the meter, or a line that says more.
func (h handIn) nameWhich(d draft, p housing.Page, text string, among []housing.MeterID) move {
	named := slices.DeleteFunc(said.Meters(text, flatOf(p)), func(id housing.MeterID) bool {
		return !slices.Contains(among, id)
	})
	i, _ := unsettled(d, p)
	line := said.Read(text, flatOf(p))
	gives := slices.ContainsFunc(line.Items, func(it said.Item) bool { return len(it.Numbers) > 0 })
	switch {
	case len(named) == 1:
		return choose(d, i, named[0])
	case line.Names() && gives:
		return begin(d, text, 0)
	}
	return dialogs.Refuse(d, h.t.T("readings.which_unclear", "Text", pick.Echo(text)))
}

func (h handIn) showWhich(s scene, p housing.Page) dialogs.Screen {
	d := identify(s.Draft, p)
	i, among := unsettled(d, p)
	var rows [][]dialogs.Button
	var places []string
	for _, id := range among {
		l, _ := lineOf(p, id)
		label := meterName(l.Meter, h.t)
		if alone(p, among, l) {
			label = l.Meter.Place
			places = append(places, label)
		}
		rows = append(rows, dialogs.OnArg(label, "meter", pick.Key(id)))
	}
	text := h.t.T("readings.which_meter", "Said", pick.Echo(d.Parts[i].Text))
	if first, _ := lineOf(p, among[0]); len(places) == len(among) {
		text = h.t.T("readings.which_place", "Said", pick.Echo(d.Parts[i].Text),
			"Meter", resourceName(first.Meter.Resource, h.t), "Places", either(places))
	}
	return dialogs.Screen{Text: text, Rows: append(rows,
		dialogs.On(h.t.Label("readings.skip"), "skip"), dialogs.On(h.t.Label("readings.to_page"), "page"))}
}

// alone reports whether its place tells a meter from the others of a choice,
// which are all of its kind.
func alone(p housing.Page, among []housing.MeterID, l housing.Line) bool {
	return l.Meter.Place != "" && !slices.ContainsFunc(among, func(id housing.MeterID) bool {
		other, _ := lineOf(p, id)
		same := other.Meter.Place == l.Meter.Place
		return id != l.Meter.ID && (same || other.Meter.Resource != l.Meter.Resource)
	})
}

// either joins choices: «кухня, ванная или туалет».
func either(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " или " + names[last]
}

// puzzle is a meter whose numbers in a line mean several things.
type puzzle struct {
	line    housing.Line
	said    []string
	options []housing.Values
}

// ambiguous returns the first such meter. Values that need no question come first.
func ambiguous(d draft, p housing.Page) (puzzle, bool) {
	for _, x := range d.Parts {
		l, ok := lineOf(p, x.Meter)
		if !ok {
			continue
		}
		a := puzzle{line: l}
		for _, y := range d.Parts {
			if y.Meter == x.Meter {
				a.add(y)
			}
		}
		if len(a.options) > 1 {
			slices.SortStableFunc(a.options, func(v, w housing.Values) int {
				return rank(l.Judge(v)) - rank(l.Judge(w))
			})
			return a, true
		}
	}
	return puzzle{}, false
}

func rank(v housing.Verdict) int {
	switch {
	case v.Lower:
		return 2
	case v.Odd():
		return 1
	}
	return 0
}

func (a *puzzle) add(x part) {
	options := x.Figures(a.line.Meter.Tariffs).Options
	if x.Values != nil {
		options = []housing.Values{x.Values}
	}
	a.said = append(a.said, x.Text)
	for _, v := range options {
		if !slices.ContainsFunc(a.options, v.Equal) {
			a.options = append(a.options, v)
		}
	}
}

// number asks what a number means that may mean several things: «123 456».
func (h handIn) number() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "number", Next: []string{"line", "value", "doubt", "page"},
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) {
			_, ok := ambiguous(s.Draft, p)
			return dialogs.To(s.Draft, "line"), !ok
		},
		Show: h.showNumber,
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			a, _ := ambiguous(s.Draft, p)
			d, id := s.Draft, a.line.Meter.ID
			switch in.Act.Do {
			case "option":
				i, err := strconv.Atoi(in.Act.Arg)
				if err != nil || i < 0 || i >= len(a.options) {
					return dialogs.Unknown(d)
				}
				x := part{Item: said.Item{Text: strings.Join(a.said, ", ")}, Meter: id, Values: a.options[i]}
				d = d.without(id)
				d.Parts = append(d.Parts, x)
				return dialogs.To(d, "line")
			case "again":
				d.Meter = id
				return dialogs.To(d, "value")
			}
			if in.Pressed() {
				return dialogs.Unknown(d)
			}
			d.Meter = id
			s.Draft = d
			return h.enter(s, p, a.line, in.Text)
		},
	}
}

func (h handIn) showNumber(s scene, p housing.Page) dialogs.Screen {
	a, _ := ambiguous(s.Draft, p)
	var rows [][]dialogs.Button
	for i, v := range a.options {
		rows = append(rows, dialogs.OnArg(texts.Values(a.line.Meter, v), "option", strconv.Itoa(i)))
	}
	return dialogs.Screen{
		Text: h.t.T("readings.number_ask", "Meter", meterName(a.line.Meter, h.t), "Said", quoted(a.said)),
		Rows: append(rows, dialogs.On(h.t.Label("readings.again"), "again")),
	}
}
