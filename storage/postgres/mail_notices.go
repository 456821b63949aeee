package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// telegramPatience is how long Telegram may take to accept what is urgent before
// it is told by e-mail too.
const telegramPatience = 10 * time.Minute

// A letter knows neither an address nor what it tells: both are looked up when
// it is sent, and it may never be.
const insertNoticeMails = `
	INSERT INTO mails (person_id, address, address_key, kind, subject, args, due_at, created_at)
	SELECT people.id, ''::text, ''::bytea, $2::text, r.id::text, '{}'::jsonb,
		r.due_at + make_interval(secs => $3), $4
	FROM notices n
	JOIN recipients r ON r.notice_id = n.id AND r.chat_id > 0
	JOIN people ON people.bot_id = r.bot_id AND people.chat_id = r.chat_id AND people.email IS NOT NULL
	WHERE n.key = $1
	ON CONFLICT (kind, subject) DO NOTHING`

// mailLater writes a letter to each recipient of a notice who has confirmed an
// address. It is sent where Telegram has not accepted the notice by then.
func mailLater(ctx context.Context, tx *Tx, key string, now time.Time) error {
	if !tx.mail {
		return nil
	}
	_, err := run(ctx, tx, insertNoticeMails,
		key, string(housing.MailNotice), telegramPatience.Seconds(), now)
	if err != nil {
		return fmt.Errorf("write letters of notice: %w", err)
	}
	return nil
}

// mailOutage does so for the steps that tell of an emergency that goes on.
func mailOutage(ctx context.Context, tx *Tx, of housing.Outage, a stepArgs, now time.Time) error {
	if of.Kind != housing.OutageEmergency {
		return nil
	}
	switch a.Step {
	case housing.OutageSaid, housing.OutageExtend, housing.OutageCorrect:
		return mailLater(ctx, tx, a.key(of.ID), now)
	default:
		return nil
	}
}

const selectUnaccepted = `
	SELECT r.id, n.kind, n.args::text AS args, r.bot_id, r.chat_id, r.urgency, 0::bigint AS message,
		r.attempts, n.at, false AS recall
	FROM recipients r
	JOIN notices n ON n.id = r.notice_id
	WHERE r.id = $1::bigint AND r.state <> 'sent' AND r.message_id IS NULL
	  AND r.recall = '' AND r.reason NOT IN ('outdated', 'unwanted')`

const deleteMail = `DELETE FROM mails WHERE id = $1 AND taken_by = $2 AND state = 'trying'`

// current returns the leased letters that are still worth sending, those of
// notices with what they tell as it stands; the others are deleted.
func (s *MailOutbox) current(
	ctx context.Context, by string, mails []housing.Mail, now time.Time,
) ([]housing.Mail, error) {
	var kept []housing.Mail
	for _, m := range mails {
		stands, err := s.refresh(ctx, &m, now)
		switch {
		case err != nil:
			return nil, fmt.Errorf("check letter %d: %w", m.ID, err)
		case stands:
			kept = append(kept, m)
			continue
		}
		if _, err := run(ctx, s.DB.pool, deleteMail, m.ID, by); err != nil {
			return nil, fmt.Errorf("delete letter %d: %w", m.ID, err)
		}
	}
	return kept, nil
}

// refresh adds the notice to a letter of one; false: Telegram has accepted it,
// nobody needs it any more, or the address was taken back.
func (s *MailOutbox) refresh(ctx context.Context, m *housing.Mail, now time.Time) (bool, error) {
	if m.Kind != housing.MailNotice {
		return true, nil
	}
	var row noticeRow
	err := get(ctx, s.DB.pool, &row, selectUnaccepted, m.Recipient)
	if isNoRows(err) || err == nil && m.Address == "" {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find notice: %w", err)
	}
	n, err := row.notice()
	if err != nil {
		return false, err
	}
	hindered, err := (&Outbox{DB: s.DB}).hinders(ctx, []*housing.Notice{&n}, now)
	if err != nil {
		return false, fmt.Errorf("check notice %d: %w", n.ID, err)
	}
	m.Notice = &n
	return hindered[0].why == "", nil
}
