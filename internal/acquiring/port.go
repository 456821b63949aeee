package acquiring

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// Provider moves money. All sums are roubles with kopecks; every call may be
// repeated.
type Provider interface {
	// Open tells the acquirer of a payment and returns where it is paid. The
	// same Order.Key always names the same payment.
	Open(ctx context.Context, shop Shop, o Order) (Opened, error)
	// Ask returns how a payment stands; [ErrUnknown] if the acquirer has none of
	// that number, [ErrCannotAsk] if it tells on its own only.
	Ask(ctx context.Context, shop Shop, id string) (Standing, error)
	// Refund gives money back, once for every key.
	Refund(ctx context.Context, shop Shop, r Refund) error
	// List returns the payments that were opened in [from, to), for reconciliation;
	// [ErrCannotAsk] if the acquirer keeps no list.
	List(ctx context.Context, shop Shop, from, to time.Time) ([]Standing, error)
	// Receipt returns the cash receipt of a payment that was paid: waiting until
	// it is registered; [ErrCannotAsk] if the acquirer makes none.
	Receipt(ctx context.Context, shop Shop, id string) (housing.CashReceipt, error)
	// Hear reads a call-back that came to the shop's own address and returns the
	// acquirer's number of the payment it is about. What it says of the payment is
	// a hint alone: how it stands is asked. [ErrForged] where its signature is wrong.
	Hear(shop Shop, header http.Header, body []byte) (id string, err error)
}

// What a provider may answer beside trouble of the network.
var (
	ErrUnknown   = errors.New("the acquirer knows no such payment")
	ErrCannotAsk = errors.New("the acquirer cannot be asked")
	ErrForged    = errors.New("the call-back is not the acquirer's")
	// ErrRefused means that trying again does not help: wrong keys, a sum that
	// the shop may not take.
	ErrRefused = errors.New("the acquirer refuses the payment")
)

// Shop is an organisation's contract with an acquirer.
type Shop struct {
	ID     int64
	Number string // shopId, or the name of the provider's account
	Key    Secret
}

// Secret prints as dots, whatever prints it.
type Secret string

// String hides the secret.
func (Secret) String() string { return "•••" }

// GoString hides the secret.
func (Secret) GoString() string { return "•••" }

// MarshalText hides the secret from encoders, those of logs among them.
func (Secret) MarshalText() ([]byte, error) { return []byte("•••"), nil }

// Order is a payment as the acquirer is told of it.
type Order struct {
	Key         string // names the payment for ever; at most 64 signs
	Number      string // as people read it
	Way         housing.PayWay
	Sum         decimal.Decimal // without the commission
	Fee         decimal.Decimal // the commission, paid on top
	Description string          // at most 128 signs; no name, no address
	Return      string          // where the page leads back to
	Expires     time.Time
	Email       string // of the payer, for the cash receipt (54-ФЗ); may be empty
	Items       []Item
}

// Total is what the payer is charged.
func (o Order) Total() decimal.Decimal { return o.Sum.Add(o.Fee) }

// Item is a line of the cash receipt.
type Item struct {
	Name string // at most 128 signs
	Sum  decimal.Decimal
}

// Opened is a payment that the acquirer knows.
type Opened struct {
	ID  string // the acquirer's number
	URL string // the page where it is paid
}

// StandingState is how far a payment is with the acquirer.
type StandingState string

// The states of a payment with the acquirer.
const (
	Waiting   StandingState = "waiting"
	Succeeded StandingState = "succeeded"
	Canceled  StandingState = "canceled"
)

// Standing is what the acquirer says of a payment.
type Standing struct {
	ID       string // the acquirer's number
	Key      string // as in Order; empty if the acquirer does not return it
	State    StandingState
	Total    decimal.Decimal // charged or to be charged
	Currency string          // ISO 4217
	Refunded decimal.Decimal // given back of Total
	Reason   string          // why it was canceled, in the acquirer's code: expired_on_confirmation
	Opened   time.Time
	Settled  time.Time // when it succeeded or was canceled; zero while it waits
}

// Refund asks to give money of a payment back.
type Refund struct {
	Key    string
	ID     string // the acquirer's number of the payment
	Total  decimal.Decimal
	Reason string // at most 250 signs
}
