package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	_ "github.com/lib/pq" // the driver of database/sql

	"dombot/internal/gis/sample"
	"dombot/internal/localpg"
	"dombot/internal/localredis"
)

// stand is everything that a measured bot talks to, and the bot.
type stand struct {
	*telegram
	dir     string
	pg      *localpg.Server
	redis   *localredis.Server
	db      *sql.DB
	bot     *process
	speed   float64 // of the clock of Telegram; 0: 1
	profile string  // address of the bot's profiles; empty: none
	closers []func() error
}

// closeAll gives everything back in reverse order.
func (s *stand) closeAll() error {
	var errs []error
	for _, c := range slices.Backward(s.closers) {
		errs = append(errs, c())
	}
	return errors.Join(errs...)
}

func (s *stand) onClose(f func() error) { s.closers = append(s.closers, f) }

// openFolder makes the folder in which everything lies.
func (s *stand) openFolder() (err error) {
	if s.dir, err = os.MkdirTemp("", "dombot-bench-*"); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	s.onClose(func() error { return os.RemoveAll(s.dir) })
	return os.Chmod(s.dir, 0o755) //nolint:gosec // the account of PostgreSQL passes through
}

func (s *stand) openTelegram(ctx context.Context) (err error) {
	if s.telegram, err = openTelegram(ctx, s.speed); err != nil {
		return err
	}
	s.onClose(s.close)
	return nil
}

// openServices starts PostgreSQL with its own defaults, counting nothing yet, and Redis.
func (s *stand) openServices(ctx context.Context) (err error) {
	s.pg, err = localpg.Start(ctx, localpg.Options{
		Dir: filepath.Join(s.dir, "postgres"), Durable: true,
		Settings: map[string]string{
			"shared_preload_libraries": "pg_stat_statements",
			"compute_query_id":         "on", // what is prepared before it is counted has one, too
		},
	})
	if err != nil {
		return err
	}
	s.onClose(func() error { return s.pg.Stop(context.WithoutCancel(ctx)) })
	if err := s.pg.CreateDatabase(ctx, "bench"); err != nil {
		return err
	}
	if s.db, err = sql.Open("postgres", s.pg.URL("bench")); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	s.onClose(s.db.Close)
	s.db.SetMaxOpenConns(1)
	if err := s.count(ctx, false); err != nil {
		return err
	}
	if s.redis, err = localredis.Start(ctx); err != nil {
		return err
	}
	s.onClose(func() error { s.redis.Stop(); return nil })
	return nil
}

// count turns the counting of queries on or off.
func (s *stand) count(ctx context.Context, on bool) error {
	track, planning := "none", "off"
	if on {
		track, planning = "top", "on" // those of triggers and functions aside
	}
	for _, q := range []string{
		"CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
		"ALTER SYSTEM SET pg_stat_statements.track = '" + track + "'",
		"ALTER SYSTEM SET pg_stat_statements.track_planning = '" + planning + "'",
		"SELECT pg_reload_conf()",
	} {
		if _, err := s.db.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("count queries: %w", err)
		}
	}
	return nil
}

// openTown imports a flat for each resident, by the commands an operator uses.
func (s *stand) openTown(ctx context.Context, program string, flats int) error {
	accounts, meters, err := writeTown(s.dir, flats)
	if err != nil {
		return err
	}
	for _, args := range [][]string{
		{"migrate"},
		{"org", "add", "--inn", sample.INN, "--name", sample.Organisation, "--phone", sample.Phone},
		{"import", "accounts", "--org", sample.INN, accounts},
		{"import", "meters", "--org", sample.INN, meters},
	} {
		if err := finish(ctx, s.env(), program, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *stand) env() []string {
	env := []string{
		"DATABASE_URL=" + s.pg.URL("bench"), "REDIS_URL=" + s.redis.URL(), "TZ_DEFAULT=" + sample.Zone,
		"TELEGRAM_TOKEN=" + s.sim.Token(), "TELEGRAM_API_URL=" + s.base, "LISTEN_ADDR=127.0.0.1:0",
	}
	if s.profile != "" {
		env = append(env, "PROFILE_ADDR="+s.profile)
	}
	return env
}

// openBot starts the bot and waits until it asks for updates.
func (s *stand) openBot(ctx context.Context, env []string, program string, args ...string) (err error) {
	s.bot, err = launch(ctx, filepath.Join(s.dir, "bot.log"), env, program, args...)
	if err != nil {
		return err
	}
	s.onClose(s.bot.stop)
	return s.polled(ctx)
}
