package bot_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/texts"
)

// call is one that reached Telegram, or was on its way.
type call struct {
	method string
	chat   int64
	text   string
	at     time.Time
	err    error
}

// line is the way to Telegram: it writes down every call and lets them fail.
type line struct {
	*telegram.Client
	befall func(ctx context.Context, c call) error // before; nil: it goes on to the server

	mu    sync.Mutex
	calls []call
}

func (w *town) line() *line {
	l := &line{Client: w.client()}
	w.api = l
	return l
}

func (l *line) pass(ctx context.Context, c call, do func() error) error {
	c.at = time.Now()
	l.mu.Lock()
	befall := l.befall
	l.mu.Unlock()
	if befall != nil {
		c.err = befall(ctx, c)
	}
	if c.err == nil {
		c.err = do()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, c)
	return c.err
}

// becomes changes what befalls calls; nil ends it.
func (l *line) becomes(befall func(ctx context.Context, c call) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.befall = befall
}

// since lists the calls of some methods that began at or after a moment.
func (l *line) since(at time.Time, methods ...string) []call {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []call
	for _, c := range l.calls {
		if !c.at.Before(at) && slices.Contains(methods, c.method) {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b call) int { return a.at.Compare(b.at) })
	return found
}

// said are the methods that change what people see.
func said() []string {
	return []string{"sendMessage", "editMessageText", "editMessageReplyMarkup", "sendDocument"}
}

func (l *line) GetUpdates(ctx context.Context, p telegram.Poll) (batch []json.RawMessage, err error) {
	err = l.pass(ctx, call{method: "getUpdates"}, func() (err error) {
		batch, err = l.Client.GetUpdates(ctx, p)
		return err
	})
	return batch, err
}

func (l *line) SendMessage(ctx context.Context, m telegram.Message) (id int64, err error) {
	err = l.pass(ctx, call{method: "sendMessage", chat: m.Chat, text: m.Text}, func() (err error) {
		id, err = l.Client.SendMessage(ctx, m)
		return err
	})
	return id, err
}

func (l *line) SendDocument(ctx context.Context, u telegram.Upload) (sent telegram.Sent, err error) {
	err = l.pass(ctx, call{method: "sendDocument", chat: u.Chat, text: u.Caption}, func() (err error) {
		sent, err = l.Client.SendDocument(ctx, u)
		return err
	})
	return sent, err
}

func (l *line) EditMessageText(ctx context.Context, message int64, m telegram.Message) error {
	return l.pass(ctx, call{method: "editMessageText", chat: m.Chat, text: m.Text}, func() error {
		return l.Client.EditMessageText(ctx, message, m)
	})
}

func (l *line) EditReplyMarkup(ctx context.Context, chat, message int64, b [][]telegram.Button) error {
	return l.pass(ctx, call{method: "editMessageReplyMarkup", chat: chat}, func() error {
		return l.Client.EditReplyMarkup(ctx, chat, message, b)
	})
}

func (l *line) AnswerCallback(ctx context.Context, query, toast string) error {
	return l.pass(ctx, call{method: "answerCallbackQuery", text: toast}, func() error {
		return l.Client.AnswerCallback(ctx, query, toast)
	})
}

func (l *line) SendChatAction(ctx context.Context, chat int64, action string) error {
	return l.pass(ctx, call{method: "sendChatAction", chat: chat}, func() error {
		return l.Client.SendChatAction(ctx, chat, action)
	})
}

// silent lets a call wait until it is given up.
func silent(ctx context.Context, c call) error {
	<-ctx.Done()
	return &telegram.Error{Kind: telegram.Network, Method: c.method, Text: "no answer"}
}

// silentTo is silence for what people are told, while updates come.
func silentTo(ctx context.Context, c call) error {
	if c.method == "getUpdates" {
		return nil
	}
	return silent(ctx, c)
}

// flood refuses every call to people for a while.
func flood(pause time.Duration) func(ctx context.Context, c call) error {
	until := time.Now().Add(pause)
	return func(_ context.Context, c call) error {
		left := time.Until(until)
		if left <= 0 || !slices.Contains(said(), c.method) {
			return nil
		}
		left = (left + time.Second - 1).Truncate(time.Second)
		return &telegram.Error{Kind: telegram.Flood, Code: 429, Method: c.method, RetryAfter: left}
	}
}

// burst is the most calls within any second.
func burst(calls []call) int {
	most, first := 0, 0
	for i, c := range calls {
		for c.at.Sub(calls[first].at) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// memory remembers debts as Redis does.
type memory struct {
	mu   sync.Mutex
	keys []dialogs.Key
	err  error
}

func (m *memory) Owe(_ context.Context, keys []dialogs.Key) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range keys {
		if m.err == nil && !slices.Contains(m.keys, k) {
			m.keys = append(m.keys, k)
		}
	}
	return m.err
}

func (m *memory) Paid(_ context.Context, k dialogs.Key) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = slices.DeleteFunc(m.keys, func(known dialogs.Key) bool { return known == k })
	return m.err
}

func (m *memory) Owed(context.Context, int64) ([]dialogs.Key, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.keys), m.err
}

func (m *memory) len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.keys)
}

// diary is a dialog whose window tells all that a person wrote: what is shown
// last must hold everything, whatever was lost on the way.
type diary struct {
	mu    sync.Mutex
	wrote map[int64]string
	seen  map[int64]bool
	last  map[int64]int64 // chat → its window
}

func newDiary() *diary {
	return &diary{wrote: map[int64]string{}, seen: map[int64]bool{}, last: map[int64]int64{}}
}

func (d *diary) answer(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.seen[ev.Update] {
		d.seen[ev.Update] = true
		d.wrote[ev.Key.Chat] += ev.Text
	}
	if ev.Ack != nil {
		ev.Ack(ctx, "")
	}
	return dialogs.Reply{Screen: d.page(ev.Key.Chat), Edit: ev.Window}, nil
}

func (d *diary) again(k dialogs.Key) (dialogs.Reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return dialogs.Reply{Screen: d.page(k.Chat)}, nil
}

func (d *diary) page(chat int64) dialogs.Screen {
	s := screen("")
	s.Text = texts.Escape("записано: " + d.wrote[chat])
	return s
}

// keep makes the dialog of a town a diary.
func (w *town) keep(t *testing.T) *diary {
	t.Helper()
	d := newDiary()
	w.dialog.answer, w.dialog.again = d.answer, d.again
	return d
}
