package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"dombot/bot"
	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/simulator"
	"dombot/internal/texts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// town is a simulated Telegram, in a bubble whose time costs nothing; t is the
// test inside the bubble.
type town struct {
	*simulator.Server
	t      *testing.T
	dialog *dialog
	chats  *chats
	log    *journal
	latest *bot.Bot
	debts  bot.Debts
	api    bot.API // nil: the server
	limits bot.Limits
	till   bot.Till

	groups  bot.Groups
	counter bot.Counter // nil: this process is the only one
}

// theAPI is read once for all tests.
var theAPI = sync.OnceValues(simulator.ReadAPI)

// telegramOf is a simulated Telegram with nobody in it; nil: its clock stands.
func telegramOf(tb testing.TB, clock *simulator.Clock) *simulator.Server {
	tb.Helper()
	api, err := theAPI()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := simulator.New(simulator.Options{API: api, Clock: clock})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// inTown runs a test in a town with a dialog.
func inTown(t *testing.T, test func(w *town)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := telegramOf(t, simulator.NewClock(time.Now(), simulator.Running(time.Now)))
		w := &town{Server: s, t: t, dialog: &dialog{}, chats: &chats{}, log: &journal{}}
		test(w)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if bad := s.Failures(); len(bad) > 0 {
			t.Errorf("calls that Telegram would not take: %v", bad)
		}
		if strings.Contains(w.log.text(), s.Token()) {
			t.Errorf("the token is in the log:\n%s", w.log.text())
		}
	})
}

func (w *town) client() *telegram.Client {
	c, err := telegram.New(telegram.Options{Token: w.Token(), Base: simulator.InProcessURL, HTTP: w.Client()})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *town) bot() *bot.Bot {
	api := w.api
	if api == nil {
		api = w.client()
	}
	var inGroups []bot.Command
	if w.groups != nil {
		inGroups = []bot.Command{{Name: "outages", Description: "Отключения"}, {Name: "here", Hidden: true}}
	}
	return bot.New(bot.Options{
		API: api, Dialogs: w.dialog, Texts: sentences{}, Chats: w.chats, Till: w.till, Random: rand.NewChaCha8([32]byte{7}),
		Log:      slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelInfo})),
		Commands: []bot.Command{{Name: "menu", Description: "Личный кабинет"}}, About: "О боте", Short: "Бот", Limits: w.limits, Debts: w.debts,
		Counter: w.counter,
		Groups:  w.groups, InGroups: inGroups,
	})
}

// running is a bot at work.
type running struct {
	w     *town
	stop  context.CancelFunc
	ended chan error
}

func (w *town) start() *running {
	ctx, cancel := context.WithCancel(w.t.Context())
	r := &running{w: w, stop: cancel, ended: make(chan error, 1)}
	w.latest = w.bot()
	b := w.latest
	go func() { r.ended <- b.Run(ctx) }()
	return r
}

// end stops the bot, which must take five seconds at most.
func (r *running) end() {
	r.w.t.Helper()
	asked := time.Now()
	r.stop()
	if err := <-r.ended; err != nil {
		r.w.t.Errorf("Run = %v", err)
	}
	if took := time.Since(asked); took > 5*time.Second {
		r.w.t.Errorf("stopping took %v", took)
	}
}

// idle waits until everything is confirmed and nobody waits for an answer.
func (w *town) idle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Minute)
	defer cancel()
	err := w.Idle(ctx)
	for err == nil && w.latest != nil && w.latest.Load().Owed > 0 {
		time.Sleep(50 * time.Millisecond)
		err = ctx.Err()
	}
	if err != nil {
		w.t.Fatalf("%v; log:\n%s", err, w.log.text())
	}
}

func (w *town) view(p *simulator.Person) simulator.Chat {
	var chat simulator.Chat
	_ = w.Wait(w.t.Context(), func(st simulator.State) bool {
		chat = st.Chat(p.ID)
		return true
	})
	return chat
}

// dialog answers as its function says and remembers what it was given.
type dialog struct {
	answer func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error)
	again  func(k dialogs.Key) (dialogs.Reply, error)

	mu     sync.Mutex
	events []dialogs.Event
	shown  map[int64]int64 // chat → message
}

func (d *dialog) Handle(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
	var reply dialogs.Reply
	var err error
	if d.answer != nil {
		reply, err = d.answer(ctx, ev)
	} else {
		reply = dialogs.Reply{Quiet: true}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil {
		d.events = append(d.events, ev)
	}
	return reply, err
}

func (d *dialog) Again(_ context.Context, k dialogs.Key) (dialogs.Reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.again == nil {
		return dialogs.Reply{Quiet: true}, nil
	}
	return d.again(k)
}

func (d *dialog) Shown(_ context.Context, k dialogs.Key, _ dialogs.Reply, message int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shown == nil {
		d.shown = map[int64]int64{}
	}
	d.shown[k.Chat] = message
	return nil
}

// texts lists the texts of a person that were carried out, in order.
func (d *dialog) texts(user int64) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []string
	for _, ev := range d.events {
		if ev.Key.User == user {
			all = append(all, ev.Text)
		}
	}
	return all
}

func (d *dialog) last() dialogs.Event {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.events) == 0 {
		return dialogs.Event{}
	}
	return d.events[len(d.events)-1]
}

// chats notes who can be reached.
type chats struct {
	mu    sync.Mutex
	notes []string
}

func (c *chats) Reachable(_ context.Context, _, chat int64, ok bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes = append(c.notes, fmt.Sprint(chat, ok))
	return nil
}

func (c *chats) Moved(_ context.Context, _, from, to int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes = append(c.notes, fmt.Sprint(from, " is ", to))
	return nil
}

func (c *chats) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.notes)
}

// sentences answers every key with itself and its arguments.
type sentences struct{}

func (sentences) T(key string, args ...any) texts.Text {
	return texts.Escape(strings.TrimSpace(key + " " + fmt.Sprintln(args...)))
}

func (s sentences) Label(key string, args ...any) string { return s.T(key, args...).Plain() }

// journal keeps the log.
type journal struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.all.Write(p)
}

func (j *journal) text() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.all.String()
}

func (j *journal) count(piece string) int { return strings.Count(j.text(), piece) }

// stopwatch measures how long texts were on their way.
type stopwatch struct {
	mu    sync.Mutex
	since map[string]time.Time
	took  []time.Duration
}

func newStopwatch() *stopwatch { return &stopwatch{since: map[string]time.Time{}} }

func (s *stopwatch) start(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since[text] = time.Now()
}

func (s *stopwatch) stop(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = append(s.took, time.Since(s.since[text]))
}

func (s *stopwatch) result() (n int, most time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.took), slices.Max(s.took)
}

// window answers with a screen of its own for every text.
func window(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
	return dialogs.Reply{Screen: screen("на «" + ev.Text + ev.Data + "»"), Edit: ev.Window}, nil
}

func screen(text string) dialogs.Screen {
	return dialogs.Screen{Text: texts.Escape(text), Rows: [][]dialogs.Button{dialogs.On("Дальше", "next")}}
}

// outside is the server with some of its methods replaced.
type outside struct {
	*telegram.Client
	me      func() error
	updates func(p telegram.Poll) ([]json.RawMessage, error)
	message func(m telegram.Message) error
	file    func(method string) error
	album   func(all []telegram.Upload) error
}

func (o outside) SendPhotos(ctx context.Context, all []telegram.Upload) ([]telegram.Sent, error) {
	if o.album != nil {
		if err := o.album(all); err != nil {
			return nil, err
		}
	}
	return o.Client.SendPhotos(ctx, all)
}

func (o outside) SendPhoto(ctx context.Context, u telegram.Upload) (telegram.Sent, error) {
	if o.file != nil {
		if err := o.file("sendPhoto"); err != nil {
			return telegram.Sent{}, err
		}
	}
	return o.Client.SendPhoto(ctx, u)
}

func (o outside) SendDocument(ctx context.Context, u telegram.Upload) (telegram.Sent, error) {
	if o.file != nil {
		if err := o.file("sendDocument"); err != nil {
			return telegram.Sent{}, err
		}
	}
	return o.Client.SendDocument(ctx, u)
}

func (o outside) GetUpdates(ctx context.Context, p telegram.Poll) ([]json.RawMessage, error) {
	if o.updates != nil {
		if batch, err := o.updates(p); batch != nil || err != nil {
			return batch, err
		}
	}
	return o.Client.GetUpdates(ctx, p)
}

func (o outside) SendMessage(ctx context.Context, m telegram.Message) (int64, error) {
	if o.message != nil {
		if err := o.message(m); err != nil {
			return 0, err
		}
	}
	return o.Client.SendMessage(ctx, m)
}

func (o outside) DeleteWebhook(ctx context.Context) error {
	if o.me != nil {
		if err := o.me(); err != nil {
			return err
		}
	}
	return o.Client.DeleteWebhook(ctx)
}

var errBroken = errors.New("the database is away") // what people never read

var _ io.Writer = (*journal)(nil)
