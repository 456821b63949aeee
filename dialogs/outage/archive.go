package outage

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// archived is how far back a dispatcher finds what is over: its month and the one
// before may still be billed anew.
const archived = 62 * 24 * time.Hour

// archive is ‹Прошедшие›: the cards of what is over.
func (p Ports) archive() dialogs.Step[Args, []housing.Outage] {
	return dialogs.Step[Args, []housing.Outage]{
		ID: "past", Calls: []string{CardFlow},
		Load: func(ctx context.Context, s deskScene) ([]housing.Outage, error) {
			return p.Archive.Past(ctx, s.Person.ID, s.Draft.Organisation, s.Now.Add(-archived), s.Now)
		},
		Show: p.showArchive,
		Decide: func(s deskScene, _ []housing.Outage, in dialogs.Input) deskMove {
			if in.Act.Do != "card" {
				return dialogs.Unknown(s.Draft)
			}
			id := pick.OfKey[housing.OutageID](in.Act.Arg)
			return dialogs.Call(s.Draft, dialogs.Begin(CardFlow, CardArgs{ID: id}))
		},
	}
}

func (p Ports) showArchive(s deskScene, all []housing.Outage) dialogs.Screen {
	heading := "*" + p.Texts.T("outage.archive_heading") + "*"
	if len(all) == 0 {
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("outage.archive_none"))}
	}
	screen := dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("outage.archive_ask"))}
	a := p.announcer(s.Now)
	for _, o := range all {
		if len(o.Places) == 0 {
			continue
		}
		loc := housing.House{Zone: o.Places[0].Zone}.Location()
		day := texts.Date(housing.DateOf(o.From.In(loc)), housing.DateOf(s.Now.In(loc)))
		label := day + ", " + texts.ShortHouse(o.Places[0].Address) + ": " + a.Names(o)
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "card", pick.Key(o.ID)))
	}
	return screen
}
