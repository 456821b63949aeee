// Package reception is what those who work for an organisation do with what
// residents write to it: the inbox, one appeal, the answer of several messages,
// the signature of a second person, templates, and how a month went.
//
// An answer that is being written lies in the store, as the appeal does; a session
// only knows which one it is about. Leaving without sending is ‹Не отправлять›
// nowhere here: nothing is sent before ‹Отправить› or ‹Подписать и отправить›.
package reception

import (
	"context"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
)

// Flow is the id of the flow.
const Flow = "reception"

// Staff knows who works for whom.
type Staff interface {
	Offices(ctx context.Context, p housing.PersonID) ([]housing.Organisation, error)
}

// Desk reads what came to an organisation. Who may see it is decided there.
type Desk interface {
	Inbox(ctx context.Context, q housing.DeskQuery, now time.Time) ([]housing.DeskLine, error)
	Counts(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
	) (housing.DeskCounts, error)
	// Places lists of which houses and about what appeals wait.
	Places(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
	) (housing.DeskPlaces, error)
	// Case returns one appeal by its number there.
	Case(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, number string, now time.Time,
	) (housing.DeskCase, error)
	FileOf(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, number string, file int64,
	) (housing.AppealFile, error)
	// Month counts what became of the appeals that were received in a month.
	Month(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, of housing.Period,
		now time.Time,
	) (housing.DeskMonth, error)
}

// Work carries out what is done with appeals.
type Work interface {
	Handle(ctx context.Context, o housing.Once, d housing.AppealDeed, now time.Time) error
	// Write changes an answer; Step takes it further.
	Write(ctx context.Context, o housing.Once, c housing.AnswerChange, now time.Time) error
	Step(ctx context.Context, o housing.Once, d housing.AnswerDeed, now time.Time) error
	// Takers lists the other organisations that take appeals here.
	Takers(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, limit int,
	) ([]housing.Organisation, error)
}

// Templates keeps what an organisation answers with again and again.
type Templates interface {
	Templates(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID,
	) ([]housing.Template, error)
	SaveTemplate(
		ctx context.Context, o housing.Once, by housing.PersonID, x housing.Template, now time.Time,
	) error
	DropTemplate(
		ctx context.Context, o housing.Once, by housing.PersonID, x housing.Template, now time.Time,
	) error
}

// Files fetches what people send along and judges it.
type Files interface {
	Enclose(ctx context.Context, file, name string) (housing.AppealFile, error)
}

// Ports is what the flow needs.
type Ports struct {
	Staff     Staff
	Desk      Desk
	Work      Work
	Templates Templates
	Files     Files
	Texts     dialogs.Texter
	Export    string // the flow that takes a month out, started with [Args]
}

// Args starts the flow for an organisation that the person works for.
type Args = pick.OrganisationArgs

// draft is where in the dialog one is.
type draft struct {
	Organisation housing.OrganisationID `json:"organisation,omitempty"`
	Show         housing.DeskShow       `json:"show,omitempty"`
	House        housing.HouseID        `json:"house,omitempty"`
	Topic        string                 `json:"topic,omitempty"`
	Sort         housing.DeskSort       `json:"sort,omitempty"`
	Page         int                    `json:"page,omitempty"`    // of the inbox
	Part         int                    `json:"part,omitempty"`    // of what one step shows by pages
	Number       string                 `json:"number,omitempty"`  // of the appeal that is looked at
	To           housing.Addressee      `json:"to,omitzero"`       // of what is handed on
	Outside      housing.AppealKind     `json:"outside,omitempty"` // by which rule To answers elsewhere
	On           housing.Date           `json:"on,omitzero"`       // of a longer term
	Template     housing.TemplateID     `json:"template,omitempty"`
	Title        string                 `json:"title,omitempty"` // of a new template
	Month        housing.Period         `json:"month,omitzero"`
}

// listed is the draft without an appeal: the list as it was.
func (d draft) listed() draft {
	return draft{
		Organisation: d.Organisation, Show: d.Show, House: d.House, Topic: d.Topic, Sort: d.Sort,
		Page: d.Page,
	}
}

// at is the draft with an appeal, and nothing of what was begun with it.
func (d draft) at(number string) draft {
	d = d.listed()
	d.Number = number
	return d
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
	step  = dialogs.Stepper[draft]
)

// flow is the flow with its parts.
type flow struct {
	Ports
	t dialogs.Texter
}

// OfLink returns the arguments for what stands in a deep link: the key of the organisation
// and, behind a line, the number of an appeal there.
func OfLink(of string) any {
	key, number, _ := strings.Cut(of, "_")
	return Args{Organisation: pick.OfKey[housing.OrganisationID](key), Number: number}
}

// New returns the flow.
func New(p Ports) dialogs.Flow {
	f := flow{p, p.Texts}
	return dialogs.Def[Args, draft, struct{}]{
		ID: Flow, Version: 1, Title: "reception.title", First: "which",
		Open:  func(a Args) draft { return draft{Organisation: a.Organisation, Number: a.Number} },
		Wants: []dialogs.Want{{Flow: p.Export, Args: Args{}, Result: struct{}{}}},
		Steps: []step{
			f.which(), f.inbox(), f.filter(), f.card(), f.files(), f.course(), f.note(), f.whither(),
			f.same(), f.outside(), f.handOn(), f.longer(), f.why(), f.dismiss(), f.convert(),
			f.answer(), f.enclosed(), f.insert(), f.preview(), f.remark(),
			f.templates(), f.template(), f.templateTitle(), f.templateText(), f.month(),
		},
	}.Flow()
}

// which asks for which of several organisations.
func (f flow) which() dialogs.Step[draft, []housing.Organisation] {
	return pick.Office[draft]{
		Staff: f.Staff, Texts: f.Texts, Next: "inbox",
		In: func(d *draft) *housing.OrganisationID { return &d.Organisation },
	}.Step()
}

// caseKey remembers an appeal during a turn.
type caseKey struct {
	org    housing.OrganisationID
	number string
}

// load reads the appeal that the dialog is about.
func (f flow) load(ctx context.Context, s scene) (housing.DeskCase, error) {
	key := caseKey{s.Draft.Organisation, s.Draft.Number}
	return dialogs.Recall(ctx, key, func() (housing.DeskCase, error) {
		return f.Desk.Case(ctx, s.Person.ID, key.org, key.number, s.Now)
	})
}

// deed is something done with the appeal that the dialog is about.
func deed(s scene, do housing.AppealAct, text string) housing.AppealDeed {
	return housing.AppealDeed{
		By: s.Person.ID, Organisation: s.Draft.Organisation, Number: s.Draft.Number, Do: do, Text: text,
	}
}
