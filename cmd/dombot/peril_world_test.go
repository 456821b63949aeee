package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "github.com/lib/pq" // the driver of database/sql
	goredis "github.com/redis/go-redis/v9"

	"dombot/dialogs"
	"dombot/internal/localredis/redistest"
	"dombot/internal/texts"
	"dombot/storage/postgres"
	"dombot/storage/redis"
)

// perilWorld is what two replicas share: PostgreSQL, Redis, the clock.
// Schedules are played in it one after another, each from the same beginning.
type perilWorld struct {
	clock    *moving
	texts    *texts.Catalogue
	dbs      [2]*postgres.DB
	sessions [2]dialogs.Sessions
	rows     *sql.DB         // PostgreSQL from outside
	keys     *goredis.Client // Redis from outside
	people   int64           // who ever came
	met      tally
}

func newPerilWorld(tb testing.TB) *perilWorld {
	tb.Helper()
	w := &perilWorld{clock: &moving{now: townMoment()}, texts: catalogue(tb), met: tally{counts: map[string]int{}}}
	dsn, address := cluster.New(tb), redistest.Start(tb)
	for i := range w.dbs {
		db, err := postgres.Open(tb.Context(), dsn, postgres.Options{Conns: 4, Now: w.clock.Now})
		if err != nil {
			tb.Fatal(err)
		}
		store, err := redis.Open(address)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _, _ = db.Close(), store.Close() })
		w.dbs[i], w.sessions[i] = db, sessions{redis.NewSessions(store)}
	}
	var err error
	if w.rows, err = sql.Open("postgres", dsn); err != nil {
		tb.Fatal(err)
	}
	options, err := goredis.ParseURL(address)
	if err != nil {
		tb.Fatal(err)
	}
	w.keys = goredis.NewClient(options)
	tb.Cleanup(func() { _, _ = w.rows.Close(), w.keys.Close() })
	return w
}

// whatPeopleLeave empties every table that people write to.
const whatPeopleLeave = `
	DELETE FROM river_job; DELETE FROM recipients; DELETE FROM notices; DELETE FROM requests;
	DELETE FROM readings WHERE submission_id IS NOT NULL; DELETE FROM submissions;
	DELETE FROM outcomes; DELETE FROM audit WHERE person_id IS NOT NULL;
	DELETE FROM claim_days; DELETE FROM claim_numbers; DELETE FROM claim_houses;
	DELETE FROM proofs; DELETE FROM links; DELETE FROM consents; DELETE FROM people`

// begin makes everything as it was at first.
func (w *perilWorld) begin(ctx context.Context) error {
	w.clock.set(townMoment())
	if _, err := w.rows.ExecContext(ctx, whatPeopleLeave); err != nil {
		return fmt.Errorf("empty PostgreSQL: %w", err)
	}
	return w.forget(ctx)
}

// forget empties Redis.
func (w *perilWorld) forget(ctx context.Context) error {
	if err := w.keys.FlushDB(ctx).Err(); err != nil {
		return fmt.Errorf("empty Redis: %w", err)
	}
	return nil
}

// expire ends the life of every session. One that would live for ever is an error.
func (w *perilWorld) expire(ctx context.Context) error {
	keys, err := w.keys.Keys(ctx, "*").Result()
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	for _, key := range keys {
		life, err := w.keys.PTTL(ctx, key).Result()
		switch {
		case err != nil:
			return fmt.Errorf("read life: %w", err)
		case life <= 0:
			return fmt.Errorf("%s would live for ever", key)
		}
		if err := w.keys.PExpireAt(ctx, key, w.clock.Now().AddDate(-50, 0, 0)).Err(); err != nil {
			return fmt.Errorf("end life: %w", err)
		}
	}
	return nil
}

// list returns the first column of what a query finds.
func (w *perilWorld) list(ctx context.Context, query string) ([]string, error) {
	rows, err := w.rows.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, fmt.Errorf("read row: %w", err)
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// tally counts what schedules met, so that a run shows what it proves.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[what]++
}

// into adds what was counted to another tally.
func (c *tally) into(all map[string]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for what, n := range c.counts {
		all[what] += n
	}
}

// tallied lists counts by name.
func tallied(counts map[string]int) string {
	var b strings.Builder
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%8d  %s\n", counts[what], what)
	}
	return b.String()
}
