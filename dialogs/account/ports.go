package account

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
)

// The ids of the flows of this package.
const (
	ConnectFlow  = "account"
	PremisesFlow = "premises"
	CardFlow     = "card"
)

// Accounts proves and connects accounts.
type Accounts interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
	Claim(ctx context.Context, once housing.Once, c housing.Claim, now time.Time) (housing.Proof, error)
	// Proven returns the data to check after a good claim, and the number of meters.
	Proven(
		ctx context.Context, p housing.PersonID, a housing.AccountID, now time.Time,
	) (housing.Account, int, error)
	// Connect returns the person's own name of an account that was connected before.
	Connect(ctx context.Context, once housing.Once, c housing.Connecting, now time.Time) (string, error)
	Rename(
		ctx context.Context, once housing.Once, p housing.PersonID, a housing.AccountID, name string,
	) error
}

// SignIns knows who signed in through Госуслуги.
type SignIns interface {
	Identity(ctx context.Context, p housing.PersonID) (housing.Identity, bool, error)
	// Own returns the account of a typed number if the signed-in person holds it, 0 if not.
	Own(ctx context.Context, c housing.Claim) (housing.AccountID, error)
}

// Houses finds the house of a choice.
type Houses interface {
	House(ctx context.Context, id housing.HouseID) (housing.House, error)
}

// Household is what connected people may do with an account.
type Household interface {
	Connection(ctx context.Context, p housing.PersonID, a housing.AccountID) (housing.Connection, error)
	Disconnect(
		ctx context.Context, once housing.Once, p housing.PersonID, a housing.AccountID, now time.Time,
	) error
}

// Requests leaves notes for the organisation.
type Requests interface {
	File(
		ctx context.Context, once housing.Once, r housing.Request, now time.Time,
	) (string, housing.Organisation, error)
}

// Readings tells how many meters still wait for a reading.
type Readings interface {
	Pending(ctx context.Context, p housing.PersonID, now time.Time) (map[housing.AccountID]int, error)
}

// Bills tells what is to be paid.
type Bills interface {
	// Due returns what is to be paid now for each of the person's accounts that has a bill.
	Due(ctx context.Context, p housing.PersonID) (map[housing.AccountID]decimal.Decimal, error)
}

// Ports is what the flows need.
type Ports struct {
	Accounts  Accounts
	Houses    Houses
	Household Household
	Requests  Requests
	Readings  Readings
	Receipts  Receipts
	Texts     dialogs.Texter
	// HandIn and History start the flows of readings; empty where there are none.
	HandIn, History string
	// Charges starts the flow of charges; empty where there is none.
	Charges string
	Bills   Bills
	// Pay starts the flow of payment; empty where there is none.
	Pay string
	// SignIn starts the flow that signs in, without which nothing is connected; empty where there is none.
	SignIn  string
	SignIns SignIns // with SignIn
	// Family starts the flow ‹Кто подключён›; empty where there is none.
	Family string
}

// Flows returns every flow of the package.
func Flows(p Ports) []dialogs.Flow {
	return []dialogs.Flow{connectFlow(p), premisesFlow(p), cardFlow(p)}
}

// askAddress is the call that asks for the house; a query is looked for at once.
func askAddress(query string) dialogs.Start {
	return dialogs.Begin(pick.AddressFlow, pick.AddressArgs{Heading: "account.address_heading", Query: query})
}
