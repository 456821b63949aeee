package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dombot/internal/simulator"
	"dombot/internal/texts"
)

// script is what the residents of a measured bot do.
type script struct {
	begin step // once, before the first dialog
	steps []step
	// doubled is the last step with a confirmation that is tapped twice; nil: there is none.
	doubled func(ctx context.Context, r *resident) error
}

// readings is the dialog of the measured bot.
func readings(t *texts.Catalogue) script {
	open, fix, save := t.Label("menu.readings"), t.Label("readings.fix"), t.Label("readings.save")
	labels := func(m simulator.Message) string { return strings.Join(m.Labels(), "\n") }
	entered := func(n int) func(*resident, simulator.Message) bool {
		return func(_ *resident, m simulator.Message) bool { return strings.Count(labels(m), "✓") == n }
	}
	receipt := step{
		"save", func(r *resident) error { return r.tap(save) },
		func(r *resident, m simulator.Message) bool { return r.keep(m) },
	}
	return script{
		begin: step{
			"begin", func(r *resident) error { r.Start(""); return nil },
			func(_ *resident, m simulator.Message) bool {
				return strings.Contains(labels(m), open)
			},
		},
		steps: []step{
			{"open", func(r *resident) error { r.dialogs++; return r.tap(open, fix) }, entered(0)},
			{"cold", func(r *resident) error {
				return r.say(fmt.Sprintf("хвс 10%d,%03d", r.part(), r.rest()))
			}, entered(1)},
			{"hot", func(r *resident) error {
				return r.say(fmt.Sprintf("гвс 6%d,%03d", r.part(), r.rest()))
			}, entered(2)},
			{"electricity", func(r *resident) error {
				return r.say(fmt.Sprintf("свет %d %d", 3501+r.dialogs%100, 1231+r.dialogs%50))
			}, entered(3)},
			receipt,
		},
		doubled: func(ctx context.Context, r *resident) error { return r.confirmTwice(ctx, save) },
	}
}

// part and rest make values that differ from one dialog to the next and stay
// within what a flat uses in a month.
func (r *resident) part() int { return r.dialogs / 1000 % 3 }
func (r *resident) rest() int { return r.dialogs % 1000 }

// keep notes the number of the receipt that a message shows, false if it shows none.
func (r *resident) keep(m simulator.Message) bool {
	_, after, ok := strings.Cut(m.Text, "№ П-")
	if !ok {
		return false
	}
	number, _, _ := strings.Cut(after, ",")
	if n := len(r.receipts); n == 0 || r.receipts[n-1] != number {
		r.receipts = append(r.receipts, number)
	}
	return true
}

// confirmTwice taps the confirmation twice at once and waits for both answers.
func (r *resident) confirmTwice(ctx context.Context, label string) error {
	for range 2 {
		if err := r.tap(label); err != nil {
			return err
		}
	}
	shown := 0
	_, err := r.await(ctx, func(m simulator.Message) (bool, error) {
		if !r.keep(m) {
			return false, errors.New("a doubled confirmation showed " + m.Text)
		}
		shown++
		return shown == 2, nil
	})
	return err
}
