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
	begin := time.Now()
	if err := p.announce(ctx, begin); err != nil {
		return err
	}
	outage := time.Since(begin)
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
	begin = time.Now()
	store := &postgres.Reminders{DB: p.db}
	reminded, err := store.Remind(ctx, housing.RemindReadings, noonZone(), open)
	if err != nil {
		return err
	}
	reminders := time.Since(begin)
	fmt.Fprintf(b, "Chosen and written, three meters a person, twenty people a house:\n\n"+
		"| | people | s |\n|---|---:|---:|\n"+
		"| an outage | %d | %.1f |\n| reminders of readings | %d | %.1f |\n\n",
		told, outage.Seconds(), reminded, reminders.Seconds())
	fmt.Fprintln(os.Stderr, b.String())
	if told != c.Crowd || reminded != c.Crowd {
		return fmt.Errorf("%d were told and %d reminded, not %d", told, reminded, c.Crowd)
	}
	return nil
}

func (s *stand) number(ctx context.Context, query string) (n int, err error) {
	if err := s.db.QueryRowContext(ctx, query).Scan(&n); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}
