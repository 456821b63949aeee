package acquiring

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// Invoice is a payment inside the messenger.
type Invoice struct {
	Key         string // comes back with every question about it
	Token       Secret // of the messenger's payment provider
	Title       string // at most 32 signs
	Description string // at most 255 signs
	Items       []Item
}

// Invoicer makes invoices of a messenger.
type Invoicer interface {
	// InvoiceLink returns an address that opens the invoice in the messenger.
	InvoiceLink(ctx context.Context, i Invoice) (string, error)
}

// Messenger is the acquirer behind a messenger's own payments. It asks before it
// takes money ([Desk.Agree]) and tells on its own when it did ([Desk.Paid]);
// it cannot be asked, and gives no roubles back.
type Messenger struct {
	Invoices Invoicer
	Title    string
}

// Open implements [Provider]. The messenger has no number for a payment that
// nobody paid: the key stands for it.
func (m Messenger) Open(ctx context.Context, shop Shop, o Order) (Opened, error) {
	link, err := m.Invoices.InvoiceLink(ctx, Invoice{
		Key: o.Key, Token: shop.Key, Title: m.Title, Description: o.Description, Items: o.Items,
	})
	if err != nil {
		return Opened{}, fmt.Errorf("make invoice: %w", err)
	}
	return Opened{ID: o.Key, URL: link}, nil
}

// Ask implements [Provider].
func (Messenger) Ask(context.Context, Shop, string) (Standing, error) {
	return Standing{}, ErrCannotAsk
}

// Refund implements [Provider].
func (Messenger) Refund(context.Context, Shop, Refund) error {
	return fmt.Errorf("%w: the messenger gives no roubles back", ErrRefused)
}

// Receipt implements [Provider]: the payment provider behind the messenger makes
// receipts without us.
func (Messenger) Receipt(context.Context, Shop, string) (housing.CashReceipt, error) {
	return housing.CashReceipt{}, ErrCannotAsk
}

// List implements [Provider].
func (Messenger) List(context.Context, Shop, time.Time, time.Time) ([]Standing, error) {
	return nil, ErrCannotAsk
}

// Hear implements [Provider]: the messenger calls nobody back.
func (Messenger) Hear(Shop, http.Header, []byte) (string, error) { return "", ErrForged }

// Bargain is what a messenger says of a payment. Total is in roubles.
type Bargain struct {
	Key      string
	Person   housing.PersonID
	Total    decimal.Decimal
	Currency string
	Charge   string // the provider's number, once it is paid
}

// Agree says whether money may be taken for an invoice: a refusal is an error
// that the payer reads. Nothing is booked.
func (d *Desk) Agree(ctx context.Context, b Bargain) error {
	p, err := d.invoiced(ctx, b.Key)
	switch {
	case err != nil:
		return err
	case p == nil || p.Person != b.Person:
		return refused("payment.invoice_gone")
	case p.State == housing.PaymentSucceeded:
		return refused("payment.paid_already")
	case !p.State.Open() || !d.Now().Before(p.Expires):
		return refused("payment.invoice_late")
	case b.Currency != "RUB" || !b.Total.Equal(p.Total()):
		return refused("payment.invoice_gone")
	}
	stands, err := d.Books.Stands(ctx, p.ID)
	switch {
	case err != nil:
		return err
	case !stands:
		return refused("payment.invoice_changed")
	}
	return nil
}

func refused(text string) error { return &housing.Error{Kind: housing.Refused, Text: text} }

// Paid books what a messenger took. It may be told twice.
func (d *Desk) Paid(ctx context.Context, b Bargain) error {
	p, err := d.invoiced(ctx, b.Key)
	if err != nil {
		return err
	}
	if p == nil {
		return d.strangeInvoice(ctx, b)
	}
	if odd, said := mismatch(*p, Standing{Total: b.Total, Currency: b.Currency}); odd != "" {
		return d.odd(ctx, p.Shop, odd, b.Charge, said)
	}
	moved, err := d.Ledger.Settle(ctx, p.ID, housing.Settling{
		State: housing.PaymentSucceeded, Reason: b.Charge, External: b.Charge,
	}, d.Now())
	if err != nil || moved {
		return err
	}
	return d.paidAgain(ctx, p.ID, b)
}

// paidAgain tells money that is told of twice from money that was taken twice:
// an invoice may be agreed to in two places at once.
func (d *Desk) paidAgain(ctx context.Context, id housing.PaymentID, b Bargain) error {
	p, err := d.Ledger.ByID(ctx, id)
	if err != nil || p == nil || p.External == b.Charge {
		return err
	}
	return d.odd(ctx, p.Shop, housing.OddTwice, b.Charge, fmt.Sprintf("%s for payment %s", b.Total, p.Number))
}

// invoiced finds the payment of an invoice in the shops of the messenger.
func (d *Desk) invoiced(ctx context.Context, key string) (*housing.Payment, error) {
	shops, err := d.Shops.Shops(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range shops {
		if _, ours := d.Providers[s.Provider].(Messenger); !ours {
			continue
		}
		if p, err := d.Books.ByKey(ctx, s.ID, key); err != nil || p != nil {
			return p, err
		}
	}
	return nil, nil
}

// strangeInvoice keeps money that fits no payment, for the first organisation
// that takes payments in the messenger.
func (d *Desk) strangeInvoice(ctx context.Context, b Bargain) error {
	shops, err := d.Shops.Shops(ctx)
	if err != nil {
		return err
	}
	for _, s := range shops {
		if _, ours := d.Providers[s.Provider].(Messenger); ours {
			return d.odd(ctx, s.ID, housing.OddUnknown, b.Charge, fmt.Sprintf("%s %.3q", b.Total, b.Currency))
		}
	}
	d.Log.ErrorContext(ctx, "money for an invoice of no shop", slog.String("charge", b.Charge),
		slog.String("total", b.Total.String()))
	return nil // telling again would not help
}
