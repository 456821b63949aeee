package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/dialogs/script"
	"dombot/internal/acquiring"
	"dombot/internal/mail/inbox"
	"dombot/internal/simulator"
	"dombot/internal/simulator/page"
)

// telegramStage plays scripts on the whole program: the bot over HTTP against
// the simulated Telegram, with PostgreSQL and Redis.
type telegramStage struct {
	tb     testing.TB
	config Config
	sim    *simulator.Server
	clock  *simulator.Clock
	store  *sessionServer
	bank   *bank
	app    *running
	log    *complaints
	people map[string]*simulator.Person
	before map[string]mark
	kept   map[string]kept
	stop   func() error
	box    *inbox.Inbox

	invoice string // the newest that anybody was shown

	trouble  []*simulator.Injected
	troubled map[string]bool // who did something in the trouble
}

// mark is what a person had seen before the last deed.
type mark struct {
	edits  map[int]int // by message
	toasts int
}

// kept is a button as it was.
type kept struct {
	message int
	data    string
}

// complaints keeps what the program logs as an error: nothing may.
type complaints struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (c *complaints) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lines.Write(p)
}

func (c *complaints) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lines.String()
}

// expect forgets a complaint that there must be.
func (c *complaints) expect(t *testing.T, about string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	var rest bytes.Buffer
	found := false
	for line := range strings.Lines(c.lines.String()) {
		if strings.Contains(line, about) {
			found = true
			continue
		}
		rest.WriteString(line)
	}
	if c.lines = rest; !found {
		t.Errorf("nothing is logged about %q", about)
	}
}

// theAPI is read once for all tests.
var theAPI = sync.OnceValues(simulator.ReadAPI)

func newTelegramStage(tb testing.TB, ways ...ways) *telegramStage {
	tb.Helper()
	s := &telegramStage{
		tb: tb, clock: simulator.NewClock(townMoment()), store: newSessionServer(tb), log: &complaints{},
		box: newInbox(tb), people: map[string]*simulator.Person{}, before: map[string]mark{}, kept: map[string]kept{},
	}
	api, err := theAPI()
	if err != nil {
		tb.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{API: api, Clock: s.clock, Assets: page.Assets()})
	if err != nil {
		tb.Fatal(err)
	}
	base, err := sim.Start(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	s.sim = sim
	s.config = Config{
		SMTP: Secret(s.box.URL()), MailFrom: mailFrom,
		Photos: 13,
		Token:  Secret(sim.Token()), API: base, Database: Secret(chosen(ways).town(tb)),
		Redis: Secret(addressOf(s.store.server)), LogFormat: "text", Zone: s.clock.Zone(), SignIn: "none",
		// The messenger of scripts puts up with everything, so no script waits for a minute of a group to pass.
		Sending: sendingSettings{speed: 30},
	}
	for _, w := range ways {
		s.config.SignIn, s.config.Voting = cmp.Or(w.signIn, s.config.SignIn), w.voting
		s.config.Forum = w.forum
	}
	s.config.Public = servePages(tb, string(s.config.Database), s.clock)
	s.config.Direct, s.config.Payments = s.config.Database, townSealing
	s.bank = newBank(tb, s.clock, func() *acquiring.Desk { return s.app.desk })
	s.config.Acquirer, s.config.Return = s.bank.server.URL, s.bank.server.URL+"/control"
	s.start()
	tb.Cleanup(s.close)
	return s
}

// close stops the program and complains of what went wrong unseen.
func (s *telegramStage) close() {
	if err := errors.Join(s.stop(), s.sim.Close()); err != nil {
		s.tb.Errorf("stop: %v", err)
	}
	if f := s.sim.Failures(); len(f) > 0 {
		s.tb.Errorf("Telegram was called wrongly: %s", strings.Join(f, "\n"))
	}
	for _, g := range s.sim.Groups() {
		if s.tb.Failed() {
			s.tb.Logf("the group:\n%s", g.Transcript())
		}
		for _, personal := range personal(s.posted(g)) {
			s.tb.Errorf("a group reads %q", personal)
		}
	}
	if lines := s.log.String(); lines != "" {
		s.tb.Errorf("the program logged errors:\n%s", lines)
	}
}

func (s *telegramStage) start() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.tb.Context()))
	a := &App{Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelError}))}
	done := make(chan error, 1)
	services, err := a.openServices(ctx, s.config, s.clock)
	if err == nil {
		s.app, err = a.assemble(s.config, services, s.clock, catalogue(s.tb))
	}
	go func() {
		if err == nil {
			err = s.app.run(ctx)
		}
		done <- errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
	}()
	s.stop = func() error {
		cancel()
		return <-done
	}
}

func (s *telegramStage) person(who string) *simulator.Person {
	if p, ok := s.people[who]; ok {
		return p
	}
	p := s.sim.Person(who)
	s.people[who] = p
	return p
}

// deed does something as a person and waits until the bot has carried it out.
func (s *telegramStage) deed(ctx context.Context, who string, do func(*simulator.Person) error) error {
	p := s.person(who)
	chat := p.Chat()
	m := mark{edits: map[int]int{}, toasts: len(chat.Toasts)}
	for _, msg := range chat.Messages {
		m.edits[msg.ID] = msg.Edits
	}
	s.before[who] = m
	if err := do(p); err != nil {
		return err
	}
	if s.trouble != nil {
		s.troubled[who] = true
		return nil
	}
	patient, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	err := s.sim.Idle(patient)
	s.invoice = cmp.Or(invoiceIn(p.Chat()), s.invoice)
	return err
}

func (s *telegramStage) Say(ctx context.Context, who, text string) error {
	return s.deed(ctx, who, func(p *simulator.Person) error { p.Send(text); return nil })
}

func (s *telegramStage) Press(ctx context.Context, who, label string) error {
	return s.deed(ctx, who, func(p *simulator.Person) error { return p.Press(labelLike(p.Chat(), label)) })
}

// labelLike returns the label that a button bears, found by its beginning.
func labelLike(c simulator.Chat, label string) string {
	label = strings.ReplaceAll(label, "\u00a0", " ")
	for _, match := range []func(string) bool{
		func(s string) bool { return s == label },
		func(s string) bool { return strings.HasPrefix(s, label) },
	} {
		for _, m := range slices.Backward(c.Messages) {
			typed := func(s string) bool { return match(strings.ReplaceAll(s, "\u00a0", " ")) }
			if i := slices.IndexFunc(m.Labels(), typed); i >= 0 {
				return m.Labels()[i]
			}
		}
	}
	return label
}

func (s *telegramStage) Keep(_ context.Context, who, label string) error {
	for _, m := range slices.Backward(s.person(who).Chat().Messages) {
		for _, row := range m.Buttons {
			for _, b := range row {
				if b.Text == label {
					s.kept[who] = kept{m.ID, b.Data}
					return nil
				}
			}
		}
	}
	return fmt.Errorf("no button %q to keep", label)
}

func (s *telegramStage) PressKept(ctx context.Context, who string) error {
	k := s.kept[who]
	return s.deed(ctx, who, func(p *simulator.Person) error { p.Tap(k.message, k.data); return nil })
}

func (s *telegramStage) Send(ctx context.Context, who, kind string) error {
	return s.deed(ctx, who, func(p *simulator.Person) error {
		switch kind {
		case "voice":
			p.SendVoice()
		case "file":
			p.SendDocument("note.txt", []byte("note"))
		case "stranger":
			p.SendContactOf("+70000000002", "Дядя Ваня")
		default:
			p.SendContact()
		}
		return nil
	})
}

// Seen returns what has changed in the chat since the person's last deed.
func (s *telegramStage) Seen(who string) string {
	chat, m := s.person(who).Chat(), s.before[who]
	var seen strings.Builder
	for _, t := range chat.Toasts[min(m.toasts, len(chat.Toasts)):] {
		fmt.Fprintf(&seen, "(%s)\n", t.Text)
	}
	for _, msg := range chat.Messages {
		if edits, known := m.edits[msg.ID]; !msg.FromBot || known && edits == msg.Edits {
			continue
		}
		fmt.Fprintln(&seen, msg.Text)
		for _, label := range msg.Labels() {
			fmt.Fprintf(&seen, "[%s]\n", label)
		}
	}
	return seen.String()
}

func (s *telegramStage) Clock(_ context.Context, to func(time.Time) time.Time) error {
	return s.clock.Set(to(s.clock.Now()))
}

func (s *telegramStage) Restart(context.Context) error {
	err := s.stop()
	s.start() //nolint:contextcheck // the program outlives the line of the script that starts it
	return err
}

func (s *telegramStage) Forget(context.Context) error { return s.store.empty() }

func (s *telegramStage) Run(ctx context.Context, args []string) (string, error) {
	var out bytes.Buffer
	err := operate(ctx, args, s.bank.world(string(s.config.Database), s.box.URL(), s.clock, &out))
	if err != nil {
		return out.String(), fmt.Errorf("%w\n%s", err, out.String())
	}
	return out.String(), nil
}

// Told waits until a message with the text is in the chat.
func (s *telegramStage) Told(ctx context.Context, who, text string) error {
	p := s.person(who)
	return s.await(ctx, func(simulator.State) bool {
		return slices.ContainsFunc(p.Chat().Messages, func(m simulator.Message) bool {
			return m.FromBot && strings.Contains(script.Plain(m.Text), script.Plain(text))
		})
	})
}

// await waits until done says so. A chat that was written to just now has to rest by
// a clock that stands still here: it goes on by seconds, in all by half a minute.
func (s *telegramStage) await(ctx context.Context, done func(simulator.State) bool) (err error) {
	const some = 3 * time.Second
	for range 10 {
		patient, cancel := context.WithTimeout(ctx, some)
		err = s.sim.Wait(patient, done)
		cancel()
		if err == nil || ctx.Err() != nil {
			return err
		}
		s.clock.Advance(some)
	}
	return err
}
