package main

import (
	"dombot/dialogs"
	"dombot/dialogs/account"
	"dombot/dialogs/emergency"
	"dombot/dialogs/house"
	"dombot/dialogs/menu"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings"
	"dombot/dialogs/registration"
	"dombot/dialogs/settings"
	"dombot/storage/postgres"
)

// stores are what the flows read and write.
type stores struct {
	People        peopleStore
	Accounts      accountStore
	Readings      readingStore
	Requests      requestStore
	Houses        houseStore
	Organisations organisationStore
	Outcomes      dialogs.Outcomes
}

type peopleStore interface {
	registration.Consents
	settings.Consents
}

type accountStore interface {
	account.Accounts
	account.Household
	readings.Accounts
	menu.Cabinet
	settings.Accounts
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

type houseStore interface {
	account.Houses
	house.Houses
	pick.Houses
}

type organisationStore interface {
	registration.Organisations
	emergency.Services
}

// storesOf returns the stores over PostgreSQL.
func storesOf(db *postgres.DB) stores {
	return stores{
		People: &postgres.People{DB: db}, Accounts: &postgres.Accounts{DB: db},
		Readings: &postgres.Readings{DB: db}, Requests: &postgres.Requests{DB: db},
		Houses: &postgres.Houses{DB: db}, Organisations: &postgres.Organisations{DB: db},
		Outcomes: &postgres.Outcomes{DB: db},
	}
}
