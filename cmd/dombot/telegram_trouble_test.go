package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dombot/dialogs/script"
	"dombot/internal/simulator"
)

// Befall makes Telegram go wrong. While it does, deeds are not waited for; when
// it ends, whoever did something is.
func (s *telegramStage) Befall(ctx context.Context, t script.Trouble) error {
	if err := s.struck(ctx); err != nil {
		return err
	}
	for _, f := range s.trouble {
		f.Stop()
	}
	s.trouble = nil
	if t == (script.Trouble{}) {
		return s.relieved(ctx)
	}
	s.troubled = map[string]bool{}
	for _, f := range faults(t) {
		f.Count = -1
		s.trouble = append(s.trouble, s.sim.Inject(f))
	}
	return nil
}

// struck waits until the trouble has hit a call, so that it proves something.
func (s *telegramStage) struck(ctx context.Context) error {
	if s.trouble == nil {
		return nil
	}
	patient, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return s.sim.Wait(patient, func(simulator.State) bool {
		return slices.ContainsFunc(s.trouble, func(f *simulator.Injected) bool { return f.Hits() > 0 })
	})
}

func faults(t script.Trouble) []simulator.Fault {
	switch {
	case t.Silent:
		return []simulator.Fault{{Kind: simulator.Slow}, {Kind: simulator.Slow, Method: "getUpdates"}}
	case t.HangsUp:
		return []simulator.Fault{{Kind: simulator.DropAfter}}
	case t.Code == 429:
		return []simulator.Fault{{Kind: simulator.TooManyRequests, RetryAfter: int(t.RetryAfter / time.Second)}}
	case t.Code == 502:
		return []simulator.Fault{{Kind: simulator.BadGateway}}
	}
	return []simulator.Fault{{Kind: simulator.ServerError}}
}

// relieved waits until the bot has answered everybody.
func (s *telegramStage) relieved(ctx context.Context) error {
	patient, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := s.sim.Idle(patient); err != nil {
		return err
	}
	for who := range s.troubled {
		seen := func(simulator.State) bool { return s.Seen(who) != "" }
		if err := s.sim.Wait(patient, seen); err != nil {
			return fmt.Errorf("%s is not answered: %w", who, err)
		}
	}
	return nil
}
