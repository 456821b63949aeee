package housing

import (
	"time"

	"github.com/shopspring/decimal"
)

// Days are the days from From to To, both included.
type Days struct{ From, To Date }

// DaysOf returns the days of a month.
func DaysOf(p Period) Days { return Days{From: p.First(), To: p.Last()} }

// EntryKind says which way money went.
type EntryKind string

// The kinds of entries.
const (
	EntryPayment EntryKind = "payment" // from the payer
	EntryRefund  EntryKind = "refund"  // back to the payer
)

// PaymentEntry is a line of an organisation's register of payments. A payment
// that was given back has two, each on its own day: what a register says of a
// day does not change by what happens later. The payer is not named.
type PaymentEntry struct {
	Kind     EntryKind
	At       time.Time // in the zone of the house
	Key      string    // of the payment, for ever
	Number   string    // of the payment, as people read it
	External string    // the acquirer's number of the payment
	Account  string
	ELS      string
	IZHKU    string
	Document string // number of the payment document; empty: paid without one
	GISID    string // of the payment document, 18 signs; empty if not given
	Period   Period
	Payee    Payee
	Way      PayWay
	Sum      decimal.Decimal // negative if it went back, as is Fee
	Fee      decimal.Decimal
	Returned Date // of a payment: when it was given back since; zero: it was not
	Shares   []EntryShare
}

// EntryShare is what an entry is for; the shares of an entry add up to its Sum.
type EntryShare struct {
	Kind    ShareKind
	Service string // empty for debt and advance
	Period  Period
	Sum     decimal.Decimal
}

// ShareKind is what a share of money pays.
type ShareKind string

// The kinds of shares.
const (
	ShareCharges ShareKind = "charges"
	SharePenalty ShareKind = "penalty"
	ShareDebt    ShareKind = "debt"
	ShareAdvance ShareKind = "advance"
)

// RegisterFormat is how a register is written.
type RegisterFormat string

// The formats of registers.
const (
	RegisterXLSX RegisterFormat = "xlsx"
	RegisterCSV  RegisterFormat = "csv"
	RegisterXML  RegisterFormat = "xml" // requests to ГИС ЖКХ, in an archive
)

// RegisterMonth is how many entries the register of a month has.
type RegisterMonth struct {
	Period  Period
	Entries int
}
