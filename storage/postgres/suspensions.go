package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/housing"
)

// One that is in force is kept: every replica sees the same failures.
const insertSuspension = `
	INSERT INTO suspensions (since, until, failed, of_last)
	SELECT $1, $2, $3, $4
	WHERE NOT EXISTS (SELECT 1 FROM suspensions WHERE until > $1)
	RETURNING id`

const lockSuspensions = `LOCK TABLE suspensions IN SHARE ROW EXCLUSIVE MODE`

const insertSuspensionNotice = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, $2, $3::jsonb, $4)
		RETURNING id
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT DISTINCT fresh.id, people.bot_id, people.chat_id, $4::timestamptz, 1
	FROM fresh, operators o
	JOIN people ON people.id = o.person_id AND people.reachable
	WHERE o.removed_at IS NULL`

// Suspend keeps reminders and news from being taken until a moment, and tells
// whoever works for an organisation. An outage is never kept back.
func (s *Outbox) Suspend(ctx context.Context, is housing.Suspension) error {
	return s.DB.inTx(ctx, func(tx *Tx) error {
		if _, err := run(ctx, tx, lockSuspensions); err != nil {
			return fmt.Errorf("lock suspensions: %w", err)
		}
		var id int64
		err := get(ctx, tx, &id, insertSuspension, is.Since, is.Until, is.Failed, is.Of)
		switch {
		case isNoRows(err):
			return nil
		case err != nil:
			return fmt.Errorf("store suspension: %w", err)
		}
		args, err := json.Marshal(map[string]string{
			"failed": strconv.Itoa(is.Failed), "of": strconv.Itoa(is.Of),
			"until": is.Until.UTC().Format(time.RFC3339),
		})
		if err != nil {
			return fmt.Errorf("encode notice: %w", err)
		}
		key := fmt.Sprintf("suspended/%d", id)
		kind := string(housing.NoticeSuspension)
		if _, err := run(ctx, tx, insertSuspensionNotice, key, kind, string(args), is.Since); err != nil {
			return fmt.Errorf("tell operators: %w", err)
		}
		tx.wake = true
		return nil
	})
}
