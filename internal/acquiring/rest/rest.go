// Package rest speaks with an acquirer over HTTP in the shape of YooKassa's API
// v3: a payment is opened, the payer is sent to the acquirer's page, and how it
// ended is asked.
//
// An answer is believed only where it has exactly the agreed shape. Any error
// that is none of package acquiring's means: the outcome is not known, try later.
// No error holds a key, or a word of what was sent or came back beyond its codes.
package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"dombot/internal/acquiring"
)

// Provider is the client. It keeps nothing of shops and payments.
type Provider struct {
	base    *url.URL
	http    *http.Client
	wait    func(ctx context.Context, d time.Duration) error
	receipt Receipt
}

var _ acquiring.Provider = (*Provider)(nil)

// Options are what a Provider needs.
type Options struct {
	Base    string       // as https://api.yookassa.ru
	HTTP    *http.Client // its redirects are not followed
	Receipt Receipt
	// Wait passes the time between two attempts; nil waits in real time.
	Wait func(ctx context.Context, d time.Duration) error
}

// Receipt says in the codes of 54-ФЗ what the lines of a cash receipt are.
// Empty fields mean a service paid in full, without VAT (ст. 149 НК, п. 3, пп. 29).
type Receipt struct {
	VAT     int    // vat_code
	Mode    string // payment_mode
	Subject string // payment_subject
}

// New returns a client of the acquirer at o.Base.
func New(o Options) (*Provider, error) {
	base, err := url.Parse(o.Base)
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("the acquirer's address is no plain http or https address")
	}
	if o.HTTP == nil {
		return nil, errors.New("the acquirer's client has no http.Client")
	}
	client := *o.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := &Provider{base: base, http: &client, wait: o.Wait, receipt: o.Receipt}
	if p.wait == nil {
		p.wait = pass
	}
	if p.receipt == (Receipt{}) {
		p.receipt = Receipt{VAT: 1, Mode: "full_payment", Subject: "service"}
	}
	return p, nil
}

// Open tells the acquirer of a payment. The URL is empty if the payment of this
// key is settled already. YooKassa keeps keys for 24 hours only: whoever comes
// later has to look for the key in [Provider.List] first.
func (p *Provider) Open(
	ctx context.Context, shop acquiring.Shop, o acquiring.Order,
) (acquiring.Opened, error) {
	body, err := p.order(o)
	if err != nil {
		return acquiring.Opened{}, fmt.Errorf("open payment: %w", err)
	}
	var got payment
	r := request{shop: shop, method: http.MethodPost, path: "v3/payments", key: o.Key, body: body}
	if err := p.call(ctx, r, &got); err != nil {
		return acquiring.Opened{}, fmt.Errorf("open payment: %w", err)
	}
	opened, err := got.opened(o)
	if err != nil {
		return acquiring.Opened{}, fmt.Errorf("open payment: %w", err)
	}
	return opened, nil
}

// Ask returns how a payment stands. The API does not tell when a payment was
// canceled: Settled is zero then.
func (p *Provider) Ask(ctx context.Context, shop acquiring.Shop, id string) (acquiring.Standing, error) {
	if !identifies(id) {
		return acquiring.Standing{}, fmt.Errorf("ask for payment: %w", acquiring.ErrUnknown)
	}
	var got payment
	err := p.call(ctx, request{shop: shop, method: http.MethodGet, path: "v3/payments/" + id}, &got)
	if err != nil {
		return acquiring.Standing{}, fmt.Errorf("ask for payment: %w", err)
	}
	if got.ID != id {
		return acquiring.Standing{}, fmt.Errorf("ask for payment: %w", errOther)
	}
	s, err := got.standing()
	if err != nil {
		return acquiring.Standing{}, fmt.Errorf("ask for payment: %w", err)
	}
	return s, nil
}

// Refund gives money back. A receipt of the refund is not sent: the acquirer
// makes it of the payment's own where the whole sum goes back.
func (p *Provider) Refund(ctx context.Context, shop acquiring.Shop, r acquiring.Refund) error {
	sum, err := rubles(r.Total)
	if err != nil {
		return fmt.Errorf("refund: %w", err)
	}
	if !identifies(r.ID) || !keyFits(r.Key) {
		return fmt.Errorf("refund: no payment or key of that kind: %w", acquiring.ErrRefused)
	}
	body := refundWish{Payment: r.ID, Amount: sum, Description: clip(r.Reason, maxReason)}
	var got refund
	wish := request{shop: shop, method: http.MethodPost, path: "v3/refunds", key: r.Key, body: body}
	if err = p.call(ctx, wish, &got); err == nil {
		err = got.check(r)
	}
	if err != nil {
		return fmt.Errorf("refund: %w", err)
	}
	return nil
}

// maxPages ends a list that would never end by itself.
const maxPages = 1000

// List returns the payments that were opened in [from, to), the newest first.
func (p *Provider) List(
	ctx context.Context, shop acquiring.Shop, from, to time.Time,
) ([]acquiring.Standing, error) {
	query := url.Values{
		"created_at.gte": {from.UTC().Format(time.RFC3339Nano)},
		"created_at.lt":  {to.UTC().Format(time.RFC3339Nano)},
		"limit":          {"100"},
	}
	var all collection
	for range maxPages {
		var got page
		r := request{shop: shop, method: http.MethodGet, path: "v3/payments", query: query}
		err := p.call(ctx, r, &got)
		if err == nil {
			err = all.add(got)
		}
		if err != nil {
			return nil, fmt.Errorf("list payments: %w", err)
		}
		if got.Next == "" {
			return all.list, nil
		}
		query.Set("cursor", got.Next)
	}
	return nil, fmt.Errorf("list payments: %w", errEndless)
}
