package housing

import "time"

// Stored is everything that is stored about a person.
type Stored struct {
	At    time.Time
	Parts []StoredPart
	Files []WebFile // that the person sent, or was sent with an answer
	Left  []string  // why what is not in it is not, as the names of reasons
}

// StoredPart is one kind of what is stored, such as the payments.
type StoredPart struct {
	Name   string
	Fields []string
	Rows   [][]any // strings, numbers, booleans and moments, nil for what is not there
}

// Look is that somebody else saw something of a person, or did something with it.
type Look struct {
	At      time.Time
	What    string // the name of the deed, such as "account.seen"
	Account string // its number; empty: of no account
	By      Looker
	Office  string // the organisation, where it was its staff
}

// Looker is who looked, without a name.
type Looker string

// Those who look.
const (
	LookOfStaff     Looker = "staff"     // somebody who works for the organisation
	LookOfHousehold Looker = "household" // somebody else who is connected to the account
	LookOfOffice    Looker = "office"    // the organisation, by its command line
)
