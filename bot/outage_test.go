package bot_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/simulator"
)

func TestTelegramSilentToPeopleForMinutesCostsNoMemoryAndNoAnswer(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.keep(t)
		store := &memory{}
		w.debts = store
		l := w.line()
		all := people(w, 400)
		r := w.start()
		time.Sleep(time.Second)
		l.becomes(silentTo)
		begun := time.Now()
		before := runtime.NumGoroutine()
		most := 0
		for _, text := range []string{"а", "б", "в"} {
			for _, p := range all {
				p.Send(text)
				time.Sleep(400 * time.Millisecond)
				most = max(most, runtime.NumGoroutine()-before)
			}
		}
		load := w.latest.Load()
		if load.Owed != len(all) || load.Waiting > 100 || store.len() != len(all) {
			t.Errorf("after eight minutes %+v, %d remembered", load, store.len())
		}
		if most > 150 {
			t.Errorf("%d goroutines more than before", most)
		}
		tries := len(l.since(begun, append(said(), "sendChatAction")...))
		if tries > 150 {
			t.Errorf("a silent Telegram was tried %d times in eight minutes", tries)
		}
		l.becomes(nil)
		healed := time.Now()
		w.idle()
		r.end()

		if n := burst(l.since(healed, said()...)); n > 30 {
			t.Errorf("%d calls within a second afterwards", n)
		}
		for _, p := range all {
			last, _ := w.view(p).Last()
			if last.Text != "записано: абв" {
				t.Fatalf("%s sees %q", p.Name, last.Text)
			}
		}
		if store.len() != 0 {
			t.Errorf("%d debts are remembered though paid", store.len())
		}
	})
}

func TestNoMoreIsAskedForThanCanBeOwed(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.keep(t)
		w.debts, w.limits.Owed = &memory{}, 20
		l := w.line()
		l.becomes(silentTo)
		all := people(w, 500)
		for _, p := range all {
			p.Send("а")
		}
		r := w.start()
		time.Sleep(10 * time.Minute)
		if load := w.latest.Load(); load.Owed > 20+100+32 {
			t.Errorf("%d people are owed an answer", load.Owed)
		}
		l.becomes(nil)
		w.idle()
		r.end()
		for _, p := range all {
			if last, _ := w.view(p).Last(); last.Text != "записано: а" {
				t.Fatalf("%s sees %q", p.Name, last.Text)
			}
		}
	})
}

func TestAStopInAnOutageIsQuickAndTheRestartServesEverybody(t *testing.T) {
	t.Parallel()
	for name, befall := range map[string]func(context.Context, call) error{
		"silent to people":  silentTo,
		"silent altogether": silent,
		"refused": func(_ context.Context, c call) error {
			return &telegram.Error{Kind: telegram.Network, Method: c.method}
		},
		"a pause of minutes": func(ctx context.Context, c call) error { return flood(5*time.Minute)(ctx, c) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				t := w.t
				d := w.keep(t)
				store := &memory{}
				w.debts = store
				l := w.line()
				all := people(w, 150)
				r := w.start()
				time.Sleep(time.Second)
				for i, p := range all {
					if i == 20 {
						l.becomes(befall)
					}
					p.Send("а")
					time.Sleep(100 * time.Millisecond)
				}
				time.Sleep(time.Minute)
				r.end() // five seconds at most
				l.becomes(nil)

				r = w.start()
				time.Sleep(time.Second) // what was owed before is read
				w.idle()
				r.end()

				for _, p := range all {
					if last, _ := w.view(p).Last(); last.Text != "записано: а" {
						t.Errorf("%s sees %q", p.Name, last.Text)
					}
				}
				if len(d.seen) != len(all) || store.len() != 0 {
					t.Errorf("%d carried out, %d remembered", len(d.seen), store.len())
				}
			})
		})
	}
}

func TestATokenRevokedWhileAnsweringEndsTheBot(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		w.dialog.answer = window
		w.api = outside{Client: w.client(), message: func(telegram.Message) error {
			return &telegram.Error{Kind: telegram.Unauthorized, Code: 401, Text: "Unauthorized"}
		}}
		w.Person("Анна").Send("привет")
		r := w.start()
		if err := <-r.ended; telegram.KindOf(err) != telegram.Unauthorized {
			w.t.Errorf("Run = %v", err)
		}
		r.stop()
	})
}

func TestAPressThatHasToWaitIsAnsweredMeanwhile(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		var told []bool
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			if ev.Text == "долго" {
				time.Sleep(9 * time.Second)
			}
			if ev.Ack != nil {
				told = append(told, ev.Ack(ctx, "устарела"))
			}
			return window(ctx, ev)
		}
		l := w.line()
		anna := w.Person("Анна")
		r := w.start()
		anna.Send("привет")
		w.idle()
		begun := time.Now()
		anna.Send("долго")
		time.Sleep(100 * time.Millisecond)
		if err := anna.Press("Дальше"); err != nil {
			t.Fatal(err)
		}
		w.idle()
		r.end()
		acks := l.since(begun, "answerCallbackQuery")
		if len(acks) != 1 || acks[0].at.Sub(begun) > 3*time.Second || len(told) != 1 || told[0] {
			t.Errorf("answers %+v, told %v: the window has to say it then", acks, told)
		}
		if signs := l.since(begun, "sendChatAction"); len(signs) != 2 {
			t.Errorf("typing was shown %d times in nine seconds", len(signs))
		}
	})
}

func TestAPressInAnOutageIsAnsweredOnceItIsOver(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.keep(t)
		l := w.line()
		anna := w.Person("Анна")
		r := w.start()
		anna.Send("а")
		w.idle()
		l.becomes(silentTo)
		if err := anna.Press("Дальше"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		l.becomes(nil)
		w.idle()
		r.end()
		if n := w.Unanswered(); n != 0 {
			t.Errorf("%d presses are not answered", n)
		}
	})
}

func TestAQuickAnswerShowsNoTyping(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		w.dialog.answer = window
		l := w.line()
		w.Person("Анна").Send("привет")
		r := w.start()
		w.idle()
		time.Sleep(time.Minute)
		r.end()
		if n := len(l.since(time.Time{}, "sendChatAction")); n != 0 {
			w.t.Errorf("typing was shown %d times", n)
		}
	})
}

func TestWhoCannotBeReachedIsToldNothingMoreInTheSameTurn(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			reply, err := window(ctx, ev)
			reply.Asides, reply.Strip = []dialogs.Screen{{Text: "112"}, {Text: "113"}}, []int64{1}
			return reply, err
		}
		l := w.line()
		anna := w.Person("Анна")
		w.Inject(simulator.Fault{Kind: simulator.Blocked, Method: "sendMessage"})
		anna.Send("привет")
		r := w.start()
		w.idle()
		r.end()
		if calls := l.since(time.Time{}, said()...); len(calls) != 1 || len(w.chats.all()) != 1 {
			t.Errorf("calls %+v, notes %v", calls, w.chats.all())
		}
	})
}
