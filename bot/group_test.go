package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/simulator"
)

// fed is a bot that gets these updates, once.
func (w *town) fed(bodies ...string) {
	var batch []json.RawMessage
	for i, body := range bodies {
		batch = append(batch, json.RawMessage(fmt.Sprintf(`{"update_id":%d,%s}`, 700_000_000+i, body)))
	}
	w.api = outside{Client: w.client(), updates: func(p telegram.Poll) ([]json.RawMessage, error) {
		if p.Offset > 0 {
			return nil, nil
		}
		return batch, nil
	}}
}

func TestChangesOfChatsAreNoted(t *testing.T) {
	t.Parallel()
	const (
		from   = `"from":{"id":5,"first_name":"А"},"date":1`
		status = `"my_chat_member":{"chat":{"id":%d,"type":%q},` + from +
			`,"old_chat_member":{"status":"left"},"new_chat_member":{"status":%q%s}}`
	)
	inTown(t, func(w *town) {
		w.fed(
			fmt.Sprintf(status, 5, "private", "kicked", ""),
			fmt.Sprintf(status, 5, "private", "member", ""),
			fmt.Sprintf(status, -10, "group", "left", ""),
			fmt.Sprintf(status, -10, "group", "kicked", ""),
			fmt.Sprintf(status, -10, "group", "administrator", ""),
			fmt.Sprintf(status, -10, "group", "restricted", `,"is_member":true`),
			`"message":{"message_id":1,`+from+`,"chat":{"id":-10,"type":"group"},"migrate_to_chat_id":-1001}`,
			`"message":{"message_id":1,"date":1,"chat":{"id":-1001,"type":"supergroup"},"migrate_from_chat_id":-10}`,
		)
		r := w.start()
		time.Sleep(time.Minute)
		r.end()
		want := map[string]int{
			"5 false": 1, "5 true": 1, "-10 false": 2, "-10 true": 2, "-10 is -1001": 2,
		}
		got := map[string]int{}
		for _, note := range w.chats.all() {
			got[note]++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			w.t.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

func TestANoticeFollowsItsGroup(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		var to []int64
		w.api = outside{Client: w.client(), message: func(m telegram.Message) error {
			to = append(to, m.Chat)
			if m.Chat == -10 {
				return &telegram.Error{Kind: telegram.Migrated, Code: 400, To: -1001}
			}
			return &telegram.Error{Kind: telegram.Unreachable, Code: 403}
		}}
		r := w.start()
		time.Sleep(time.Second)
		is, err := w.latest.Send(context.Background(), housing.Mailbox{Bot: 100_000_001, Chat: -10}, screen("Отключение"))
		r.end()
		if is.Again != 0 || !is.Unreachable || telegram.KindOf(err) != telegram.Unreachable {
			t.Errorf("Send = %v, %v", is, err)
		}
		if diff := cmp.Diff([]int64{-10, -1001}, to); diff != "" {
			t.Errorf("sent to (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"-10 is -1001", "-1001 false"}, w.chats.all()); diff != "" {
			t.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

// ledger looks after groups in memory.
type ledger struct {
	mu    sync.Mutex
	notes []string
	told  dialogs.Told
	fails []error // of what is answered next
}

func (l *ledger) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notes = append(l.notes, fmt.Sprintf(format, args...))
}

func (l *ledger) Answer(_ context.Context, a dialogs.Asked) (dialogs.Told, error) {
	l.note("%s %q by %d in %q", a.Command, a.Arg, a.User, a.Place.Topic)
	return l.told, nil
}

func (l *ledger) Press(_ context.Context, p dialogs.Pressed) (string, error) {
	l.note("%q pressed by %d", p.Word, p.User)
	return "Учтено", nil
}

func (l *ledger) Reply(_ context.Context, r dialogs.Replied) error {
	l.note("%q answers %d by %d, edited %t", r.Text, r.Under, r.User, r.Edited)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.fails) == 0 {
		return nil
	}
	err := l.fails[0]
	l.fails = l.fails[1:]
	return err
}

func (l *ledger) Fare(_ context.Context, _, _ int64, how housing.ChatFare) error {
	l.note("%s", how)
	return nil
}

func (l *ledger) Retitle(_ context.Context, _, _ int64, title string) error {
	l.note("called %s", title)
	return nil
}

// taken returns what was noted since the last time.
func (l *ledger) taken() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.notes
	l.notes = nil
	return all
}

func TestABoardIsPinnedWhereThatIsAllowedAndFollowsTheTopic(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		l := &ledger{}
		w.groups = l
		g := w.Supergroup("Дом", w.Person("anna"))
		g.AddBot()
		g.EnableTopics()
		topic := g.CreateTopic("Объявления")
		r := w.start()
		w.idle()
		to := housing.Mailbox{Bot: 100_000_001, Chat: g.ID(), Thread: int64(topic), Keep: true}
		send := func(about string, want ...string) {
			w.t.Helper()
			l.taken()
			time.Sleep(2 * time.Second) // a chat takes one message a second
			is, err := w.latest.Send(w.t.Context(), to, screen("Сейчас по дому"))
			if err != nil || is.Again != 0 {
				l.note("failed with %s", telegram.KindOf(err))
			}
			to.Edit = is.Message
			if diff := cmp.Diff(want, l.taken()); diff != "" {
				w.t.Errorf("%s (-want +got):\n%s", about, diff)
			}
		}
		send("without the right to pin", "fine", "unpinned")
		g.PromoteBot(simulator.PinMessages)
		w.idle()
		send("with it", "fine", "pinned")
		to.Pinned = true
		send("it stays", "fine")
		w.must(g.DeleteTopic(topic))
		send("its topic is gone with it", "topic", "fine", "pinned")
		g.PromoteBot(0)
		g.RestrictBot(simulator.InviteUsers)
		w.idle()
		to.Edit, to.Thread = 0, 0
		send("the bot may not write", "muted", "failed with muted")
		r.end()
	})
}

func TestAGroupIsAnsweredWhereItAsked(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		l := &ledger{told: dialogs.Told{Known: true, Screen: screen("Воды нет")}}
		w.groups = l
		anna := w.Person("anna")
		g := w.Supergroup("Дом", anna)
		g.AddBot()
		g.EnableTopics()
		topic := g.CreateTopic("Объявления")
		r := w.start()
		w.idle()
		l.taken()
		anna.In(g).At(topic).Send("/here@dom_demo_bot")
		w.idle()
		anna.In(g).At(1).Send("/outages")
		anna.In(g).Send("просто разговор")
		w.idle()
		g.SetTitle("Дом 12")
		w.idle()
		r.end()
		want := []string{
			fmt.Sprintf(`here "" by %d in "Объявления"`, anna.ID), fmt.Sprintf(`outages "" by %d in ""`, anna.ID), "called Дом 12",
		}
		if diff := cmp.Diff(want, l.taken()); diff != "" {
			w.t.Errorf("asked (-want +got):\n%s", diff)
		}
		var topics []int
		for _, m := range anna.In(g).Chat().Messages {
			if m.FromBot && m.Service == "" {
				topics = append(topics, m.Topic)
			}
		}
		if diff := cmp.Diff([]int{topic, 0}, topics); diff != "" {
			w.t.Errorf("topics of the answers (-want +got):\n%s", diff)
		}
	})
}

func TestAnAnswerInAGroupIsTriedAgainUntilItIsTaken(t *testing.T) {
	t.Parallel()
	const answer = `"message":{"message_id":%d,"from":{"id":5,"first_name":"А"},"date":1,"chat":{"id":-10,"type":"group"},` +
		`"text":%q,"reply_to_message":{"message_id":7,"date":1,"chat":{"id":-10,"type":"group"},` +
		`"from":{"id":100000001,"is_bot":true,"first_name":"Дом"}}}`
	inTown(t, func(w *town) {
		l := &ledger{fails: []error{
			errors.New("deadlock detected"), errors.New("connection refused"), nil, &housing.Error{Kind: housing.Refused},
		}}
		w.groups = l
		w.fed(fmt.Sprintf(answer, 8, "раз"), fmt.Sprintf(answer, 9, "два"))
		r := w.start()
		time.Sleep(time.Minute)
		r.end()
		var want []string
		for _, text := range []string{"раз", "раз", "раз", "два"} {
			want = append(want, fmt.Sprintf("%q answers 7 by 5, edited false", text))
		}
		if diff := cmp.Diff(want, l.taken()); diff != "" {
			w.t.Errorf("passed on (-want +got):\n%s", diff)
		}
	})
}

func TestAGroupThatTakesNoPhotosReadsTheWords(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		var sent []string
		w.api = outside{
			Client: w.client(),
			file: func(string) error {
				text := "Bad Request: not enough rights to send photos to the chat"
				return &telegram.Error{Kind: telegram.Muted, Code: 400, Text: text}
			},
			message: func(m telegram.Message) error {
				sent = append(sent, m.Text)
				return nil
			},
		}
		g := w.Supergroup("Дом", w.Person("anna"))
		g.AddBot()
		r := w.start()
		time.Sleep(time.Second)
		s := screen("Двор")
		s.File = &dialogs.Attachment{Name: "a.jpg", Data: []byte("jpg"), Picture: true, Instead: "Двор (есть фото)"}
		is, err := w.latest.Send(context.Background(), housing.Mailbox{Bot: 100_000_001, Chat: g.ID()}, s)
		r.end()
		if err != nil || is.Message == 0 {
			t.Errorf("Send = %+v, %v", is, err)
		}
		if diff := cmp.Diff([]string{"Двор (есть фото)"}, sent); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

func TestAGroupIsChosenByAKey(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		anna := w.Person("anna")
		g := w.Group("Дом", anna)
		choose := screen("Выберите")
		choose.Keys, choose.Choose = true, "Выбрать чат"
		w.dialog.answer = func(context.Context, dialogs.Event) (dialogs.Reply, error) {
			return dialogs.Reply{Asides: []dialogs.Screen{choose}, Quiet: true}, nil
		}
		r := w.start()
		anna.Start("")
		w.idle()
		w.must(anna.PressChat("Выбрать чат", g))
		w.idle()
		r.end()
		events := w.dialog.events
		last := events[len(events)-1]
		if diff := cmp.Diff(&housing.ChatPlace{Chat: g.ID(), Title: "Дом"}, last.Chat); diff != "" || last.Other != "" {
			w.t.Errorf("the dialog hears %q (-want +got):\n%s", last.Other, diff)
		}
	})
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
