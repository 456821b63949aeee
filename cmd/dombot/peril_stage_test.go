package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"dombot/dialogs"
	"dombot/dialogs/console"
	"dombot/dialogs/registration"
	"dombot/dialogs/script"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// perilStage plays schedules on two replicas of the real dialogs, with real
// PostgreSQL and Redis. What befalls them strikes at the seams between the two,
// Telegram and the dialogs. It implements [script.Perilous].
type perilStage struct {
	script.Files // nothing is sent here but words
	script.Post  // nor are letters
	world        *perilWorld
	facts        *facts
	broken       fracture
	people       map[string]*perilPerson
	replica      int    // where deeds arrive
	peril        string // waits for the next deed

	mu      sync.Mutex // guards what follows, and every chat
	engines [2]*dialogs.Engine
	numbers int64
}

// perilPerson is somebody in front of a chat.
type perilPerson struct {
	key  dialogs.Key
	chat *perilChat
}

func newPerilStage(ctx context.Context, w *perilWorld, broken fracture) (*perilStage, error) {
	s := &perilStage{world: w, facts: newFacts(), broken: broken, people: map[string]*perilPerson{}}
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	return s, errors.Join(s.restart(0), s.restart(1))
}

// perilous returns a stage in a world of its own.
func perilous(tb testing.TB) *perilStage {
	tb.Helper()
	s, err := newPerilStage(tb.Context(), newPerilWorld(tb), unbroken)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// restart starts a replica anew.
func (s *perilStage) restart(replica int) error {
	db := s.world.dbs[replica]
	e, err := engine(parts{
		DB: db, Stores: s.perilStores(db), Sessions: perilSessions{s.world.sessions[replica]},
		Texts: s.world.texts, SignIn: registration.None, Files: &console.Folder{},
		Now: s.world.clock.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.engines[replica] = e
	return err
}

func (s *perilStage) engine(replica int) *dialogs.Engine {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.engines[replica]
}

// next returns the next number, of an update or a message.
func (s *perilStage) next() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.numbers++
	return s.numbers
}

func (s *perilStage) person(who string) *perilPerson {
	if p, ok := s.people[who]; ok {
		return p
	}
	s.world.people++
	id := 1000 + s.world.people
	p := &perilPerson{key: dialogs.Key{Bot: 1, Chat: id, User: id}, chat: &perilChat{}}
	s.people[who] = p
	return p
}

// does makes a deed of what a line says, as it is possible now.
func (s *perilStage) does(who string, d script.Deed) (did, error) {
	made := did{who: who, text: d.Text}
	if d.Verb != "presses" {
		made.event.update = s.next()
		made.name = fmt.Sprintf("u%d", made.event.update)
		return made, nil
	}
	c := s.person(who).chat
	b, ok := c.button(d.Text)
	if !ok {
		return made, fmt.Errorf("no button %q; there are: %s", d.Text, strings.Join(c.offered(), " | "))
	}
	made.tap, made.name, made.text = true, b.data, b.label
	made.event = eventOf{update: s.next(), window: b.message, data: b.data}
	return made, nil
}

// Deliver implements [script.Perilous].
func (s *perilStage) Deliver(ctx context.Context, step script.Step) error {
	p := s.person(step.Who)
	s.world.met.add("manner: " + mannerOf(step))
	p.chat.seen.Reset()
	switch step.Deeds[0].Verb {
	case "is connected":
		return s.connect(ctx, p)
	case "is answered late":
		return s.answerLate(ctx, p)
	case "resends":
		if p.chat.last == nil {
			return errors.New("nothing was done that could be sent again")
		}
		return s.arrive(ctx, s.delivery(*p.chat.last))
	}
	all := make([]did, 0, 2)
	for _, d := range step.Deeds {
		made, err := s.does(step.Who, d)
		if err != nil {
			return err
		}
		p.chat.log.WriteString("> " + d.String() + "\n")
		s.facts.confirms(made)
		all = append(all, made)
	}
	p.chat.last = &all[len(all)-1]
	switch step.Manner {
	case script.Twice:
		again := all[0]
		again.event.update = s.next()
		all = append(all, again)
	case script.Swapped:
		slices.Reverse(all)
	case script.AtOnce:
		return s.atOnce(ctx, all, newTurns(step.Turns))
	case script.Plainly:
	}
	for _, d := range all {
		if err := s.arrive(ctx, s.delivery(d)); err != nil {
			return err
		}
	}
	return nil
}

func mannerOf(step script.Step) string {
	if step.Manner == script.Plainly {
		return step.Deeds[0].Verb
	}
	return string(step.Manner)
}

// delivery brings a deed to the present replica; the peril that waits befalls it.
func (s *perilStage) delivery(d did) *delivery {
	peril := s.peril
	s.peril = ""
	return &delivery{did: d, replica: s.replica, peril: peril, met: &s.world.met, facts: s.facts}
}

// atOnce delivers a pair at the same time, one to each replica.
func (s *perilStage) atOnce(ctx context.Context, pair []did, order *turns) error {
	group, ctx := errgroup.WithContext(ctx)
	for side, d := range pair {
		arriving := s.delivery(d)
		arriving.replica = (s.replica + side) % len(s.engines)
		arriving.turns, arriving.side = order, side
		group.Go(func() error { return s.arrive(ctx, arriving) })
	}
	return group.Wait()
}

// arrive lets a deed arrive at its replica and shows the answer.
func (s *perilStage) arrive(ctx context.Context, d *delivery) (err error) {
	defer func() {
		d.turns.end(d.side)
		switch fault := recover(); fault.(type) {
		case nil:
		case crash:
			err = s.restart(d.replica)
		default:
			panic(fault)
		}
		if d.acks > 1 {
			err = errors.Join(err, fmt.Errorf("a tap on %q is answered %d times", d.did.text, d.acks))
		}
	}()
	p := s.person(d.did.who)
	ev := dialogs.Event{
		Key: p.key, Update: d.did.event.update, Data: d.did.event.data, Window: d.did.event.window,
	}
	if d.did.tap {
		ev.Ack = func(_ context.Context, toast string) bool {
			s.toast(p, d, toast)
			return true
		}
	} else {
		ev.Text = d.did.text
	}
	reply, err := s.engine(d.replica).Handle(d.within(ctx), ev)
	switch {
	case errors.Is(err, errLostCall):
		return s.apologise(p, d)
	case err != nil:
		return fmt.Errorf("%q is not carried out: %w", d.did.text, err)
	case d.did.tap && d.acks != 1:
		return fmt.Errorf("a tap on %q is answered %d times", d.did.text, d.acks)
	}
	return s.show(ctx, p, d, reply)
}

func (s *perilStage) toast(p *perilPerson, d *delivery, toast string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.acks++
	if toast != "" {
		p.chat.print("(" + toast + ")")
	}
}

// apologise says what the bot says when something broke: a tap can be repeated.
func (s *perilStage) apologise(p *perilPerson, d *delivery) error {
	d.turns.reach(d.side)
	if d.did.tap && d.acks == 0 {
		s.toast(p, d, "")
	}
	id := s.next()
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &perilMessage{id: id, text: s.world.texts.Label("error.internal_text", "Code", "0000")}
	if d.did.tap {
		m.buttons = []perilButton{{s.world.texts.Label("error.again"), d.did.event.data, id}}
		p.chat.window = m
	}
	p.chat.messages = append(p.chat.messages, m)
	p.chat.print(m.text)
	return nil
}

// show lets Telegram accept a reply, unless it loses it.
func (s *perilStage) show(ctx context.Context, p *perilPerson, d *delivery, r dialogs.Reply) error {
	d.turns.reach(d.side)
	if d.strikes(script.TelegramLosesCall) {
		return nil
	}
	for _, a := range r.Asides {
		id := s.next()
		s.mu.Lock()
		p.chat.aside(a, id)
		s.mu.Unlock()
		s.facts.reads(a.Text.Plain())
	}
	if r.Quiet {
		return nil
	}
	id := r.Edit
	if id == 0 {
		id = s.next()
	}
	s.mu.Lock()
	err := p.chat.show(r, id)
	p.chat.strip(r.Strip)
	s.mu.Unlock()
	s.facts.reads(r.Screen.Text.Plain())
	if err != nil || d.strikes(script.TelegramLosesAnswer) {
		return err
	}
	d.shown = true
	return s.engine(d.replica).Shown(d.within(ctx), p.key, r, id)
}

// answerLate shows the window that the bot owes.
func (s *perilStage) answerLate(ctx context.Context, p *perilPerson) error {
	d := &delivery{replica: s.replica, met: &s.world.met, facts: s.facts}
	reply, err := s.engine(d.replica).Again(d.within(ctx), p.key)
	if err != nil || reply.Quiet {
		return err
	}
	return s.show(ctx, p, d, reply)
}

// connect gives a person consent and a flat, as if it had been done long ago.
func (s *perilStage) connect(ctx context.Context, p *perilPerson) error {
	flat := perilFlat{"ленина 12", sample.KnownAccount, sample.KnownSerial}
	if err := flat.connect(ctx, s.world.dbs[0], p.key, s.world.clock.Now()); err != nil {
		return err
	}
	_, err := s.world.rows.ExecContext(ctx,
		"DELETE FROM outcomes WHERE once LIKE 'setup/%'; DELETE FROM audit WHERE person_id IS NOT NULL")
	return err
}

// perilFlat is a flat of the sample town with what proves it.
type perilFlat struct{ house, account, serial string }

// connect gives the person of a chat consent and the flat.
func (f perilFlat) connect(ctx context.Context, db *postgres.DB, key dialogs.Key, now time.Time) error {
	people, accounts := &postgres.People{DB: db}, &postgres.Accounts{DB: db}
	id, err := people.Enter(ctx, key.Bot, key.User, key.Chat, now)
	if err != nil {
		return err
	}
	houses, _, err := (&postgres.Houses{DB: db}).Search(ctx, housing.ParseQuery(f.house), 1)
	if err != nil || len(houses) == 0 {
		return fmt.Errorf("find the house: %d found, %w", len(houses), err)
	}
	once := func(what string) housing.Once { return housing.Once("setup/" + what + f.account) }
	number, _ := housing.ParseNumber(f.account)
	proof, err := accounts.Claim(ctx, once("claim"), housing.Claim{
		Person: id, House: houses[0].ID, Number: number, Secret: housing.FoldSecret(f.serial),
	}, now)
	if err != nil || !proof.OK {
		return fmt.Errorf("prove the account: %v, %w", proof, err)
	}
	if err := people.GiveConsent(ctx, once("consent"), id, registration.Version, now); err != nil {
		return err
	}
	_, err = accounts.Connect(ctx, once("connect"), housing.Connecting{
		Person: id, Account: proof.Account, Role: housing.Owner,
	}, now)
	return err
}

// uncommit takes back what PostgreSQL had not committed when the replica crashed.
func (s *perilStage) uncommit(ctx context.Context, f fact) error {
	s.facts.retract(f.once)
	for query, arg := range map[string]string{
		`DELETE FROM outcomes WHERE once = $1`: string(f.once),
		`WITH lost AS (SELECT id FROM submissions WHERE number = $1),
			rows AS (DELETE FROM readings WHERE submission_id IN (SELECT id FROM lost))
			DELETE FROM submissions WHERE id IN (SELECT id FROM lost)`: f.result,
	} {
		if _, err := s.world.rows.ExecContext(ctx, query, arg); err != nil {
			return err
		}
	}
	return nil
}

// Strike implements [script.Perilous].
func (s *perilStage) Strike(ctx context.Context, event string) error {
	switch event {
	case script.Expire:
		s.world.met.add("fault: " + event)
		s.facts.unseen()
		s.world.clock.move(func(now time.Time) time.Time { return now.Add(73 * time.Hour) })
		return s.world.expire(ctx)
	case script.OnReplica1, script.OnReplica2:
		s.replica = strings.Index("12", event[len(event)-1:])
	default:
		s.peril = event
	}
	return nil
}

// do plays a step as [script.Play] would.
func (s *perilStage) do(ctx context.Context, step script.Step) error {
	return script.Play(ctx, []byte(step.String()), s)
}
