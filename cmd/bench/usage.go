package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// usage is the CPU time of every process.
type usage struct{ bot, postgres, redis, simulator time.Duration }

func (u usage) since(v usage) usage {
	return usage{u.bot - v.bot, u.postgres - v.postgres, u.redis - v.redis, u.simulator - v.simulator}
}

// each is what is left for each of n without what others took, a share of v.
func (u usage) each(n int, v usage, share float64) usage {
	of := func(a, b time.Duration) time.Duration {
		return (a - time.Duration(float64(b)*share)) / time.Duration(max(1, n))
	}
	return usage{
		bot: of(u.bot, v.bot), postgres: of(u.postgres, v.postgres),
		redis: of(u.redis, v.redis), simulator: of(u.simulator, v.simulator),
	}
}

func (s *stand) usage() (u usage, err error) {
	take := func(into *time.Duration, pid int) {
		if err == nil {
			*into, err = cpu(pid)
		}
	}
	if s.bot != nil {
		take(&u.bot, s.bot.pid())
	}
	if s.pg != nil {
		take(&u.postgres, s.pg.PID())
		take(&u.redis, s.redis.PID())
	}
	self, readErr := readStat(os.Getpid()) // its children are the others
	if err == nil {
		err = readErr
	}
	u.simulator = self.own
	return u, err
}

// rows is how many rows the tables have that a dialog writes.
type rows struct{ submissions, readings, live int }

func (r rows) since(s rows) rows {
	return rows{r.submissions - s.submissions, r.readings - s.readings, r.live - s.live}
}

const countRows = `
	SELECT (SELECT count(*) FROM submissions), (SELECT count(*) FROM readings),
		(SELECT count(*) FROM readings WHERE replaced_at IS NULL)`

func (s *stand) rows(ctx context.Context) (r rows, err error) {
	row := s.db.QueryRowContext(ctx, countRows)
	if err := row.Scan(&r.submissions, &r.readings, &r.live); err != nil {
		return r, fmt.Errorf("count rows: %w", err)
	}
	return r, nil
}

// profileTime is how long the bot is watched for a profile.
const profileTime = 10

// takeProfile begins a CPU profile of the bot; the function that it returns
// waits until the profile lies in the file.
func (s *stand) takeProfile(ctx context.Context, file string) (wait func() error) {
	if file == "" {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	go func() { done <- fetchProfile(ctx, s.profile, file) }()
	return func() error { return <-done }
}

func fetchProfile(ctx context.Context, addr, file string) error {
	url := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", addr, profileTime)
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask for profile: %w", err)
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return fmt.Errorf("ask for profile: %w", err)
	}
	defer answer.Body.Close()
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("keep profile: %w", err)
	}
	if _, err := io.Copy(f, answer.Body); err != nil {
		return fmt.Errorf("keep profile: %w", err)
	}
	return f.Close()
}
