package bot_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/dialogs"
	"dombot/internal/simulator"
)

func TestARestartInTheMiddleLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				t := w.t
				chance := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same in every run
				w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
					time.Sleep(time.Duration(ev.Update%7) * 40 * time.Millisecond)
					return window(ctx, ev)
				}
				all := people(w, 12)
				for _, text := range numbers(9) {
					for _, p := range all {
						p.Send(text)
					}
				}
				for range 4 {
					r := w.start()
					time.Sleep(time.Duration(chance.IntN(1200)) * time.Millisecond)
					r.end()
				}
				r := w.start()
				w.idle()
				r.end()
				for _, p := range all {
					if diff := cmp.Diff(numbers(9), w.dialog.texts(p.ID)); diff != "" {
						t.Errorf("%s (-want +got):\n%s", p.Name, diff)
					}
					if n := len(w.view(p).Messages); n != 18 {
						t.Errorf("%s sees %d messages, want 18", p.Name, n)
					}
				}
			})
		})
	}
}

func TestAStopDoesNotWaitForTheSlowestAndComesBackToIt(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		slow := true
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			if ev.Text == "долго" && slow {
				<-ctx.Done()
				return dialogs.Reply{}, ctx.Err()
			}
			return window(ctx, ev)
		}
		anna, boris := w.Person("Анна"), w.Person("Борис")
		boris.Send("сразу")
		anna.Send("долго")
		anna.Send("потом")
		r := w.start()
		time.Sleep(2 * time.Second)
		r.end()
		if got := w.dialog.texts(anna.ID); len(got) != 0 {
			t.Fatalf("Анна before the restart: %q", got)
		}
		slow = false

		r = w.start()
		w.idle()
		r.end()

		if got := w.dialog.texts(anna.ID); !slices.Equal(got, []string{"долго", "потом"}) {
			t.Errorf("Анна: %q", got)
		}
		if got := w.dialog.texts(boris.ID); !slices.Equal(got, []string{"сразу"}) {
			t.Errorf("Борис: %q", got)
		}
		if last, _ := w.view(anna).Last(); last.Text != "на «потом»" || len(w.view(anna).Messages) != 4 {
			t.Errorf("Анна sees %q in %d messages", last.Text, len(w.view(anna).Messages))
		}
	})
}

func TestAStopBeginsNothingThatCanWait(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = func(context.Context, dialogs.Event) (dialogs.Reply, error) {
			time.Sleep(500 * time.Millisecond)
			return dialogs.Reply{Quiet: true}, nil
		}
		anna := w.Person("Анна")
		for _, text := range numbers(6) {
			anna.Send(text)
		}
		r := w.start()
		time.Sleep(1200 * time.Millisecond)
		begun := time.Now()
		r.end()
		if took, n := time.Since(begun), len(w.dialog.texts(anna.ID)); took > 600*time.Millisecond || n != 3 {
			t.Errorf("the stop took %v, %d carried out; want the third finished and no more", took, n)
		}
		r = w.start()
		w.idle()
		r.end()
		if diff := cmp.Diff(numbers(6), w.dialog.texts(anna.ID)); diff != "" {
			t.Errorf("Анна (-want +got):\n%s", diff)
		}
	})
}

func TestAnAnswerInterruptedByAStopIsGivenAfterIt(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = window
		anna := w.Person("Анна")
		stuck := w.Inject(simulator.Fault{Kind: simulator.Slow, Method: "sendMessage", Count: -1})
		anna.Send("привет")
		r := w.start()
		time.Sleep(time.Second)
		r.end()
		stuck.Stop()

		r = w.start()
		w.idle()
		r.end()

		if last, ok := w.view(anna).Last(); !ok || last.Text != "на «привет»" {
			t.Errorf("Анна sees %+v", last)
		}
	})
}

func TestAStopBeforeTelegramAnsweredIsQuiet(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.Inject(simulator.Fault{Kind: simulator.DropBefore, Method: "getMe", Count: -1})
		r := w.start()
		time.Sleep(time.Minute)
		r.end()
		if w.log.count("out of reach") != 1 {
			t.Errorf("log:\n%s", w.log.text())
		}
	})
}
