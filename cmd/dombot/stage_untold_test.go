package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dombot/dialogs/script"
	"dombot/internal/simulator"
)

// outstanding: the jobs of this minute have not run, or a notice is due. The job
// named here runs after the others that write to people.
const outstanding = `
	SELECT NOT EXISTS (
		SELECT 1
		FROM cron_run
		WHERE name = 'tell of planned outages' AND moment >= date_trunc('minute', $1::timestamptz)
	) OR EXISTS (SELECT 1 FROM recipients WHERE state IN ('waiting', 'trying') AND due_at <= $1)`

// Untold implements [script.Hushed].
func (s *telegramStage) Untold(ctx context.Context, who, text string) (err error) {
	rows, err := sql.Open("postgres", string(s.config.Database))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	patient, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for left := true; left; {
		if err := rows.QueryRowContext(patient, outstanding, s.clock.Now()).Scan(&left); err != nil {
			return fmt.Errorf("wait until nothing is due: %w", err)
		}
		select {
		case <-ticker.C:
		case <-patient.Done():
		}
	}
	if slices.ContainsFunc(s.person(who).Chat().Messages, func(m simulator.Message) bool {
		return m.FromBot && strings.Contains(script.Plain(m.Text), script.Plain(text))
	}) {
		return fmt.Errorf("%s is told %q", who, text)
	}
	return nil
}
