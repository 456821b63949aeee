package main

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// crowd plays a script as many residents at once.
type crowd struct {
	script
	residents []*resident
}

func newCrowd(t *telegram, s script, size int) *crowd {
	c := &crowd{script: s}
	for i := range size {
		c.residents = append(c.residents, newResident(t.sim, i, len(s.steps)))
	}
	return c
}

// each lets every resident do the same at the same time.
func (c *crowd) each(ctx context.Context, do func(ctx context.Context, r *resident) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, r := range c.residents {
		group.Go(func() error { return do(ctx, r) })
	}
	return group.Wait()
}

// warm begins and plays some dialogs that are not measured.
func (c *crowd) warm(ctx context.Context, dialogs int) error {
	err := c.each(ctx, func(ctx context.Context, r *resident) error {
		_, err := r.take(ctx, c.begin)
		return err
	})
	if err != nil {
		return err
	}
	err = c.play(ctx, dialogs, nil)
	c.forget()
	return err
}

// forget drops the times taken until now.
func (c *crowd) forget() {
	for _, r := range c.residents {
		for i := range r.times {
			r.times[i] = nil
		}
	}
}

// play plays so many dialogs in a closed loop: who is through begins the next.
// The last step is replaced by last, unless that is nil.
func (c *crowd) play(
	ctx context.Context, dialogs int, last func(ctx context.Context, r *resident) error,
) error {
	var left atomic.Int64
	left.Store(int64(dialogs))
	return c.each(ctx, func(ctx context.Context, r *resident) error {
		for left.Add(-1) >= 0 {
			if err := c.dialog(ctx, r, last); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *crowd) dialog(
	ctx context.Context, r *resident, last func(ctx context.Context, r *resident) error,
) error {
	for i, s := range c.steps {
		if i == len(c.steps)-1 && last != nil {
			return last(ctx, r)
		}
		took, err := r.take(ctx, s)
		if err != nil {
			return err
		}
		r.times[i] = append(r.times[i], took)
	}
	return nil
}

// receipts counts the different receipts that were seen.
func (c *crowd) receipts() int {
	different := map[string]bool{}
	for _, r := range c.residents {
		for _, number := range r.receipts {
			different[number] = true
		}
	}
	return len(different)
}

// times are the sorted times of all residents for each step, and for all steps together.
func (c *crowd) times() (steps [][]time.Duration, all []time.Duration) {
	steps = make([][]time.Duration, len(c.steps))
	for i := range c.steps {
		for _, r := range c.residents {
			steps[i] = append(steps[i], r.times[i]...)
		}
		all = append(all, steps[i]...)
		slices.Sort(steps[i])
	}
	slices.Sort(all)
	return steps, all
}
