package outage

import (
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// calendar is ‹В календарь›: a file with a planned outage. One that is called off
// can be taken again, to be removed.
func (p Ports) calendar() dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: CalendarFlow, Version: 1, Title: "outage.calendar_title", First: "which",
		Steps: []dialogs.Stepper[struct{}]{p.dates()},
	}.Flow()
}

// datable is what can be put into a calendar, and by whose clock the person lives.
type datable struct {
	outages []housing.Outage
	local   string
}

func (p Ports) loadDatable(ctx context.Context, s mineScene) (v datable, err error) {
	links, err := p.Accounts.Connections(ctx, s.Person.ID)
	if err != nil || len(links) == 0 {
		return v, err
	}
	if v.local, err = p.local(ctx, s.Person.ID, links); err != nil {
		return v, err
	}
	all, err := p.Residents.Mine(ctx, s.Person.ID, s.Now, s.Now)
	v.outages = slices.DeleteFunc(all, func(o housing.Outage) bool {
		return o.Kind == housing.OutageEmergency || o.State == housing.OutageEnded
	})
	return v, err
}

// dates asks which of several outages to put into the calendar.
func (p Ports) dates() dialogs.Step[struct{}, datable] {
	return dialogs.Step[struct{}, datable]{
		ID:   "which",
		Load: p.loadDatable,
		Skip: func(s mineScene, v datable) (mineMove, bool) {
			switch len(v.outages) {
			case 0:
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = p.Texts.T("outage.calendar_none")
				return m, true
			case 1:
				return p.dated(s, v, v.outages[0]), true
			}
			return mineMove{}, false
		},
		Show: func(s mineScene, v datable) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("outage.calendar_which")}
			for _, o := range v.outages[:min(shownStanding, len(v.outages))] {
				day := housing.DateOf(o.From.In(housing.House{Zone: o.Places[0].Zone}.Location()))
				label := texts.Date(day, housing.DateOf(s.Now)) + ": " + p.announcer(s.Now).Names(o)
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, "date", pick.Key(o.ID)))
			}
			return screen
		},
		Decide: func(s mineScene, v datable, in dialogs.Input) mineMove {
			id := pick.OfKey[housing.OutageID](in.Act.Arg)
			i := slices.IndexFunc(v.outages, func(o housing.Outage) bool { return o.ID == id })
			if in.Act.Do != "date" || i < 0 {
				return dialogs.Unknown(s.Draft)
			}
			return p.dated(s, v, v.outages[i])
		},
	}
}

// dated answers with the file of an outage.
func (p Ports) dated(s mineScene, v datable, o housing.Outage) mineMove {
	a := p.announcer(s.Now)
	a.Local = v.local
	key := "outage.calendar_file"
	if o.State != housing.OutageAnnounced {
		key = "outage.calendar_remove"
	}
	caption := texts.Join(" ", p.Texts.T(key, "What", a.Brief(o)), a.Zoned(o))
	m := dialogs.Done(s.Draft, struct{}{})
	m.Asides = []dialogs.Screen{dialogs.Attach(p.Calendar(o, a), caption)}
	return m
}
