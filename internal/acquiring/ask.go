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

// Limits of asking.
const (
	batch      = 8                  // asked about at once
	lease      = time.Minute        // longer than patient
	patient    = 45 * time.Second   // for one question with its attempts
	longest    = time.Minute        // between questions about an open payment
	giveUp     = 7 * 24 * time.Hour // after its end a payment is not asked for any more
	maxTrouble = 5 * time.Minute    // between questions to a silent acquirer
)

// Pass asks acquirers about every payment that is due. A payment that makes
// trouble is asked for later and holds no other up.
func (d *Desk) Pass(ctx context.Context) error {
	for {
		due, err := d.Books.Take(ctx, batch, d.Now(), lease)
		if err != nil {
			return fmt.Errorf("take payments: %w", err)
		}
		var all errgroup.Group
		for _, p := range due {
			all.Go(func() error { return d.askInTurn(ctx, p) })
		}
		if err := all.Wait(); err != nil || len(due) < batch {
			return err
		}
	}
}

// askInTurn asks about one payment, and again later where there is no answer.
func (d *Desk) askInTurn(ctx context.Context, p housing.Payment) error {
	limited, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	err := d.ask(limited, p)
	if err == nil {
		return nil
	}
	d.warn(ctx, p, "acquirer does not answer", err)
	return d.Books.AskAt(ctx, p.ID, d.Now().Add(trouble(p.Asked)))
}

// trouble doubles from a second with every question.
func trouble(asked int) time.Duration { return min(time.Second<<min(asked, 20), maxTrouble) }

// ask finds out how a payment stands and books it.
func (d *Desk) ask(ctx context.Context, p housing.Payment) error {
	if p.External == "" {
		return d.reopen(ctx, p)
	}
	provider, shop, err := d.counter(ctx, p)
	if err != nil {
		return err
	}
	standing, err := provider.Ask(ctx, shop, p.External)
	switch {
	case errors.Is(err, ErrCannotAsk):
		return d.unasked(ctx, p)
	case errors.Is(err, ErrUnknown):
		return d.lost(ctx, p)
	case err != nil:
		return err
	}
	return d.apply(ctx, p, standing)
}

// reopen goes on with a payment whose maker did not get so far as to tell the
// acquirer. Nobody was shown where to pay it: when its time is over, it is over.
func (d *Desk) reopen(ctx context.Context, p housing.Payment) error {
	if p.State == housing.PaymentCreated && d.Now().Before(p.Expires) {
		err := d.open(ctx, p)
		if !errors.Is(err, ErrRefused) {
			return err
		}
		d.warn(ctx, p, "acquirer refuses payments", err)
		_, err = d.Ledger.Settle(ctx, p.ID,
			housing.Settling{State: housing.PaymentDeclined, Reason: "refused"}, d.Now())
		return err
	}
	return d.over(ctx, p, "not opened")
}

// over ends a payment that can be paid no more.
func (d *Desk) over(ctx context.Context, p housing.Payment, reason string) error {
	_, err := d.Ledger.Settle(
		ctx,
		p.ID,
		housing.Settling{State: housing.PaymentExpired, Reason: reason},
		d.Now(),
	)
	if err != nil {
		return err
	}
	return d.Books.AskAt(ctx, p.ID, time.Time{})
}

// unasked waits for the time of a payment whose acquirer tells on its own.
func (d *Desk) unasked(ctx context.Context, p housing.Payment) error {
	if p.State.Open() && d.Now().Before(p.Expires) {
		return d.Books.AskAt(ctx, p.ID, p.Expires)
	}
	return d.over(ctx, p, "time")
}

// lost ends a payment that the acquirer does not know although it gave it a number.
func (d *Desk) lost(ctx context.Context, p housing.Payment) error {
	if err := d.odd(
		ctx,
		p.Shop,
		housing.OddMissing,
		p.External,
		"the acquirer knows it no more",
	); err != nil {
		return err
	}
	return d.over(ctx, p, "unknown to the acquirer")
}

// apply books what the acquirer says of a payment.
func (d *Desk) apply(ctx context.Context, p housing.Payment, s Standing) error {
	if odd, said := mismatch(p, s); odd != "" {
		if err := d.odd(ctx, p.Shop, odd, s.ID, said); err != nil {
			return err
		}
		return d.waiting(ctx, p) // its time ends all the same, so that the bill can be paid
	}
	switch s.State {
	case Succeeded:
		return d.succeeded(ctx, p, s)
	case Canceled:
		return d.canceled(ctx, p, s)
	default:
		return d.waiting(ctx, p)
	}
}

// mismatch says what of a standing is not as we ordered it. Nothing is booked then.
func mismatch(p housing.Payment, s Standing) (kind housing.OddityKind, said string) {
	switch {
	case s.Key != "" && s.Key != p.Key:
		return housing.OddUnknown, "the acquirer gives it another key"
	case s.Currency != "RUB":
		return housing.OddCurrency, fmt.Sprintf("%.3q instead of RUB", s.Currency)
	case !s.Total.Equal(p.Total()):
		return housing.OddSum, fmt.Sprintf("%s instead of %s", s.Total, p.Total())
	}
	return "", ""
}

func (d *Desk) succeeded(ctx context.Context, p housing.Payment, s Standing) error {
	moved, err := d.Ledger.Settle(
		ctx,
		p.ID,
		housing.Settling{State: housing.PaymentSucceeded, At: s.Settled},
		d.Now(),
	)
	if err != nil {
		return err
	}
	if moved {
		d.Log.InfoContext(ctx, "payment succeeded", slog.String("payment", p.Number))
	}
	switch {
	case !s.Refunded.IsPositive():
		return nil
	case s.Refunded.LessThan(s.Total):
		return d.odd(ctx, p.Shop, housing.OddSum, s.ID, fmt.Sprintf("%s of it was given back", s.Refunded))
	}
	_, err = d.Ledger.Settle(
		ctx,
		p.ID,
		housing.Settling{State: housing.PaymentRefunded, Reason: "at the acquirer"},
		d.Now(),
	)
	return err
}

// canceled tells what nobody paid in time from what the bank refused.
func (d *Desk) canceled(ctx context.Context, p housing.Payment, s Standing) error {
	if booked(p.State) {
		said := "canceled at the acquirer, " + string(p.State) + " with us"
		return d.odd(ctx, p.Shop, housing.OddState, s.ID, said)
	}
	switch s.Reason {
	case "expired_on_confirmation", "expired_on_capture", "canceled_by_merchant":
		return d.over(ctx, p, s.Reason)
	}
	if p.State == housing.PaymentExpired { // it was given up: nobody waits for the answer
		return d.Books.AskAt(ctx, p.ID, time.Time{})
	}
	_, err := d.Ledger.Settle(
		ctx,
		p.ID,
		housing.Settling{State: housing.PaymentDeclined, Reason: s.Reason, At: s.Settled},
		d.Now(),
	)
	return err
}

// waiting asks again later. What was not paid in time is over for its payer;
// the acquirer is asked on, since money may come late.
func (d *Desk) waiting(ctx context.Context, p housing.Payment) error {
	now := d.Now()
	if p.State.Open() && !now.Before(p.Expires) {
		_, err := d.Ledger.Settle(
			ctx,
			p.ID,
			housing.Settling{State: housing.PaymentExpired, Reason: "time"},
			now,
		)
		if err != nil {
			return err
		}
		p.State = housing.PaymentExpired
	}
	if p.State.Open() {
		return d.Books.AskAt(ctx, p.ID, now.Add(min(firstAsk<<min(p.Asked, 10), longest)))
	}
	age := now.Sub(p.Expires)
	switch {
	case age < time.Hour:
		return d.Books.AskAt(ctx, p.ID, now.Add(5*time.Minute))
	case age < 24*time.Hour:
		return d.Books.AskAt(ctx, p.ID, now.Add(time.Hour))
	case age < giveUp:
		return d.Books.AskAt(ctx, p.ID, now.Add(6*time.Hour))
	}
	if err := d.odd(
		ctx,
		p.Shop,
		housing.OddState,
		p.External,
		"the acquirer never said how it ended",
	); err != nil {
		return err
	}
	return d.Books.AskAt(ctx, p.ID, time.Time{})
}

// firstAsk is the pause after the first question.
const firstAsk = 5 * time.Second

// odd keeps what fits nothing and tells those who watch the log.
func (d *Desk) odd(ctx context.Context, shop int64, kind housing.OddityKind, external, said string) error {
	fresh, err := d.Books.Odd(ctx, housing.PaymentOddity{
		Shop: shop, Kind: kind, External: external, Said: said, At: d.Now(),
	})
	if fresh {
		d.Log.ErrorContext(ctx, "acquirer and we do not agree", slog.Int64("shop", shop),
			slog.String("kind", string(kind)), slog.String("external", external), slog.String("said", said))
	}
	return err
}
