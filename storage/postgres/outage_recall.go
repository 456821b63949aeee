package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// tellingOf are the notices of an outage, of digests those that tell of it alone.
func tellingOf(outage string) string {
	return `
	SELECT id FROM notices WHERE outage_id = ` + outage + `
	UNION ALL
	SELECT d.notice_id
	FROM outage_digests d
	WHERE d.outage_id = ` + outage + ` AND NOT EXISTS (
		SELECT 1 FROM outage_digests o WHERE o.notice_id = d.notice_id AND o.outage_id <> d.outage_id)`
}

// A sender that has not begun with a row finds it gone; who has, see [Outbox.Sent].
const recallRecipients = `
	UPDATE recipients r
	SET recall = 'wanted', held = false, due_at = $2, attempts = 0, taken_until = NULL,
		state = CASE WHEN r.message_id IS NOT NULL THEN 'waiting'
			WHEN r.state = 'sent' THEN 'sent'
			ELSE 'failed' END,
		reason = CASE WHEN r.message_id IS NULL AND r.state <> 'sent' THEN $3 ELSE '' END
	WHERE (r.message_id IS NOT NULL OR r.state <> 'failed') AND r.notice_id IN (`

const rewriteDigests = `
	UPDATE recipients r
	SET state = 'waiting', due_at = $2, attempts = 0, taken_until = NULL
	FROM outage_digests d
	WHERE d.outage_id = $1 AND r.notice_id = d.notice_id AND r.state = 'sent' AND r.message_id IS NOT NULL`

const recallMailing = `
	UPDATE mailings m
	SET state = 'recalled', told_done = -1, told_end = false
	FROM notices n
	WHERE n.outage_id = $1 AND m.id = n.mailing_id`

// recallOutage has what was sent of an outage deleted, and what was not sent yet
// given up. Digests that tell of others too are brought up to date.
func recallOutage(ctx context.Context, tx *Tx, id housing.OutageID, now time.Time) error {
	err := runSteps(ctx, tx, []step{
		{
			name: "take messages back", query: recallRecipients + tellingOf("$1") + `)`,
			args: []any{int64(id), now, housing.ReasonCancelled},
		},
		{name: "rewrite digests", query: rewriteDigests, args: []any{int64(id), now}},
		{name: "take mailing back", query: recallMailing, args: []any{int64(id)}},
	})
	if err != nil {
		return err
	}
	tx.wake = true
	return boardsOfOutage(ctx, tx, id, now)
}

// undeleted are the messages r that wait to be deleted.
const undeleted = `(r.recall = 'wanted' AND r.message_id IS NOT NULL AND r.state IN ('waiting', 'trying'))`

// selectRecalled counts the messages of an outage that are taken back; further
// conditions may follow.
func selectRecalled(outage string) string {
	return `
	SELECT count(*) FILTER (WHERE r.recall = 'deleted') AS deleted,
		count(*) FILTER (WHERE r.recall = 'rewritten') AS rewritten,
		count(*) FILTER (WHERE ` + undeleted + `) AS undeleted,
		count(*) FILTER (WHERE r.recall = 'wanted' AND ` + missed + `) AS unsent,
		count(*) FILTER (WHERE r.recall = 'wanted' AND NOT ` + missed + ` AND NOT ` + undeleted + `) AS stayed
	FROM recipients r
	WHERE r.recall <> '' AND r.notice_id IN (` + tellingOf(outage) + `)`
}

type recalledRow struct {
	Deleted   int `db:"deleted"`
	Rewritten int `db:"rewritten"`
	Undeleted int `db:"undeleted"`
	Unsent    int `db:"unsent"`
	Stayed    int `db:"stayed"`
}

func (r recalledRow) recalled() housing.Recalled {
	return housing.Recalled{
		Deleted: r.Deleted, Rewritten: r.Rewritten, Failed: r.Stayed,
		Cancelled: r.Unsent, Waiting: r.Undeleted,
	}
}

func recalledOf(
	ctx context.Context, q sqlx.QueryerContext, id housing.OutageID,
) (housing.Recalled, error) {
	var row recalledRow
	if err := get(ctx, q, &row, selectRecalled("$1"), int64(id)); err != nil {
		return housing.Recalled{}, fmt.Errorf("count what was taken back: %w", err)
	}
	return row.recalled(), nil
}
