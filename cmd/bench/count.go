package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
)

// cost is what one step costs, on the average over the residents.
type cost struct {
	step     string
	queries  float64 // sent to PostgreSQL, BEGIN and COMMIT among them
	redis    float64 // calls to Redis
	telegram float64 // calls of the Bot API, getUpdates aside
}

// costs plays one dialog in lockstep and counts what each step sends. The
// queries themselves are written to list, unless that is nil.
func (s *stand) costs(ctx context.Context, c *crowd, list io.Writer) ([]cost, error) {
	if err := s.count(ctx, true); err != nil {
		return nil, err
	}
	if err := c.play(ctx, len(c.residents), nil); err != nil { // until every connection counts
		return nil, err
	}
	var all []cost
	for _, step := range c.steps {
		one, err := s.costOf(ctx, c, step)
		if err == nil && list != nil {
			err = s.listQueries(ctx, list, step.name)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, s.count(ctx, false)
}

func (s *stand) costOf(ctx context.Context, c *crowd, step step) (cost, error) {
	if err := s.sim.Idle(ctx); err != nil {
		return cost{}, err
	}
	if _, err := s.db.ExecContext(ctx, "SELECT pg_stat_statements_reset()"); err != nil {
		return cost{}, fmt.Errorf("count queries: %w", err)
	}
	redis, err := s.redisCalls(ctx)
	if err != nil {
		return cost{}, err
	}
	telegram := s.botCalls()
	err = c.each(ctx, func(ctx context.Context, r *resident) error {
		_, err := r.take(ctx, step)
		return err
	})
	if err == nil {
		err = s.sim.Idle(ctx)
	}
	if err != nil {
		return cost{}, err
	}
	redisAfter, err := s.redisCalls(ctx)
	if err != nil {
		return cost{}, err
	}
	n := float64(len(c.residents))
	queries, err := s.queries(ctx, len(c.residents)/2)
	return cost{
		step: step.name, queries: float64(queries) / n, redis: float64(redisAfter-redis) / n,
		telegram: float64(s.botCalls()-telegram) / n,
	}, err
}

// What the scheduler asks every second is called far more seldom than once for
// every other resident.
const selectQueries = `
	SELECT coalesce(sum(calls), 0)::bigint
	FROM pg_stat_statements
	WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND calls >= $1`

func (s *stand) queries(ctx context.Context, least int) (n int64, err error) {
	if err := s.db.QueryRowContext(ctx, selectQueries, least).Scan(&n); err != nil {
		return 0, fmt.Errorf("count queries: %w", err)
	}
	return n, nil
}

const selectTimes = `
	SELECT calls, mean_plan_time, mean_exec_time, regexp_replace(query, '\s+', ' ', 'g')
	FROM pg_stat_statements
	WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
	ORDER BY calls * (mean_plan_time + mean_exec_time) DESC`

// listQueries writes how often each query was sent and how many milliseconds
// its planning and its work took.
func (s *stand) listQueries(ctx context.Context, to io.Writer, step string) error {
	found, err := s.db.QueryContext(ctx, selectTimes)
	if err != nil {
		return fmt.Errorf("list queries: %w", err)
	}
	defer found.Close()
	for found.Next() {
		var calls int
		var plan, work float64
		var query string
		if err := found.Scan(&calls, &plan, &work, &query); err != nil {
			return fmt.Errorf("list queries: %w", err)
		}
		if _, err := fmt.Fprintf(to, "%s\t%d\t%.3f\t%.3f\t%s\n", step, calls, plan, work, query); err != nil {
			return err
		}
	}
	return found.Err()
}

func (s *stand) botCalls() (n int) {
	for method, calls := range s.counts() {
		if method != "getUpdates" {
			n += calls
		}
	}
	return n
}

// redisCalls counts the scripts that Redis was asked to run.
func (s *stand) redisCalls(ctx context.Context) (int, error) {
	addr := strings.TrimSuffix(strings.TrimPrefix(s.redis.URL(), "redis://"), "/0")
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return 0, fmt.Errorf("ask Redis: %w", err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("INFO commandstats\r\nQUIT\r\n")); err != nil {
		return 0, fmt.Errorf("ask Redis: %w", err)
	}
	total := 0
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		var calls int
		for _, script := range []string{"eval", "evalsha", "fcall"} {
			rest, ok := strings.CutPrefix(lines.Text(), "cmdstat_"+script+":calls=")
			if _, err := fmt.Sscanf(rest, "%d", &calls); ok && err == nil {
				total += calls
			}
		}
	}
	return total, nil
}
