// Package forum is where the residents of a house talk: topics with messages, quotes and photos. People are
// shown by the number of their flat or by a pseudonym, as they choose.
//
// The forum is off unless the deployment turns it on; then a house has it without being asked. What may be
// done is decided in storage; here is what is said.
package forum

import (
	"context"
	"io"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/housing"
)

// Flow is the id of the flow.
const Flow = "forum"

// LinkPrefix begins a deep link to the forum of a house: «forum_12».
const LinkPrefix = "forum_"

// Reading shows what was written. Whoever does not live in the house is Refused.
type Reading interface {
	Houses(ctx context.Context, p housing.PersonID, now time.Time) ([]housing.House, error)
	Place(ctx context.Context, p housing.PersonID, h housing.HouseID, now time.Time) (forum.Place, error)
	Topics(ctx context.Context, p housing.PersonID, q forum.Search, now time.Time) (forum.Found, error)
	// Sheet returns a page of a topic, which is read with that; below 0: the one with what is new.
	Sheet(
		ctx context.Context, p housing.PersonID, t forum.TopicID, page int, now time.Time,
	) (forum.Sheet, error)
	Post(ctx context.Context, p housing.PersonID, id forum.PostID, now time.Time) (forum.Post, error)
	Photo(ctx context.Context, p housing.PersonID, id forum.PostID, now time.Time) ([]byte, error)
}

// Writing keeps what is written.
type Writing interface {
	Write(ctx context.Context, o housing.Once, w forum.Writing, now time.Time) (forum.Written, error)
	Edit(ctx context.Context, o housing.Once, e forum.Editing, now time.Time) (held bool, err error)
	Delete(ctx context.Context, o housing.Once, e forum.Editing, now time.Time) error
}

// Own keeps how a person takes part.
type Own interface {
	Sign(ctx context.Context, o housing.Once, s forum.Signing, now time.Time) error
	Attend(
		ctx context.Context, p housing.PersonID, t forum.TopicID, how forum.Attention, now time.Time,
	) error
	Wish(ctx context.Context, w forum.Wished, now time.Time) error
	// Discuss returns the topic of a meeting, which is opened where there is none.
	Discuss(
		ctx context.Context, p housing.PersonID, about forum.Meeting, now time.Time,
	) (forum.TopicID, error)
}

// Guarding is what moderators do, and what they are told. Whoever is none is Refused all but a complaint.
type Guarding interface {
	Complain(ctx context.Context, o housing.Once, c forum.Complaint, now time.Time) error
	Queue(ctx context.Context, p housing.PersonID, h housing.HouseID, now time.Time) ([]forum.Case, error)
	Judge(ctx context.Context, o housing.Once, j forum.Judgement, now time.Time) error
	Rule(ctx context.Context, o housing.Once, r forum.Ruling, now time.Time) error
	// Letters are those of neighbours that somebody complained of, without who wrote to whom.
	Letters(ctx context.Context, p housing.PersonID, h housing.HouseID, now time.Time) ([]forum.Letter, error)
	JudgeLetter(ctx context.Context, o housing.Once, v forum.LetterVerdict, now time.Time) error
}

// Named knows who is a moderator.
type Named interface {
	Moderators(
		ctx context.Context, by housing.PersonID, h housing.HouseID, now time.Time,
	) ([]forum.Moderator, error)
	Name(ctx context.Context, n forum.Naming, now time.Time) error
	Unname(ctx context.Context, o housing.Once, n forum.Naming, id forum.ModeratorID, now time.Time) error
	Invited(ctx context.Context, hash housing.TokenHash, now time.Time) (housing.House, error)
	Accept(
		ctx context.Context, o housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) (housing.HouseID, error)
}

// Services knows whom to call about a house.
type Services interface {
	ServiceOf(ctx context.Context, id housing.HouseID) (housing.Service, error)
}

// Photos makes a file of the messenger a picture without what tells where it was taken. What is none is
// Refused.
type Photos interface {
	Clean(ctx context.Context, file string) ([]byte, error)
}

// Ports is what the flow needs.
type Ports struct {
	Reading  Reading
	Writing  Writing
	Own      Own
	Letters  Letters
	Guarding Guarding
	Named    Named
	Mirrors  Mirrors
	Topics   Topics
	Services Services
	Photos   Photos
	Texts    dialogs.Texter
	Connect  string // the flow that connects an account
	Random   io.Reader
	Address  func() string // of the bot on the messenger; nil or empty: nobody knows it
}

// Args starts the flow, at a house or a talk with a neighbour where it is known.
type Args struct {
	House housing.HouseID `json:"house,omitempty"`
	Talk  forum.TalkID    `json:"talk,omitempty"`

	Meeting int64  `json:"meeting,omitempty"` // whose topic is opened
	Title   string `json:"title,omitempty"`   // of that topic
}

// OfLink returns the arguments for a deep link.
func OfLink(arg string) any { return Args{House: pick.OfKey[housing.HouseID](arg)} }

// draft is where in the forum a person is, and what is being written.
type draft struct {
	House    housing.HouseID `json:"house,omitempty"`
	List     int             `json:"list,omitempty"` // page of the list
	Words    string          `json:"words,omitempty"`
	Topic    forum.TopicID   `json:"topic,omitempty"`
	Page     int             `json:"page,omitempty"` // of the topic
	Post     forum.PostID    `json:"post,omitempty"`
	Kind     kind            `json:"kind,omitempty"`
	Category forum.Category  `json:"category,omitempty"`
	Title    string          `json:"title,omitempty"`
	Text     string          `json:"text,omitempty"`
	File     string          `json:"file,omitempty"`
	Waits    bool            `json:"waits,omitempty"` // too much came at once
	Then     string          `json:"then,omitempty"`  // the step after it is said how the person is shown

	Verdict   forum.Verdict     `json:"verdict,omitempty"`
	Days      int               `json:"days,omitempty"` // for which somebody may not write
	Moderator forum.ModeratorID `json:"moderator,omitempty"`

	Talk   forum.TalkID   `json:"talk,omitempty"`
	Flat   string         `json:"flat,omitempty"` // that is written to
	Letter forum.LetterID `json:"letter,omitempty"`

	Meeting int64 `json:"meeting,omitempty"` // whose topic is opened
}

// kind is what is being written.
type kind string

const (
	opening  kind = "open"
	replying kind = "reply"
	quoting  kind = "quote"
	editing  kind = "edit"

	lettering kind = "letter"
)

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// New returns the flow.
func New(p Ports) dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: Flow, Version: 1, Title: "forum.title", First: "which", Gated: true,
		Open: func(a Args) draft {
			return draft{House: a.House, Talk: a.Talk, Meeting: a.Meeting, Title: a.Title}
		},
		Half: p.half,
		Steps: []dialogs.Stepper[draft]{
			p.which(), p.home(), p.search(), p.topic(), p.post(), p.remove(), p.category(), p.naming(),
			p.write(), p.sure(), p.me(), p.pseudonym(), p.complain(), p.desk(), p.judge(), p.days(),
			p.verdict(), p.moderators(), p.appoint(), p.dismiss(), p.box(), p.flat(), p.letter(), p.sealed(),
			p.talk(), p.refuse(), p.denounce(), p.judgeLetter(), p.discuss(), p.mirror(),
		},
	}.Flow()
}

// which asks for one of the houses that the person lives in.
func (p Ports) which() dialogs.Step[draft, []housing.House] {
	return dialogs.Step[draft, []housing.House]{
		ID: "which", Next: []string{"home", "talk", "discuss"}, Calls: []string{p.Connect},
		Load: func(ctx context.Context, s scene) ([]housing.House, error) {
			if s.Draft.House != 0 || s.Draft.Talk != 0 || s.Draft.Meeting != 0 {
				return nil, nil
			}
			return p.Reading.Houses(ctx, s.Person.ID, s.Now)
		},
		Skip: func(s scene, all []housing.House) (move, bool) {
			switch {
			case s.Draft.Talk != 0:
				return dialogs.To(s.Draft, "talk"), true
			case s.Draft.Meeting != 0:
				return dialogs.To(s.Draft, "discuss"), true
			}
			if s.Draft.House == 0 && len(all) == 1 {
				s.Draft.House = all[0].ID
			}
			return dialogs.To(s.Draft, "home"), s.Draft.House != 0
		},
		Show: p.showWhich,
		Decide: func(s scene, _ []housing.House, in dialogs.Input) move {
			switch in.Act.Do {
			case "connect":
				return dialogs.Goto(s.Draft, dialogs.Begin(p.Connect, nil))
			case pick.Choose:
				s.Draft.House = pick.OfKey[housing.HouseID](in.Act.Arg)
				return dialogs.To(s.Draft, "home")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}
