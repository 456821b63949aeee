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
