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

// dates asks which of several outages to put into the calendar.
func (p Ports) dates() dialogs.Step[struct{}, []housing.Outage] {
	return dialogs.Step[struct{}, []housing.Outage]{
		ID: "which",
		Load: func(ctx context.Context, s mineScene) ([]housing.Outage, error) {
			all, err := p.Residents.Mine(ctx, s.Person.ID, s.Now, s.Now)
			return slices.DeleteFunc(all, func(o housing.Outage) bool {
				return o.Kind == housing.OutageEmergency || o.State == housing.OutageEnded
			}), err
		},
		Skip: func(s mineScene, all []housing.Outage) (mineMove, bool) {
			switch len(all) {
			case 0:
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = p.Texts.T("outage.calendar_none")
				return m, true
			case 1:
				return p.dated(s, all[0]), true
			}
			return mineMove{}, false
		},
		Show: func(s mineScene, all []housing.Outage) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("outage.calendar_which")}
			for _, o := range all[:min(shownStanding, len(all))] {
				day := housing.DateOf(o.From.In(housing.House{Zone: o.Places[0].Zone}.Location()))
				label := texts.Date(day, housing.DateOf(s.Now)) + ": " + p.announcer(s.Now).Names(o)
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, "date", pick.Key(o.ID)))
			}
			return screen
		},
		Decide: func(s mineScene, all []housing.Outage, in dialogs.Input) mineMove {
			id := pick.OfKey[housing.OutageID](in.Act.Arg)
			i := slices.IndexFunc(all, func(o housing.Outage) bool { return o.ID == id })
			if in.Act.Do != "date" || i < 0 {
				return dialogs.Unknown(s.Draft)
			}
			return p.dated(s, all[i])
		},
	}
}

// dated answers with the file of an outage.
func (p Ports) dated(s mineScene, o housing.Outage) mineMove {
	caption := p.Texts.T("outage.calendar_file", "What", p.announcer(s.Now).Brief(o))
	if o.State != housing.OutageAnnounced {
		caption = p.Texts.T("outage.calendar_remove", "What", p.announcer(s.Now).Brief(o))
	}
	m := dialogs.Done(s.Draft, struct{}{})
	m.Asides = []dialogs.Screen{dialogs.Attach(p.Calendar(o, s.Now), caption)}
	return m
}
