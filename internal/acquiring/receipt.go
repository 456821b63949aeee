package acquiring

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"dombot/internal/housing"
)

// Receipts are the cash receipts that acquirers have to make.
type Receipts interface {
	// TakeReceipts leases up to limit payments whose receipt is to be asked for now.
	TakeReceipts(
		ctx context.Context, limit int, now time.Time, lease time.Duration,
	) ([]housing.Payment, error)
	// Registered keeps a receipt and tells the payer of it.
	Registered(ctx context.Context, id housing.PaymentID, r housing.CashReceipt, now time.Time) error
	// ReceiptAt says when a receipt is asked for next; zero: never again.
	ReceiptAt(ctx context.Context, id housing.PaymentID, at time.Time) error
}

// Limits of asking for receipts. A register that is closed for the night makes
// them in the morning.
const (
	firstReceipt   = 2 * time.Second
	receiptPause   = 10 * time.Minute
	receiptWaits   = 72 * time.Hour
	receiptPatient = 20 * time.Second
)

// PassReceipts asks acquirers for every cash receipt that is due, until it is
// registered or its time is over.
func (d *Desk) PassReceipts(ctx context.Context) error {
	for {
		due, err := d.Receipts.TakeReceipts(ctx, batch, d.Now(), lease)
		if err != nil {
			return fmt.Errorf("take receipts: %w", err)
		}
		var all errgroup.Group
		for _, p := range due {
			all.Go(func() error { return d.receipt(ctx, p) })
		}
		if err := all.Wait(); err != nil || len(due) < batch {
			return err
		}
	}
}

// receipt asks for one receipt, and says when to ask again.
func (d *Desk) receipt(ctx context.Context, p housing.Payment) error {
	limited, cancel := context.WithTimeout(ctx, receiptPatient)
	defer cancel()
	found, err := d.findReceipt(limited, p)
	switch {
	case errors.Is(err, ErrCannotAsk):
		return d.Receipts.ReceiptAt(ctx, p.ID, time.Time{})
	case err != nil:
		d.warn(ctx, p, "acquirer does not tell of a receipt", err)
	case found.State == housing.ReceiptRegistered:
		d.Log.InfoContext(ctx, "receipt is registered", slog.String("payment", p.Number))
		return d.Receipts.Registered(ctx, p.ID, found, d.Now())
	}
	if now := d.Now(); now.Before(p.Settled.Add(receiptWaits)) {
		pause := min(firstReceipt<<min(p.Receipt.Asked, 20), receiptPause)
		return d.Receipts.ReceiptAt(ctx, p.ID, now.Add(pause))
	}
	err = d.odd(ctx, p.Shop, housing.OddReceipt, p.External, "no cash receipt was registered")
	return errors.Join(err, d.Receipts.ReceiptAt(ctx, p.ID, time.Time{}))
}

// findReceipt asks for the receipt of p and finds its page.
func (d *Desk) findReceipt(ctx context.Context, p housing.Payment) (housing.CashReceipt, error) {
	provider, shop, err := d.counter(ctx, p)
	if err != nil {
		return housing.CashReceipt{}, err
	}
	found, err := provider.Receipt(ctx, shop, p.External)
	if err != nil || found.Link != "" {
		return found, err
	}
	stored, err := d.Shops.Shop(ctx, p.Shop)
	if err != nil {
		return found, err
	}
	found.Link = stored.ReceiptLink.Of(found, p.Total())
	return found, nil
}
