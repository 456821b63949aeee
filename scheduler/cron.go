package scheduler

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is one piece of timed work. Run must be safe to repeat.
type Job struct {
	Name string
	Spec string // five fields, without a zone: the moment is local
	// Houses makes it run in every zone that has houses, at its local moment; else
	// it runs in that of the program alone.
	Houses bool
	// Run gets the moment in its zone. Downtime makes it earlier than now.
	Run func(ctx context.Context, at time.Time) error
}

// Zones are those that jobs run in.
type Zones struct {
	Own    *time.Location
	Houses func(ctx context.Context) ([]string, error) // names; asked at most once a minute
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
	zones  Zones
	jobs   []planned

	houses []*time.Location // as they were when they were last asked for
	asked  time.Time
	looked map[place]time.Time // up to when nothing is left to run
}

// place is a job in one zone.
type place struct{ name, zone string }

type planned struct {
	Job
	schedule cron.Schedule
}

// NewCron returns jobs ready to tick, or every fault of their specs: a spec
// that names a zone or a day that never comes.
func NewCron(memory Memory, zones Zones, jobs ...Job) (*Cron, error) {
	c := &Cron{memory: memory, zones: zones, looked: map[place]time.Time{}}
	var errs []error
	for _, j := range jobs {
		s, err := parseSpec(j.Spec)
		if err != nil {
			errs = append(errs, fmt.Errorf("job %s: spec %q: %w", j.Name, j.Spec, err))
			continue
		}
		c.jobs = append(c.jobs, planned{j, s})
	}
	return c, errors.Join(errs...)
}

// Tick runs what has come by now and was not run yet. Moments that were missed
// are caught up once: the latest of them runs.
func (c *Cron) Tick(ctx context.Context, now time.Time) error {
	houses, err := c.housesAt(ctx, now)
	errs := []error{err}
	for _, j := range c.jobs {
		zones := []*time.Location{c.zones.Own}
		if j.Houses {
			zones = houses
		}
		for _, zone := range zones {
			if err := c.tick(ctx, j, now.In(zone)); err != nil {
				errs = append(errs, fmt.Errorf("job %s@%s: %w", j.Name, zone, err))
			}
		}
	}
	return errors.Join(errs...)
}

// lookBack bounds how old a missed moment may be and still be caught up.
const lookBack = 7 * 24 * time.Hour

// zonesAgain is how long the zones of houses count as known.
const zonesAgain = time.Minute

// housesAt returns the zones that have houses. Where they cannot be asked for,
// those that are known stay; a zone that the machine does not know is named once.
func (c *Cron) housesAt(ctx context.Context, now time.Time) ([]*time.Location, error) {
	if c.zones.Houses == nil || !c.asked.IsZero() && now.Sub(c.asked).Abs() < zonesAgain {
		return c.houses, nil
	}
	names, err := c.zones.Houses(ctx)
	if err != nil {
		return c.houses, fmt.Errorf("list zones of houses: %w", err)
	}
	c.asked, c.houses = now, nil
	var errs []error
	for _, name := range names {
		zone, err := time.LoadLocation(name)
		if err != nil {
			errs = append(errs, fmt.Errorf("zone of houses: %w", err))
			continue
		}
		c.houses = append(c.houses, zone)
	}
	return c.houses, errors.Join(errs...)
}

func (c *Cron) tick(ctx context.Context, j planned, now time.Time) error {
	at := place{j.Name, now.Location().String()}
	from := maxTime(c.looked[at], now.Add(-lookBack)).In(now.Location())
	if latest(j.schedule, from, now).IsZero() {
		return nil // nothing has come since: the memory need not be asked
	}
	last, err := c.memory.Last(ctx, j.Name, at.zone)
	if err != nil {
		return err
	}
	if moment := latest(j.schedule, maxTime(last.In(now.Location()), from), now); !moment.IsZero() {
		run := Run{Name: j.Name, Zone: at.zone, Moment: moment}
		if _, err := c.memory.Begin(ctx, run, func(ctx context.Context) error {
			return j.Run(ctx, moment)
		}); err != nil {
			return err
		}
	}
	c.looked[at] = now
	return nil
}

// latest returns the last moment of s after from and not after now; zero if there is none.
func latest(s cron.Schedule, from, now time.Time) time.Time {
	from = lastSecond(from)
	if next := s.Next(from); next.IsZero() || next.After(now) {
		return time.Time{}
	}
	// From the minute before the last moment on, the next one is to come.
	minutes := sort.Search(int(now.Sub(from)/time.Minute), func(i int) bool {
		next := s.Next(from.Add(time.Duration(i+1) * time.Minute))
		return next.IsZero() || next.After(now)
	})
	return s.Next(from.Add(time.Duration(minutes) * time.Minute))
}

// lastSecond returns the end of the minute of t. The same moments come after it,
// since none is within a minute, and they are found at once.
func lastSecond(t time.Time) time.Time {
	return t.Truncate(time.Minute).Add(time.Minute - time.Second)
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
