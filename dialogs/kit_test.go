package dialogs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// shelf keeps sessions in memory as the real store does: one compare-and-set
// saves a session together with the mark of the update.
type shelf struct {
	mu    sync.Mutex
	data  map[string]Stored
	marks map[string]bool
	lost  []lostSave // what happens to the next saves
	first func()     // runs once before the next save: another replica
}

// lostSave is a save whose answer never came, unless it was told.
type lostSave struct{ written, told bool }

// fine is the fate of a save that nothing happens to.
func fine() lostSave { return lostSave{written: true, told: true} }

func newShelf() *shelf { return &shelf{data: map[string]Stored{}, marks: map[string]bool{}} }

func mark(key string, update int64) string { return key + "#" + time.Unix(update, 0).UTC().String() }

func (s *shelf) Load(_ context.Context, key string, update int64) (Stored, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stored := s.data[key]
	stored.Data = slices.Clone(stored.Data)
	stored.Seen = update != 0 && s.marks[mark(key, update)]
	return stored, nil
}

func (s *shelf) Save(_ context.Context, w Saved) (bool, error) {
	if first := s.first; first != nil {
		s.first = nil
		first()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var fate lostSave
	lost := len(s.lost) > 0
	if lost {
		fate, s.lost = s.lost[0], s.lost[1:]
	}
	if lost && !fate.written {
		return false, errLost
	}
	if s.data[w.Key].Rev != w.Rev {
		return false, nil
	}
	s.data[w.Key] = Stored{Data: slices.Clone(w.Data), Rev: w.Next}
	if w.Update != 0 {
		s.marks[mark(w.Key, w.Update)] = true
	}
	if lost && !fate.told {
		return false, errLost
	}
	return true, nil
}

func (s *shelf) empty() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data, s.marks = map[string]Stored{}, map[string]bool{}
}

func (s *shelf) stored(k Key) Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.data[k.String()]
}

var (
	errLost = errors.New("connection reset")
	errDisk = errors.New("disk full")
)

// ledger carries confirmations out as storage does: once for each name.
type ledger struct {
	mu    sync.Mutex
	rows  map[housing.Once]string
	void  map[housing.Once]bool
	asked []housing.Once     // every call, in order
	fail  error              // the next call fails
	wrote func(housing.Once) // told of every row
}

func (l *ledger) carry(once housing.Once, what string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.fail; err != nil {
		l.fail = nil
		return "", err
	}
	l.asked = append(l.asked, once)
	if l.void[once] {
		return "", &housing.Error{Kind: housing.Refused, Text: "error.void"}
	}
	if _, ok := l.rows[once]; !ok {
		l.rows[once] = what
		if l.wrote != nil {
			l.wrote(once)
		}
	}
	return l.rows[once], nil
}

// Settle voids what was not carried out, as storage does.
func (l *ledger) Settle(_ context.Context, once housing.Once, _ time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, done := l.rows[once]; done {
		return true, nil
	}
	l.void[once] = true
	return false, nil
}

func newLedger() *ledger {
	return &ledger{rows: map[housing.Once]string{}, void: map[housing.Once]bool{}}
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.rows)
}

// town is everything that an engine under test works with.
type town struct {
	shelf   *shelf
	ledger  *ledger
	texts   *texts.Catalogue
	extra   []Flow // flows besides those of [town.flows]
	agreed  bool
	entered int
	sizes   []string
	loads   []error // what the next loads of the form answer
	trace   *[]string
	now     time.Time
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func newTown(tb testing.TB) *town {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return &town{
		shelf: newShelf(), ledger: newLedger(), texts: catalogue,
		sizes: []string{"S", "L"}, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
	}
}

func (w *town) Enter(context.Context, Key, time.Time) (housing.PersonID, error) {
	w.entered++
	return 7, nil
}

func (w *town) Agreed(context.Context, housing.PersonID) (bool, error) { return w.agreed, nil }

func (w *town) note(what string) {
	if w.trace != nil {
		*w.trace = append(*w.trace, what)
	}
}

// engine starts the program anew over what is stored.
func (w *town) engine(tb testing.TB) *Engine {
	tb.Helper()
	return w.engineOf(tb, slices.Concat(w.flows(), w.extra)...)
}

func (w *town) engineOf(tb testing.TB, flows ...Flow) *Engine {
	tb.Helper()
	registry, err := NewRegistry(flows...)
	if err != nil {
		tb.Fatal(err)
	}
	e, _ := New(Options{ // versions with fewer flows than triggers name are tested too
		Flows: registry, Sessions: w.shelf, People: w, Outcomes: w.ledger, Texts: w.texts, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return w.now }, Random: &counting{}, Home: "home", Gate: "gate",
		Asides: map[string]Aside{
			"авария": {Flow: "phones", Only: true}, "/start": {Flow: "phones"},
		},
		Triggers: map[string]Start{
			"/start": {Flow: "home"}, "/menu": {Flow: "home"}, "форма": {Flow: "form"},
			"закрытое": {Flow: "gated"}, "/start form": {Flow: "form"},
		},
	})
	return e
}

// counting gives every instance its own bytes, the same in every run.
type counting struct{ n byte }

func (c *counting) Read(b []byte) (int, error) {
	c.n++
	return copy(b, bytes.Repeat([]byte{c.n}, len(b))), nil
}

// visitor is a person in front of the dialog: what is seen is what was shown last.
type visitor struct {
	tb     testing.TB
	engine *Engine
	key    Key
	update int64
	last   Reply
	window int64
	toasts []string
	late   bool // presses cannot be told anything any more
}

func (w *town) visitor(tb testing.TB) *visitor {
	tb.Helper()
	return &visitor{tb: tb, engine: w.engine(tb), key: Key{Bot: 1, Chat: 5, User: 5}}
}

func (v *visitor) next() int64 { v.update++; return v.update }

func (v *visitor) say(text string) *visitor {
	v.tb.Helper()
	return v.do(Event{Update: v.next(), Text: text})
}

func (v *visitor) press(label string) *visitor {
	v.tb.Helper()
	return v.do(v.tap(label))
}

// tap is the press of a button that is shown, not yet done.
func (v *visitor) tap(label string) Event {
	v.tb.Helper()
	return Event{Update: v.next(), Data: v.data(label), Window: v.window}
}

func (v *visitor) data(label string) string {
	v.tb.Helper()
	i := slices.Index(labels(v.last.Screen), label)
	if i < 0 {
		v.tb.Fatalf("no button %q under:\n%s", label, v.seen())
	}
	return v.last.Data(i)
}

// do carries an event out and shows its reply, as the edge of the bot does.
func (v *visitor) do(ev Event) *visitor {
	v.tb.Helper()
	if err := v.try(ev); err != nil {
		v.tb.Fatalf("handle: %v", err)
	}
	return v
}

func (v *visitor) try(ev Event) error {
	v.tb.Helper()
	ev.Key = v.key
	if ev.Data != "" {
		ev.Ack = func(_ context.Context, toast string) bool {
			v.toasts = append(v.toasts, toast)
			return !v.late
		}
	}
	v.toasts = nil
	reply, err := v.engine.Handle(v.tb.Context(), ev)
	if err != nil || reply.Quiet {
		return err
	}
	v.last, v.window = reply, reply.Edit
	if reply.Edit == 0 {
		v.window = 1000 + v.next()
	}
	return v.engine.Shown(v.tb.Context(), v.key, reply, v.window)
}

func (v *visitor) seen() string { return printed(v.last.Screen) }

// sees fails unless every part is shown.
func (v *visitor) sees(parts ...string) *visitor {
	v.tb.Helper()
	for _, p := range parts {
		if !strings.Contains(v.seen(), p) {
			v.tb.Errorf("want %q on the screen:\n%s", p, v.seen())
		}
	}
	return v
}

func (v *visitor) misses(part string) *visitor {
	v.tb.Helper()
	if strings.Contains(v.seen(), part) {
		v.tb.Errorf("do not want %q on the screen:\n%s", part, v.seen())
	}
	return v
}

// session is what is stored about the visitor.
func (v *visitor) session(w *town) session {
	v.tb.Helper()
	s, ok := readSession(w.shelf.stored(v.key).Data)
	if !ok {
		v.tb.Fatal("the session cannot be read")
	}
	return s
}

// draft is the stored draft of the running flow.
func (v *visitor) draft(w *town) string {
	v.tb.Helper()
	s := v.session(w)
	return string(s.top().Draft)
}

// rewrite changes what is stored, as another version of the program would have.
func (v *visitor) rewrite(w *town, change func(*session)) {
	v.tb.Helper()
	s := v.session(w)
	change(&s)
	data, err := json.Marshal(s)
	if err != nil {
		v.tb.Fatal(err)
	}
	w.shelf.data[v.key.String()] = Stored{Data: data, Rev: w.shelf.stored(v.key).Rev}
}

func printed(s Screen) string {
	return s.Text.Plain() + "\n[" + strings.Join(labels(s), "] [") + "]"
}

func labels(s Screen) []string {
	var all []string
	for _, row := range s.Rows {
		for _, b := range row {
			if b.URL == "" {
				all = append(all, b.Label)
			}
		}
	}
	return all
}
