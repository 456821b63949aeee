package outage

import (
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/outage/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The steps that follow a field of a plan.
func afterField() []string { return []string{"what", "where", "when", "preview"} }

// toggled is what is off after a press of one utility more, or less.
func toggled(all []housing.Utility, arg string) []housing.Utility {
	u := housing.Utility(arg)
	if i := slices.Index(all, u); i >= 0 {
		return slices.Delete(slices.Clone(all), i, i+1)
	}
	if slices.Contains(housing.Utilities(), u) {
		all = append(slices.Clone(all), u)
	}
	return all
}

// whatRows offers utilities, the picked ones marked, and a way on once there is one.
func (p Ports) whatRows(picked []housing.Utility) [][]dialogs.Button {
	rows := p.utilityRows(housing.Utilities())
	for _, row := range rows {
		for i := range row {
			if slices.Contains(picked, housing.Utility(row[i].Act.Arg)) {
				row[i].Label += " ✓"
			}
		}
	}
	if len(picked) > 0 {
		rows = append(rows, dialogs.On(p.Texts.Label("outage.further"), "further"))
	}
	return rows
}

// planWhat asks what will be off: one utility or several.
func (p Ports) planWhat() dialogs.Step[plan, struct{}] {
	return dialogs.Step[plan, struct{}]{
		ID: "what", Next: afterField(),
		Show: func(s planScene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("outage.plan_what"), Rows: p.whatRows(s.Draft.item().Utilities),
			}
		},
		Decide: func(s planScene, _ struct{}, in dialogs.Input) planMove {
			s.Draft.Items = slices.Clone(s.Draft.Items)
			item := s.Draft.item()
			switch {
			case in.Act.Do == "utility":
				item.Utilities = toggled(item.Utilities, in.Act.Arg)
				return dialogs.Stay(s.Draft)
			case in.Act.Do == "further" && len(item.Utilities) > 0:
				return s.Draft.everywhere(item.Utilities).on()
			case in.Text != "":
				found, _ := said.Resources(in.Text)
				if len(found) == 0 {
					return dialogs.Refuse(s.Draft, p.Texts.T("outage.what_unknown"))
				}
				item.Utilities = found
				return s.Draft.everywhere(found).on()
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// everywhere gives what is off to the items that do not say it: an announcement
// that does not say it is of one thing.
func (d plan) everywhere(all []housing.Utility) plan {
	for i := range d.Items {
		if len(d.Items[i].Utilities) == 0 {
			d.Items[i].Utilities = slices.Clone(all)
		}
	}
	d.Items = merged(d.Items)
	return d
}

// planWhere asks at which houses: buttons and typed lists add to one another.
func (p Ports) planWhere() dialogs.Step[plan, searched] {
	return dialogs.Step[plan, searched]{
		ID: "where", Next: append(afterField(), "look"),
		Load: func(ctx context.Context, s planScene) (searched, error) {
			return p.withButtons(ctx, s.Draft.Organisation, searched{})
		},
		Show: func(s planScene, v searched) dialogs.Screen {
			d := s.Draft
			text := p.Texts.T("outage.plan_where")
			if missing := p.missing(d.missed()); missing != "" {
				text = texts.Join("\n", missing, text)
			}
			screen := dialogs.Screen{Text: text, Rows: p.houseRows(v)}
			if places := d.item().Places; len(places) > 0 {
				screen.Text = texts.Join("\n\n", text, p.Texts.T("outage.chosen",
					"Places", p.announcer(s.Now).Places(housing.Outage{Places: places})))
				screen.Rows = append(screen.Rows, dialogs.Row(
					dialogs.On(p.Texts.Label("outage.further"), "further"),
					dialogs.On(p.Texts.Label("outage.wipe"), "wipe")))
			}
			return screen
		},
		Decide: p.decideWhere,
	}
}

func (p Ports) decideWhere(s planScene, v searched, in dialogs.Input) planMove {
	s.Draft.Items = slices.Clone(s.Draft.Items)
	item := s.Draft.item()
	switch {
	case in.Act.Do == "house", in.Act.Do == "entrance":
		place, ok := v.chosen(in.Act)
		if !ok {
			return dialogs.Unknown(s.Draft)
		}
		item.Places = housing.MergePlaces(append(slices.Clone(item.Places), place))
	case in.Act.Do == "wipe":
		item.Places = nil
	case in.Act.Do == "further" && len(item.Places) > 0:
		s.Draft.miss(looked{})
		return s.Draft.on()
	case in.Text != "":
		s.Draft.Line = in.Text
		return dialogs.To(s.Draft, "look")
	default:
		return dialogs.Unknown(s.Draft)
	}
	return dialogs.Stay(s.Draft)
}

// planLook looks up what was typed, and asks nothing.
func (p Ports) planLook() dialogs.Step[plan, looked] {
	return dialogs.Step[plan, looked]{
		ID: "look", Next: afterField(),
		Load: func(ctx context.Context, s planScene) (looked, error) {
			places, unknown := said.Places(s.Draft.Line)
			v, err := p.look(ctx, s.Draft.Organisation, places)
			v.unknown = append(v.unknown, unknown...)
			return v, err
		},
		Skip: func(s planScene, v looked) (planMove, bool) {
			s.Draft.Items = slices.Clone(s.Draft.Items)
			item := s.Draft.item()
			item.Places = housing.MergePlaces(append(slices.Clone(item.Places), v.places...))
			s.Draft.Line = ""
			s.Draft.miss(v)
			if len(v.unknown)+len(v.foreign) > 0 {
				return dialogs.To(s.Draft, "where"), true
			}
			return s.Draft.on(), true
		},
		Show: func(planScene, looked) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("outage.plan_where")}
		},
		Decide: func(s planScene, _ looked, _ dialogs.Input) planMove { return dialogs.Unknown(s.Draft) },
	}
}

// planWhen asks for the times, on the clock of the house.
func (p Ports) planWhen() dialogs.Step[plan, struct{}] {
	return dialogs.Step[plan, struct{}]{
		ID: "when", Next: afterField(),
		Show: func(s planScene, _ struct{}) dialogs.Screen {
			key := "outage.plan_when"
			if s.Draft.Kind == housing.OutagePrevention {
				key = "outage.plan_when_days"
			}
			return dialogs.Screen{Text: p.Texts.T(key)}
		},
		Decide: func(s planScene, _ struct{}, in dialogs.Input) planMove {
			if in.Text == "" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Items = slices.Clone(s.Draft.Items)
			item := s.Draft.item()
			v, err := said.When(in.Text, localTo(s.Now, item.Places[0].Zone))
			switch {
			case err != nil:
				return dialogs.Refuse(s.Draft, p.fault(err))
			case v.Open:
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.time_no_end"))
			}
			item.Spans = spansOf(v)
			return s.Draft.on()
		},
	}
}

// planWhy asks for the cause.
func (p Ports) planWhy() dialogs.Step[plan, struct{}] {
	return dialogs.Step[plan, struct{}]{
		ID: "cause", Next: []string{"preview"},
		Show: func(planScene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("outage.cause_ask"),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.no_cause"), "none")},
			}
		},
		Decide: func(s planScene, _ struct{}, in dialogs.Input) planMove {
			cause, ok := readLine(in.Text)
			switch {
			case in.Act.Do == "none":
				cause = ""
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.cause_wrong", "Max", maxCause))
			}
			s.Draft.Items = slices.Clone(s.Draft.Items)
			s.Draft.item().Cause = cause
			return dialogs.To(s.Draft, "preview")
		},
	}
}
