package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date. Replicas may call it at once: one works,
// the others wait. The URL must not lead through a pooler, because the lock
// belongs to a session.
func Migrate(ctx context.Context, url string) error {
	return migrating(ctx, url, func(goosed *goose.Provider, rivers *rivermigrate.Migrator[*sql.Tx]) error {
		if _, err := goosed.Up(ctx); err != nil {
			return fmt.Errorf("migrate up: %w", err)
		}
		if _, err := rivers.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("migrate queue up: %w", err)
		}
		return nil
	})
}

// Down removes every table and all that is in them.
func Down(ctx context.Context, url string) error {
	return migrating(ctx, url, func(goosed *goose.Provider, rivers *rivermigrate.Migrator[*sql.Tx]) error {
		all := &rivermigrate.MigrateOpts{TargetVersion: -1}
		if _, err := rivers.Migrate(ctx, rivermigrate.DirectionDown, all); err != nil {
			return fmt.Errorf("migrate queue down: %w", err)
		}
		if _, err := goosed.DownTo(ctx, 0); err != nil {
			return fmt.Errorf("migrate down: %w", err)
		}
		return nil
	})
}

// migrationLock is the key of the advisory lock that migrating replicas take.
const migrationLock = 7_246_001

type migration func(*goose.Provider, *rivermigrate.Migrator[*sql.Tx]) error

func migrating(ctx context.Context, url string, work migration) (err error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return fmt.Errorf("open database: %w", redact(err))
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	unlock, err := lockMigrations(ctx, db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	// Migrations of several branches land in any order: a database may lack one below the newest that it has.
	goosed, err := goose.NewProvider(goose.DialectPostgres, db, folder, goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	silent := &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}
	rivers, err := rivermigrate.New(riverdatabasesql.New(db), silent)
	if err != nil {
		return fmt.Errorf("read migrations of the queue: %w", err)
	}
	return work(goosed, rivers)
}

// lockMigrations waits for its turn on a connection of its own. The lock ends
// with that connection, at the latest when db is closed.
func lockMigrations(ctx context.Context, db *sql.DB) (unlock func() error, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect for migration: %w", redact(err))
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return nil, errors.Join(fmt.Errorf("lock migrations: %w", err), conn.Close())
	}
	return conn.Close, nil
}
