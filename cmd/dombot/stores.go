package main

import (
	"context"
	"crypto/rand"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/account"
	"dombot/dialogs/appeal"
	"dombot/dialogs/charges"
	"dombot/dialogs/emergency"
	"dombot/dialogs/family"
	"dombot/dialogs/house"
	"dombot/dialogs/housechat"
	"dombot/dialogs/menu"
	"dombot/dialogs/operator"
	"dombot/dialogs/outage"
	"dombot/dialogs/payment"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings"
	"dombot/dialogs/registration"
	"dombot/dialogs/remind"
	"dombot/dialogs/settings"
	"dombot/dialogs/voting"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// stores are what the flows read and write.
type stores struct {
	People        peopleStore
	Accounts      accountStore
	Family        familyStore
	Readings      readingStore
	Requests      requestStore
	Houses        houseStore
	Licences      licenceStore
	Works         workStore
	Organisations organisationStore
	Pictures      pictureStore
	Documents     charges.Documents
	Mails         mailStore
	Payments      paymentStore
	Outcomes      dialogs.Outcomes
	Operators     operatorStore
	Links         operator.Links
	Outages       outageStore
	Mailings      outage.Mailings
	Suspensions   operator.Sending
	Reminders     remind.Reminders
	Wishes        settings.Wishes
	Chats         chatStore
	SignIns       signInStore
	Appeals       appealStore
	Meetings      meetingStore
	Inspectors    inspectorStore
	Reception     receptionStore
	Voting        voting.Meetings
	Ballots       ballotStore
	Protocols     voting.Protocols
	Papers        voting.Collecting
	Stored        settings.Stored
	OwnLinks      settings.Links
	Owners        ownerStore
	Forum         forumStore
	Sales         operator.Sales
	Owning        operator.Owning
}

// signInStore is two stores: who people are, and what they hold by it.
type signInStore struct {
	*postgres.SignIns
	*postgres.Accounts
}

type chatStore interface {
	housechat.Chats
	housechat.Trust
	housechat.Polls
}

// crewStore knows who works there, and who signs.
type crewStore interface {
	operator.Crew
	operator.Signing
}

type operatorStore interface {
	operator.Staff
	operator.Office
	crewStore
	operator.Journal
	outage.Shifts
	menu.Staff
}

type outageStore interface {
	outage.Archive
	outage.Book
	outage.Plans
	outage.Residents
	operator.Files
}

type paymentStore interface {
	payment.Bills
	payment.Payments
	menu.Bills
}

type peopleStore interface {
	registration.Consents
	registration.Phones
	settings.Consents
	Manner(ctx context.Context, p housing.PersonID) (housing.Manner, error)
}

type mailStore interface {
	pick.Mails
	settings.Mails
}

type accountStore interface {
	account.Accounts
	account.Household
	readings.Accounts
	menu.Cabinet
	settings.Accounts
}

type familyStore interface {
	family.Household
	family.Hosts
	family.Guests
}

type readingStore interface {
	readings.Readings
	account.Readings
	menu.Readings
}

type requestStore interface {
	account.Requests
	readings.Requests
}

// pictureStore keeps photos that were cleaned.
type pictureStore interface {
	Keep(ctx context.Context, o housing.Once, p housing.Picture, now time.Time) (housing.Placed, error)
	Place(ctx context.Context, o housing.Once, p housing.Placing, now time.Time) (housing.Placed, error)
	Picture(
		ctx context.Context, p housing.PersonID, id housing.PictureID, now time.Time,
	) (housing.Pictured, error)
}

type houseStore interface {
	account.Houses
	house.Houses
	appeal.Houses
	outage.Houses
	pick.Houses
}

type licenceStore interface {
	house.LicenceBook
	licenceNews
}

type organisationStore interface {
	registration.Organisations
	emergency.Services
	house.Services
}

// storesOf returns the stores over PostgreSQL.
func storesOf(db *postgres.DB) stores {
	ballots := &postgres.Ballots{DB: db, Rand: rand.Reader}
	return stores{
		People: &postgres.People{DB: db}, Accounts: &postgres.Accounts{DB: db},
		Family:   &postgres.Family{DB: db},
		Readings: &postgres.Readings{DB: db}, Requests: &postgres.Requests{DB: db},
		Houses: &postgres.Houses{DB: db}, Licences: &postgres.Licences{DB: db},
		Works: &postgres.Houses{DB: db}, Organisations: &postgres.Organisations{DB: db},
		Pictures: &postgres.Pictures{DB: db}, Documents: &postgres.Documents{DB: db},
		Mails: &postgres.Mails{DB: db}, Outcomes: &postgres.Outcomes{DB: db},
		Operators: &postgres.Operators{DB: db}, Links: &postgres.WebLinks{DB: db},
		Payments: &postgres.Payments{DB: db}, Outages: &postgres.Outages{DB: db},
		Mailings: &postgres.Mailings{DB: db}, Suspensions: &postgres.Suspensions{DB: db},
		Reminders: &postgres.Reminders{DB: db}, Wishes: &postgres.Wishes{DB: db},
		Chats: &postgres.Chats{DB: db}, Appeals: &postgres.Appeals{DB: db},
		Meetings: &postgres.Meetings{DB: db}, Inspectors: &postgres.Inspectors{DB: db},
		Reception: &postgres.Reception{DB: db},
		Voting:    &postgres.Voting{DB: db}, Ballots: ballots,
		Protocols: &postgres.Protocols{Ballots: ballots},
		Papers:    &postgres.Papers{Ballots: ballots},
		Stored:    &postgres.Stored{DB: db}, OwnLinks: &postgres.WebLinks{DB: db},
		Owners:  &postgres.Owners{DB: db},
		Forum:   &postgres.Forum{DB: db},
		Sales:   &postgres.Sales{DB: db},
		Owning:  &postgres.Owners{DB: db},
		SignIns: signInStore{&postgres.SignIns{DB: db}, &postgres.Accounts{DB: db}},
	}
}
