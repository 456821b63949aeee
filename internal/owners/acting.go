package owners

import (
	"math/big"

	"dombot/internal/housing"
)

// Acts is how a person stands to an owner.
type Acts string

// How people stand to owners.
const (
	Self           Acts = "self"           // it is the owner
	Representative Acts = "representative" // may act for the owner, by a document
)

// Document is what a representative has: a power of attorney, an order.
type Document struct {
	Kind, Number string
	On, Until    housing.Date // Until: last day; zero: without end
}

// Confirmation says who somebody is to an owner.
type Confirmation struct {
	Organisation housing.OrganisationID // of the operator; it has the house
	By           housing.PersonID       // 0: the command line
	Owner        OwnerID
	Person       housing.PersonID
	Acts         Acts
	Document     Document // of a representative
}

// Mine is what the register says of a person, on a day.
type Mine struct {
	House    housing.House
	Premises Premises
	Owner    Owner
	Right    Right
	Acts     Acts
	Weight   *big.Rat // m²
	Stated   housing.Stated
}

// Asked is what an operator asks before a person is confirmed: whose the premises are.
type Asked struct {
	Organisation housing.OrganisationID // of the operator; it has the house
	By           housing.PersonID
	Person       housing.PersonID // who is to be confirmed
	House        housing.HouseID
	Premises     string // as they were typed: «45», «машино-место 45»
}

// Answer is what is known of what was asked.
type Answer struct {
	Homes  []string // numbers of premises of the house whose accounts the person connected
	Owners []Candidate
}

// Candidate is an owner of the premises today.
type Candidate struct {
	Owner    OwnerID
	Name     string
	Premises Premises
	Acts     Acts // of the person, as it was confirmed; empty: it was not
}
