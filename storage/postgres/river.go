package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

// WakeArgs is the River job that wakes the sender of notices. It carries
// nothing: the rows to send are those that are due.
type WakeArgs struct{}

// Kind names the job in River's table.
func (WakeArgs) Kind() string { return "wake" }

// InsertOpts gives up early: the tick of the scheduler takes what is left.
func (WakeArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: 3} }

func (db *DB) openRiver() error {
	client, err := db.NewRiver(&river.Config{Logger: slog.New(slog.DiscardHandler)})
	db.river = client
	return err
}

// NewRiver returns a River client over the pool. Without queues in cfg it only
// inserts. It polls, because LISTEN does not pass a pooler.
func (db *DB) NewRiver(cfg *river.Config) (*river.Client[*sql.Tx], error) {
	client, err := river.NewClient(riverdatabasesql.New(db.pool.DB), cfg)
	if err != nil {
		return nil, fmt.Errorf("open queue: %w", err)
	}
	return client, nil
}

func (db *DB) insertWake(ctx context.Context, tx *sql.Tx) error {
	if _, err := db.river.InsertTx(ctx, tx, WakeArgs{}, nil); err != nil {
		return fmt.Errorf("wake the sender: %w", err)
	}
	return nil
}
