package bot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/bot"
	"dombot/internal/housing"
	"dombot/internal/simulator"
)

// shared is a counter that all replicas would ask.
type shared struct {
	mu     sync.Mutex
	told   []bot.Call
	away   error
	turn   bot.Turn
	paused time.Duration
}

func (s *shared) Take(_ context.Context, _ time.Time, calls []bot.Call) (bot.Turn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away != nil {
		return bot.Turn{}, s.away
	}
	s.told = append(s.told, calls...)
	return s.turn, nil
}

func (s *shared) Pause(_ context.Context, now, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = until.Sub(now)
	return s.away
}

func (s *shared) becomes(change func(*shared)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (w *town) notices(t *testing.T, people []*simulator.Person, u housing.Urgency) (sent int, took time.Duration) {
	t.Helper()
	begin := time.Now()
	for _, p := range people {
		to := housing.Mailbox{Bot: 100_000_001, Chat: p.ID, Urgency: u}
		if _, err := w.latest.Send(context.Background(), to, screen("Отключение")); err == nil {
			sent++
		}
	}
	return sent, time.Since(begin)
}

func TestNoticesKeepTheLimitsOfTelegramAlsoWithoutTheSharedCounter(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.SetLimits(simulator.TelegramLimits())
		w.counter = &shared{away: errors.New("redis is gone")}
		all := make([]*simulator.Person, 0, 100)
		for range 100 {
			all = append(all, w.Person("Житель", simulator.AlreadyStarted()))
		}
		r := w.start()
		time.Sleep(2 * time.Second)

		mass, slow := w.notices(t, all, housing.UrgencyNews)
		time.Sleep(2 * time.Second)
		urgent, fast := w.notices(t, all, housing.UrgencyNow)
		r.end()

		if mass != 100 || slow < 3800*time.Millisecond || slow > 4100*time.Millisecond {
			t.Errorf("%d news took %v, want 25 a second", mass, slow)
		}
		if urgent != 100 || fast < 3200*time.Millisecond || fast > 3700*time.Millisecond {
			t.Errorf("%d emergencies took %v, want 30 a second", urgent, fast)
		}
		for _, call := range w.Calls() {
			if strings.Contains(call.Error, "Too Many") {
				t.Fatal(call.Error)
			}
		}
		if n := strings.Count(w.log.text(), "counted by this replica alone"); n != 1 {
			t.Errorf("it is said %d times that the counter is away:\n%s", n, w.log.text())
		}
	})
}

func TestAnswersGoOutAtOnceAndAreToldToTheSharedCounter(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		s := &shared{}
		w.counter = s
		w.keep(t)
		anna := w.Person("Анна")
		r := w.start()
		for range 9 {
			anna.Send("а")
			time.Sleep(20 * time.Millisecond)
		}
		w.idle()
		s.becomes(func(s *shared) { s.turn = bot.Turn{Wait: time.Minute, Paused: true} }) // another replica was refused
		time.Sleep(time.Second)
		anna.Send("б")
		time.Sleep(30 * time.Second)
		silent := len(w.view(anna).Messages)
		s.becomes(func(s *shared) { s.turn = bot.Turn{} })
		time.Sleep(time.Minute)
		w.idle()
		refusal := w.Inject(simulator.Fault{Kind: simulator.TooManyRequests, RetryAfter: 300, Method: "sendMessage"})
		anna.Send("в")
		time.Sleep(time.Second)
		refusal.Stop()
		r.end()

		answers := slices.DeleteFunc(slices.Clone(s.told), func(c bot.Call) bool { return c.Edit || c.Class != bot.Answer })
		if len(answers) < 9 {
			t.Errorf("the counter was told of %d answers: %+v", len(answers), s.told)
		}
		if last, _ := w.view(anna).Last(); last.Text == "" || len(w.view(anna).Messages) <= silent {
			t.Errorf("%d messages in the pause of another replica, %d after it", silent, len(w.view(anna).Messages))
		}
		if s.paused < 300*time.Second {
			t.Errorf("the others were told to pause for %v", s.paused)
		}
	})
}
