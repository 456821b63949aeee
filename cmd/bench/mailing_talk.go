package main

import (
	"context"
	"strings"
	"time"

	"dombot/internal/simulator"
	"dombot/internal/texts"
)

// pages is what residents do while others are written to: they turn pages. What
// a press changes is an edit, which Telegram does not count.
func pages(t *texts.Catalogue) script {
	open := t.Label("menu.readings")
	labels := func(m simulator.Message) string { return strings.Join(m.Labels(), "\n") }
	atHome := func(_ *resident, m simulator.Message) bool { return strings.Contains(labels(m), open) }
	back := t.Label("engine.back")
	return script{
		begin: step{"begin", func(r *resident) error { r.Start(""); return nil }, atHome},
		steps: []step{
			{
				"open", func(r *resident) error { return r.tap(t.Label("menu.settings")) },
				func(_ *resident, m simulator.Message) bool { return strings.Contains(labels(m), back) },
			},
			{"back", func(r *resident) error { return r.tap(back) }, atHome},
		},
	}
}

// between is what a resident waits from one step to the next.
const between = 300 * time.Millisecond

// talk lets residents turn pages until ctx ends, and returns the sorted times.
func talk(ctx context.Context, c *crowd) ([]time.Duration, error) {
	err := c.each(context.WithoutCancel(ctx), func(all context.Context, r *resident) error {
		for ctx.Err() == nil {
			i := r.dialogs % len(c.steps)
			took, err := r.take(all, c.steps[i])
			if err != nil {
				return err
			}
			r.dialogs++
			r.times[i] = append(r.times[i], took)
			pause(ctx, between)
		}
		return nil
	})
	_, all := c.times()
	c.forget()
	return all, err
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// quietly measures residents while nobody is written to.
func (p *post) quietly(ctx context.Context, c *crowd, d time.Duration) ([]time.Duration, error) {
	err := c.each(ctx, func(ctx context.Context, r *resident) error {
		_, err := r.take(ctx, c.begin)
		return err
	})
	if err != nil {
		return nil, err
	}
	warm, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if _, err := talk(warm, c); err != nil {
		return nil, err
	}
	limited, stop := context.WithTimeout(ctx, d)
	defer stop()
	return talk(limited, c)
}

// meanwhile measures residents until everybody was written to.
func (p *post) meanwhile(ctx context.Context, c *crowd) ([]time.Duration, error) {
	written, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	go func() {
		p.crowd.wait(written)
		cancel()
	}()
	all, err := talk(written, c)
	if err == nil && p.crowd.missing() > 0 {
		err = p.crowd.lost()
	}
	return all, err
}
