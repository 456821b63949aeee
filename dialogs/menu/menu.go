// Package menu is the main page «Личный кабинет»: the heading «Действия» and
// the entries of whatever this deployment can do. A capability that is not
// wired has no entry.
package menu

import (
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// Flow is the id of the main page.
const Flow = "menu"

// Cabinet tells what the main page says about the person's flats.
type Cabinet interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Readings tells how many meters still wait for a reading.
type Readings interface {
	Pending(ctx context.Context, p housing.PersonID, now time.Time) (map[housing.AccountID]int, error)
}

// Staff knows who works for an organisation.
type Staff interface {
	Operates(ctx context.Context, p housing.PersonID) (bool, error)
}

// Inspectors knows who reviews messages of meetings.
type Inspectors interface {
	Inspects(ctx context.Context, p housing.PersonID) (bool, error)
}

// Votes tells which meetings the person may vote in now.
type Votes interface {
	Running(ctx context.Context, p housing.PersonID, now time.Time) ([]meeting.Meeting, error)
}

// Bills tells what is to be paid.
type Bills interface {
	// Due returns what is to be paid now for each of the person's accounts that has a bill.
	Due(ctx context.Context, p housing.PersonID) (map[housing.AccountID]decimal.Decimal, error)
}

// Entry is one button of the main page.
type Entry struct {
	Label string // key of the label
	Start dialogs.Start
	Pair  bool // short enough to share a row with the pair beside it
	// Right is what whoever is connected to something must be able to do for it; empty: anybody may.
	Right housing.Right
}

// Ports is what the main page needs.
type Ports struct {
	Cabinet  Cabinet
	Readings Readings
	Bills    Bills
	Staff    Staff
	Texts    dialogs.Texter
	Actions  []Entry // under «Действия», a row each
	Rest     []Entry
	Office   []Entry // for those who work for an organisation

	Votes      Votes
	Vote       string // the flow in which one votes
	Inspectors Inspectors
	Inspection []Entry // for those who review messages of meetings
}

type (
	scene = dialogs.Scene[struct{}]
	move  = dialogs.Move[struct{}]
)

// view is what the main page shows.
type view struct {
	links   int                    // that live
	stopped int                    // that are to be proved again
	rights  map[housing.Right]bool // that the person has somewhere; nil: is connected to nothing
	waiting int
	due     decimal.Decimal
	works   bool
	reviews bool
	votes   []meeting.Meeting
}

// New returns the flow of the main page.
func New(p Ports) dialogs.Flow {
	entries := slices.Concat(p.Actions, p.Rest, p.Office, p.Inspection)
	calls := make([]string, len(entries), len(entries)+1)
	for i, e := range entries {
		calls[i] = e.Start.Flow
	}
	calls = append(calls, p.Vote)
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: Flow, Version: 1, Title: "engine.home", First: "main",
		Steps: []dialogs.Stepper[struct{}]{dialogs.Step[struct{}, view]{
			ID: "main", Bare: true, Calls: calls,
			Doc:  []dialogs.Documented{{Labels: labels(p.Actions)}},
			Load: p.load,
			Show: p.show,
			Decide: func(s scene, _ view, in dialogs.Input) move {
				if in.Act.Do == voteAct {
					return dialogs.Goto(s.Draft, dialogs.Begin(p.Vote, voteArgs(in.Act.Arg)))
				}
				i := slices.IndexFunc(entries, func(e Entry) bool { return e.Label == in.Act.Do })
				if i < 0 {
					return dialogs.Unknown(s.Draft)
				}
				return dialogs.Goto(s.Draft, entries[i].Start)
			},
		}},
	}.Flow()
}

func labels(entries []Entry) []string {
	keys := append(make([]string, 0, 2+len(entries)), "engine.home", "menu.actions")
	for _, e := range entries {
		keys = append(keys, e.Label)
	}
	return keys
}

func (p Ports) load(ctx context.Context, s scene) (v view, err error) {
	if v.works, err = p.Staff.Operates(ctx, s.Person.ID); err != nil {
		return v, err
	}
	if v.reviews, err = p.Inspectors.Inspects(ctx, s.Person.ID); err != nil {
		return v, err
	}
	if v.votes, err = p.Votes.Running(ctx, s.Person.ID, s.Now); err != nil {
		return v, err
	}
	links, err := p.Cabinet.Connections(ctx, s.Person.ID)
	if err != nil || len(links) == 0 {
		return v, err
	}
	for _, l := range links {
		if l.Suspended {
			v.stopped++
		} else {
			v.links++
		}
	}
	v.rights = rightsIn(links)
	pending, err := p.Readings.Pending(ctx, s.Person.ID, s.Now)
	for _, n := range pending {
		v.waiting += n
	}
	if err != nil {
		return v, err
	}
	due, err := p.Bills.Due(ctx, s.Person.ID)
	for _, d := range due {
		v.due = v.due.Add(d)
	}
	return v, err
}

// rightsIn returns what somebody may do somewhere; nil where no connection lives.
func rightsIn(links []housing.Connection) map[housing.Right]bool {
	var rights map[housing.Right]bool
	for _, l := range links {
		if l.Suspended {
			continue
		}
		if rights == nil {
			rights = map[housing.Right]bool{}
		}
		for _, r := range l.Rights {
			rights[r] = true
		}
	}
	return rights
}

// status says in a few words how the person's flats stand.
func (p Ports) status(v view) texts.Text {
	var status texts.Text
	switch {
	case v.links > 0:
		status = p.Texts.T("menu.flats", "N", v.links)
	case v.stopped == 0:
		return p.Texts.T("menu.none")
	}
	if v.stopped > 0 {
		status = texts.Join("\n", status, p.Texts.T("menu.suspended", "N", v.stopped))
	}
	if v.due.IsPositive() {
		status = texts.Join("\n", status, p.Texts.T("menu.due", "Sum", texts.Money(v.due)))
	}
	if v.waiting > 0 {
		status = texts.Join("\n", status, p.Texts.T("menu.waiting", "N", v.waiting))
	}
	return status
}

func (p Ports) show(s scene, v view) dialogs.Screen {
	barred := func(e Entry) bool { return e.Right != "" && v.rights != nil && !v.rights[e.Right] }
	actions := slices.DeleteFunc(slices.Clone(p.Actions), barred)
	entries := slices.Concat(actions, slices.DeleteFunc(slices.Clone(p.Rest), barred))
	if v.works {
		entries = append(entries, p.Office...)
	}
	if v.reviews {
		entries = append(entries, p.Inspection...)
	}
	screen := dialogs.Screen{
		Text: texts.Join(
			"\n",
			"*"+p.Texts.T("engine.home")+"*",
			p.status(v),
			"\n*"+p.Texts.T("menu.actions")+"*",
		),
	}
	screen.Rows = p.votes(s, v.votes)
	actionRows := len(screen.Rows) + len(actions)
	for _, e := range entries {
		button := dialogs.On(p.Texts.Label(e.Label), e.Label)
		if last := len(screen.Rows) - 1; e.Pair && last >= actionRows && len(screen.Rows[last]) == 1 {
			screen.Rows[last] = append(screen.Rows[last], button...)
			continue
		}
		screen.Rows = append(screen.Rows, button)
	}
	return screen
}
