package readings

import (
	"maps"
	"slices"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// swapped asks whether values were typed in each other's place.
func (h handIn) swapped() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "swapped", Next: []string{"page", "line"},
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) {
			return home(s.Draft), len(swaps(p, s.Draft.entered())) == 0
		},
		Show: h.showSwapped,
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			switch in.Act.Do {
			case "swap":
				values := s.Draft.entered()
				for _, pair := range swaps(p, values) {
					s.Draft.put(pair[0], values[pair[1]])
					s.Draft.put(pair[1], values[pair[0]])
					s.Draft.Photos = exchanged(s.Draft.Photos, pair)
				}
				return home(s.Draft)
			case "keep":
				s.Draft.Kept = true
				return home(s.Draft)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// exchanged returns photos with those of a pair in each other's place: they
// were sent with the values.
func exchanged(photos map[housing.MeterID]photo, pair [2]housing.MeterID) map[housing.MeterID]photo {
	all := maps.Clone(photos)
	for i, id := range pair {
		if x, ok := photos[pair[1-i]]; ok {
			all[id] = x
		} else {
			delete(all, id)
		}
	}
	return all
}

// showSwapped shows how it would be after the exchange.
func (h handIn) showSwapped(s scene, p housing.Page) dialogs.Screen {
	values := s.Draft.entered()
	var lines texts.Text
	for _, pair := range swaps(p, values) {
		for i, id := range pair {
			l, _ := lineOf(p, id)
			lines = texts.Join("\n", lines, h.confirmLine(l, values[pair[1-i]]))
		}
	}
	return dialogs.Screen{Text: h.t.T("readings.swapped", "Lines", lines), Rows: [][]dialogs.Button{
		dialogs.On(h.t.Label("readings.swap"), "swap"),
		dialogs.On(h.t.Label("readings.keep"), "keep"),
	}}
}

// swaps returns the pairs of water meters whose values fit each other's
// history, not their own. Cold and hot of one place come first, then cold and
// hot of two places, then two of a kind; a meter is in one pair at most.
func swaps(p housing.Page, values map[housing.MeterID]housing.Values) [][2]housing.MeterID {
	var pairs [][2]housing.MeterID
	var paired []housing.MeterID
	for closeness := 2; closeness >= 0; closeness-- {
		for i, a := range p.Asked() {
			for _, b := range p.Asked()[i+1:] {
				va, vb := values[a.Meter.ID], values[b.Meter.ID]
				if near(a.Meter, b.Meter) != closeness || va == nil || vb == nil ||
					slices.Contains(paired, a.Meter.ID) || slices.Contains(paired, b.Meter.ID) {
					continue
				}
				if housing.Swapped(a.Case, b.Case, va, vb) {
					pairs = append(pairs, [2]housing.MeterID{a.Meter.ID, b.Meter.ID})
					paired = append(paired, a.Meter.ID, b.Meter.ID)
				}
			}
		}
	}
	return pairs
}

// near tells how easily two meters are taken for each other; -1: they are not.
func near(a, b housing.Meter) int {
	water := func(m housing.Meter) bool {
		return m.Resource == housing.ColdWater || m.Resource == housing.HotWater
	}
	switch {
	case !water(a) || !water(b) || a.Unit != b.Unit:
		return -1
	case a.Resource == b.Resource:
		return 0
	case a.Place == b.Place:
		return 2
	}
	return 1
}
