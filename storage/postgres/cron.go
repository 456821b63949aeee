package postgres

import (
	"context"
	"fmt"
	"time"
)

// CronRuns remembers which moments of which jobs have had their run.
type CronRuns struct{ DB *DB }

const insertCronRun = `
	INSERT INTO cron_run (name, zone, moment)
	VALUES ($1, $2, $3)
	ON CONFLICT (name, zone, moment) DO NOTHING`

// Begin runs work for a moment of a job in one time zone, once however many
// replicas ask: ran is false where another one did. If work fails the moment
// has not had its run.
func (s *CronRuns) Begin(
	ctx context.Context, name, zone string, moment time.Time, work func(context.Context, *Tx) error,
) (ran bool, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		n, err := run(ctx, tx, insertCronRun, name, zone, moment)
		if err != nil {
			return fmt.Errorf("note run: %w", err)
		}
		if n == 0 {
			return nil
		}
		ran = true
		return work(ctx, tx)
	})
	if err != nil {
		return false, fmt.Errorf("run %s@%s@%s: %w", name, zone, moment.Format(time.RFC3339), err)
	}
	return ran, nil
}
