package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/bot"
	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/simulator"
)

func people(w *town, n int) []*simulator.Person {
	all := make([]*simulator.Person, 0, n)
	for i := range n {
		all = append(all, w.Person(fmt.Sprint("Житель ", i)))
	}
	return all
}

func numbers(n int) []string {
	all := make([]string, 0, n)
	for i := range n {
		all = append(all, strconv.Itoa(i))
	}
	return all
}

func TestEveryPersonIsAnsweredInOrderAndAllAtOnce(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		const persons, messages = 25, 20
		w.limits = bot.Limits{Workers: 8}
		var now, most atomic.Int32
		w.dialog.answer = func(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			for n := now.Add(1); n > most.Load(); {
				most.Store(n)
			}
			time.Sleep(time.Duration(ev.Update*37%200) * time.Millisecond)
			now.Add(-1)
			return dialogs.Reply{Quiet: true}, nil
		}
		all := people(w, persons)
		for _, text := range numbers(messages) {
			for _, p := range all {
				p.Send(text)
			}
		}

		r := w.start()
		w.idle()
		r.end()

		for _, p := range all {
			if diff := cmp.Diff(numbers(messages), w.dialog.texts(p.ID)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", p.Name, diff)
			}
		}
		if n := most.Load(); n < 2 || n > 8 {
			t.Errorf("%d at once, want several and 8 at most", n)
		}
	})
}

func TestASlowPersonHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna, boris := w.Person("Анна"), w.Person("Борис")
		sent := newStopwatch()
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			if ev.Key.User != anna.ID {
				sent.stop(ev.Text)
				return dialogs.Reply{Quiet: true}, nil
			}
			select {
			case <-time.After(12 * time.Second):
			case <-ctx.Done():
			}
			return dialogs.Reply{Quiet: true}, ctx.Err()
		}
		r := w.start()
		anna.Send("медленно")
		for _, text := range numbers(20) {
			time.Sleep(1500 * time.Millisecond)
			sent.start(text)
			boris.Send(text)
		}
		w.idle()
		r.end()

		if n, most := sent.result(); n != 20 || most > 1100*time.Millisecond {
			t.Errorf("%d answers, the slowest begun after %v", n, most)
		}
		polls := 0
		for _, c := range w.Calls() {
			if c.Method == "getUpdates" {
				polls++
			}
		}
		if polls > 90 {
			t.Errorf("%d polls in half a minute: Telegram punishes that", polls)
		}
	})
}

func TestNobodyWaitsLongWhileOthersAreAlwaysBusy(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		sent := newStopwatch()
		w.dialog.answer = func(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			sent.stop(ev.Text)
			time.Sleep(250 * time.Millisecond)
			return dialogs.Reply{Quiet: true}, nil
		}
		r := w.start()
		for i, p := range people(w, 200) {
			time.Sleep(70 * time.Millisecond)
			sent.start(strconv.Itoa(i))
			p.Send(strconv.Itoa(i))
		}
		w.idle()
		r.end()

		if n, most := sent.result(); n != 200 || most > 350*time.Millisecond {
			t.Errorf("%d answers, the slowest begun after %v", n, most)
		}
	})
}

func TestAPollFollowsSoonOnceTheLowestUpdateIsHandled(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		sent := newStopwatch()
		w.dialog.answer = func(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			switch ev.Text {
			case "быстро":
				time.Sleep(50 * time.Millisecond)
			case "долго":
				time.Sleep(900 * time.Millisecond)
			default:
				sent.stop(ev.Text)
			}
			return dialogs.Reply{Quiet: true}, nil
		}
		w.Person("Анна").Send("быстро")
		w.Person("Борис").Send("долго")
		vera := w.Person("Вера")
		r := w.start()
		time.Sleep(100 * time.Millisecond)
		sent.start("а я?")
		vera.Send("а я?")
		w.idle()
		r.end()
		if n, most := sent.result(); n != 1 || most > 250*time.Millisecond {
			t.Errorf("%d answers, begun after %v", n, most)
		}
	})
}

func TestAnAnswerThatHangsHidesNoNewUpdates(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		w.dialog.answer = window
		stuck := w.Inject(simulator.Fault{Kind: simulator.Slow, Method: "sendMessage", Chat: anna.ID, Count: -1})
		r := w.start()
		anna.Send("ответ не доходит")
		others := people(w, 300)
		for _, p := range others {
			p.Send("а мой?")
		}
		begun := time.Now()
		err := w.Wait(t.Context(), func(st simulator.State) bool {
			_, ok := st.Chat(others[299].ID).Last()
			return ok
		})
		if took := time.Since(begun); err != nil || took > 10*time.Second {
			t.Errorf("the last of 300 was answered after %v, %v", took, err)
		}
		stuck.Stop()
		w.idle()
		r.end()
	})
}

func TestAnUpdateThatCannotBeReadIsLeftBehind(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		first := anna.Send("до")
		w.Tap(anna, first)
		asked := 0
		var offsets []int64
		w.api = outside{Client: w.client(), updates: func(p telegram.Poll) ([]json.RawMessage, error) {
			offsets = append(offsets, p.Offset)
			asked++
			if asked > 1 {
				return nil, nil
			}
			return []json.RawMessage{
				json.RawMessage(`{"update_id":700000000,"message":"не сообщение"}`),
				json.RawMessage(`{"update_id":"текст"}`),
				json.RawMessage(`[]`),
			}, nil
		}}

		r := w.start()
		w.idle()
		r.end()

		if got := w.dialog.texts(anna.ID); !slices.Contains(got, "до") {
			t.Errorf("carried out: %q", got)
		}
		if w.log.count("update_id=700000000") != 1 || strings.Contains(w.log.text(), "не сообщение") {
			t.Errorf("log:\n%s", w.log.text())
		}
		if offsets[1] != 700_000_001 {
			t.Errorf("offsets %v: the bad one is not confirmed", offsets)
		}
	})
}

// Tap presses something without a meaning, so that a second kind of update comes.
func (w *town) Tap(p *simulator.Person, message int) { p.Tap(message, "x") }

func TestUpdatesWithoutNumbersMakeNoBusyLoop(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		asked := 0
		w.api = outside{Client: w.client(), updates: func(telegram.Poll) ([]json.RawMessage, error) {
			asked++
			return []json.RawMessage{json.RawMessage(`{"update_id":"?"}`)}, nil
		}}
		r := w.start()
		time.Sleep(time.Minute)
		r.end()
		if asked < 2 || asked > 30 {
			t.Errorf("%d polls in a minute", asked)
		}
	})
}

func TestAServerThatDoesNotWaitMakesNoBusyLoop(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		asked := 0
		w.api = outside{Client: w.client(), updates: func(telegram.Poll) ([]json.RawMessage, error) {
			asked++
			return []json.RawMessage{}, nil
		}}
		r := w.start()
		time.Sleep(time.Minute)
		r.end()
		if asked < 30 || asked > 61 {
			t.Errorf("%d polls in a minute", asked)
		}
	})
}

func TestAHandlerThatHangsOrPanicsIsLeftBehind(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		release := make(chan struct{})
		w.dialog.answer = func(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			switch ev.Text {
			case "зависнуть":
				<-release
			case "упасть":
				panic("nil map")
			}
			return dialogs.Reply{Quiet: true}, nil
		}
		for _, text := range []string{"упасть", "зависнуть", "дальше"} {
			anna.Send(text)
		}
		r := w.start()
		w.idle()
		if diff := cmp.Diff([]string{"дальше"}, w.dialog.texts(anna.ID)); diff != "" {
			t.Errorf("carried out (-want +got):\n%s", diff)
		}
		close(release)
		r.end()
		if w.log.count("handler hangs") != 1 || w.log.count("nil map") == 0 {
			t.Errorf("log:\n%s", w.log.text())
		}
	})
}

func TestAFloodOfOnePersonIsBounded(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.limits = bot.Limits{Backlog: 5}
		w.dialog.answer = func(context.Context, dialogs.Event) (dialogs.Reply, error) {
			time.Sleep(time.Second)
			return dialogs.Reply{Quiet: true}, nil
		}
		anna, boris := w.Person("Анна"), w.Person("Борис")
		for _, text := range numbers(90) {
			anna.Send(text)
		}
		boris.Send("а я?")
		r := w.start()
		w.idle()
		r.end()
		if got := w.dialog.texts(anna.ID); !slices.Equal(got, numbers(6)) {
			t.Errorf("carried out: %q", got)
		}
		if got := w.dialog.texts(boris.ID); len(got) != 1 {
			t.Errorf("Борис: %q", got)
		}
		if n := w.log.count("update dropped"); n != 84 {
			t.Errorf("%d drops logged", n)
		}
	})
}

func TestWithoutTelegramTheBotSaysSoOnceAndTriesAgain(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.Inject(simulator.Fault{Kind: simulator.BadGateway, Method: "getMe", Count: 5})
		w.Inject(simulator.Fault{Kind: simulator.DropBefore, Method: "getUpdates", Count: 7})
		w.Inject(simulator.Fault{Kind: simulator.TooManyRequests, Method: "getUpdates", RetryAfter: 40})
		anna := w.Person("Анна")
		anna.Send("привет")
		r := w.start()
		w.idle()
		r.end()
		if got := w.dialog.texts(anna.ID); len(got) != 1 {
			t.Errorf("carried out: %q", got)
		}
		if n := w.log.count("out of reach"); n != 2 {
			t.Errorf("said %d times, want once at start and once in polling:\n%s", n, w.log.text())
		}
		if n := w.log.count("answers again"); n != 2 {
			t.Errorf("return said %d times", n)
		}
	})
}

func TestARevokedTokenEndsTheBot(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]telegram.Kind{"revoked": telegram.Unauthorized, "no such bot": telegram.Missing} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				t := w.t
				w.api = outside{Client: w.client(), me: func() error { return &telegram.Error{Kind: kind} }}
				r := w.start()
				if err := <-r.ended; telegram.KindOf(err) != kind {
					t.Errorf("Run = %v", err)
				}
				r.stop()
			})
		})
	}
	inTown(t, func(w *town) {
		t := w.t
		w.api = outside{Client: w.client(), updates: func(telegram.Poll) ([]json.RawMessage, error) {
			return nil, &telegram.Error{Kind: telegram.Unauthorized}
		}}
		r := w.start()
		if err := <-r.ended; telegram.KindOf(err) != telegram.Unauthorized {
			t.Errorf("Run while polling = %v", err)
		}
		r.stop()
	})
}

func TestASecondReceiverIsNamedAndOutlived(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		r := w.start()
		time.Sleep(time.Second)
		if _, err := w.client().GetUpdates(t.Context(), telegram.Poll{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.UseWebhook("https://example.org/hook")
		anna := w.Person("Анна")
		anna.Send("привет")
		w.idle()
		r.end()
		if w.log.count("somebody else receives") < 1 || len(w.dialog.texts(anna.ID)) != 1 {
			t.Errorf("log:\n%s", w.log.text())
		}
	})
}

func TestTheProfileIsSetHoweverLate(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.Inject(simulator.Fault{Kind: simulator.ServerError, Method: "setMyCommands", Count: 2})
		w.Inject(simulator.Fault{Kind: simulator.TooManyRequests, Method: "setMyDescription", RetryAfter: 300})
		r := w.start()
		time.Sleep(10 * time.Minute)
		r.end()
		got := map[string]string{}
		for _, c := range w.Calls() {
			if c.Error == "" && strings.HasPrefix(c.Method, "setMy") {
				got[c.Method] = c.Params["commands"] + c.Params["description"] + c.Params["short_description"]
			}
		}
		want := map[string]string{
			"setMyCommands":         `[{"command":"menu","description":"Личный кабинет"}]`,
			"setMyDescription":      "О боте",
			"setMyShortDescription": "Бот",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("profile (-want +got):\n%s", diff)
		}
	})
}
