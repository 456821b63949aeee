package acquiring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"dombot/internal/housing"
)

// Shop finds a shop and who acquires for it; [ErrUnknown] if there is none.
func (d *Desk) Shop(ctx context.Context, id int64) (Shop, Provider, error) {
	stored, err := d.Shops.Shop(ctx, id)
	switch {
	case housing.KindOf(err) == housing.NotFound:
		return Shop{}, nil, ErrUnknown
	case err != nil:
		return Shop{}, nil, err
	}
	provider, ok := d.Providers[stored.Provider]
	if !ok {
		return Shop{}, nil, fmt.Errorf("%w: provider %q is switched off", ErrUnknown, stored.Provider)
	}
	shop, err := d.unseal(stored)
	return shop, provider, err
}

// Heard is told that an acquirer has something to say of a payment, by its
// number there. Nothing of it is believed: the acquirer is asked. [ErrUnknown]
// if neither we nor the acquirer know the payment.
func (d *Desk) Heard(ctx context.Context, shop Shop, external string) error {
	found, err := d.Books.ByExternal(ctx, shop.ID, external)
	switch {
	case err != nil:
		return err
	case found != nil:
		return d.ask(ctx, *found)
	}
	_, provider, err := d.Shop(ctx, shop.ID)
	if err != nil {
		return err
	}
	// one of ours, if the answer to its opening was lost
	standing, err := provider.Ask(ctx, shop, external)
	switch {
	case errors.Is(err, ErrCannotAsk):
		return ErrUnknown
	case err != nil:
		return err
	}
	return d.adopt(ctx, shop.ID, standing)
}

// Unknown keeps that a call-back came which nothing of ours answers to, for the
// operator: what is needed to find it at the acquirer, and nothing of the payer.
func (d *Desk) Unknown(ctx context.Context, shop Shop, body []byte) error {
	var said struct {
		Event  string `json:"event"`
		Object struct {
			ID     string `json:"id"`
			Status string `json:"status"`
			Amount struct {
				Value    string `json:"value"`
				Currency string `json:"currency"`
			} `json:"amount"`
		} `json:"object"`
	}
	sum := sha256.Sum256(body)
	about := "call-back " + hex.EncodeToString(sum[:6])
	if json.Unmarshal(body, &said) != nil {
		return d.odd(ctx, shop.ID, housing.OddUnknown, about, fmt.Sprintf("unreadable, %d bytes", len(body)))
	}
	o := said.Object
	if id := plain(o.ID); id != "" {
		about = id
	}
	return d.odd(ctx, shop.ID, housing.OddUnknown, about, strings.Join(strings.Fields(
		plain(said.Event)+" "+plain(o.Status)+" "+plain(o.Amount.Value)+" "+plain(o.Amount.Currency)), " "))
}

// plain keeps what may be a number or a word of an acquirer, and nothing else.
func plain(s string) string {
	strange := func(r rune) bool {
		return r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
	}
	if len(s) > 64 || strings.ContainsFunc(s, strange) {
		return ""
	}
	return s
}

// adopt books a standing by its key.
func (d *Desk) adopt(ctx context.Context, shop int64, s Standing) error {
	var found *housing.Payment
	var err error
	if s.Key != "" {
		if found, err = d.Books.ByKey(ctx, shop, s.Key); err != nil {
			return err
		}
	}
	if found == nil || found.External != "" && found.External != s.ID {
		return d.odd(ctx, shop, housing.OddUnknown, s.ID, fmt.Sprintf("%s, %s", s.State, s.Total))
	}
	if found.External == "" {
		if err := d.Ledger.Opened(ctx, found.ID, s.ID, "", d.Now()); err != nil {
			return err
		}
		if found, err = d.Ledger.ByID(ctx, found.ID); err != nil || found == nil {
			return err
		}
	}
	return d.apply(ctx, *found, s)
}
