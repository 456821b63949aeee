package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// choose measures how long it takes to choose many people and to write down what
// each is told: of an outage, and of readings.
func (c mailingCommand) choose(ctx context.Context, b *strings.Builder) (err error) {
	st := &stand{}
	defer func() { err = errors.Join(err, st.closeAll()) }()
	p, err := c.open(ctx, st, c.Crowd, 1)
	if err != nil {
		return err
	}
	if _, err := st.db.ExecContext(ctx, settleMeters); err != nil {
		return fmt.Errorf("settle meters: %w", err)
	}
	if _, err := st.db.ExecContext(ctx, "ANALYZE"); err != nil {
		return fmt.Errorf("analyse: %w", err)
	}
	outage, err := p.watched(func() error { return p.announce(ctx, time.Now()) })
	if err != nil {
		return err
	}
	told, err := st.number(ctx, "SELECT count(*) FROM recipients")
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(noonZone())
	if err != nil {
		return fmt.Errorf("load zone: %w", err)
	}
	now := time.Now().In(zone)
	open := time.Date(now.Year(), now.Month(), 23, 10, 0, 0, 0, zone)
	store, reminded := &postgres.Reminders{DB: p.db}, 0
	reminders, err := p.watched(func() (err error) {
		reminded, err = store.Remind(ctx, housing.RemindReadings, noonZone(), open)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "Chosen and written, three meters a person, twenty people a house:\n\n"+
		"| | people | s | aim | CPU of the program, s | of PostgreSQL, s |\n|---|---:|---:|---:|---:|---:|\n"+
		"| an outage | %d | %s |\n| reminders of readings | %d | %s |\n\n",
		told, outage, reminded, reminders)
	fmt.Fprintln(os.Stderr, b.String())
	if told != c.Crowd || reminded != c.Crowd {
		return fmt.Errorf("%d were told and %d reminded, not %d", told, reminded, c.Crowd)
	}
	return nil
}

// chosen is how long it took, and what of it was work.
type chosen struct {
	took time.Duration
	used usage
}

// String is the rest of a row of the table.
func (c chosen) String() string {
	return fmt.Sprintf("%.1f | 10 | %.1f | %.1f",
		c.took.Seconds(), c.used.simulator.Seconds(), c.used.postgres.Seconds()) // the bot is this process
}

func (s *stand) watched(do func() error) (c chosen, err error) {
	before, err := s.usage()
	if err != nil {
		return c, err
	}
	begin := time.Now()
	if err := do(); err != nil {
		return c, err
	}
	c.took = time.Since(begin)
	after, err := s.usage()
	c.used = after.since(before)
	return c, err
}

func (s *stand) number(ctx context.Context, query string) (n int, err error) {
	if err := s.db.QueryRowContext(ctx, query).Scan(&n); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}
