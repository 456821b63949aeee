// Package appeal is the flow ‹Обращение граждан›: where, about what, to whom, the
// text and its files, a preview, and what becomes of it. What is being written
// lies in the store as a draft, so that neither a lost session nor thirty days
// lose it; a session only knows which one it is.
package appeal

import (
	"context"
	"io"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/appeal/book"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
)

// Flow is the id of the flow.
const Flow = "appeal"

// Appeals keeps appeals; of a person nothing but the own ones.
type Appeals interface {
	Appeal(ctx context.Context, p housing.PersonID, id housing.AppealID) (housing.Appeal, error)
	Appeals(ctx context.Context, p housing.PersonID, limit int) ([]housing.Appeal, error)
	// Draft returns what the person was writing; false: nothing.
	Draft(ctx context.Context, p housing.PersonID, now time.Time) (housing.Appeal, bool, error)
	// Takers returns the organisations that take appeals here, that of the house first.
	Takers(ctx context.Context, house housing.HouseID, limit int) ([]housing.Organisation, error)
	Change(
		ctx context.Context, o housing.Once, c housing.AppealChange, now time.Time,
	) (housing.AppealID, error)
	Send(
		ctx context.Context, o housing.Once, w housing.AppealSending, now time.Time,
	) (housing.AppealOutcome, error)
}

// Houses finds houses.
type Houses interface {
	House(ctx context.Context, id housing.HouseID) (housing.House, error)
	// Facts tells who supplies a house.
	Facts(ctx context.Context, id housing.HouseID) (housing.HouseFacts, error)
	Search(ctx context.Context, q housing.AddressQuery, limit int) (exact, similar []housing.House, err error)
}

// Accounts lists what a person is connected to.
type Accounts interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Services tells whom to call first.
type Services interface {
	// ServiceOf returns the dispatchers of a house.
	ServiceOf(ctx context.Context, house housing.HouseID) (housing.Service, error)
}

// Fate keeps what becomes of an appeal by its author.
type Fate interface {
	// File notes that an appeal was handed in elsewhere.
	File(ctx context.Context, o housing.Once, f housing.AppealFiled, now time.Time) error
	Close(ctx context.Context, o housing.Once, c housing.AppealClosing, now time.Time) error
	// Events returns what happened to an appeal of the person, the oldest first.
	Events(ctx context.Context, p housing.PersonID, id housing.AppealID) ([]housing.AppealEvent, error)
	// Signers returns the neighbours who agreed to be named in the letter.
	Signers(ctx context.Context, p housing.PersonID, id housing.AppealID) ([]housing.AppealSigner, error)
}

// Calls calls neighbours to join an appeal of the person.
type Calls interface {
	// AppealName returns the name of the person by Госуслуги; empty: not signed in.
	AppealName(ctx context.Context, p housing.PersonID) (string, error)
	Call(
		ctx context.Context, p housing.PersonID, id housing.AppealID, now time.Time,
	) (housing.AppealCall, error)
	OpenCall(ctx context.Context, o housing.Once, c housing.AppealCalling, now time.Time) error
	CloseCall(
		ctx context.Context, o housing.Once, p housing.PersonID, id housing.AppealID, now time.Time,
	) error
	// PostCall offers the appeal in the chats of its house, and returns how many those are.
	PostCall(
		ctx context.Context, o housing.Once, p housing.PersonID, id housing.AppealID, now time.Time,
	) (int, error)
	// ReleaseJoined lets those go who joined a draft: it is to be changed.
	ReleaseJoined(
		ctx context.Context, o housing.Once, p housing.PersonID, id housing.AppealID, now time.Time,
	) error
}

// Files fetches what people send along and judges it.
type Files interface {
	// Enclose returns a file as it is kept, without what tells where a photo was taken.
	Enclose(ctx context.Context, file, name string) (housing.AppealFile, error)
}

// Ports is what the flow needs.
type Ports struct {
	Appeals   Appeals
	Houses    Houses
	Accounts  Accounts
	Services  Services
	Fate      Fate
	Files     Files
	Answers   Answers
	Additions Additions
	Calls     Calls
	Joins     Joins
	Requests  Requests
	Paper     func(l housing.AppealLetter) ([]byte, error)  // as a PDF file
	Word      func(l housing.AppealLetter) ([]byte, error)  // as a DOCX file
	Dossier   func(d housing.AppealDossier) ([]byte, error) // as a PDF file
	Book      *book.Book
	Texts     dialogs.Texter
	Random    io.Reader
	Address   func() string // of the bot on the messenger; nil: nobody knows it
	Connect   string        // the flow that connects an account
}

// Args starts the flow.
type Args = pick.AppealArgs

// OfNotice returns the arguments for what stands in the deep link of a notice, see
// [housing.AppealLink].
func OfNotice(of string) any {
	if key, joined := strings.CutPrefix(of, joinedKey); joined {
		return Args{Shared: pick.OfKey[housing.AppealID](key)}
	}
	return Args{Card: pick.OfKey[housing.AppealID](of)}
}

// draft is where in the dialog one is.
type draft struct {
	Appeal housing.AppealID    `json:"appeal,omitempty"` // that is written, or looked at
	House  housing.HouseID     `json:"house,omitempty"`  // to be confirmed
	Place  string              `json:"place,omitempty"`  // to be confirmed
	Query  string              `json:"query,omitempty"`
	Page   int                 `json:"page,omitempty"`
	Branch string              `json:"branch,omitempty"` // of topics
	Open   bool                `json:"open,omitempty"`   // the list of addressees
	Card   housing.AppealID    `json:"card,omitempty"`   // started with one that the person sent
	Mine   bool                `json:"mine,omitempty"`   // started with what the person sent
	On     housing.Date        `json:"on,omitzero"`      // the day it was handed in elsewhere
	Ask    pick.AppealAsk      `json:"ask,omitzero"`     // started with a question
	Fix    string              `json:"fix,omitempty"`    // the step to which a draft goes back
	Shared housing.AppealID    `json:"shared,omitempty"` // of a neighbour, joined
	Grade  housing.AppealGrade `json:"grade,omitempty"`  // of an answer
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// flow is the flow with its parts.
type flow struct {
	Ports
	t dialogs.Texter
}

// Flows returns the flow of appeals, that by which neighbours join one, and that of questions to the support.
func Flows(p Ports) []dialogs.Flow {
	f := flow{p, p.Texts}
	return []dialogs.Flow{f.writing(), f.joining(), f.support()}
}

func (f flow) writing() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: Flow, Version: 1, Title: "appeal.short", Section: "Обращение граждан", First: "home",
		Open:  func(a Args) draft { return draft{Mine: a.Mine, Ask: a.Ask, Card: a.Card, Shared: a.Shared} },
		Gated: true, Left: "appeal.left",
		Before: []dialogs.Mirror{{Flow: "menu", Step: "main", Documented: dialogs.Documented{
			Step: "1", Labels: []string{"engine.home"},
		}}},
		Steps: []dialogs.Stepper[draft]{
			f.home(), f.ask(), f.replace(), f.where(), f.places(), f.confirm(), f.topic(), f.other(),
			f.addressee(), f.search(), f.text(), f.files(), f.preview(), f.twin(), f.sent(), f.prepared(),
			f.filed(), f.number(), f.mine(), f.card(), f.withdraw(), f.answered(),
			f.call(), f.callname(), f.release(), f.shared(), f.leave(),
			f.grade(), f.words(), f.add(),
		},
	}.Flow()
}

// appealKey remembers an appeal during a turn.
type appealKey housing.AppealID

// load reads the appeal that the dialog is about.
func (f flow) load(ctx context.Context, s scene) (housing.Appeal, error) {
	if s.Draft.Appeal == 0 {
		return housing.Appeal{}, nil
	}
	return dialogs.Recall(ctx, appealKey(s.Draft.Appeal), func() (housing.Appeal, error) {
		return f.Appeals.Appeal(ctx, s.Person.ID, s.Draft.Appeal)
	})
}

// next is the first step whose answer a draft lacks.
func next(a *housing.Appeal) string {
	switch {
	case !a.Placed():
		return "where"
	case a.Topic.Name == "":
		return "topic"
	case !a.To.Chosen():
		return "addressee"
	case len(a.Parts) == 0:
		return "text"
	}
	return "preview"
}

// nexts are the steps that follow when something of a draft was answered.
func nexts(more ...string) []string {
	return append([]string{"topic", "addressee", "text", "preview"}, more...)
}

// change carries a change of the draft out and moves on to what it lacks.
func (f flow) change(ctx context.Context, s scene, c housing.AppealChange) (move, error) {
	c.Person, c.Appeal = s.Person.ID, s.Draft.Appeal
	id, err := f.Appeals.Change(ctx, s.Once, c, s.Now)
	if err != nil {
		return move{}, err
	}
	a, err := f.Appeals.Appeal(ctx, s.Person.ID, id)
	return dialogs.To(draft{Appeal: id}, next(&a)), err
}
