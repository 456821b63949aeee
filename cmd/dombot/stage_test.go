package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/console"
	"dombot/dialogs/registration"
	"dombot/dialogs/script"
	"dombot/internal/acquiring"
	"dombot/internal/housing"
	"dombot/internal/mail/inbox"
	"dombot/internal/meeting"
	"dombot/internal/texts"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

// moving is a clock that scripts move.
type moving struct {
	mu  sync.Mutex
	now time.Time
}

func (m *moving) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *moving) move(to func(time.Time) time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = to(m.now)
}

func (m *moving) set(now time.Time) { m.move(func(time.Time) time.Time { return now }) }

// consoleStage plays scripts on the engine with the text-only face.
type consoleStage struct {
	tb      testing.TB
	dsn     string
	clock   *moving
	store   *sessionServer
	engine  *dialogs.Engine
	db      *postgres.DB
	talks   map[string]*console.Talk
	kept    map[string]string
	numbers atomic.Int64
	folder  console.Folder
	pages   string
	box     *inbox.Inbox
	bank    *bank
	desk    *acquiring.Desk
	jobs    *scheduler.Cron
	told    *notebook
	groups  map[string]int64
	owners  owners
	said    []utterance // by people in groups
	signIn  string
	voting  meeting.Mode
	forum   bool
}

func newConsoleStage(tb testing.TB, ways ...ways) *consoleStage {
	tb.Helper()
	s := &consoleStage{
		tb: tb, dsn: chosen(ways).town(tb), clock: &moving{now: townMoment()}, store: newSessionServer(tb),
		talks: map[string]*console.Talk{}, kept: map[string]string{}, box: newInbox(tb),
		told: newNotebook(), groups: map[string]int64{}, owners: owners{}, signIn: registration.None,
	}
	for _, w := range ways {
		s.signIn, s.voting = cmp.Or(w.signIn, s.signIn), w.voting
		s.forum = w.forum
	}
	s.pages = servePages(tb, s.dsn, s.clock)
	s.bank = newBank(tb, s.clock, func() *acquiring.Desk { return s.desk })
	if err := s.Restart(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.db.Close() })
	return s
}

func (s *consoleStage) Handle(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
	return s.engine.Handle(ctx, ev)
}

func (s *consoleStage) Shown(ctx context.Context, k dialogs.Key, r dialogs.Reply, message int64) error {
	return s.engine.Shown(ctx, k, r, message)
}

func (s *consoleStage) talk(who string) *console.Talk {
	if t, ok := s.talks[who]; ok {
		return t
	}
	id := int64(len(s.talks) + 1001)
	t := console.New(s, dialogs.Key{Bot: 1, Chat: id, User: id}, func() int64 { return s.numbers.Add(1) })
	s.talks[who] = t
	return t
}

func (s *consoleStage) Say(ctx context.Context, who, text string) error {
	return s.talk(who).Say(ctx, text)
}

func (s *consoleStage) Press(ctx context.Context, who, label string) error {
	return s.talk(who).Press(ctx, label)
}

func (s *consoleStage) Keep(_ context.Context, who, label string) error {
	data := s.talk(who).Data(label)
	if data == "" {
		return fmt.Errorf("no button %q to keep", label)
	}
	s.kept[who] = data
	return nil
}

func (s *consoleStage) PressKept(ctx context.Context, who string) error {
	return s.talk(who).PressOld(ctx, s.kept[who])
}

func (s *consoleStage) Send(ctx context.Context, who, kind string) error {
	if kind == "contact" || kind == "stranger" {
		return s.talk(who).Share(ctx, dialogs.Contact{Phone: "+70000000001", Own: kind == "contact"})
	}
	return s.talk(who).Send(ctx, dialogs.Wordless(kind))
}

func (s *consoleStage) Seen(who string) string { return s.talk(who).Seen() }

// Clock moves the clock and runs the jobs whose moment has come.
func (s *consoleStage) Clock(ctx context.Context, to func(time.Time) time.Time) error {
	s.clock.move(to)
	return s.jobs.Tick(ctx, s.clock.Now())
}

func (s *consoleStage) Restart(ctx context.Context) (err error) {
	if s.db != nil {
		if err := s.db.Close(); err != nil {
			return err
		}
	}
	if s.db, err = postgres.Open(ctx, s.dsn, postgres.Options{
		Conns: 4, Now: s.clock.Now, Mail: true,
	}); err != nil {
		return err
	}
	if s.desk, err = s.bank.desk(s.db); err != nil {
		return err
	}
	s.jobs, err = scheduler.NewCron(cronMemory{&postgres.CronRuns{DB: s.db}}, zonesOf(s.db, s.clock),
		append(append(officeJobs(s.db), forumJobs(s.db, s.forum)...), append(reminderJobs(s.db, reminderSpecs{}, s.clock), plannedJob(s.db, s.clock))...)...)
	if err := errors.Join(err, s.jobs.Tick(ctx, s.clock.Now())); err != nil {
		return err
	}
	s.engine, err = engine(parts{
		Desk: s.desk,
		DB:   s.db, Stores: storesOf(s.db), Sessions: s.store.sessions(), Texts: catalogue(s.tb), SignIn: s.signIn, Voting: s.voting, Forum: s.forum,
		Files: &s.folder, Kept: 13, Public: s.pages, Rights: s.owners, Topics: topics{s.told},
		Address: func() string { return "https://t.me/dom_demo_bot" },
		Now:     s.clock.Now, Random: rand.Reader,
		Log: slog.New(slog.DiscardHandler),
	})
	return err
}

func (s *consoleStage) Forget(context.Context) error { return s.store.empty() }

// Befall does nothing: the console has no messenger that could fail.
func (s *consoleStage) Befall(context.Context, script.Trouble) error { return nil }

func (s *consoleStage) Run(ctx context.Context, args []string) (string, error) {
	var out bytes.Buffer
	err := operate(ctx, args, s.bank.world(s.dsn, s.box.URL(), s.clock, &out))
	if err != nil {
		return out.String(), fmt.Errorf("%w\n%s", err, out.String())
	}
	return out.String(), nil
}

// Told delivers what is due and looks for the text among all that was delivered.
func (s *consoleStage) Told(ctx context.Context, who, text string) error {
	told, err := s.delivered(ctx, who)
	if err == nil && !strings.Contains(script.Plain(told), script.Plain(text)) {
		err = fmt.Errorf("%s is told only %q", who, told)
	}
	return err
}

// Untold implements [script.Hushed].
func (s *consoleStage) Untold(ctx context.Context, who, text string) error {
	told, err := s.delivered(ctx, who)
	if err == nil && strings.Contains(script.Plain(told), script.Plain(text)) {
		err = fmt.Errorf("%s is told %q", who, told)
	}
	return err
}

// delivered sends what is due and returns all that a person was ever told.
func (s *consoleStage) delivered(ctx context.Context, who string) (string, error) {
	err := s.deliver(ctx)
	return s.told.read(s.talk(who).Key().Chat), err
}

// deliver sends what is due.
func (s *consoleStage) deliver(ctx context.Context) error {
	d := &scheduler.Delivery{
		Outbox: &postgres.Outbox{DB: s.db}, Sender: s.told, Texts: catalogue(s.tb), Now: s.clock.Now,
		Name: "console", Log: slog.New(slog.DiscardHandler),
	}
	if _, err := d.Pass(ctx); err != nil {
		return err
	}
	return s.unpinned(ctx, d)
}

// notebook is a sender that writes down what it is given; chats are served side by
// side. The number of a message says where it stands there, and how long it is; what
// is deleted is blank.
type notebook struct {
	mu     sync.Mutex
	told   map[int64]string
	topics []string                    // of groups, by their numbers from 1
	words  map[int64]map[string]string // what the buttons of groups carry, by their labels
	posts  map[int64][]posted          // to groups, the newest last

	opens   bool  // it may open topics
	deleted int64 // a topic that is not there any more
}

// posted is a message to a group.
type posted struct {
	message int64
	text    string
}

const lengthBits = 16

func newNotebook() *notebook {
	return &notebook{told: map[int64]string{}, words: map[int64]map[string]string{}, posts: map[int64][]posted{}}
}

func (n *notebook) Send(
	_ context.Context, to housing.Mailbox, screen dialogs.Screen,
) (housing.Delivered, error) {
	if to.Recall {
		n.blank(to)
		return housing.Delivered{Message: to.Edit, Deleted: true}, nil
	}
	if to.Alone && to.Thread == n.deleted {
		return housing.Delivered{Topicless: true}, errors.New("the topic is gone")
	}
	if to.Thread != 0 {
		screen.Text = texts.Escape(n.topics[to.Thread-1]+": ") + screen.Text
	}
	return housing.Delivered{Message: n.write(to.Chat, screen)}, nil
}

func (n *notebook) write(chat int64, screen dialogs.Screen) (message int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	page, text := n.told[chat], screen.Text.Plain()+"\n"
	n.told[chat] = page + text
	for _, b := range slices.Concat(screen.Rows...) {
		if b.Word != "" && chat < 0 {
			if n.words[chat] == nil {
				n.words[chat] = map[string]string{}
			}
			n.words[chat][b.Label] = b.Word
		}
	}
	message = int64(len(page))<<lengthBits + int64(len(text))
	if chat < 0 {
		n.posts[chat] = append(n.posts[chat], posted{message, text})
	}
	return message
}

func (n *notebook) blank(m housing.Mailbox) {
	n.mu.Lock()
	defer n.mu.Unlock()
	from, length, page := m.Edit>>lengthBits, m.Edit&(1<<lengthBits-1), n.told[m.Chat]
	n.told[m.Chat] = page[:from] + strings.Repeat(" ", int(length)) + page[from+length:]
}

func (n *notebook) read(chat int64) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.told[chat]
}

// move gives what was told to one chat to another, as Telegram does with a group that grew.
func (n *notebook) move(from, to int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.told[to] = n.told[from]
}
