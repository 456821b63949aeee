package main

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// mailingCommands are about the pause of reminders and news.
type mailingCommands struct {
	Status mailingStatus `cmd:"" help:"Tell whether reminders and news wait, and until when."`
	Pause  mailingPause  `cmd:"" help:"Let them wait by hand, and tell those who work for organisations."`
	Resume mailingResume `cmd:"" help:"Send them again at once."`
}

type mailingStatus struct{}

// Run tells whether a pause is in force.
func (mailingStatus) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		is, _, err := (&postgres.Suspensions{DB: d.db}).Standing(ctx, 0, d.clock.Now())
		if err != nil {
			return err
		}
		if is.Until.IsZero() {
			return d.say("sending.goes")
		}
		_, err = fmt.Fprintln(d.Out, texts.Paused(t.T, is, d.Zone).Plain())
		return err
	})
}

type mailingPause struct {
	Hours int `default:"1" help:"For how long, up to 72."`
}

// maxPauseHours bounds a pause by hand: a reminder that is older is of no use.
const maxPauseHours = 72

// Run begins a pause; one that is in force stays as it is.
func (p mailingPause) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	err := atDesk(ctx, w, t, func(d desk) error {
		now := d.clock.Now()
		hours := min(max(1, p.Hours), maxPauseHours)
		is := housing.Suspension{Since: now, Until: now.Add(time.Duration(hours) * time.Hour)}
		return (&postgres.Outbox{DB: d.db}).Suspend(ctx, is)
	})
	if err != nil {
		return err
	}
	return mailingStatus{}.Run(ctx, w, t)
}

type mailingResume struct{}

// Run ends the pause.
func (mailingResume) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		if err := (&postgres.Suspensions{DB: d.db}).End(ctx, byCommand(), 0, d.clock.Now()); err != nil {
			return err
		}
		return d.say("sending.resumed")
	})
}
