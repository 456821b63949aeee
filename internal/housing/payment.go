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
}

// Total is what the payer is charged.
func (p Payment) Total() decimal.Decimal { return p.Sum.Add(p.Fee) }
