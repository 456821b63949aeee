package acquiring

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// margin is how far the clocks of an acquirer and ours may differ.
const margin = 10 * time.Minute

// Reconcile compares what was opened in [from, to) with the list of every
// acquirer that keeps one. Money that we did not know of is booked; whatever
// differed is kept as an oddity and told to those who watch the log.
func (d *Desk) Reconcile(ctx context.Context, from, to time.Time) error {
	shops, err := d.Shops.Shops(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range shops {
		if err := d.reconcile(ctx, s, from, to); err != nil {
			errs = append(errs, fmt.Errorf("reconcile shop %d: %w", s.ID, err))
		}
	}
	return errors.Join(errs...)
}

func (d *Desk) reconcile(ctx context.Context, stored housing.Shop, from, to time.Time) error {
	provider, ok := d.Providers[stored.Provider]
	if !ok {
		return nil // the provider is switched off here
	}
	shop, err := d.unseal(stored)
	if err != nil {
		return err
	}
	theirs, err := provider.List(ctx, shop, from.Add(-margin), to.Add(margin))
	switch {
	case errors.Is(err, ErrCannotAsk):
		return nil
	case err != nil:
		return err
	}
	ours, err := d.Shops.Between(ctx, shop.ID, from, to)
	if err != nil {
		return err
	}
	return errors.Join(d.theirs(ctx, shop.ID, theirs), d.ours(ctx, shop.ID, ours, theirs))
}

// theirs looks for what they took and we did not book.
func (d *Desk) theirs(ctx context.Context, shop int64, list []Standing) error {
	for _, s := range list {
		if s.State != Succeeded {
			continue
		}
		if err := d.compare(ctx, shop, s); err != nil {
			return err
		}
	}
	return nil
}

// compare books what the acquirer took, and keeps where we said otherwise.
func (d *Desk) compare(ctx context.Context, shop int64, s Standing) error {
	found, err := d.Books.ByExternal(ctx, shop, s.ID)
	if err != nil || found != nil && agreed(*found, s) {
		return err
	}
	said := ""
	switch {
	case found == nil:
	case found.State == housing.PaymentRefunded:
		said = "given back with us, not at the acquirer"
	case !booked(found.State):
		said = "paid at the acquirer, " + string(found.State) + " with us"
	}
	if said != "" {
		err = d.odd(ctx, shop, housing.OddState, s.ID, said)
	}
	return errors.Join(err, d.adopt(ctx, shop, s))
}

// agreed reports whether both books say the same of a payment that went through.
func agreed(p housing.Payment, s Standing) bool {
	if p.State == housing.PaymentRefunded {
		return s.Refunded.Equal(s.Total)
	}
	return p.State == housing.PaymentSucceeded && p.Total().Equal(s.Total) && s.Refunded.IsZero()
}

func booked(s housing.PaymentState) bool {
	return s == housing.PaymentSucceeded || s == housing.PaymentRefunded
}

// ours looks for what we booked and they did not take.
func (d *Desk) ours(ctx context.Context, shop int64, list []housing.Reconciled, theirs []Standing) error {
	taken := map[string]bool{}
	for _, s := range theirs {
		taken[s.ID] = s.State == Succeeded
	}
	for _, p := range list {
		if p.State != housing.PaymentSucceeded || taken[p.External] {
			continue
		}
		if err := d.odd(
			ctx,
			shop,
			housing.OddMissing,
			p.External,
			"booked with us, not paid at the acquirer",
		); err != nil {
			return err
		}
	}
	return nil
}
