package acquiring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

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

// shownCallback is how much of a call-back that fits nothing is kept.
const shownCallback = 500

// Unknown keeps a call-back that nothing of ours answers to, for the operator.
func (d *Desk) Unknown(ctx context.Context, shop Shop, body []byte) error {
	said := string(body[:min(len(body), shownCallback)])
	sum := sha256.Sum256(body)
	return d.odd(ctx, shop.ID, housing.OddUnknown, "call-back "+hex.EncodeToString(sum[:6]),
		strings.ToValidUTF8(strings.ReplaceAll(said, "\x00", ""), "?"))
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
