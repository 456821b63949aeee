package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

const paymentColumns = `
	y.id AS payment_id, y.key, y.number AS payment_number, y.person_id, y.shop_id,
	coalesce(y.document_id, 0) AS document_id, y.period, y.payee::text AS payee, y.way, y.provider, y.sum,
	y.fee, y.state, y.parts::text AS parts, coalesce(y.external, '') AS external, y.url, y.created_at,
	y.expires_at,
	y.settled_at, y.asked, coalesce(c.state, '') AS receipt_state, coalesce(c.mail, '') AS receipt_mail,
	coalesce(c.storage, '') AS receipt_storage, coalesce(c.document, '') AS receipt_document,
	coalesce(c.sign, '') AS receipt_sign, c.registered_at AS receipt_at, coalesce(c.link, '') AS receipt_link,
	coalesce(c.asked, 0) AS receipt_asked, ` + accountColumns

const selectPayments = `
	SELECT ` + paymentColumns + `
	FROM payments y
	LEFT JOIN cash_receipts c ON c.payment_id = y.id
	JOIN (` + accountTables + `) ON a.id = y.account_id`

type paymentRow struct {
	accountRow
	receiptRow
	PaymentID  int64           `db:"payment_id"`
	Key        string          `db:"key"`
	Number     string          `db:"payment_number"`
	PersonID   int64           `db:"person_id"`
	ShopID     int64           `db:"shop_id"`
	DocumentID int64           `db:"document_id"`
	Period     time.Time       `db:"period"`
	Payee      string          `db:"payee"`
	Way        string          `db:"way"`
	Provider   string          `db:"provider"`
	Sum        decimal.Decimal `db:"sum"`
	Fee        decimal.Decimal `db:"fee"`
	State      string          `db:"state"`
	Parts      string          `db:"parts"`
	External   string          `db:"external"`
	URL        string          `db:"url"`
	CreatedAt  time.Time       `db:"created_at"`
	ExpiresAt  time.Time       `db:"expires_at"`
	SettledAt  sql.NullTime    `db:"settled_at"`
	Asked      int             `db:"asked"`
}

func (r paymentRow) payment() (housing.Payment, error) {
	p := housing.Payment{
		ID:     housing.PaymentID(r.PaymentID),
		Key:    r.Key,
		Number: r.Number,
		Person: housing.PersonID(
			r.PersonID,
		),
		Account:  r.account(),
		Document: housing.DocumentID(r.DocumentID),
		Way:      housing.PayWay(r.Way),
		Provider: r.Provider,
		Sum:      r.Sum,
		Fee:      r.Fee,
		State:    housing.PaymentState(r.State),
		External: r.External,
		URL:      r.URL,
		Created:  r.CreatedAt.UTC(),
		Expires:  r.ExpiresAt.UTC(),
		Asked:    r.Asked,
		Shop:     r.ShopID,
		Receipt:  r.receipt(),
	}
	if r.SettledAt.Valid {
		p.Settled = r.SettledAt.Time.UTC()
	}
	if err := json.Unmarshal([]byte(r.Payee), &p.Payee); err != nil {
		return p, fmt.Errorf("read payee of payment %d: %w", r.PaymentID, err)
	}
	if err := json.Unmarshal([]byte(r.Parts), &p.Parts); err != nil {
		return p, fmt.Errorf("read parts of payment %d: %w", r.PaymentID, err)
	}
	return p, nil
}

// findPayment returns nil where there is none.
func findPayment(
	ctx context.Context, q sqlx.QueryerContext, query string, args ...any,
) (*housing.Payment, error) {
	found, err := listPayments(ctx, q, query, args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func listPayments(
	ctx context.Context, q sqlx.QueryerContext, query string, args ...any,
) ([]housing.Payment, error) {
	var rows []paymentRow
	if err := list(ctx, q, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("list payments: %w", err)
	}
	payments := make([]housing.Payment, len(rows))
	for i := range rows {
		var err error
		if payments[i], err = rows[i].payment(); err != nil {
			return nil, err
		}
	}
	return payments, nil
}

const selectOwnPayment = selectPayments + ` WHERE y.id = $1 AND y.person_id = $2`

// Payment returns a payment of the person.
func (s *Payments) Payment(
	ctx context.Context, p housing.PersonID, id housing.PaymentID,
) (housing.Payment, error) {
	found, err := findPayment(ctx, s.DB.pool, selectOwnPayment, int64(id), int64(p))
	switch {
	case err != nil:
		return housing.Payment{}, err
	case found == nil:
		return housing.Payment{}, notFound("error.payment_unknown")
	}
	return *found, nil
}

const selectPaymentHistory = selectPayments + `
	WHERE y.person_id = $1 AND y.state IN ('succeeded', 'refunded', 'declined') AND ($2 = 0 OR y.id < $2)
	ORDER BY y.id DESC
	LIMIT $3`

// History returns the person's settled payments before one, newest first; 0
// begins with the newest. Payments that nobody paid are left out.
func (s *Payments) History(
	ctx context.Context, p housing.PersonID, before housing.PaymentID, limit int,
) ([]housing.Payment, error) {
	return listPayments(ctx, s.DB.pool, selectPaymentHistory, int64(p), int64(before), limit)
}
