package main

import (
	"context"
	"errors"
	"time"

	"dombot/dialogs/script"
)

// errNotHere refuses what does not happen on the perilous stage.
var errNotHere = errors.New("nothing of the kind happens on this stage")

func (s *perilStage) Say(ctx context.Context, who, text string) error {
	return s.Deliver(ctx, script.Step{Who: who, Deeds: []script.Deed{{Verb: "says", Text: text}}})
}

func (s *perilStage) Press(ctx context.Context, who, label string) error {
	return s.Deliver(ctx, script.Step{Who: who, Deeds: []script.Deed{{Verb: "presses", Text: label}}})
}

func (s *perilStage) Seen(who string) string { return s.person(who).chat.seen.String() }

func (s *perilStage) Keep(context.Context, string, string) error { return errNotHere }

func (s *perilStage) PressKept(context.Context, string) error { return errNotHere }

func (s *perilStage) Send(context.Context, string, string) error { return errNotHere }

func (s *perilStage) Told(context.Context, string, string) error { return errNotHere }

func (s *perilStage) Befall(context.Context, script.Trouble) error { return errNotHere }

func (s *perilStage) Run(context.Context, []string) (string, error) { return "", errNotHere }

func (s *perilStage) Clock(_ context.Context, to func(time.Time) time.Time) error {
	s.world.clock.move(to)
	return nil
}

func (s *perilStage) Restart(context.Context) error {
	s.world.met.add("fault: " + script.Restart)
	return errors.Join(s.restart(0), s.restart(1))
}

func (s *perilStage) Forget(ctx context.Context) error {
	s.world.met.add("fault: " + script.Forget)
	s.facts.unseen()
	return s.world.forget(ctx)
}
