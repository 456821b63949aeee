// Package outage is what residents and dispatchers do about outages: announce
// one and follow it to its end; see what is off in one's houses, and say that it
// is off at one's own place too.
//
// The words are kept apart: leaving without sending is ‹Не отправлять›, taking
// back a mistake is ‹Отозвать›, deleting what was read is ‹Удалить у всех›,
// calling off what was to come is ‹Отключения не будет›.
package outage

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ids of the flows of this package.
const (
	Flow         = "outages"         // what is off in the person's houses
	ReportFlow   = "outage-report"   // ‹Сообщить: у меня отключили›
	CalendarFlow = "outage-calendar" // ‹В календарь›
	DeskFlow     = "outage-desk"     // ‹Сообщить об отключении›
	TellFlow     = "outage-tell"     // ‹Авария сейчас›
	PlanFlow     = "outage-plan"     // ‹Плановое›, ‹Горячая вода: профилактика›
	CardFlow     = "outage-standing" // one that was announced
)

// Staff knows who works for whom.
type Staff interface {
	Offices(ctx context.Context, p housing.PersonID) ([]housing.Organisation, error)
}

// Book keeps outages. What a person may do is decided there.
type Book interface {
	Announce(
		ctx context.Context, once housing.Once, p housing.PersonID, o housing.Outage, now time.Time,
	) (id housing.OutageID, number string, err error)
	Change(
		ctx context.Context, once housing.Once, c housing.OutageChange, now time.Time,
	) (housing.Outage, error)
	Outage(ctx context.Context, p housing.PersonID, id housing.OutageID) (housing.Outage, error)
	Standing(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
	) ([]housing.Outage, error)
	Audience(
		ctx context.Context, p housing.PersonID, o housing.Outage, now time.Time,
	) (housing.Audience, error)
	// Progress tells how the announcement goes, and what residents said.
	Progress(ctx context.Context, p housing.PersonID, id housing.OutageID) (housing.OutageProgress, error)
}

// Plans keeps what is planned.
type Plans interface {
	// AnnounceAll announces outages, all or none.
	AnnounceAll(
		ctx context.Context, once housing.Once, p housing.PersonID, all []housing.Outage, now time.Time,
	) ([]housing.OutageRef, error)
}

// Houses finds the houses of an organisation.
type Houses interface {
	// Search finds the houses of all organisations.
	Search(ctx context.Context, q housing.AddressQuery, limit int) (exact, similar []housing.House, err error)
	// Entrances lists the entrances of houses of an organisation, as far as they are known.
	Entrances(
		ctx context.Context, org housing.OrganisationID, houses []housing.HouseID,
	) (map[housing.HouseID][]string, error)
	// OfOrganisation finds the houses that q names, of the organisation alone.
	OfOrganisation(
		ctx context.Context, org housing.OrganisationID, q housing.AddressQuery, limit int,
	) ([]housing.House, error)
	// Lately lists the houses that the organisation's last outages were at, and then others.
	Lately(ctx context.Context, org housing.OrganisationID, limit int) ([]housing.House, error)
}

// Residents is what people see of outages and say of them.
type Residents interface {
	// Mine lists the outages of the person's houses that are not over, or were since a moment.
	Mine(ctx context.Context, p housing.PersonID, since, now time.Time) ([]housing.Outage, error)
	// Report says that a utility is off at the person's flat, at most once an hour.
	Report(
		ctx context.Context, once housing.Once, r housing.OutageReport, now time.Time,
	) (housing.OutageReported, error)
	// Losses tells what the person's accounts went without lately, and what they were charged.
	Losses(ctx context.Context, p housing.PersonID, now time.Time) ([]housing.Loss, error)
	// KeepRecalculations keeps the estimates of now for an appeal, and returns how many.
	KeepRecalculations(
		ctx context.Context, once housing.Once, p housing.PersonID, now time.Time,
	) (int, error)
}

// Archive lists what is over.
type Archive interface {
	// Past lists the last outages of an organisation that are over and were since a moment,
	// the newest first.
	Past(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, since, now time.Time,
	) ([]housing.Outage, error)
}

// Wishes knows by whose clock a person lives.
type Wishes interface {
	Of(ctx context.Context, p housing.PersonID) (housing.Wishes, error)
}

// Accounts lists what the person is connected to.
type Accounts interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Ports is what the flows need.
type Ports struct {
	Staff     Staff
	Shifts    Shifts
	Book      Book
	Archive   Archive
	Wishes    Wishes
	Mailings  Mailings
	Plans     Plans
	Houses    Houses
	Residents Residents
	Accounts  Accounts
	Texts     dialogs.Texter
	Connect   string // the flow that connects an account
	Emergency string // the flow of the numbers to call
	Notices   string // the flow of what a person is told, and when
	// Calendar makes a calendar file of an outage, in the words of its reader.
	Calendar func(o housing.Outage, a texts.Announcer) dialogs.Attachment
}

// Args starts a flow of an organisation that the person works for.
type Args = pick.OrganisationArgs

// Flows returns the flows of outages.
func Flows(p Ports) []dialogs.Flow {
	return []dialogs.Flow{
		p.mine(), p.calendar(), p.reporting(), p.desk(), p.telling(), p.planning(), p.card(), p.shift(),
		p.steering(), p.line(),
	}
}

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

// announcer writes about outages as everybody reads of them.
func (p Ports) announcer(now time.Time) texts.Announcer {
	return texts.Announcer{T: p.Texts.T, Now: now}
}

// utilityLabel is «Холодная вода».
func (p Ports) utilityLabel(u housing.Utility) string {
	return texts.Capital(p.Texts.Label(texts.UtilityKeys(u).Name))
}

// utilityRows offers utilities, two in a row.
func (p Ports) utilityRows(all []housing.Utility) (rows [][]dialogs.Button) {
	for i, u := range all {
		b := dialogs.OnArg(p.utilityLabel(u), "utility", string(u))
		if i%2 == 1 {
			rows[len(rows)-1] = append(rows[len(rows)-1], b...)
			continue
		}
		rows = append(rows, b)
	}
	return rows
}
