package scheduler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is one piece of timed work. Run must be safe to repeat.
type Job struct {
	Name string
	Spec string // five fields, without a zone: the moment is local in every zone
	Run  func(ctx context.Context, at time.Time) error
}

// Memory decides that a moment of a job runs once, however many replicas tick.
type Memory interface {
	// Begin notes the moment and runs work, unless it was run before. The note is
	// kept only if work succeeds; after a crash between the two work runs again.
	Begin(ctx context.Context, run Run, work func(context.Context) error) (bool, error)
	// Last returns the latest moment that was run, the zero time if none was.
	Last(ctx context.Context, name, zone string) (time.Time, error)
}

// Run names one moment of a job in one zone.
type Run struct {
	Name, Zone string
	Moment     time.Time
}

// Cron runs jobs by the clock that is handed in.
type Cron struct {
	memory Memory
	zones  []*time.Location
	jobs   []planned
}

type planned struct {
	Job
	schedule cron.Schedule
}

// NewCron returns jobs ready to tick, or every fault of their specs: a spec
// that names a zone or a day that never comes.
func NewCron(memory Memory, zones []*time.Location, jobs ...Job) (*Cron, error) {
	c := &Cron{memory: memory, zones: zones}
	var errs []error
	for _, j := range jobs {
		s, err := cron.ParseStandard(j.Spec)
		if err == nil && strings.Contains(j.Spec, "TZ=") {
			err = fmt.Errorf("spec %q names a zone", j.Spec)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("job %s: %w", j.Name, err))
			continue
		}
		if s.Next(time.Unix(0, 0)).IsZero() {
			errs = append(errs, fmt.Errorf("job %s: spec %q never comes", j.Name, j.Spec))
			continue
		}
		c.jobs = append(c.jobs, planned{j, s})
	}
	return c, errors.Join(errs...)
}

// Tick runs what has come by now and was not run yet. Moments that were missed
// are caught up once: the latest of them runs.
func (c *Cron) Tick(ctx context.Context, now time.Time) error {
	var errs []error
	for _, j := range c.jobs {
		for _, zone := range c.zones {
			if err := c.tick(ctx, j, now.In(zone)); err != nil {
				errs = append(errs, fmt.Errorf("job %s@%s: %w", j.Name, zone, err))
			}
		}
	}
	return errors.Join(errs...)
}

// lookBack bounds how old a missed moment may be and still be caught up.
const lookBack = 7 * 24 * time.Hour

func (c *Cron) tick(ctx context.Context, j planned, now time.Time) error {
	zone := now.Location().String()
	last, err := c.memory.Last(ctx, j.Name, zone)
	if err != nil {
		return err
	}
	moment := latest(j.schedule, maxTime(last, now.Add(-lookBack)).In(now.Location()), now)
	if moment.IsZero() {
		return nil
	}
	run := Run{Name: j.Name, Zone: zone, Moment: moment}
	_, err = c.memory.Begin(ctx, run, func(ctx context.Context) error {
		return j.Run(ctx, moment)
	})
	return err
}

// latest returns the last moment of s after from and not after now; zero if there is none.
func latest(s cron.Schedule, from, now time.Time) time.Time {
	var found time.Time
	for next := s.Next(from); !next.IsZero() && !next.After(now); next = s.Next(next) {
		found = next
	}
	return found
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
