package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/riverqueue/river"
)

// DB is a pool of connections that every store shares.
type DB struct {
	pool  *sqlx.DB
	river *river.Client[*sql.Tx] // inserts only
	now   func() time.Time       // for the audit of plain reads
	mail  bool                   // letters are sent
}

// Options are what a pool needs beside its address.
type Options struct {
	Conns int              // most connections at once; 10 if zero
	Now   func() time.Time // the clock; required
	Mail  bool             // letters are sent: they may be written
	// Prepare keeps queries as named statements of their connection. A pooler
	// may not pass those.
	Prepare bool
}

// UnfitError tells what is wrong with a reachable database. Trying again does
// not help.
type UnfitError struct{ Reason string }

// Error returns the reason.
func (e *UnfitError) Error() string { return e.Reason }

// Open connects to a migrated database and checks that it is fit: one that is
// not gives an [*UnfitError], anything else may heal.
func Open(ctx context.Context, dsn string, opts Options) (*DB, error) {
	if opts.Now == nil {
		return nil, errors.New("open database: no clock was handed in")
	}
	pool, err := openPool(dsn, opts.Prepare)
	if err != nil {
		return nil, err
	}
	conns := opts.Conns
	if conns == 0 {
		conns = 10
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(30 * time.Minute)
	db := &DB{pool: pool, now: opts.Now, mail: opts.Mail}
	if err := errors.Join(db.check(ctx), db.openRiver()); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// Close ends all connections.
func (db *DB) Close() error {
	if err := db.pool.Close(); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.pool.PingContext(ctx); err != nil {
		return fmt.Errorf("ping database: %w", redact(err))
	}
	return nil
}

const selectFolding = `SELECT cardinality(show_trgm('ЛЕНИНА')) > 0`

// check refuses a database that lacks something of the program, and one whose
// locale does not know Cyrillic letters: the address search finds nothing there.
func (db *DB) check(ctx context.Context) error {
	if err := db.Ping(ctx); err != nil {
		return err
	}
	if err := db.checkMigrated(ctx); err != nil {
		return err
	}
	return db.checkFolding(ctx)
}

func (db *DB) checkFolding(ctx context.Context) error {
	var folds bool
	err := db.pool.GetContext(ctx, &folds, selectFolding)
	switch {
	case err != nil:
		return fmt.Errorf("check database: %w", err)
	case !folds:
		return &UnfitError{"the database has a locale without Cyrillic letters: " +
			"create it with ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' (or ru_RU.UTF-8)"}
	}
	return nil
}

// withParams sets parameters of the connection. binary_parameters makes every
// query that is not prepared one round trip without a named statement, as a
// pooler needs it.
func withParams(dsn string, params map[string]string) string {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme == "" {
		words := append(make([]string, 0, 1+len(params)), dsn)
		for _, name := range slices.Sorted(maps.Keys(params)) {
			words = append(words, name+"="+params[name])
		}
		return strings.TrimSpace(strings.Join(words, " "))
	}
	q := u.Query()
	for name, value := range params {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Tx is a transaction of a store. Notices written in it wake their sender
// when it commits.
type Tx struct {
	*sqlx.Tx
	wake bool
	mail bool // letters may be written
}

// inTx runs work in a transaction: kept if work returns nil, else undone.
func (db *DB) inTx(ctx context.Context, work func(*Tx) error) error {
	raw, err := db.pool.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", redact(err))
	}
	tx := &Tx{Tx: raw, mail: db.mail}
	if err := db.finish(ctx, tx, work(tx)); err != nil {
		if undo := raw.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			return errors.Join(err, fmt.Errorf("roll back: %w", undo))
		}
		return err
	}
	return nil
}

// reading runs work on one snapshot of the database: what its queries read belongs together.
func (db *DB) reading(ctx context.Context, work func(sqlx.QueryerContext) error) error {
	tx, err := db.pool.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin: %w", redact(err))
	}
	err = work(tx)
	if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
		return errors.Join(err, fmt.Errorf("end reading: %w", redact(undo)))
	}
	return err
}

func (db *DB) finish(ctx context.Context, tx *Tx, err error) error {
	if err != nil {
		return err
	}
	if tx.wake {
		if err := db.insertWake(ctx, tx.Tx.Tx); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", wrapError(err))
	}
	return nil
}

// get scans one row into dst; no row is a NotFound error.
func get(ctx context.Context, q sqlx.QueryerContext, dst any, query string, args ...any) error {
	return wrapError(sqlx.GetContext(ctx, q, dst, query, args...))
}

// list scans all rows into the slice behind dst.
func list(ctx context.Context, q sqlx.QueryerContext, dst any, query string, args ...any) error {
	return wrapError(sqlx.SelectContext(ctx, q, dst, query, args...))
}

// run executes a statement and returns how many rows it touched.
func run(ctx context.Context, q sqlx.ExecerContext, query string, args ...any) (int64, error) {
	res, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, wrapError(err)
	}
	n, err := res.RowsAffected()
	return n, wrapError(err)
}

// runJSON executes a statement whose first argument is rows, as JSON.
func runJSON(ctx context.Context, tx *Tx, query string, rows any, args ...any) error {
	encoded, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = run(ctx, tx, query, append([]any{string(encoded)}, args...)...)
	return err
}
