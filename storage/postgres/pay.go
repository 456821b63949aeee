package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// payTime is how long a payment waits for its payer.
const payTime = 30 * time.Minute

// Begin makes a payment of what a person confirmed, unless the bill, its ways or
// their commission are not as they were shown. Who repeats once gets the same
// payment, as it stands by then.
func (s *Payments) Begin(
	ctx context.Context, o housing.Once, p housing.Paying, now time.Time,
) (housing.Payment, error) {
	made, err := once(ctx, s.DB, confirmed{"pay", o, now}, func(tx *Tx) (housing.PaymentID, error) {
		return begin(ctx, tx, p, string(o), now)
	})
	if err != nil {
		return housing.Payment{}, fmt.Errorf("begin payment: %w", err)
	}
	return s.Payment(ctx, p.Person, made)
}

func begin(
	ctx context.Context,
	tx *Tx,
	p housing.Paying,
	key string,
	now time.Time,
) (housing.PaymentID, error) {
	link, err := gate{p.Person, p.Account, housing.MayPay, now}.lock(ctx, tx)
	if err != nil {
		return 0, err
	}
	bill, err := billFor(ctx, tx, link, p, now)
	if err != nil {
		return 0, err
	}
	if bill.Month && p.Sum.GreaterThan(bill.Charges) {
		return 0, refused("payment.month_alone")
	}
	rule, err := ruleFor(bill, p)
	if err != nil {
		return 0, err
	}
	if err := giveUpOpen(ctx, tx, bill, p.Again, now); err != nil {
		return 0, err
	}
	return insertPayment(ctx, tx, link, paymentDraft{bill: bill, rule: rule, paying: p, key: key, now: now})
}

// billFor returns the bill that p pays, if it is still the one that was shown.
func billFor(
	ctx context.Context, tx *Tx, link linkRow, p housing.Paying, now time.Time,
) (housing.Bill, error) {
	bills, err := billsOf(ctx, tx, link, now)
	if err != nil {
		return housing.Bill{}, err
	}
	for _, b := range bills {
		if b.Payee.BIK == p.Payee.BIK && b.Payee.Account == p.Payee.Account &&
			b.Document == p.Document && b.Due().Equal(p.Due) {
			return b, nil
		}
	}
	return housing.Bill{}, conflict("payment.bill_changed")
}

// ruleFor returns the terms of the way, if they are still those that were shown.
func ruleFor(b housing.Bill, p housing.Paying) (housing.PayRule, error) {
	switch {
	case p.Sum.LessThan(minPayment()) || p.Sum.GreaterThan(maxPayment()) || !p.Sum.Equal(p.Sum.Round(2)):
		return housing.PayRule{}, refused("payment.sum_bounds")
	case p.Free && housing.FreeGroups(b.Today) == nil:
		return housing.PayRule{}, refused("payment.not_free")
	}
	for _, r := range b.Ways {
		if r.Way != p.Way {
			continue
		}
		switch fee := feeOf(r, p); {
		case r.Fit(p.Sum) != housing.Fits:
			return r, refused("payment.way_bounds")
		case !fee.Equal(p.Fee):
			return r, conflict("payment.fee_changed")
		}
		return r, nil
	}
	return housing.PayRule{}, refused("payment.way_gone")
}

const lockOpenPayment = selectOpenPayment + ` FOR UPDATE OF y`

// giveUpOpen makes room for a payment where one is open. The one given up is
// asked for all the same: its money is booked if it comes.
func giveUpOpen(ctx context.Context, tx *Tx, b housing.Bill, again bool, now time.Time) error {
	open, err := findPayment(ctx, tx, lockOpenPayment, int64(b.Account.ID), b.Payee.BIK, b.Payee.Account)
	switch {
	case err != nil || open == nil:
		return err
	case !again:
		return conflict("payment.open")
	}
	_, err = move(ctx, tx, *open, givenUp(), now)
	return err
}

// givenUp is how a payment ends that nobody wants any more. With the acquirer it
// stays as it is: YooKassa cancels only what waits for capture, and ours are
// captured at once. Its page lives on until its time is over there; whoever pays
// on it all the same has paid, and that is booked.
func givenUp() housing.Settling {
	return housing.Settling{State: housing.PaymentExpired, Reason: "given up"}
}

type paymentDraft struct {
	bill   housing.Bill
	rule   housing.PayRule
	paying housing.Paying
	key    string
	now    time.Time
}

const insertPaymentRow = `
	INSERT INTO payments (key, number, person_id, account_id, shop_id, document_id, period, bik, bank_account,
		payee, way, provider, sum, fee, state, parts, created_at, expires_at, due_at)
	VALUES (md5($1), to_char($2::date, 'YYMMDD') || '-' || nextval('payment_numbers'), $3, $4, $5, $6, $7, $8,
		$9, $10::jsonb, $11, $12, $13, $14, 'created', $15::jsonb, $16, $17, $18)
	RETURNING id`

func insertPayment(ctx context.Context, tx *Tx, link linkRow, d paymentDraft) (housing.PaymentID, error) {
	of := housing.Document{ID: d.bill.Document, Period: d.bill.Period}
	issuer, err := issuerOf(ctx, tx, link.houseRow, of)
	if err != nil {
		return 0, err
	}
	terms, err := termsOf(ctx, tx, issuer, d.bill.Today)
	if err != nil {
		return 0, err
	}
	shop, _ := terms.shop(d.bill.Payee, d.rule.Provider)
	payee, err := json.Marshal(d.bill.Payee)
	if err != nil {
		return 0, fmt.Errorf("encode payee: %w", err)
	}
	parts, err := json.Marshal(d.bill.Plan(d.paying.Sum, d.paying.Month))
	if err != nil {
		return 0, fmt.Errorf("encode parts: %w", err)
	}
	var id int64
	err = get(ctx, tx, &id, insertPaymentRow, d.key, dateArg(d.bill.Today), int64(d.paying.Person),
		int64(d.bill.Account.ID), shop.ID, idArg(d.bill.Document), periodArg(d.bill.Period),
		d.bill.Payee.BIK, d.bill.Payee.Account, string(payee), string(d.rule.Way), d.rule.Provider,
		d.paying.Sum, d.paying.Fee, string(parts), d.now, d.now.Add(payTime), d.now.Add(openTime))
	if err != nil {
		return 0, fmt.Errorf("store payment: %w", err)
	}
	step := housing.Settling{State: housing.PaymentCreated}
	if err := noteStep(ctx, tx, id, step, d.now); err != nil {
		return 0, err
	}
	if _, err := run(ctx, tx, planReceipt, id, int64(d.paying.Person), shop.ID); err != nil {
		return 0, fmt.Errorf("plan receipt: %w", err)
	}
	err = audit(ctx, tx, deed{d.paying.Person, d.bill.Account.ID, "payment.begun", d.now})
	return housing.PaymentID(id), err
}

const insertStep = `INSERT INTO payment_steps (payment_id, state, reason, at) VALUES ($1, $2, $3, $4)`

func noteStep(ctx context.Context, tx *Tx, id int64, s housing.Settling, now time.Time) error {
	if _, err := run(ctx, tx, insertStep, id, string(s.State), s.Reason, now); err != nil {
		return fmt.Errorf("note step of payment: %w", err)
	}
	return nil
}

const selectMyOpen = selectPayments + ` WHERE y.id = $1 AND y.person_id = $2 FOR UPDATE OF y`

// GiveUp ends a payment that its payer does not want any more. Money that comes
// for it is booked all the same; a settled one stays as it is.
func (s *Payments) GiveUp(
	ctx context.Context, o housing.Once, p housing.PersonID, id housing.PaymentID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"give up", o, now}, func(tx *Tx) (nothing, error) {
		found, err := findPayment(ctx, tx, selectMyOpen, int64(id), int64(p))
		switch {
		case err != nil:
			return nothing{}, err
		case found == nil:
			return nothing{}, notFound("error.payment_unknown")
		case !found.State.Open():
			return nothing{}, nil
		}
		_, err = move(ctx, tx, *found, givenUp(), now)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("give up payment: %w", err)
	}
	return nil
}
