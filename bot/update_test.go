package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/texts"
)

// wire takes every call and counts the answers to presses.
type wire struct {
	API
	mu   sync.Mutex
	acks []string
}

func (w *wire) AnswerPreCheckout(context.Context, string, string) error { return nil }

func (w *wire) AnswerCallback(_ context.Context, query, _ string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acks = append(w.acks, query)
	return nil
}

func (w *wire) SendMessage(context.Context, telegram.Message) (int64, error) { return 1, nil }

func (w *wire) Reachable(context.Context, int64, int64, bool) error { return nil }

func (w *wire) Moved(context.Context, int64, int64, int64) error { return nil }

// hearer is a dialog that says nothing and remembers what it was told.
type hearer struct{ events []dialogs.Event }

func (h *hearer) Handle(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
	h.events = append(h.events, ev)
	return dialogs.Reply{Quiet: true}, nil
}

func (*hearer) Shown(context.Context, dialogs.Key, dialogs.Reply, int64) error { return nil }

func (*hearer) Again(context.Context, dialogs.Key) (dialogs.Reply, error) {
	return dialogs.Reply{Quiet: true}, nil
}

type keys struct{}

func (keys) T(key string, _ ...any) texts.Text { return texts.Text(key) }
func (keys) Label(key string, _ ...any) string { return key }

// FuzzUpdate hands over what may come instead of an update. Nothing panics, no
// update stays unconfirmed, every press that can be read is answered once, and a
// dialog hears only of private chats, once, what the update says.
func FuzzUpdate(f *testing.F) {
	const chat = `"chat":{"id":7,"type":"private"}`
	for _, s := range []string{
		`{"update_id":5,"message":{"message_id":1,"from":{"id":7},` + chat + `,"text":"ленина 12"}}`,
		`{"update_id":5,"message":{"message_id":1,"from":{"id":7},` + chat + `,"photo":[{"file_id":"a","width":-1}]}}`,
		`{"update_id":5,"message":{"message_id":1,"from":{"id":7},` + chat + `,"document":{"file_size":-1},"caption":"\ud800"}}`,
		`{"update_id":5,"message":{"message_id":1,"from":{"id":7},"chat":{"id":-7,"type":"group"},"text":"/start@Bot x"}}`,
		`{"update_id":5,"message":{"chat":{"id":-7,"type":"group"},"migrate_to_chat_id":-1007}}`,
		`{"update_id":5,"message":{"from":null,"chat":null}}`,
		`{"update_id":5,"callback_query":{"id":"q","from":{"id":7},"message":{"message_id":1,` + chat + `},"data":"1.x.z.0"}}`,
		`{"update_id":5,"callback_query":{"id":"q","from":{"id":7},"message":{"message_id":-1},"data":"1.x.z.0"}}`,
		`{"update_id":5,"callback_query":{"id":"q","from":{"id":7},"inline_message_id":"i","game_short_name":"g"}}`,
		`{"update_id":5,"callback_query":{"id":"","data":""}}`, `{"update_id":5,"callback_query":null}`,
		`{"update_id":5,"my_chat_member":{"chat":{"id":7},"new_chat_member":{"status":"kicked"}}}`,
		`{"update_id":5,"message":[]}`, `{"update_id":1e3}`, `{"update_id":-1,"poll":{}}`, `[]`, ``, `{"update_id":9223372036854775807}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var log bytes.Buffer
		api, heard := &wire{}, &hearer{}
		b := New(Options{
			API: api, Dialogs: heard, Texts: keys{}, Chats: api, Random: rand.NewChaCha8([32]byte{7}),
			Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		d := b.open(tgbotapi.User{ID: 1, UserName: "Bot"}, func(error) {})
		p := &poller{Bot: b, queue: d.queue, desk: d}

		for range 2 { // it comes again as long as it is not confirmed
			_ = p.take(t.Context(), []json.RawMessage{raw})
			if !d.queue.settle(t.Context()) {
				t.Fatal("it is still in hand")
			}
		}

		if strings.Contains(log.String(), "panicked") {
			t.Errorf("%s", log.String())
		}
		if d.queue.offset(false) != d.queue.next {
			t.Errorf("update %d stays unconfirmed", d.queue.offset(false))
		}
		checkHeard(t, raw, api.acks, heard.events)
	})
}

func checkHeard(t *testing.T, raw []byte, acks []string, events []dialogs.Event) {
	t.Helper()
	var u tgbotapi.Update
	readable := json.Unmarshal(raw, &u) == nil && u.UpdateID != 0
	q := u.CallbackQuery
	pressed := readable && q != nil && q.From != nil && u.Message == nil
	switch {
	case pressed && (len(acks) != 1 || acks[0] != q.ID), !pressed && len(acks) > 0 && (q == nil || len(acks) > 1):
		t.Errorf("%d answers to a press: %q", len(acks), raw)
	case len(events) > 1, len(events) == 1 && !readable:
		t.Errorf("%d events of one update: %q", len(events), raw)
	case len(events) == 0:
		return
	}
	ev := events[0]
	said := pressed && ev.Data == q.Data && ev.Key.User == q.From.ID && q.Message.Chat.IsPrivate() ||
		!pressed && ev.Text == u.Message.Text && ev.Key.User == u.Message.From.ID && u.Message.Chat.IsPrivate()
	if !said || ev.Update != int64(u.UpdateID) || ev.Key.Bot != 1 || (ev.Data == "") == pressed {
		t.Errorf("%q is heard as %+v", raw, ev)
	}
}
