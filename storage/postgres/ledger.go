package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

const takePayments = `
	WITH due AS (
		SELECT id
		FROM payments
		WHERE due_at <= $1 AND (taken_until IS NULL OR taken_until <= $1)
		ORDER BY due_at, id
		LIMIT $2
		FOR UPDATE SKIP LOCKED
	), taken AS (
		UPDATE payments t
		SET taken_until = $3, asked = t.asked + 1
		FROM due
		WHERE t.id = due.id
		RETURNING t.id
	)` + selectPayments + ` JOIN taken ON taken.id = y.id`

// Take leases up to limit payments whose acquirer is to be asked now.
func (s *Payments) Take(
	ctx context.Context, limit int, now time.Time, lease time.Duration,
) ([]housing.Payment, error) {
	return listPayments(ctx, s.DB.pool, takePayments, now, limit, now.Add(lease))
}

const updatePaymentDue = `
	UPDATE payments
	SET due_at = CASE WHEN state IN ('created', 'pending', 'expired') THEN $2::timestamptz END,
		taken_until = NULL
	WHERE id = $1`

// AskAt says when the acquirer is asked about a payment next; zero: never again.
// Nobody asks about one whose end is known by now.
func (s *Payments) AskAt(ctx context.Context, id housing.PaymentID, at time.Time) error {
	if _, err := run(ctx, s.DB.pool, updatePaymentDue, int64(id), momentArg(at)); err != nil {
		return fmt.Errorf("plan question about payment: %w", err)
	}
	return nil
}

const selectPaymentByExternal = selectPayments + ` WHERE y.shop_id = $1 AND y.external = $2`

const selectPaymentByKey = selectPayments + ` WHERE y.shop_id = $1 AND y.key = $2`

const selectPaymentByID = selectPayments + ` WHERE y.id = $1`

// ByExternal finds a payment by the acquirer's number; nil: there is none.
func (s *Payments) ByExternal(ctx context.Context, shop int64, external string) (*housing.Payment, error) {
	return findPayment(ctx, s.DB.pool, selectPaymentByExternal, shop, external)
}

// ByKey finds a payment by its key; nil: the shop has none of that key.
func (s *Payments) ByKey(ctx context.Context, shop int64, key string) (*housing.Payment, error) {
	return findPayment(ctx, s.DB.pool, selectPaymentByKey, shop, key)
}

// ByID finds a payment, whoever made it; nil: there is none.
func (s *Payments) ByID(ctx context.Context, id housing.PaymentID) (*housing.Payment, error) {
	return findPayment(ctx, s.DB.pool, selectPaymentByID, int64(id))
}

const selectBetween = `
	SELECT id, key, coalesce(external, '') AS external, state, sum + fee AS total
	FROM payments
	WHERE shop_id = $1 AND created_at >= $2 AND created_at < $3
	ORDER BY id`

// Between returns a shop's payments that were made in [from, to).
func (s *Payments) Between(
	ctx context.Context, shop int64, from, to time.Time,
) ([]housing.Reconciled, error) {
	var rows []struct {
		ID       int64           `db:"id"`
		Key      string          `db:"key"`
		External string          `db:"external"`
		State    string          `db:"state"`
		Total    decimal.Decimal `db:"total"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectBetween, shop, from, to); err != nil {
		return nil, fmt.Errorf("list payments of a shop: %w", err)
	}
	all := make([]housing.Reconciled, len(rows))
	for i, r := range rows {
		all[i] = housing.Reconciled{
			ID: housing.PaymentID(r.ID), Key: r.Key, External: r.External,
			State: housing.PaymentState(r.State), Total: r.Total,
		}
	}
	return all, nil
}

const insertOddity = `
	INSERT INTO payment_oddities (shop_id, kind, external, said, at)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (shop_id, kind, external) DO NOTHING`

// Odd keeps what an acquirer said that fits nothing. False: it is known.
func (s *Payments) Odd(ctx context.Context, o housing.PaymentOddity) (fresh bool, err error) {
	n, err := run(ctx, s.DB.pool, insertOddity, o.Shop, string(o.Kind), o.External, o.Said, o.At)
	if err != nil {
		return false, fmt.Errorf("keep oddity: %w", err)
	}
	return n > 0, nil
}

const selectOddities = `
	SELECT d.id, d.shop_id, d.kind, d.external, d.said, d.at
	FROM payment_oddities d
	JOIN shops s ON s.id = d.shop_id
	WHERE s.organisation_id = $1
	ORDER BY d.id DESC
	LIMIT $2`

// Oddities returns an organisation's newest oddities.
func (s *Payments) Oddities(
	ctx context.Context, org housing.OrganisationID, limit int,
) ([]housing.PaymentOddity, error) {
	var rows []struct {
		ID       int64     `db:"id"`
		Shop     int64     `db:"shop_id"`
		Kind     string    `db:"kind"`
		External string    `db:"external"`
		Said     string    `db:"said"`
		At       time.Time `db:"at"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectOddities, int64(org), limit); err != nil {
		return nil, fmt.Errorf("list oddities: %w", err)
	}
	all := make([]housing.PaymentOddity, len(rows))
	for i, r := range rows {
		all[i] = housing.PaymentOddity{
			ID: r.ID, Shop: r.Shop, Kind: housing.OddityKind(r.Kind),
			External: r.External, Said: r.Said, At: r.At.UTC(),
		}
	}
	return all, nil
}

const selectStands = `
	SELECT EXISTS (
		SELECT 1
		FROM payments y
		JOIN accounts a ON a.id = y.account_id AND a.closed_on IS NULL
		WHERE y.id = $1 AND (y.document_id IS NULL OR EXISTS (
			SELECT 1 FROM documents d
			WHERE d.id = y.document_id AND d.period = y.period AND d.state = 'published')))`

// Stands reports whether what a payment was made for is still to be paid: its
// document was not re-issued or withdrawn, its account not closed.
func (s *Payments) Stands(ctx context.Context, id housing.PaymentID) (stands bool, err error) {
	if err := get(ctx, s.DB.pool, &stands, selectStands, int64(id)); err != nil {
		return false, fmt.Errorf("check document of payment: %w", err)
	}
	return stands, nil
}

const selectPaymentByNumber = selectPayments + ` WHERE o.id = $1 AND y.number = $2`

// ByNumber finds a payment to an organisation by the number that people read.
func (s *Payments) ByNumber(
	ctx context.Context, org housing.OrganisationID, number string,
) (housing.Payment, error) {
	found, err := findPayment(ctx, s.DB.pool, selectPaymentByNumber, int64(org), number)
	switch {
	case err != nil:
		return housing.Payment{}, err
	case found == nil:
		return housing.Payment{}, notFound("error.payment_unknown")
	}
	return *found, nil
}
