package outage

import (
	"context"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/outage/said"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

type (
	deskScene = dialogs.Scene[Args]
	deskMove  = dialogs.Move[Args]
)

// office is what a dispatcher sees first.
type office struct {
	org      housing.Organisation
	acts     bool   // the person may announce; else only look
	zone     string // of its houses
	standing []housing.Outage
}

// shownStanding is how many outages have a button.
const shownStanding = 8

// desk is ‹Сообщить об отключении›: what stands, and a way to tell of more.
func (p Ports) desk() dialogs.Flow {
	return dialogs.Def[Args, Args, struct{}]{
		ID: DeskFlow, Version: 1, Title: "outage.desk_title", First: "which",
		Open: func(a Args) Args { return a },
		Wants: []dialogs.Want{
			{Flow: TellFlow, Args: TellArgs{}, Result: housing.OutageID(0)},
			{Flow: PlanFlow, Args: PlanArgs{}, Result: struct{}{}},
			{Flow: CardFlow, Args: CardArgs{}, Result: struct{}{}},
			{Flow: ShiftFlow, Args: Args{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[Args]{p.which(), p.office(), p.archive()},
	}.Flow()
}

// which asks for which of several organisations.
func (p Ports) which() dialogs.Step[Args, []housing.Organisation] {
	return pick.Office[Args]{
		Staff: p.Staff, Texts: p.Texts, Next: "desk",
		In: func(d *Args) *housing.OrganisationID { return &d.Organisation },
	}.Step()
}

func (p Ports) office() dialogs.Step[Args, office] {
	return dialogs.Step[Args, office]{
		ID: "desk", Next: []string{"past"}, Calls: []string{TellFlow, PlanFlow, CardFlow, ShiftFlow},
		Load: func(ctx context.Context, s deskScene) (v office, err error) {
			if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
				return v, err
			}
			work, err := p.Shifts.Work(ctx, s.Person.ID, v.org.ID)
			if err != nil {
				return v, err
			}
			v.acts = work.Role.May(housing.StaffActs)
			if v.zone, err = p.zoneOf(ctx, v.org.ID); err != nil {
				return v, err
			}
			v.standing, err = p.Book.Standing(ctx, s.Person.ID, v.org.ID, s.Now)
			return v, err
		},
		Show: p.showOffice,
		Decide: func(s deskScene, v office, in dialogs.Input) deskMove {
			org := s.Draft.Organisation
			switch {
			case in.Act.Do == "past":
				return dialogs.To(s.Draft, "past")
			case in.Act.Do == "shift":
				return dialogs.Call(s.Draft, dialogs.Begin(ShiftFlow, s.Draft))
			case in.Act.Do == "tell":
				return dialogs.Call(s.Draft, dialogs.Begin(TellFlow, TellArgs{Organisation: org}))
			case in.Act.Do == "plan":
				kind := housing.OutageKind(in.Act.Arg)
				return dialogs.Call(s.Draft, dialogs.Begin(PlanFlow, PlanArgs{Organisation: org, Kind: kind}))
			case in.Act.Do == "card":
				id := pick.OfKey[housing.OutageID](in.Act.Arg)
				return dialogs.Call(s.Draft, dialogs.Begin(CardFlow, CardArgs{ID: id}))
			case in.Act.Do == "" && in.Text != "":
				return p.typed(s, v, in.Text)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// typed takes a line, or an announcement that was pasted.
func (p Ports) typed(s deskScene, v office, text string) deskMove {
	org := s.Draft.Organisation
	switch {
	case !v.acts:
		return dialogs.Refuse(s.Draft, p.Texts.T("outage.only_look"))
	case ofPlan(text, localTo(s.Now, v.zone)):
		args := PlanArgs{Organisation: org, Kind: housing.OutagePlanned, Text: text}
		return dialogs.Call(s.Draft, dialogs.Begin(PlanFlow, args))
	}
	return dialogs.Call(s.Draft, dialogs.Begin(TellFlow, TellArgs{Organisation: org, Line: text}))
}

// ofPlan reports whether a text is an announcement that was pasted, or a line of
// something that is to come.
func ofPlan(text string, now time.Time) bool {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), "авари") {
		return false
	}
	line, err := said.Line(text, now)
	return strings.Contains(text, "\n") || len(strings.Fields(text)) > longLine ||
		err == nil && line.Timed && line.Times.Intervals[0].From.After(now)
}

// longLine is of how many words no emergency is.
const longLine = 25

func (p Ports) showOffice(s deskScene, v office) dialogs.Screen {
	going, unclosed := 0, 0
	for _, o := range v.standing {
		switch {
		case o.Unclosed(s.Now):
			unclosed++
		case o.UnderWay(s.Now):
			going++
		}
	}
	text := p.Texts.T("outage.desk", "Organisation", v.org.Name)
	if len(v.standing) == 0 {
		text = texts.Join("\n", text, p.Texts.T("outage.desk_none"))
	} else {
		text = texts.Join("\n", text, p.Texts.T("outage.desk_counts", "Going", going, "Coming",
			len(v.standing)-going-unclosed))
	}
	if unclosed > 0 {
		text = texts.Join("\n", text, p.Texts.T("outage.desk_unclosed", "Unclosed", unclosed))
	}
	screen := dialogs.Screen{Text: text}
	if v.acts {
		screen = dialogs.Screen{
			Text: texts.Join("\n", text, p.Texts.T("outage.desk_line")),
			Rows: [][]dialogs.Button{
				dialogs.On(p.Texts.Label("outage.now"), "tell"),
				planButton(p.Texts.Label("outage.plan"), housing.OutagePlanned),
				planButton(p.Texts.Label("outage.plan_prevention"), housing.OutagePrevention),
			},
		}
	}
	screen.Rows = append(screen.Rows, p.standingRows(s, v.standing)...)
	screen.Rows = append(screen.Rows, append(dialogs.On(p.Texts.Label("outage.archive"), "past"),
		dialogs.On(p.Texts.Label("outage.shift_button"), "shift")...))
	return screen
}

func planButton(label string, kind housing.OutageKind) []dialogs.Button {
	return dialogs.OnArg(label, "plan", string(kind))
}

// standingRows open the first of some outages.
func (p Ports) standingRows(s deskScene, all []housing.Outage) (rows [][]dialogs.Button) {
	a := p.announcer(s.Now)
	for _, o := range all[:min(shownStanding, len(all))] {
		if len(o.Places) == 0 {
			continue
		}
		label := texts.ShortHouse(o.Places[0].Address) + ": " + a.Names(o)
		rows = append(rows, dialogs.OnArg(label, "card", pick.Key(o.ID)))
	}
	return rows
}
