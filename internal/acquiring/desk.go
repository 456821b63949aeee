package acquiring

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dombot/internal/housing"
)

// Ledger is where payments stand.
type Ledger interface {
	Begin(ctx context.Context, o housing.Once, p housing.Paying, now time.Time) (housing.Payment, error)
	Opened(ctx context.Context, id housing.PaymentID, external, url string, now time.Time) error
	Settle(
		ctx context.Context, id housing.PaymentID, to housing.Settling, now time.Time,
	) (moved bool, err error)
	Payment(ctx context.Context, p housing.PersonID, id housing.PaymentID) (housing.Payment, error)
	ByID(ctx context.Context, id housing.PaymentID) (*housing.Payment, error)
}

// Books is what the desk has to find out.
type Books interface {
	Take(ctx context.Context, limit int, now time.Time, lease time.Duration) ([]housing.Payment, error)
	AskAt(ctx context.Context, id housing.PaymentID, at time.Time) error
	ByExternal(ctx context.Context, shop int64, external string) (*housing.Payment, error)
	ByKey(ctx context.Context, shop int64, key string) (*housing.Payment, error)
	Stands(ctx context.Context, id housing.PaymentID) (bool, error)
	Odd(ctx context.Context, o housing.PaymentOddity) (fresh bool, err error)
}

// Shops are the contracts of organisations.
type Shops interface {
	Shop(ctx context.Context, id int64) (housing.Shop, error)
	Shops(ctx context.Context) ([]housing.Shop, error)
	Between(ctx context.Context, shop int64, from, to time.Time) ([]housing.Reconciled, error)
}

// Desk carries payments out.
type Desk struct {
	Ledger    Ledger
	Books     Books
	Shops     Shops
	Receipts  Receipts
	Providers map[string]Provider // by the name in housing.Shop
	Vault     Vault
	Now       func() time.Time
	Log       *slog.Logger
	Words     Words
	Patience  time.Duration // with an acquirer for whom a person waits; 8 s if zero
}

// patience is shorter than the dialogs wait: a person is told that the acquirer is silent.
const patience = 8 * time.Second

// soon bounds what a person waits for.
func (d *Desk) soon(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, cmp.Or(d.Patience, patience))
}

// Words is what acquirers show to payers.
type Words struct {
	// Return is the address that the page of payment leads back to; empty: not known yet.
	Return      func() string
	Description func(housing.Payment) string // what is paid, without name and address
	Item        func(housing.PaymentPart) string
	Fee         string // the commission as a line of the cash receipt
}

// errSilent is what a person reads when the acquirer does not answer.
func errSilent() error { return &housing.Error{Kind: housing.Refused, Text: "payment.silent"} }

// errNoWay is what a person reads when the acquirer refuses to take payments.
func errNoWay() error { return &housing.Error{Kind: housing.Refused, Text: "payment.way_gone"} }

// Pay makes a payment of what a person confirmed and tells the acquirer of it.
// It may be repeated: the same once is the same payment. A silent acquirer is a
// refusal that may be read; the payment is open then, and is told of later.
func (d *Desk) Pay(ctx context.Context, o housing.Once, p housing.Paying) (housing.Payment, error) {
	made, err := d.Ledger.Begin(ctx, o, p, d.Now())
	if err != nil {
		return made, err
	}
	if made.State != housing.PaymentCreated {
		return made, nil
	}
	limited, cancel := d.soon(ctx)
	defer cancel()
	switch err := d.open(limited, made); {
	case errors.Is(err, ErrRefused):
		d.warn(ctx, made, "acquirer refuses payments", err)
		_, err := d.Ledger.Settle(ctx, made.ID,
			housing.Settling{State: housing.PaymentDeclined, Reason: "refused"}, d.Now())
		return made, errors.Join(err, errNoWay())
	case err != nil:
		d.warn(ctx, made, "acquirer does not answer", err)
		return made, errSilent()
	}
	return d.Ledger.Payment(ctx, p.Person, made.ID)
}

// open tells the acquirer of a payment, again if need be.
func (d *Desk) open(ctx context.Context, p housing.Payment) error {
	provider, shop, err := d.counter(ctx, p)
	if err != nil {
		return err
	}
	order := d.order(p)
	if order.Return == "" {
		return errNoReturn
	}
	opened, err := provider.Open(ctx, shop, order)
	if err != nil {
		return err
	}
	return d.Ledger.Opened(ctx, p.ID, opened.ID, opened.URL, d.Now())
}

// errNoReturn tells that it is not known yet where the payer comes back to.
// Acquirers refuse a key that comes again with another address.
var errNoReturn = errors.New("there is no address to return to yet")

func (d *Desk) order(p housing.Payment) Order {
	o := Order{
		Key: p.Key, Number: p.Number, Way: p.Way, Sum: p.Sum, Fee: p.Fee, Expires: p.Expires,
		Return: d.Words.Return(), Description: d.Words.Description(p),
		Email: p.Receipt.Mail,
	}
	for _, part := range p.Parts {
		o.Items = append(o.Items, Item{Name: d.Words.Item(part), Sum: part.Sum})
	}
	if p.Fee.IsPositive() {
		o.Items = append(o.Items, Item{Name: d.Words.Fee, Sum: p.Fee})
	}
	return o
}

// counter returns who carries a payment out, and the contract with its key.
func (d *Desk) counter(ctx context.Context, p housing.Payment) (Provider, Shop, error) {
	stored, err := d.Shops.Shop(ctx, p.Shop)
	if err != nil {
		return nil, Shop{}, err
	}
	shop, err := d.unseal(stored)
	if err != nil {
		return nil, Shop{}, err
	}
	provider, ok := d.Providers[p.Provider]
	if !ok {
		return nil, Shop{}, fmt.Errorf("%w: there is no provider %q", ErrRefused, p.Provider)
	}
	return provider, shop, nil
}

func (d *Desk) unseal(stored housing.Shop) (Shop, error) {
	key, err := d.Vault.Open(stored.Organisation, stored.Key)
	if err != nil {
		return Shop{}, fmt.Errorf("%w: key of shop %d: %w", ErrRefused, stored.ID, err)
	}
	return Shop{ID: stored.ID, Number: stored.Number, Key: key}, nil
}

// Look returns a payment of a person as it stands now: the acquirer is asked
// where it is not settled.
func (d *Desk) Look(
	ctx context.Context, p housing.PersonID, id housing.PaymentID,
) (housing.Payment, error) {
	found, err := d.Ledger.Payment(ctx, p, id)
	if err != nil || !found.State.Open() && found.State != housing.PaymentExpired {
		return found, err
	}
	limited, cancel := d.soon(ctx)
	defer cancel()
	if err := d.ask(limited, found); err != nil {
		d.warn(ctx, found, "acquirer does not answer", err)
		found.Silent = true
		return found, nil
	}
	return d.Ledger.Payment(ctx, p, id)
}

func (d *Desk) warn(ctx context.Context, p housing.Payment, what string, err error) {
	//nolint:sloglint // the callers hand in constants
	d.Log.WarnContext(ctx, what, slog.String("payment", p.Number), slog.String("provider", p.Provider),
		slog.Any("err", err))
}
