package readings

import (
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// doubt asks again about a value that is far above the usual.
func (h handIn) doubt() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "doubt", Next: []string{"value", "page", "doubt", "line"}, Files: true,
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) {
			l, ok := lineOf(p, s.Draft.Meter)
			return home(s.Draft), !ok || len(s.Draft.Doubt) != l.Meter.Tariffs
		},
		Show: h.showDoubt,
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			l, _ := lineOf(p, s.Draft.Meter)
			switch in.Act.Do {
			case "right":
				return accept(s.Draft, p, l.Meter.ID, s.Draft.Doubt)
			case "point":
				if v := l.Judge(s.Draft.Doubt); v.Suggest != nil {
					return accept(s.Draft, p, l.Meter.ID, v.Suggest)
				}
			case "again":
				s.Draft.Doubt = nil
				return dialogs.To(s.Draft, "value")
			}
			switch {
			case in.File != nil:
				return h.aim(s.Draft, in.File, l.Meter.ID)
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			}
			return h.answer(s, p, l, in.Text)
		},
		Commit: h.develop(nil, nil),
	}
}

func (h handIn) showDoubt(s scene, p housing.Page) dialogs.Screen {
	l, _ := lineOf(p, s.Draft.Meter)
	v := l.Judge(s.Draft.Doubt)
	m := l.Meter
	typed := texts.Values(m, s.Draft.Doubt)
	again := dialogs.On(h.t.Label("readings.again"), "again")
	if v.Suggest != nil {
		fixed := texts.Values(m, v.Suggest)
		return dialogs.Screen{
			Text: h.t.T("readings.point", "Typed", typed, "Fixed", fixed),
			Rows: [][]dialogs.Button{
				dialogs.On(fixed, "point"),
				dialogs.On(h.t.Label("readings.no_typed", "Typed", typed), "right"),
				again,
			},
		}
	}
	key := "readings.jump"
	if _, known := l.Last(); !known {
		key = "readings.large_first"
	} else if v.Usual.IsZero() {
		key = "readings.jump_first"
	}
	unit := "\u00a0" + texts.Unit(m.Unit)
	return dialogs.Screen{
		Text: h.t.T(key,
			"Use", texts.Number(v.Use.Round(3))+unit, "Usual", texts.Number(v.Usual.Round(3))+unit,
			"Tariff", texts.Tariff(m.Tariffs, v.Tariff)),
		Rows: [][]dialogs.Button{dialogs.On(h.t.Label("readings.right"), "right"), again},
	}
}

// replaced asks why a meter shows less than before.
func (h handIn) replaced() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "replaced", Next: []string{"page", "line"},
		Load: h.load,
		Show: func(s scene, p housing.Page) dialogs.Screen {
			l, _ := lineOf(p, s.Draft.Meter)
			return dialogs.Screen{
				Text: h.t.T("readings.replaced_ask", "Meter", meterName(l.Meter, h.t)),
				Rows: [][]dialogs.Button{
					dialogs.OnArg(h.t.Label("readings.replaced_new"), "file", string(housing.MeterReplaced)),
					dialogs.OnArg(h.t.Label("readings.replaced_rolled"), "file", string(housing.MeterRolled)),
					dialogs.OnArg(h.t.Label("readings.replaced_wrong"), "file", string(housing.ReadingWrong)),
				},
			}
		},
		Decide: func(s scene, _ housing.Page, in dialogs.Input) move {
			if in.Act.Do != "file" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, request(housing.RequestKind(in.Act.Arg)))
		},
		Commit: h.save,
	}
}

// missing asks whether to save without the meters that have no value.
func (h handIn) missing() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "missing", Next: []string{"value", "page", "receipt"},
		Load: h.load,
		Show: func(s scene, p housing.Page) dialogs.Screen {
			var names texts.Text
			for _, l := range p.Asked() {
				if _, ok := s.Draft.Values[l.Meter.ID]; !ok && !l.Given() {
					names = texts.Join("; ", names, texts.Escape(meterName(l.Meter, h.t)))
				}
			}
			return dialogs.Screen{
				Text: h.t.T("readings.missing", "Names", names, "N", len(s.Draft.Values)),
				Rows: [][]dialogs.Button{
					dialogs.On(h.t.Label("readings.save"), "save"),
					dialogs.On(h.t.Label("readings.enter"), "enter"),
				},
			}
		},
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			switch in.Act.Do {
			case "save":
				if turned(s.Draft, p) {
					return dialogs.To(s.Draft, "page")
				}
				return confirm(s.Draft, p)
			case "enter":
				if l, ok := nextEmpty(p, s.Draft, 0); ok {
					s.Draft.Meter = l.Meter.ID
					return dialogs.To(s.Draft, "value")
				}
				return dialogs.To(s.Draft, "page")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: h.save,
	}
}
