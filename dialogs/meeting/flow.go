// Package meeting is the flow ‹Электронное собрание собственников› up to the day on which the vote begins:
// the message with its five parts in any order, its placing, the appeal to the inspectorate, the review, the
// announcement; and the inspectorate's side of the review.
//
// What is being written lies in the store as a draft; a session only knows which one it is. In
// [meeting.Advisory] nothing binds here, and every screen says so; in [meeting.Official] the inspectorate
// answers here.
package meeting

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// The flows.
const (
	Flow        = "meeting"
	InspectFlow = "inspect"      // of the inspectorate
	JoinFlow    = "inspect_join" // who opens an invitation there
)

// LinkPrefix begins the deep link to a meeting.
const LinkPrefix = "meeting_"

// JoinPrefix begins the deep link of an invitation to the inspectorate.
const JoinPrefix = "gzhi_"

// Meetings reads meetings: of a person nothing but what he may see.
type Meetings interface {
	// Caller tells as whom the person may call a meeting of a house.
	Caller(
		ctx context.Context, p housing.PersonID, house housing.HouseID, now time.Time,
	) (meeting.Caller, error)
	Meeting(ctx context.Context, p housing.PersonID, id meeting.ID) (meeting.Meeting, error)
	Meetings(
		ctx context.Context, p housing.PersonID, house housing.HouseID, limit int,
	) ([]meeting.Meeting, error)
	OpenFile(ctx context.Context, p housing.PersonID, id meeting.ID, file int64) (meeting.File, error)
	// Owners returns, to who writes the message of a meeting, who owns the premises of a number in its house.
	Owners(
		ctx context.Context, p housing.PersonID, id meeting.ID, number string, now time.Time,
	) ([]meeting.Initiator, error)
}

// Drafts keeps what is written, and moves it on.
type Drafts interface {
	Begin(
		ctx context.Context, o housing.Once, p housing.PersonID, house housing.HouseID, now time.Time,
	) (meeting.ID, error)
	Change(ctx context.Context, o housing.Once, c meeting.Change, now time.Time) error
	Drop(ctx context.Context, o housing.Once, p housing.PersonID, id meeting.ID, now time.Time) error
	Submit(ctx context.Context, o housing.Once, x meeting.Submission, now time.Time) error
	Act(ctx context.Context, o housing.Once, a meeting.Act, now time.Time) (meeting.State, error)
}

// Inspectors knows who reviews messages, and which wait for it.
type Inspectors interface {
	Queue(ctx context.Context, p housing.PersonID, limit int) ([]meeting.Meeting, error)
	Invited(
		ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) (region string, already bool, err error)
	Join(ctx context.Context, o housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time) error
}

// Houses finds a house.
type Houses interface {
	House(ctx context.Context, id housing.HouseID) (housing.House, error)
}

// Owned finds the houses in which a person is an owner, or acts for one.
type Owned interface {
	Houses(ctx context.Context, p housing.PersonID, now time.Time) ([]housing.House, error)
}

// Files fetches what people send along and judges it by its content.
type Files interface {
	Enclose(ctx context.Context, file, name string) (housing.AppealFile, error)
}

// Ports is what the flows need.
type Ports struct {
	Meetings   Meetings
	Drafts     Drafts
	Inspectors Inspectors
	Houses     Houses
	Accounts   pick.Connections
	Owned      Owned
	Files      Files
	Paper      func(title string, lines []meeting.Line) ([]byte, error) // as a PDF file
	Mode       meeting.Mode
	Voting     string // the flow in which one votes and reads the results; started with [Args]
	Forum      string // the flow in which a meeting is discussed; empty: there is none
	Property   string // the flow in which one proves to be an owner
	Texts      dialogs.Texter
}

// Args starts the flow: with a house, or at a meeting.
type Args struct {
	House   housing.HouseID `json:"house,omitempty"`
	Meeting meeting.ID      `json:"meeting,omitempty"`
}

// OfLink returns the arguments for the number in a deep link.
func OfLink(number string) any { return Args{Meeting: pick.OfKey[meeting.ID](number)} }

// draft is where in the dialog one is.
type draft struct {
	House    housing.HouseID      `json:"house,omitempty"`
	Meeting  meeting.ID           `json:"meeting,omitempty"`
	Question meeting.QuestionID   `json:"question,omitempty"`
	Caller   int64                `json:"caller,omitempty"` // who calls and is named now
	Kind     meeting.QuestionKind `json:"kind,omitempty"`   // of a question that is added
	Field    meeting.Field        `json:"field,omitempty"`  // that is asked for
	Part     meeting.Part         `json:"part,omitempty"`   // that a remark is about
	Text     string               `json:"text,omitempty"`   // of a remark, or the number of premises
	Page     int                  `json:"page,omitempty"`
}

// at keeps of a draft which meeting it is about.
func (d draft) at() draft { return draft{House: d.House, Meeting: d.Meeting} }

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// flow is the flow with its parts.
type flow struct {
	Ports
	t dialogs.Texter
}

// Flows returns the flow of owners and those of the inspectorate.
func Flows(p Ports) []dialogs.Flow {
	f := flow{p, p.Texts}
	return []dialogs.Flow{f.owners(), f.inspection(), f.joining()}
}

func (f flow) owners() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: Flow, Version: 1, Title: "meeting.short", Section: "Электронное собрание собственников",
		First: "which",
		Open:  func(a Args) draft { return draft{House: a.House, Meeting: a.Meeting} },
		Gated: true, Left: "meeting.left",
		Before: []dialogs.Mirror{{Flow: "menu", Step: "main", Documented: dialogs.Documented{
			Step: "1", Labels: []string{"engine.home"},
		}}},
		Steps: []dialogs.Stepper[draft]{
			f.which(), f.home(), f.board(), f.past(), f.parts(), f.drop(),
			f.general(), f.choice(), f.when(), f.text(), f.admin(), f.callers(), f.caller(), f.registered(),
			f.agenda(), f.templates(), f.kinds(), f.ask(), f.question(), f.image(),
			f.gaps(), f.project(), f.filed(), f.review(), f.remark(), f.withdraw(), f.approved(), f.placed(),
		},
	}.Flow()
}

// meetingKey remembers a meeting during a turn.
type meetingKey meeting.ID

// load reads the meeting that the dialog is about.
func (f flow) load(ctx context.Context, s scene) (meeting.Meeting, error) {
	if s.Draft.Meeting == 0 {
		return meeting.Meeting{}, nil
	}
	return dialogs.Recall(ctx, meetingKey(s.Draft.Meeting), func() (meeting.Meeting, error) {
		return f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
	})
}

// change carries a change of the message out and moves on.
func (f flow) change(ctx context.Context, s scene, c meeting.Change, to string) (move, error) {
	c.Person, c.Meeting = s.Person.ID, s.Draft.Meeting
	return dialogs.To(s.Draft.at(), to), f.Drafts.Change(ctx, s.Once, c, s.Now)
}

// stands is the step that shows a meeting as far as it is.
func stands(m *meeting.Meeting) string {
	switch m.State {
	case meeting.Draft, meeting.Returned:
		return "parts"
	case meeting.Submitted:
		return "project"
	case meeting.Review:
		return "review"
	case meeting.Approved:
		return "approved"
	case meeting.Placed, meeting.Voting, meeting.Ended, meeting.Protocol:
		return "placed"
	case meeting.Withdrawn:
	}
	return "board"
}

// heading is the first line of a screen: a label of the leaflet and the house.
func (f flow) heading(key string, h housing.House) texts.Text {
	head := "*" + f.t.T(key) + "*"
	if h.ID == 0 {
		return head
	}
	return head + " · " + texts.Escape(texts.ShortHouse(h.Address))
}

// advisory is said on every screen about a vote that does not bind.
func (f flow) advisory(mode meeting.Mode) texts.Text {
	if mode == meeting.Official {
		return ""
	}
	return f.t.T("meeting.advisory")
}

// modeOf is the mode of a meeting: that of this deployment until it was submitted.
func (f flow) modeOf(m *meeting.Meeting) meeting.Mode {
	if m.Mode == "" || m.State.Editable() {
		return f.Mode
	}
	return m.Mode
}

// today is the day in the house of a meeting.
func today(s scene, m *meeting.Meeting) housing.Date { return m.Today(s.Now) }
