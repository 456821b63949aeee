package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dombot/internal/simulator"
)

// patience is how long a resident waits for an answer before the run fails.
const patience = time.Minute

// sight is what a resident saw, and when.
type sight struct {
	simulator.Sight
	at time.Time
}

// resident is one of the crowd: does something, waits for the answer, goes on.
type resident struct {
	*simulator.Person
	seen     chan sight
	window   simulator.Message // the newest message with buttons
	dialogs  int
	receipts []string
	times    [][]time.Duration // by step
}

// newResident lets somebody in who notes when they see an answer.
func newResident(sim *simulator.Server, i, steps int) *resident {
	r := &resident{
		Person: sim.Person(fmt.Sprintf("Житель %d", i+1)),
		seen:   make(chan sight, 64), times: make([][]time.Duration, steps),
	}
	r.Watch(func(s simulator.Sight) {
		select {
		case r.seen <- sight{s, time.Now()}:
		default: // nobody looks: the dialog has failed
		}
	})
	return r
}

// step is a deed and what shows that it was answered.
type step struct {
	name string
	do   func(r *resident) error
	// done reports whether a message with buttons is the answer.
	done func(r *resident, m simulator.Message) bool
}

// take does a step and waits until its answer is seen.
func (r *resident) take(ctx context.Context, s step) (time.Duration, error) {
	begin := time.Now()
	if err := s.do(r); err != nil {
		return 0, fmt.Errorf("step %s of %s: %w", s.name, r.Name, err)
	}
	at, err := r.await(ctx, func(m simulator.Message) (bool, error) {
		if !s.done(r, m) {
			return false, fmt.Errorf("saw %q %q", m.Text, m.Labels())
		}
		return true, nil
	})
	if err != nil {
		return 0, fmt.Errorf("step %s of %s: %w", s.name, r.Name, err)
	}
	return at.Sub(begin), nil
}

// await looks at every message with buttons until one is the answer.
func (r *resident) await(
	ctx context.Context, answer func(simulator.Message) (bool, error),
) (time.Time, error) {
	tooLong := time.NewTimer(patience)
	defer tooLong.Stop()
	for {
		select {
		case s := <-r.seen:
			if len(s.Message.Buttons) == 0 {
				continue // a toast, or the old window without its buttons
			}
			r.window = s.Message
			if done, err := answer(s.Message); done || err != nil {
				return s.at, err
			}
		case <-tooLong.C:
			return time.Time{}, errors.New("no answer came; the chat ends with\n" + r.end())
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		}
	}
}

// end is what the resident has seen last, for a run that failed.
func (r *resident) end() string {
	lines := strings.Split(r.Transcript(), "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}

// tap touches the first button of the window that starts with one of labels.
func (r *resident) tap(labels ...string) error {
	for _, row := range r.window.Buttons {
		for _, b := range row {
			if slices.ContainsFunc(labels, func(l string) bool { return strings.HasPrefix(b.Text, l) }) {
				r.Tap(r.window.ID, b.Data)
				return nil
			}
		}
	}
	return fmt.Errorf("no button %q among %q", labels, r.window.Labels())
}

// say types a text.
func (r *resident) say(text string) error {
	r.Send(text)
	return nil
}
