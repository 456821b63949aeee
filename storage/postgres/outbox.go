package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Outbox hands out notices for sending. A row is leased: who dies with it
// loses it to the next one when the lease ends.
type Outbox struct{ DB *DB }

type noticeRow struct {
	ID       int64     `db:"id"`
	Kind     string    `db:"kind"`
	Args     string    `db:"args"`
	Bot      int64     `db:"bot_id"`
	Chat     int64     `db:"chat_id"`
	Message  int64     `db:"message"`
	Urgency  int       `db:"urgency"`
	Recall   bool      `db:"recall"`
	Attempts int       `db:"attempts"`
	At       time.Time `db:"at"`
}

// The ranks are looked at one after the other, as they are listed, until there
// are enough: what is urgent is not behind what waits. Those that a suspension keeps
// back are not looked at, nor is what is held.
const takeRecipients = `
	WITH due AS (
		SELECT r.id
		FROM unnest(CASE WHEN EXISTS (SELECT 1 FROM suspensions WHERE until > $3)
			THEN ARRAY[1, 3] ELSE ARRAY[1, 2, 3, 4] END) AS rank (urgency)
		CROSS JOIN LATERAL (
			SELECT id
			FROM recipients
			WHERE urgency = rank.urgency AND state IN ('waiting', 'trying') AND NOT held AND due_at <= $3
			  AND (taken_until IS NULL OR taken_until <= $3)
			ORDER BY due_at, id
			LIMIT $2
			FOR UPDATE SKIP LOCKED) AS r
		LIMIT $2
	)
	UPDATE recipients r
	SET state = 'trying', attempts = r.attempts + 1, taken_by = $1, taken_until = $4
	FROM due, notices n
	WHERE r.id = due.id AND n.id = r.notice_id
	RETURNING r.id, n.kind, n.args::text AS args, r.bot_id, r.chat_id, r.urgency,
		coalesce(r.message_id, 0) AS message, r.attempts, n.at, r.recall <> '' AS recall`

// Take leases up to limit notices that are due, the most urgent and oldest first; none are due when
// it returns none. Attempts counts this one too. A notice whose cause is gone
// is given up instead.
func (s *Outbox) Take(
	ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
) ([]housing.Notice, error) {
	for {
		notices, err := s.lease(ctx, by, limit, now, now.Add(lease))
		if err != nil || len(notices) == 0 {
			return nil, err
		}
		notices, err = s.current(ctx, by, notices, now)
		if err != nil || len(notices) > 0 {
			return notices, err
		}
	}
}

func (s *Outbox) lease(
	ctx context.Context, by string, limit int, now, until time.Time,
) ([]housing.Notice, error) {
	var rows []noticeRow
	if err := list(ctx, s.DB.pool, &rows, takeRecipients, by, limit, now, until); err != nil {
		return nil, fmt.Errorf("take notices: %w", err)
	}
	slices.SortFunc(rows, func(a, b noticeRow) int {
		return cmp.Or(cmp.Compare(a.Urgency, b.Urgency), a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	notices := make([]housing.Notice, len(rows))
	for i := range rows {
		var err error
		if notices[i], err = rows[i].notice(); err != nil {
			return nil, err
		}
	}
	return notices, nil
}

func (r noticeRow) notice() (housing.Notice, error) {
	n := housing.Notice{
		ID: r.ID, Kind: housing.NoticeKind(r.Kind), Bot: r.Bot, Chat: r.Chat, Edit: r.Message,
		Urgency: housing.Urgency(r.Urgency), Recall: r.Recall, Attempts: r.Attempts, At: r.At.UTC(),
	}
	if err := json.Unmarshal([]byte(r.Args), &n.Args); err != nil {
		return n, fmt.Errorf("read arguments of notice: %w", err)
	}
	return n, nil
}

// It waits for whoever stops the mailing or takes the message back at this moment.
const renewLease = `
	UPDATE recipients
	SET taken_until = $4
	WHERE id = $1 AND taken_by = $2 AND state = 'trying' AND taken_until > $3 AND attempts = $5`

// Renew keeps a notice leased to by until a moment; false: the lease under which it
// was taken has ended, and somebody else may be sending it.
func (s *Outbox) Renew(
	ctx context.Context, n housing.Notice, by string, now, until time.Time,
) (bool, error) {
	held, err := run(ctx, s.DB.pool, renewLease, n.ID, by, now, until, n.Attempts)
	if err != nil {
		return false, fmt.Errorf("renew lease of notice %d: %w", n.ID, err)
	}
	return held == 1, nil
}

// What was on its way while it was taken back is deleted once it is there.
const markRecipientSent = `
	UPDATE recipients
	SET state = CASE WHEN recall = 'wanted' AND $5 = '' THEN 'waiting' ELSE 'sent' END,
		done_at = $2, taken_until = NULL, reason = '', message_id = nullif($3::bigint, 0),
		silent = CASE WHEN $5 = '' THEN $4 ELSE silent END, -- it rang as it rang, taken back or not
		held = false,
		recall = CASE WHEN recall = '' OR $5 = '' THEN recall ELSE $5 END
	WHERE id = $1 AND state <> 'sent'
	RETURNING bot_id, chat_id`

// Who is changing the group has seen its board on the way still, and leaves it: this one waits for it.
const lockArrivedChat = `
	SELECT id FROM house_chats WHERE bot_id = $1 AND chat_id = $2 AND removed_at IS NULL FOR NO KEY UPDATE`

// Sent notes how a notice arrived. A board that was to change on its way is written again at once.
func (s *Outbox) Sent(ctx context.Context, id int64, as housing.Arrival, now time.Time) error {
	var to struct {
		Bot  int64 `db:"bot_id"`
		Chat int64 `db:"chat_id"`
	}
	err := get(ctx, s.DB.pool, &to, markRecipientSent, id, now, as.Message, as.Silent, string(as.Recall))
	switch {
	case isNoRows(err):
		return nil
	case err != nil:
		return fmt.Errorf("mark notice %d sent: %w", id, err)
	case to.Chat > 0:
		return nil
	}
	return s.DB.inTx(ctx, func(tx *Tx) error {
		if _, err := run(ctx, tx, lockArrivedChat, to.Bot, to.Chat); err != nil {
			return fmt.Errorf("lock chat: %w", err)
		}
		if err := rewriteBoards(ctx, tx, now); err != nil {
			return err
		}
		if err := rewritePolls(ctx, tx, now.Add(housing.PollPause)); err != nil {
			return err
		}
		return rewriteAllMirrored(ctx, tx, now)
	})
}

const retryRecipient = `
	UPDATE recipients
	SET state = 'waiting', due_at = $3, taken_until = NULL, reason = $4
	WHERE id = $1 AND state = 'trying' AND taken_by = $2`

const failRecipient = `
	UPDATE recipients
	SET state = 'failed', taken_until = NULL, reason = $3
	WHERE id = $1 AND state = 'trying' AND taken_by = $2`

// Failed notes that a notice leased to by did not arrive. The zero retryAt
// gives it up. A lease that has ended changes nothing. Where a topic of a group is gone, what was shown there
// ends at once, see [Forum.Lost].
func (s *Outbox) Failed(ctx context.Context, id int64, by string, retryAt time.Time, reason string) error {
	query, args := retryRecipient, []any{id, by, retryAt, reason}
	if retryAt.IsZero() {
		query, args = failRecipient, []any{id, by, reason}
	}
	if _, err := run(ctx, s.DB.pool, query, args...); err != nil {
		return fmt.Errorf("mark notice %d failed: %w", id, err)
	}
	if reason != housing.ReasonTopic {
		return nil
	}
	// The next minute would find it too: whoever moderates need not wait for that.
	return (&Forum{DB: s.DB}).Lost(ctx, s.DB.now())
}

const releaseRecipients = `
	UPDATE recipients
	SET state = 'waiting', attempts = attempts - 1, taken_until = NULL, due_at = greatest(due_at, $3)
	WHERE id = ANY ($1) AND state = 'trying' AND taken_by = $2`

// Release frees notices leased to by that were not tried; none is due before at.
func (s *Outbox) Release(ctx context.Context, ids []int64, by string, at time.Time) error {
	if _, err := run(ctx, s.DB.pool, releaseRecipients, pq.Array(ids), by, at); err != nil {
		return fmt.Errorf("release notices: %w", err)
	}
	return nil
}
