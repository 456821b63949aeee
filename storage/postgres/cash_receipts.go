package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const (
	// firstReceipt is when a receipt is asked for first: registers need that long.
	firstReceipt = 2 * time.Second
	// receiptPatience is how long the letter about a payment waits for its receipt.
	receiptPatience = time.Minute
)

type receiptRow struct {
	State    string       `db:"receipt_state"`
	Mail     string       `db:"receipt_mail"`
	Storage  string       `db:"receipt_storage"`
	Document string       `db:"receipt_document"`
	Sign     string       `db:"receipt_sign"`
	At       sql.NullTime `db:"receipt_at"`
	Link     string       `db:"receipt_link"`
	Asked    int          `db:"receipt_asked"`
}

func (r receiptRow) receipt() housing.CashReceipt {
	c := housing.CashReceipt{
		State: housing.CashReceiptState(r.State), Mail: r.Mail, Storage: r.Storage, Document: r.Document,
		Sign: r.Sign, Link: r.Link, Asked: r.Asked,
	}
	if r.At.Valid {
		c.Registered = r.At.Time.UTC()
	}
	return c
}

// The acquirer refuses a payment that comes again with another address, so it is
// kept as it was first, until the acquirer has it.
const planReceipt = `
	INSERT INTO cash_receipts (payment_id, mail)
	SELECT $1, coalesce(nullif(p.email, ''), s.receipt_mail)
	FROM shops s, people p
	WHERE s.id = $3 AND s.receipt_mail <> '' AND p.id = $2`

const sentReceipt = `UPDATE cash_receipts SET mail = '' WHERE payment_id = $1`

const awaitReceipt = `
	UPDATE cash_receipts
	SET mail = '', due_at = $2
	WHERE payment_id = $1 AND state = 'waiting'`

// An acquirer that does not know a payment yet is asked with the same address
// again; that takes seconds, and half an hour at most.
const blankReceipts = `
	UPDATE cash_receipts c
	SET mail = ''
	FROM payments y
	WHERE y.id = c.payment_id AND y.person_id = $1 AND c.mail <> '' AND y.state <> 'created'`

const takeReceipts = `
	WITH due AS (
		SELECT payment_id
		FROM cash_receipts
		WHERE due_at <= $1 AND (taken_until IS NULL OR taken_until <= $1)
		ORDER BY due_at, payment_id
		LIMIT $2
		FOR UPDATE SKIP LOCKED
	), taken AS (
		UPDATE cash_receipts r
		SET taken_until = $3, asked = r.asked + 1
		FROM due
		WHERE r.payment_id = due.payment_id
		RETURNING r.payment_id
	)` + selectPayments + ` JOIN taken ON taken.payment_id = y.id`

// TakeReceipts leases up to limit payments whose cash receipt is to be asked for now.
func (s *Payments) TakeReceipts(
	ctx context.Context, limit int, now time.Time, lease time.Duration,
) ([]housing.Payment, error) {
	return listPayments(ctx, s.DB.pool, takeReceipts, now, limit, now.Add(lease))
}

const planReceiptQuestion = `
	UPDATE cash_receipts
	SET due_at = $2, taken_until = NULL,
		state = CASE WHEN $2::timestamptz IS NULL THEN 'missing' ELSE state END
	WHERE payment_id = $1 AND state = 'waiting'`

// ReceiptAt says when a receipt is asked for next; zero: never again.
func (s *Payments) ReceiptAt(ctx context.Context, id housing.PaymentID, at time.Time) error {
	if _, err := run(ctx, s.DB.pool, planReceiptQuestion, int64(id), momentArg(at)); err != nil {
		return fmt.Errorf("plan question about receipt: %w", err)
	}
	return nil
}

const registerReceipt = `
	UPDATE cash_receipts
	SET state = 'registered', storage = $2, document = $3, sign = $4, registered_at = $5, link = $6,
		due_at = NULL, taken_until = NULL, mail = ''
	WHERE payment_id = $1 AND state = 'waiting'`

// Registered keeps the receipt of a payment. What the payer was told of the
// payment tells of the receipt too: the message is rewritten, and the letter is
// sent at last.
func (s *Payments) Registered(
	ctx context.Context, id housing.PaymentID, r housing.CashReceipt, now time.Time,
) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		n, err := run(ctx, tx, registerReceipt,
			int64(id), r.Storage, r.Document, r.Sign, r.Registered, r.Link)
		if err != nil || n == 0 {
			return err
		}
		args, err := json.Marshal(r.Args())
		if err != nil {
			return err
		}
		return tellReceipt(ctx, tx, id, string(args), now)
	})
	if err != nil {
		return fmt.Errorf("keep receipt: %w", err)
	}
	return nil
}

const addReceiptToNotice = `UPDATE notices SET args = args || $2::jsonb WHERE key = $1`

const rewritePaid = `
	UPDATE recipients r
	SET state = 'waiting', due_at = $2, attempts = 0, taken_until = NULL
	FROM notices n
	WHERE n.id = r.notice_id AND n.key = $1 AND r.state = 'sent' AND r.message_id IS NOT NULL`

const addReceiptToLetter = `
	UPDATE mails m
	SET args = m.args || $2::jsonb, due_at = $3
	FROM payments y
	WHERE y.id = $1 AND m.kind = 'paid' AND m.subject = y.number AND m.state = 'waiting' AND m.address <> ''`

func tellReceipt(ctx context.Context, tx *Tx, id housing.PaymentID, args string, now time.Time) error {
	key := fmt.Sprintf("payment/%d/%s", int64(id), housing.NoticePaid)
	if _, err := run(ctx, tx, addReceiptToNotice, key, args); err != nil {
		return err
	}
	if _, err := run(ctx, tx, rewritePaid, key, now); err != nil {
		return err
	}
	tx.wake = true
	_, err := run(ctx, tx, addReceiptToLetter, int64(id), args, now)
	return err
}
