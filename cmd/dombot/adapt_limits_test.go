package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"dombot/bot"
	"dombot/internal/localredis/redistest"
	"dombot/internal/simulator"
	"dombot/storage/redis"
)

// TestCountersLetOutWhatTelegramTakes asks for turns as several replicas with
// clocks that differ would: Telegram's sliding windows are never exceeded, however
// many answers go out meanwhile, and mass sending loses no time.
func TestCountersLetOutWhatTelegramTakes(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) string{
		"imitation": func(t *testing.T) string { t.Helper(); return "redis://" + miniredis.RunT(t).Addr() + "/0" },
		"server":    func(t *testing.T) string { t.Helper(); return redistest.Start(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := redis.Open(open(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			counter := limitsOf(db, inventedToken, bot.TelegramRates())
			t.Run("mass", func(t *testing.T) {
				t.Parallel()
				massTurns(t, counter)
			})
			t.Run("group", func(t *testing.T) {
				t.Parallel()
				groupTurns(t, limitsOf(db, "2:x", bot.TelegramRates()))
			})
			for i, class := range []bot.Class{bot.Answer, bot.Urgent, bot.Mass} {
				token := Secret(fmt.Sprintf("%d:x", 3+i))
				t.Run("pause", func(t *testing.T) {
					t.Parallel()
					pausedTurn(t, limitsOf(db, token, bot.TelegramRates()), class)
				})
			}
		})
	}
}

// window counts what arrives within a span, as Telegram does.
type window struct {
	span time.Duration
	at   []time.Time
}

func (w *window) add(at time.Time) int {
	w.at = append(w.at, at)
	n := 0
	for _, t := range w.at {
		if at.Sub(t) < w.span && !t.After(at) {
			n++
		}
	}
	return n
}

func massTurns(t *testing.T, counter bot.Counter) {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // chance, nothing secret
	begin := time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC)
	now, all, sent, chat := begin, window{span: time.Second}, 0, int64(1000)
	for sent < 250 {
		var calls []bot.Call
		if random.IntN(40) == 0 { // somebody is answered
			calls = append(calls, bot.Call{Chat: 7})
			if n := all.add(now); n > simulator.TelegramLimits().PerSecond {
				t.Fatalf("%d messages within a second", n)
			}
		}
		skew := time.Duration(random.IntN(3)) * 300 * time.Microsecond
		turn, err := counter.Take(t.Context(), now.Add(skew), append(calls, bot.Call{Chat: chat, Class: bot.Mass}))
		if err != nil {
			t.Fatal(err)
		}
		if turn.Wait == 0 {
			sent++
			chat++
			if n := all.add(now); n > simulator.TelegramLimits().PerSecond {
				t.Fatalf("%d messages within a second", n)
			}
		}
		now = now.Add(max(turn.Wait, time.Millisecond) + time.Duration(random.IntN(3))*time.Millisecond)
	}
	if took, ideal := now.Sub(begin).Seconds(), 250.0/25; took > 1.03*ideal || took < 0.98*ideal {
		t.Errorf("250 messages take %.2f s, want about %.0f", took, ideal)
	}
}

func groupTurns(t *testing.T, counter bot.Counter) {
	t.Helper()
	now, minute, sent := time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC), window{span: time.Minute}, 0
	for range 300 {
		call := bot.Call{Chat: -5, Class: bot.Urgent, Edit: sent%3 == 0}
		turn, err := counter.Take(t.Context(), now, []bot.Call{call})
		if err != nil {
			t.Fatal(err)
		}
		if turn.Wait == 0 {
			sent++
			if n := minute.add(now); n > simulator.TelegramLimits().GroupMinute {
				t.Fatalf("%d messages within a minute", n)
			}
		}
		if turn.Wait > 10*time.Second && !turn.Alone {
			t.Fatalf("a full group makes others wait: %+v", turn)
		}
		now = now.Add(700 * time.Millisecond)
	}
	if sent < 60 {
		t.Errorf("%d messages in 3.5 minutes", sent)
	}
}

func pausedTurn(t *testing.T, counter bot.Counter, class bot.Class) {
	t.Helper()
	now := time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC)
	for _, until := range []time.Duration{90 * time.Second, 7 * time.Second} { // the later end counts
		if err := counter.Pause(t.Context(), now, now.Add(until)); err != nil {
			t.Fatal(err)
		}
	}
	early, err := counter.Take(t.Context(), now.Add(89*time.Second), []bot.Call{{Chat: 8, Class: class}})
	late, after := counter.Take(t.Context(), now.Add(91*time.Second), []bot.Call{{Chat: 8, Class: class}})
	if err != nil || after != nil || early.Wait != time.Second || !early.Paused || late.Wait != 0 {
		t.Errorf("class %d: %+v in the pause, %+v after it; %v, %v", class, early, late, err, after)
	}
}

// TestARefusedTurnIsCountedNowhere holds a chat back and sees that nobody else waits for it.
func TestARefusedTurnIsCountedNowhere(t *testing.T) {
	t.Parallel()
	db, err := redis.Open("redis://" + miniredis.RunT(t).Addr() + "/0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	counter := limitsOf(db, inventedToken, bot.TelegramRates())
	now := time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC)
	var turns strings.Builder
	for i, chat := range []int64{1, 1, 1, 1, 1, 1, 2} {
		turn, err := counter.Take(context.WithoutCancel(t.Context()), now.Add(time.Duration(i)*50*time.Millisecond),
			[]bot.Call{{Chat: chat, Class: bot.Mass}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(&turns, turn.Wait == 0, turn.Alone, " ")
	}
	got := turns.String()
	if want := "true false true false true false false true false true false true true false "; got != want {
		t.Errorf("turns %s, want %s", got, want)
	}
}
