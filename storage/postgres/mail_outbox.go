package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"dombot/internal/housing"
)

// MailOutbox hands out letters for sending, as [Outbox] hands out notices.
type MailOutbox struct{ DB *DB }

type mailRow struct {
	ID        int64     `db:"id"`
	Kind      string    `db:"kind"`
	Subject   string    `db:"subject"`
	Address   string    `db:"address"`
	Args      string    `db:"args"`
	Attempts  int       `db:"attempts"`
	CreatedAt time.Time `db:"created_at"`
}

const takeMails = `
	WITH due AS (
		SELECT id
		FROM mails
		WHERE state IN ('waiting', 'trying') AND due_at <= $3 AND (taken_until IS NULL OR taken_until <= $3)
		ORDER BY due_at, id
		LIMIT $2
		FOR UPDATE SKIP LOCKED
	)
	UPDATE mails m
	SET state = 'trying', attempts = m.attempts + 1, taken_by = $1, taken_until = $4
	FROM due
	WHERE m.id = due.id
	RETURNING m.id, m.kind, m.subject, m.args::text AS args, m.attempts, m.created_at,
		CASE m.kind WHEN 'notice' THEN coalesce((SELECT email FROM people WHERE id = m.person_id), '')
			ELSE m.address END AS address`

// Take leases up to limit letters that are due, oldest first; none are due when
// it returns none. Attempts counts this one too. A letter that nobody needs any
// more is deleted instead.
func (s *MailOutbox) Take(
	ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
) ([]housing.Mail, error) {
	for {
		mails, err := s.lease(ctx, by, limit, now, lease)
		if err != nil || len(mails) == 0 {
			return nil, err
		}
		mails, err = s.current(ctx, by, mails, now)
		if err != nil || len(mails) > 0 {
			return mails, err
		}
	}
}

func (s *MailOutbox) lease(
	ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
) ([]housing.Mail, error) {
	var rows []mailRow
	if err := list(ctx, s.DB.pool, &rows, takeMails, by, limit, now, now.Add(lease)); err != nil {
		return nil, fmt.Errorf("take letters: %w", err)
	}
	slices.SortFunc(rows, func(a, b mailRow) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	mails := make([]housing.Mail, len(rows))
	for i, r := range rows {
		mails[i] = housing.Mail{
			ID: r.ID, Kind: housing.MailKind(r.Kind), Address: r.Address, Attempts: r.Attempts,
			At: r.CreatedAt.UTC(),
		}
		if mails[i].Kind == housing.MailNotice {
			mails[i].Recipient, mails[i].Now = r.Subject, now
		}
		if err := json.Unmarshal([]byte(r.Args), &mails[i].Args); err != nil {
			return nil, fmt.Errorf("read arguments of letter: %w", err)
		}
	}
	return mails, nil
}

const renewMail = `
	UPDATE mails
	SET taken_until = $4
	WHERE id = $1 AND taken_by = $2 AND state = 'trying' AND taken_until > $3`

// Renew keeps a letter leased to by for longer; false: the lease has ended, or
// the letter is not to be sent any more.
func (s *MailOutbox) Renew(ctx context.Context, id int64, by string, now, until time.Time) (bool, error) {
	n, err := run(ctx, s.DB.pool, renewMail, id, by, now, until)
	if err != nil {
		return false, fmt.Errorf("renew lease of letter %d: %w", id, err)
	}
	return n == 1, nil
}

const markMailSent = `
	UPDATE mails
	SET state = 'sent', sent_at = $2, taken_until = NULL, reason = '', args = args - 'code'
	WHERE id = $1 AND state <> 'sent'`

// Sent notes that a letter was handed over. Its code is wiped.
func (s *MailOutbox) Sent(ctx context.Context, id int64, now time.Time) error {
	if _, err := run(ctx, s.DB.pool, markMailSent, id, now); err != nil {
		return fmt.Errorf("mark letter %d sent: %w", id, err)
	}
	return nil
}

const retryMail = `
	UPDATE mails
	SET state = 'waiting', due_at = $3, taken_until = NULL, reason = $4
	WHERE id = $1 AND state = 'trying' AND taken_by = $2`

const failMail = `
	UPDATE mails
	SET state = 'failed', taken_until = NULL, reason = $3, args = args - 'code'
	WHERE id = $1 AND state = 'trying' AND taken_by = $2`

// Failed notes that a letter leased to by was not handed over. The zero retryAt
// gives it up. A lease that has ended changes nothing.
func (s *MailOutbox) Failed(
	ctx context.Context, id int64, by string, retryAt time.Time, reason string,
) error {
	query, args := retryMail, []any{id, by, retryAt, reason}
	if retryAt.IsZero() {
		query, args = failMail, []any{id, by, reason}
	}
	if _, err := run(ctx, s.DB.pool, query, args...); err != nil {
		return fmt.Errorf("mark letter %d failed: %w", id, err)
	}
	return nil
}
