// Package operator is what people who work for an organisation do in the chat:
// accept an invitation, open the page where documents are loaded, publish a
// month, take readings and payments out.
//
// Workbooks never go through the messenger. What is said here is a link to a
// page of ours, valid for a quarter of an hour and for one use.
package operator

import (
	"context"
	"io"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ids of the flows of this package.
const (
	Flow        = "operator"
	JoinFlow    = "operator-join"
	LoadFlow    = "operator-load"
	ExportFlow  = "operator-export"
	PublishFlow = "operator-publish"
	PaidFlow    = "operator-payments"
	OffFlow     = "operator-outages"
	FileFlow    = "operator-outages-file"
	AppealsFlow = "operator-appeals"
)

// Staff knows who works for whom.
type Staff interface {
	Offices(ctx context.Context, p housing.PersonID) ([]housing.Organisation, error)
	// Work tells what the person is in an organisation.
	Work(ctx context.Context, p housing.PersonID, org housing.OrganisationID) (housing.Operator, error)
	// Hired tells what an invitation is to; Join accepts it.
	Hired(
		ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) (housing.Hired, error)
	Join(
		ctx context.Context, once housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) (housing.OrganisationID, error)
}

// Office is what an operator looks at and decides.
type Office interface {
	// Waiting lists the months that can be published, the newest first; Loaded tells what is in one.
	Waiting(ctx context.Context, p housing.PersonID, org housing.OrganisationID) ([]housing.Period, error)
	Loaded(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, period housing.Period,
	) (housing.LoadReport, error)
	Publish(
		ctx context.Context, once housing.Once, p housing.Publishing, now time.Time,
	) (housing.Published, error)
	// Unsent counts the readings of each month since one, the newest first.
	Unsent(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, since housing.Period,
	) ([]housing.UnsentMonth, error)
	// Paid counts what came and went back in each month since one, the newest first.
	Paid(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, since housing.Period,
	) ([]housing.RegisterMonth, error)
	// Outages counts the outages that began in each month since one, the newest first.
	Outages(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, since housing.Period,
	) ([]housing.RegisterMonth, error)
}

// Links keeps one-time links.
type Links interface {
	Issue(ctx context.Context, l housing.WebLink, hash housing.TokenHash, now time.Time) error
}

// Files keeps the outages that a person loaded from a file, until they are sent.
type Files interface {
	Draft(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
	) (housing.OutageDraft, error)
	SendDraft(
		ctx context.Context, once housing.Once, d housing.OutageDraft, now time.Time,
	) ([]housing.OutageRef, error)
	DropDraft(ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time) error
	Audience(
		ctx context.Context, p housing.PersonID, o housing.Outage, now time.Time,
	) (housing.Audience, error)
}

// Inbox counts the appeals that wait.
type Inbox interface {
	Counts(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
	) (housing.DeskCounts, error)
	// Months counts those that came in each month since one, the newest first.
	Months(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, since housing.Period,
	) ([]housing.RegisterMonth, error)
}

// Ports is what the flows need.
type Ports struct {
	Files   Files
	Staff   Staff
	Office  Office
	Links   Links
	Crew    Crew
	Houses  HouseNews
	Journal Journal
	Sending Sending
	Inbox   Inbox
	Signing Signing
	Sales   Sales
	Owning  Owning
	Texts   dialogs.Texter
	Random  io.Reader // tokens are drawn from it

	Address func() string // of the bot on the messenger; nil or empty: nobody knows it
	Prefix  string        // begins the word of an invitation in a link to the bot

	Works   dialogs.Start // ‹Работы по дому›, where photos are added
	Outages string        // the flow of ‹Сообщить об отключении›, started with [Args]
	Appeals string        // that of ‹Обращения жителей›, too
	Chats   string        // that of ‹Чаты дома›, too

	// The addresses, as people reach them, that end with the token of a link; empty: nobody set them.
	Uploads, Downloads string
}

// Args starts a flow about an organisation that the person works for.
type Args = pick.OrganisationArgs

// draft is which organisation is worked for.
type draft struct {
	Organisation housing.OrganisationID `json:"organisation,omitempty"`
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// Flows returns the flows of operators.
func Flows(p Ports) []dialogs.Flow {
	return []dialogs.Flow{
		p.office(), p.joining(), p.loading(), p.crew(), p.journal(), p.exporting(), p.publishing(),
		p.register(paid()), p.register(switchedOff()), p.register(appealed()), p.file(), p.sending(),
		p.houses(),
		p.sold(), p.owning(),
	}
}

// open is the draft that a flow about an organisation starts with.
func open(a Args) draft { return draft{Organisation: a.Organisation} }

// works returns the organisation if the person works for it.
func (p Ports) works(
	ctx context.Context, person housing.PersonID, org housing.OrganisationID,
) (housing.Organisation, error) {
	offices, err := p.Staff.Offices(ctx, person)
	if err != nil {
		return housing.Organisation{}, err
	}
	for _, o := range offices {
		if o.ID == org {
			return o, nil
		}
	}
	return housing.Organisation{}, &housing.Error{Kind: housing.NotFound, Text: "operator.not_yours"}
}

// role names a role.
func (p Ports) role(r housing.StaffRole) string { return p.Texts.Label(texts.StaffRoleKey(r)) }

// heading names the section and the organisation.
func (p Ports) heading(key string, org housing.Organisation) texts.Text {
	return p.Texts.T("operator.heading", "Section", p.Texts.T(key), "Organisation", org.Name)
}
