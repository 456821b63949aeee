// Package voting is the voting of a general meeting: ‹Голосование по дому› while it runs, and its results.
//
// What is answered lies in the session until it is confirmed; from then on the chain of the meeting holds it,
// and the voter holds the receipt. Who may vote, for what and with which weight is the store's to say:
// nothing that is pressed carries it. In [meeting.Advisory] every screen says that the vote does not bind.
package voting

import (
	"context"
	"errors"
	"slices"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
)

// Flow is the id of the flow.
const Flow = "voting"

// LinkPrefix begins the deep link to the voting of a meeting.
const LinkPrefix = "vote_"

// Meetings reads meetings that the person may vote in or see.
type Meetings interface {
	Meeting(ctx context.Context, p housing.PersonID, id meeting.ID) (meeting.Meeting, error)
	OpenFile(ctx context.Context, p housing.PersonID, id meeting.ID, file int64) (meeting.File, error)
	// Running returns the meetings whose voting runs now in houses where the person is an owner, or acts for
	// one.
	Running(ctx context.Context, p housing.PersonID, now time.Time) ([]meeting.Meeting, error)
}

// Votes takes votes. What was voted is told to who voted alone, until the end.
type Votes interface {
	Open(ctx context.Context, m ballot.Meeting, now time.Time) error
	Own(ctx context.Context, m ballot.MeetingID, p housing.PersonID, now time.Time) ([]ballot.Own, error)
	Cast(ctx context.Context, o housing.Once, c ballot.Cast, now time.Time) ([]chain.Receipt, error)
	Receipts(ctx context.Context, m ballot.MeetingID, p housing.PersonID) ([]chain.Receipt, error)
	Turnout(ctx context.Context, m ballot.MeetingID) (ballot.Turnout, error)
	// Mute ends the reminders of a vote for a person.
	Mute(ctx context.Context, o housing.Once, p housing.PersonID, m ballot.MeetingID, now time.Time) error
}

// Results tells what came of it.
type Results interface {
	Count(ctx context.Context, id ballot.MeetingID, now time.Time) (ballot.Counted, error)
	Record(ctx context.Context, m ballot.MeetingID, now time.Time) (chain.File, error)
}

// Protocols knows what protocols are drawn up from, and tells the results.
type Protocols interface {
	// Collects reports whether a person answers for a meeting.
	Collects(ctx context.Context, p housing.PersonID, id meeting.ID) (bool, error)
	Record(ctx context.Context, p housing.PersonID, id meeting.ID, now time.Time) (meeting.Record, error)
	// Public returns what everybody of the house may know of the record, once the results were announced.
	Public(ctx context.Context, p housing.PersonID, id meeting.ID, now time.Time) (meeting.Record, error)
	Announce(ctx context.Context, o housing.Once, p housing.PersonID, id meeting.ID, now time.Time) error
}

// Collecting knows whose decisions on paper are collected, and takes them.
type Collecting interface {
	// Forms returns the owners that a person may act for; for who answers for the meeting, all.
	Forms(ctx context.Context, p housing.PersonID, id meeting.ID, all bool, now time.Time) ([]meeting.Holder,
		error)
	// Collection is for who answers for the meeting alone.
	Collection(ctx context.Context, p housing.PersonID, id meeting.ID, now time.Time) (meeting.Collection,
		error)
	Enter(ctx context.Context, o housing.Once, p ballot.PaperDecision, now time.Time) (chain.Receipt, error)
	// Scan returns a decision as it was handed in, once the term is over.
	Scan(ctx context.Context, p housing.PersonID, id meeting.ID, seq int64, now time.Time) (ballot.File,
		error)
}

// Files fetches what people send and judges it by its content.
type Files interface {
	Enclose(ctx context.Context, file, name string) (housing.AppealFile, error)
}

// Papers makes files of a record.
type Papers interface {
	Forms(m *meeting.Meeting, all []meeting.Holder) (dialogs.Attachment, error) // PDF
	Protocol(r meeting.Record, now time.Time) (dialogs.Attachment, error)       // PDF
	Register(r meeting.Record, now time.Time) (dialogs.Attachment, error)       // XLSX
	// Bind makes one PDF of the photos of a paper.
	Bind(photos [][]byte) (ballot.File, error)
	// Requests returns a ZIP of those for ГИС ЖКХ, where the voting and its message have these numbers; left is
	// of how many decisions they have no room.
	Requests(r meeting.Record, numbers []string, now time.Time) (file dialogs.Attachment, left int, err error)
}

// Ports is what the flow needs.
type Ports struct {
	Meetings  Meetings
	Votes     Votes
	Results   Results
	Protocols Protocols
	Papers    Papers
	Collect   Collecting
	Files     Files
	Agenda    string // the flow that shows the message of a meeting
	Texts     dialogs.Texter
}

// Args starts the flow at a meeting.
type Args struct {
	Meeting meeting.ID `json:"meeting,omitempty"`
}

// OfLink returns the arguments for the number in a deep link.
func OfLink(number string) any { return Args{Meeting: pick.OfKey[meeting.ID](number)} }

// draft is what was answered so far.
type draft struct {
	Meeting  meeting.ID       `json:"meeting,omitempty"`
	Holdings []owners.RightID `json:"holdings,omitempty"`
	Answers  []ballot.Answer  `json:"answers,omitempty"`
	At       int              `json:"at,omitempty"`   // the question that is asked, from 0
	Fix      bool             `json:"fix,omitempty"`  // one answer is changed
	Page     int              `json:"page,omitempty"` // of a list
}

// at keeps of a draft which meeting it is about.
func (d draft) at() draft { return draft{Meeting: d.Meeting} }

// whole reports whether every question is answered.
func (d draft) whole(m *meeting.Meeting) bool {
	return len(m.Questions) > 0 && len(d.Answers) == len(m.Questions) && !slices.Contains(d.Answers, "")
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

type flow struct {
	Ports
	t dialogs.Texter
}

// Flows returns the flow of voters, and that of those who collect decisions on paper.
func Flows(p Ports) []dialogs.Flow {
	f := flow{p, p.Texts}
	return []dialogs.Flow{f.voters(), f.collectors(), f.silencing()}
}

func (f flow) voters() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: Flow, Version: 1, Title: "voting.short", First: "which",
		Open:  func(a Args) draft { return draft{Meeting: a.Meeting} },
		Gated: true, Left: "voting.left",
		Steps: []dialogs.Stepper[draft]{
			f.which(), f.home(), f.premises(), f.question(), f.summary(), f.fix(), f.sure(), f.mine(),
			f.results(), f.announce(),
			f.requests(),
		},
	}.Flow()
}

// poll is a meeting with what the person may vote for.
type poll struct {
	meeting meeting.Meeting
	own     []ballot.Own
	barred  string // why nobody can vote: a key
}

// pollKey remembers a poll during a turn.
type pollKey meeting.ID

func (f flow) load(ctx context.Context, s scene) (poll, error) {
	return dialogs.Recall(ctx, pollKey(s.Draft.Meeting), func() (v poll, err error) {
		if v.meeting, err = f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting); err != nil {
			return v, err
		}
		err = f.Votes.Open(ctx, v.meeting.Ballot(), s.Now)
		if e, refused := errors.AsType[*housing.Error](err); refused && e.Kind == housing.Refused {
			v.barred = e.Text
			return v, nil
		}
		if err != nil {
			return v, err
		}
		v.own, err = f.Votes.Own(ctx, v.meeting.ID, s.Person.ID, s.Now)
		return v, err
	})
}

// loadHome knows besides how many voted, and whether the person answers for the meeting.
func (f flow) loadHome(ctx context.Context, s scene) (v hall, err error) {
	if v.poll, err = f.load(ctx, s); err != nil {
		return v, err
	}
	if v.collects, err = f.Protocols.Collects(ctx, s.Person.ID, v.meeting.ID); err != nil || v.barred != "" {
		return v, err
	}
	v.turnout, err = f.Votes.Turnout(ctx, v.meeting.ID)
	return v, err
}

// hall is a poll with what its first screen tells.
type hall struct {
	poll

	turnout  ballot.Turnout
	collects bool // the person answers for the meeting
}

// over reports whether the term has ended.
func (v *poll) over(now time.Time) bool { return !now.Before(v.meeting.Ends) }

// runs reports whether votes are taken now.
func (v *poll) runs(now time.Time) bool {
	return v.barred == "" && !now.Before(v.meeting.Starts) && !v.over(now)
}

// voted is the last decision of a holding that stands against another tap; in an official meeting also a
// paper.
func (v *poll) voted(o ballot.Own) *ballot.Decision {
	for _, d := range slices.Backward(o.Voted) {
		if d.Channel == ballot.Electronic || v.meeting.Mode == meeting.Official {
			return &d
		}
	}
	return nil
}

// open are the holdings for which the person may vote now.
func (v *poll) open() (free []ballot.Own) {
	for _, o := range v.own {
		d := v.voted(o)
		again := d != nil && v.meeting.Revote && d.Channel == ballot.Electronic && d.Owner == o.Owner
		if !o.Sold && (d == nil || again) {
			free = append(free, o)
		}
	}
	return free
}

// chosen are the holdings that are voted for.
func (v *poll) chosen(d draft) (all []ballot.Own) {
	for _, o := range v.own {
		if slices.Contains(d.Holdings, o.Holding) {
			all = append(all, o)
		}
	}
	return all
}
