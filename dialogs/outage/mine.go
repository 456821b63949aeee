package outage

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

type (
	mineScene = dialogs.Scene[struct{}]
	mineMove  = dialogs.Move[struct{}]
)

// seen is what a person sees of outages.
type seen struct {
	connected bool
	outages   []housing.Outage
	losses    []housing.Loss
	zone      string // of the person's first house
	local     string // by whose clock the person lives
}

// past is how far back outages are shown.
const past = 31 * 24 * time.Hour

// mine is ‹Отключения›.
func (p Ports) mine() dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: Flow, Version: 1, Title: "outage.title", First: "list",
		Wants: []dialogs.Want{
			{Flow: ReportFlow, Args: ReportArgs{}, Result: struct{}{}},
			pick.Wants(p.Connect, housing.AccountID(0)),
			{Flow: p.Notices, Args: pick.NoticeArgs{}, Result: struct{}{}},
			pick.Wants(CalendarFlow, struct{}{}),
		},
		Steps: []dialogs.Stepper[struct{}]{p.list(), p.before(), p.recalculation()},
	}.Flow()
}

func (p Ports) loadMine(ctx context.Context, s mineScene) (v seen, err error) {
	links, err := p.Accounts.Connections(ctx, s.Person.ID)
	if err != nil || len(links) == 0 {
		return v, err
	}
	v.connected, v.zone = true, links[0].Account.House.Zone
	if v.local, err = p.local(ctx, s.Person.ID, links); err != nil {
		return v, err
	}
	if v.outages, err = p.Residents.Mine(ctx, s.Person.ID, s.Now.Add(-past), s.Now); err != nil {
		return v, err
	}
	v.losses, err = p.Residents.Losses(ctx, s.Person.ID, s.Now)
	return v, err
}

// local is by whose clock a connected person lives.
func (p Ports) local(
	ctx context.Context, person housing.PersonID, links []housing.Connection,
) (string, error) {
	wishes, err := p.Wishes.Of(ctx, person)
	return cmp.Or(wishes.Zone, links[0].Account.House.Zone), err
}

func (p Ports) list() dialogs.Step[struct{}, seen] {
	return dialogs.Step[struct{}, seen]{
		ID: "list", Next: []string{"past", "recalculation"},
		Calls: []string{ReportFlow, p.Connect, p.Notices, CalendarFlow},
		Load:  p.loadMine,
		Show:  p.showMine,
		Decide: func(s mineScene, _ seen, in dialogs.Input) mineMove {
			switch in.Act.Do {
			case "report":
				return dialogs.Call(s.Draft, dialogs.Begin(ReportFlow, ReportArgs{}))
			case "past", "recalculation":
				return dialogs.To(s.Draft, in.Act.Do)
			case "calendar":
				return dialogs.Call(s.Draft, dialogs.Begin(CalendarFlow, nil))
			case "notices":
				return dialogs.Call(s.Draft, dialogs.Begin(p.Notices, nil))
			case "connect":
				return dialogs.Call(s.Draft, dialogs.Begin(p.Connect, nil))
			}
			return dialogs.Unknown(s.Draft)
		},
		Resume: func(s mineScene, _ json.RawMessage) mineMove { return dialogs.Stay(s.Draft) },
	}
}

// lines lists outages under a heading; over is how many have ended, coming whether one is planned.
func (p Ports) lines(
	a texts.Announcer, heading texts.Text, outages []housing.Outage,
) (text texts.Text, over int, coming bool) {
	now := a.Now
	text = heading
	for _, o := range outages {
		coming = coming || o.Kind != housing.OutageEmergency && !o.Over(now)
		key := "outage.line_soon"
		switch {
		case o.UnderWay(now):
			key = "outage.line_now"
		case o.Overdue(now):
			key = "outage.line_overdue"
		case o.Over(now):
			over++
			continue
		}
		text = texts.Join("\n", text, p.zoned(a, o, key))
	}
	return text, over, coming
}

// showMine never says that all works: nobody but the dispatcher knows.
func (p Ports) showMine(s mineScene, v seen) dialogs.Screen {
	heading := "*" + p.Texts.T("outage.heading") + "*"
	if !v.connected {
		return dialogs.Screen{
			Text: texts.Join("\n", heading, p.Texts.T("outage.no_account")),
			Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("account.connect"), "connect")},
		}
	}
	text, over, coming := p.lines(p.reading(s, v), heading, v.outages)
	if len(v.outages) == over {
		local := s.Now.In(housing.House{Zone: v.local}.Location())
		today := housing.DateOf(local)
		text = texts.Join("\n", text, p.Texts.T("outage.none", "Date", texts.Date(today, today),
			"Time", texts.Clock(local)))
	}
	screen := dialogs.Screen{
		Text: texts.Join("\n", text, p.month(s.Now, v)),
		Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.report"), "report")},
	}
	if over > 0 {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.past"), "past"))
	}
	if len(estimates(v.losses, s.Now)) > 0 {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.recalculation"), "recalculation"))
	}
	if coming {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.calendar"), "calendar"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.settings"), "notices"))
	return screen
}

// reading writes for a person, who may live by another clock than the house.
func (p Ports) reading(s mineScene, v seen) texts.Announcer {
	a := p.announcer(s.Now)
	a.Local = v.local
	return a
}

// zoned is a line about an outage.
func (p Ports) zoned(a texts.Announcer, o housing.Outage, key string) texts.Text {
	return p.clocked(a, o, p.Texts.T(key, "What", a.Brief(o)))
}

// clocked names the zone behind a line, where it is not the reader's.
func (p Ports) clocked(a texts.Announcer, o housing.Outage, line texts.Text) texts.Text {
	if zone := a.Zoned(o); zone != "" {
		return p.Texts.T("outage.line_zone", "Line", line, "Zone", zone)
	}
	return line
}

// month says how long each utility was off this month, against the norm, flat by flat.
func (p Ports) month(now time.Time, v seen) (text texts.Text) {
	for _, l := range v.losses {
		today := housing.DateOf(now.In(l.Account.House.Location()))
		name := ""
		if len(v.losses) > 1 {
			name = lossName(l.Name, l.Account)
		}
		for _, u := range housing.Utilities() {
			off := l.Off(u, today.Period(), now)
			norm, ok := housing.OutageNormOf(u, today)
			if off < time.Minute || !ok {
				continue
			}
			text = texts.Join("\n", text, p.Texts.T("outage.month", "Where", name, "Name", p.utilityLabel(u),
				"Length", texts.Length(off), "Norm", texts.Length(norm.Month)))
		}
	}
	return text
}

// lossName is an account as its person knows it.
func lossName(name string, a housing.Account) string {
	if name != "" {
		return name
	}
	return texts.ShortAddress(a.House.Address, a.Premises)
}

// before lists what is over.
func (p Ports) before() dialogs.Step[struct{}, seen] {
	return dialogs.Step[struct{}, seen]{
		ID: "past", Load: p.loadMine,
		Show: func(s mineScene, v seen) dialogs.Screen {
			a := p.reading(s, v)
			text := "*" + p.Texts.T("outage.past_heading") + "*"
			for _, o := range slices.Backward(v.outages) {
				if !o.Over(s.Now) {
					continue
				}
				line := p.zoned(a, o, "outage.line_off")
				if o.State != housing.OutageCalledOff {
					line = p.clocked(a, o, p.Texts.T("outage.line_past", "What", a.Past(o),
						"Length", texts.Length(o.Finish().Sub(o.From))))
				}
				text = texts.Join("\n", text, line)
			}
			return dialogs.Screen{Text: text}
		},
		Decide: func(s mineScene, _ seen, _ dialogs.Input) mineMove { return dialogs.Unknown(s.Draft) },
	}
}
