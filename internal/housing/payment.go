package housing

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// PaymentID is the key of a payment.
type PaymentID int64

// PaymentState is how far a payment is.
type PaymentState string

// The states of a payment.
const (
	PaymentCreated   PaymentState = "created"   // wanted; the acquirer may not know it yet
	PaymentPending   PaymentState = "pending"   // the acquirer waits for the payer
	PaymentSucceeded PaymentState = "succeeded" // the money was taken: it is booked
	PaymentDeclined  PaymentState = "declined"  // the bank refused
	PaymentExpired   PaymentState = "expired"   // not paid in time, or given up by the payer
	PaymentRefunded  PaymentState = "refunded"  // the money was given back
)

// Open reports whether the payment may still be paid as it stands.
func (s PaymentState) Open() bool { return s == PaymentCreated || s == PaymentPending }

// May reports whether a payment may go from s to next. Money that was taken is
// booked whatever we thought of the payment before.
func (s PaymentState) May(next PaymentState) bool {
	after := map[PaymentState][]PaymentState{
		PaymentCreated:   {PaymentPending, PaymentSucceeded, PaymentDeclined, PaymentExpired},
		PaymentPending:   {PaymentSucceeded, PaymentDeclined, PaymentExpired},
		PaymentDeclined:  {PaymentSucceeded},
		PaymentExpired:   {PaymentSucceeded, PaymentDeclined},
		PaymentSucceeded: {PaymentRefunded},
	}
	return slices.Contains(after[s], next)
}

// PayWay is a way to pay.
type PayWay string

// The ways that the documented flow offers, and the one by the bank's own app.
const (
	PayWallet PayWay = "wallet" // кошелёк «Виртуальный мир»
	PayCard   PayWay = "card"   // карта любого банка
	PaySBP    PayWay = "sbp"    // Система быстрых платежей
)

// PartKind says what a part of a payment pays.
type PartKind string

// The kinds of parts, in the order they are told.
const (
	PartCharges PartKind = "charges" // of the period named
	PartDebt    PartKind = "debt"    // of the periods before it
	PartAdvance PartKind = "advance" // above what is owed
)

// PaymentPart is what a payment pays of one period.
type PaymentPart struct {
	Kind   PartKind        `json:"kind"`
	Period Period          `json:"period"`
	Sum    decimal.Decimal `json:"sum"`
}

// Payment is money from a person for one account to one payee. Sums are roubles.
type Payment struct {
	ID       PaymentID
	Key      string // names it for the acquirer, for ever
	Number   string // as people read it
	Person   PersonID
	Account  Account
	Payee    Payee
	Document DocumentID // that it was made for; 0 if there was none
	Way      PayWay
	Provider string
	Sum      decimal.Decimal // for the payee
	Fee      decimal.Decimal // commission on top
	State    PaymentState
	Parts    []PaymentPart // as the payer was told; add up to Sum
	External string        // the acquirer's number; empty until it knows the payment
	URL      string        // where it is paid; empty until it is opened
	Created  time.Time
	Expires  time.Time
	Settled  time.Time // when State became final; zero before
	Shop     int64     // the contract by which the payee gets it
	Asked    int       // how often the acquirer was asked
	Silent   bool      // the acquirer could not be asked just now
	Receipt  CashReceipt
}

// Total is what the payer is charged.
func (p Payment) Total() decimal.Decimal { return p.Sum.Add(p.Fee) }

// Paying is what a person confirms to pay.
type Paying struct {
	Person   PersonID
	Account  AccountID
	Payee    Payee           // its bank account counts
	Document DocumentID      // that was shown
	Due      decimal.Decimal // that was shown: a bill that changed since is shown again
	Sum      decimal.Decimal
	Month    bool // the payer named the month alone
	Way      PayWay
	Fee      decimal.Decimal // that was shown
	Free     bool            // the payer says that the rule of [FreeGroups] is theirs
	Again    bool            // gives up what is open for the bill
}

// Settling is how a payment ends, or goes on.
type Settling struct {
	State  PaymentState
	Reason string    // in a word, for the record: the acquirer's code
	At     time.Time // when the acquirer settled it; zero: now
	// External is the acquirer's number where it gives one with the money only.
	External string
}

// PaymentOddity is what an acquirer said that fits none of our payments.
type PaymentOddity struct {
	ID       int64
	Shop     int64
	Kind     OddityKind
	External string // the acquirer's number of the payment
	Said     string // what it said, without anything of the payer
	At       time.Time
}

// OddityKind is what does not fit.
type OddityKind string

// The kinds of oddities.
const (
	OddUnknown  OddityKind = "unknown"  // the acquirer has a payment that we have not
	OddMissing  OddityKind = "missing"  // we have a paid one that the acquirer has not
	OddSum      OddityKind = "sum"      // the sums differ
	OddCurrency OddityKind = "currency" // not in roubles
	OddState    OddityKind = "state"    // paid on one side alone
	OddTwice    OddityKind = "twice"    // paid once more
	OddReceipt  OddityKind = "receipt"  // its cash receipt was not registered for days
)

// Reconciled is one of our payments as it is compared with an acquirer's list.
type Reconciled struct {
	ID       PaymentID
	Key      string
	External string
	State    PaymentState
	Total    decimal.Decimal
}

// Shop is an organisation's contract with an acquirer. BIK and account narrow it
// down to one payee; without them it is for the organisation itself.
type Shop struct {
	ID           int64
	Organisation OrganisationID
	Provider     string
	BIK, Account string
	Number       string // at the acquirer
	Key          []byte // sealed
	// ReceiptMail has the acquirer make cash receipts; it is where they go whose
	// payer confirmed no address. Empty: the organisation makes them elsewhere.
	ReceiptMail string
	ReceiptLink ReceiptLink
}
