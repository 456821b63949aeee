package bot_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/simulator"
)

func TestOnePauseHoldsEverybodyBackAndNobodyIsForgotten(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.keep(t)
		l := w.line()
		all := people(w, 60)
		r := w.start()
		for _, p := range all {
			p.Send("а")
			time.Sleep(50 * time.Millisecond)
		}
		w.idle()
		begun := time.Now()
		l.becomes(flood(300 * time.Second))
		for _, text := range []string{"б", "в"} {
			for _, p := range all {
				p.Send(text)
			}
		}
		time.Sleep(10 * time.Second)
		for _, p := range all {
			if got := w.dialog.texts(p.ID); len(got) != 3 {
				t.Fatalf("%s: %v was carried out in the pause", p.Name, got)
			}
			if err := p.Press("Дальше"); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(5 * time.Second)
		if n := w.Unanswered(); n != 0 {
			t.Errorf("%d presses are not answered in the pause", n)
		}
		w.idle()
		r.end()

		in, after := begun.Add(time.Millisecond), begun.Add(300*time.Second)
		late := l.since(after, said()...)
		if n := len(l.since(in, said()...)) - len(late); n > 0 {
			t.Errorf("%d calls in the pause", n)
		}
		if n := burst(late); n > 30 {
			t.Errorf("%d calls within a second after the pause", n)
		}
		var order []int64
		for _, c := range late {
			if !slices.Contains(order, c.chat) {
				order = append(order, c.chat)
			}
		}
		if !slices.IsSorted(order) || len(order) != len(all) {
			t.Errorf("served in the order %v", order)
		}
		for _, p := range all {
			if last, _ := w.view(p).Last(); last.Text != "записано: абв" {
				t.Errorf("%s sees %q", p.Name, last.Text)
			}
		}
		if len(late) > 3*len(all) {
			t.Errorf("%d calls for %d people: a pile of stale windows", len(late), len(all))
		}
	})
}

func TestOfTheWindowsThatWaitedTheLastOneIsShownAndWhatWasCarriedOut(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		l := w.line()
		w.dialog.answer = func(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			reply := dialogs.Reply{Screen: screen("на «" + ev.Text + ev.Data + "»"), Edit: ev.Window}
			switch {
			case ev.Data != "": // ‹Сохранить›
				reply.Screen, reply.Final = screen("Сохранено № 1"), true
			case ev.Text == "авария":
				return dialogs.Reply{Asides: []dialogs.Screen{{Text: "112"}}, Quiet: true}, nil
			case ev.Text == "меню":
				reply.Strip = []int64{2}
			}
			return reply, nil
		}
		anna := w.Person("Анна")
		r := w.start()
		anna.Send("показания")
		w.idle()
		l.becomes(flood(5 * time.Second))
		if err := anna.Press("Дальше"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		for _, text := range []string{"ещё", "авария", "авария", "меню"} {
			anna.Send(text)
			time.Sleep(time.Millisecond)
		}
		w.idle()
		r.end()

		want := `анна: показания
бот: на «показания»
  [Дальше]
анна нажимает [Дальше]
анна: ещё
анна: авария
анна: авария
анна: меню
бот (правка): Сохранено № 1
бот: 112
бот: на «меню»
  [Дальше]
`
		if diff := cmp.Diff(want, anna.Transcript()); diff != "" {
			t.Errorf("transcript (-want +got):\n%s", diff)
		}
	})
}

func TestAWindowThatWaitedLongIsMadeAnew(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		again func(dialogs.Key) (dialogs.Reply, error)
		want  string
	}{
		"made anew":          {func(dialogs.Key) (dialogs.Reply, error) { return dialogs.Reply{Screen: screen("сейчас")}, nil }, "сейчас"},
		"the dialog is away": {func(dialogs.Key) (dialogs.Reply, error) { return dialogs.Reply{}, errBroken }, "на «привет»"},
		"nothing runs":       {func(dialogs.Key) (dialogs.Reply, error) { return dialogs.Reply{Quiet: true}, nil }, "на «привет»"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				w.dialog.answer, w.dialog.again = window, tt.again
				l := w.line()
				l.becomes(flood(20 * time.Second))
				anna := w.Person("Анна")
				anna.Send("привет")
				r := w.start()
				w.idle()
				r.end()
				if last, _ := w.view(anna).Last(); last.Text != tt.want || len(w.view(anna).Messages) != 2 {
					w.t.Errorf("Анна sees %q in %d messages", last.Text, len(w.view(anna).Messages))
				}
			})
		})
	}
}

func TestThePauseOfAPressHoldsMessagesBackToo(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			if ev.Ack != nil {
				ev.Ack(ctx, "слово")
			}
			return window(ctx, ev)
		}
		l := w.line()
		anna, boris := w.Person("Анна"), w.Person("Борис")
		r := w.start()
		anna.Send("привет")
		w.idle()
		begun := time.Now()
		l.becomes(func(_ context.Context, c call) error {
			if c.method != "answerCallbackQuery" || time.Since(begun) > time.Minute {
				return nil
			}
			return &telegram.Error{Kind: telegram.Flood, Code: 429, RetryAfter: time.Minute}
		})
		if err := anna.Press("Дальше"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		boris.Send("а я?")
		w.idle()
		r.end()
		if calls := l.since(begun.Add(time.Millisecond), said()...); len(calls) != 2 || calls[0].at.Sub(begun) < time.Minute {
			t.Errorf("calls %+v", calls)
		}
		if n := w.Unanswered(); n != 0 {
			t.Errorf("%d presses are not answered", n)
		}
	})
}

func TestAPersonWhoIsRefusedAloneHoldsNobodyUpAndIsGivenUp(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		d := w.keep(t)
		anna := w.Person("Анна")
		poison := w.Inject(simulator.Fault{Kind: simulator.ServerError, Method: "sendMessage", Chat: anna.ID, Count: -1})
		r := w.start()
		anna.Send("а")
		slowest := time.Duration(0)
		for i, p := range people(w, 150) {
			sent := time.Now()
			p.Send(strconv.Itoa(i))
			if err := w.Wait(t.Context(), func(st simulator.State) bool {
				_, ok := st.Chat(p.ID).Last()
				return ok && len(st.Chat(p.ID).Messages) == 2
			}); err != nil {
				t.Fatal(err)
			}
			slowest = max(slowest, time.Since(sent))
			time.Sleep(2 * time.Second)
		}
		w.idle()
		if hits := poison.Hits(); hits < 8 || hits > 15 || w.log.count("answer was not shown") != 1 {
			t.Errorf("tried %d times; log:\n%s", hits, w.log.text())
		}
		if slowest > 1500*time.Millisecond {
			t.Errorf("another waited for %v", slowest)
		}
		poison.Stop()
		anna.Send("б")
		w.idle()
		r.end()
		if last, _ := w.view(anna).Last(); last.Text != "записано: аб" {
			t.Errorf("Анна sees %q", last.Text)
		}
		_ = d
	})
}

func TestMoreThanAPersonCanSendAtOnceIsSaid(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.limits.Backlog = 3
		w.dialog.answer = func(context.Context, dialogs.Event) (dialogs.Reply, error) {
			time.Sleep(time.Second)
			return dialogs.Reply{Quiet: true}, nil
		}
		anna := w.Person("Анна")
		for _, text := range numbers(30) {
			anna.Send(text)
		}
		r := w.start()
		w.idle()
		r.end()
		if n := strings.Count(anna.Transcript(), "error.dropped"); n != 1 {
			t.Errorf("said %d times:\n%s", n, anna.Transcript())
		}
	})
}
