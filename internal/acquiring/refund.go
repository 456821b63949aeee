package acquiring

import (
	"context"
	"fmt"

	"dombot/internal/housing"
)

// GiveBack refunds a payment that went through: first at the acquirer, under a
// key of its own, then in the books. It may be repeated.
func (d *Desk) GiveBack(ctx context.Context, p housing.Payment, reason string) error {
	if p.State != housing.PaymentSucceeded {
		return refused("payment.not_refundable")
	}
	provider, shop, err := d.counter(ctx, p)
	if err != nil {
		return err
	}
	err = provider.Refund(ctx, shop, Refund{
		Key: "back-" + p.Key, ID: p.External, Total: p.Total(), Reason: reason,
	})
	if err != nil {
		return fmt.Errorf("refund payment %s: %w", p.Number, err)
	}
	_, err = d.Ledger.Settle(
		ctx,
		p.ID,
		housing.Settling{State: housing.PaymentRefunded, Reason: reason},
		d.Now(),
	)
	return err
}
