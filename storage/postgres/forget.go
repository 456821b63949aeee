package postgres

import (
	"context"
	"fmt"
	"time"
)

// Forget deletes what has served its time: outcomes of dialogs, counts of
// wrong proofs by day, proofs that were never used, and notices and
// letters that were delivered or given up, all from before the given moment.
func (db *DB) Forget(ctx context.Context, before time.Time) error {
	return db.inTx(ctx, func(tx *Tx) error {
		for _, query := range []string{
			`DELETE FROM outcomes WHERE at < $1`,
			`DELETE FROM claim_days WHERE day < $1`,
			`DELETE FROM claim_houses WHERE day < $1`,
			`DELETE FROM proofs WHERE proved_at < $1`,
			`DELETE FROM recipients r USING notices n
			WHERE n.id = r.notice_id AND n.at < $1 AND r.state IN ('sent', 'failed')
				AND n.kind <> 'chat_board' -- a board is kept current as long as its chat is
				AND NOT EXISTS (
					SELECT 1
					FROM forum_mirrored d
					LEFT JOIN forum_posts x ON x.id = d.post_id
					WHERE d.notice_id = n.id AND (d.post_id IS NULL OR x.state <> 'deleted'))`,
			`DELETE FROM chat_links WHERE expires_at < $1`,
			`DELETE FROM notices n
			WHERE n.at < $1 AND NOT EXISTS (SELECT 1 FROM recipients r WHERE r.notice_id = n.id)`,
			`DELETE FROM mails WHERE created_at < $1 AND state IN ('sent', 'failed')`,
			`DELETE FROM reminders WHERE month < $1::timestamptz - interval '3 months'`,
			`DELETE FROM reminder_says WHERE at < $1::timestamptz - interval '3 months'`,
			`DELETE FROM cron_run WHERE moment < $1`,
			`DELETE FROM forum_chat_mutes WHERE muted_until < $1`,
		} {
			if _, err := run(ctx, tx, query, before); err != nil {
				return fmt.Errorf("forget: %w", err)
			}
		}
		return nil
	})
}

const selectLastRun = `SELECT coalesce(max(moment), 'epoch') FROM cron_run WHERE name = $1 AND zone = $2`

// Last returns the latest moment of a job in a zone that has had its run; the
// epoch where none had.
func (s *CronRuns) Last(ctx context.Context, name, zone string) (time.Time, error) {
	var last time.Time
	if err := get(ctx, s.DB.pool, &last, selectLastRun, name, zone); err != nil {
		return last, fmt.Errorf("find last run of %s: %w", name, err)
	}
	return last, nil
}
