package outage

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// ShiftFlow is the id of the flow ‹Смена›.
const ShiftFlow = "outage-shift"

// Shifts knows who is asked about the outages of an organisation.
type Shifts interface {
	// Work tells what a person is in an organisation.
	Work(ctx context.Context, p housing.PersonID, org housing.OrganisationID) (housing.Operator, error)
	// Watch lists those who may be on shift, first those who are.
	Watch(ctx context.Context, p housing.PersonID, org housing.OrganisationID) ([]housing.Operator, error)
	TakeShift(ctx context.Context, once housing.Once, m housing.Managing, now time.Time) error
	// EndShift ends the shift of a person; the operator who is named goes on.
	EndShift(ctx context.Context, once housing.Once, m housing.Managing, now time.Time) error
}

// watch is who is on shift, and with what.
type watch struct {
	office

	all  []housing.Operator
	mine bool   // the person is on shift
	zone string // of the running outages; empty: there are none
}

// shift is ‹Смена›: who is asked, what runs, and to whom it is handed over.
func (p Ports) shift() dialogs.Flow {
	return dialogs.Def[Args, Args, struct{}]{
		ID: ShiftFlow, Version: 1, Title: "outage.shift_title", First: "shift",
		Open:  func(a Args) Args { return a },
		Wants: []dialogs.Want{{Flow: CardFlow, Args: CardArgs{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[Args]{dialogs.Step[Args, watch]{
			ID: "shift", Calls: []string{CardFlow}, Load: p.loadWatch, Show: p.showWatch,
			Decide: func(s deskScene, _ watch, in dialogs.Input) deskMove {
				switch in.Act.Do {
				case "card":
					id := pick.OfKey[housing.OutageID](in.Act.Arg)
					return dialogs.Call(s.Draft, dialogs.Begin(CardFlow, CardArgs{ID: id}))
				case "take", "hand", "end":
					return dialogs.Do(s.Draft, in.Act)
				}
				return dialogs.Unknown(s.Draft)
			},
			Commit: p.changeShift,
		}},
	}.Flow()
}

func (p Ports) loadWatch(ctx context.Context, s deskScene) (v watch, err error) {
	if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
		return v, err
	}
	if v.all, err = p.Shifts.Watch(ctx, s.Person.ID, v.org.ID); err != nil {
		return v, err
	}
	for _, o := range v.all {
		if o.Person == s.Person.ID {
			v.mine, v.acts = !o.Shift.IsZero(), true
		}
	}
	standing, err := p.Book.Standing(ctx, s.Person.ID, v.org.ID, s.Now)
	for _, o := range standing {
		if o.UnderWay(s.Now) && len(o.Places) > 0 {
			v.standing, v.zone = append(v.standing, o), o.Places[0].Zone
		}
	}
	return v, err
}

func (p Ports) showWatch(s deskScene, v watch) dialogs.Screen {
	text := texts.Join("\n", p.Texts.T("outage.shift", "Organisation", v.org.Name), p.onShift(s, v),
		p.Texts.T("outage.shift_running", "Going", len(v.standing)))
	screen := dialogs.Screen{Text: text, Rows: p.standingRows(s, v.standing)}
	switch {
	case !v.acts:
		return screen
	case !v.mine:
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.shift_take"), "take"))
		return screen
	}
	for _, o := range v.all {
		if o.Shift.IsZero() {
			screen.Rows = append(screen.Rows, dialogs.OnArg(
				p.Texts.Label("outage.shift_hand", "Name", p.called(o)), "hand", pick.Key(o.ID)))
		}
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.shift_end"), "end"))
	return screen
}

// onShift tells who is, and who is asked where nobody is.
func (p Ports) onShift(s deskScene, v watch) texts.Text {
	text := p.Texts.T("outage.shift_nobody")
	on := texts.Text("")
	for _, o := range v.all {
		if o.Shift.IsZero() {
			continue
		}
		key := "outage.shift_on"
		if o.Person == s.Person.ID {
			key = "outage.shift_you"
		}
		hours := texts.Length(s.Now.Sub(o.Shift))
		on = texts.Join("\n", on, p.Texts.T(key, "Name", p.called(o), "Hours", hours))
	}
	if on != "" {
		text = on
	}
	return text
}

// called names a colleague.
func (p Ports) called(o housing.Operator) string {
	if o.Name != "" {
		return o.Name
	}
	return p.Texts.Label("operator.numbered", "Number", int64(o.ID))
}

func (p Ports) changeShift(ctx context.Context, s deskScene, intent dialogs.Act) (deskMove, error) {
	m := housing.Managing{By: s.Person.ID, Organisation: s.Draft.Organisation}
	move := dialogs.Stay(s.Draft)
	switch intent.Do {
	case "take":
		move.Notice = p.Texts.T("outage.shift_taken")
		return move, p.Shifts.TakeShift(ctx, s.Once, m, s.Now)
	case "hand":
		m.Operator = pick.OfKey[housing.OperatorID](intent.Arg)
		move.Notice = p.Texts.T("outage.shift_handed")
	default:
		move.Notice = p.Texts.T("outage.shift_ended")
	}
	return move, p.Shifts.EndShift(ctx, s.Once, m, s.Now)
}
