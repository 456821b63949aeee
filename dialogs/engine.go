package dialogs

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Options is what an engine needs.
type Options struct {
	Flows    *Registry
	Sessions Sessions
	People   People
	Outcomes Outcomes
	Texts    Texter
	Now      func() time.Time
	Random   io.Reader // instances are drawn from it
	Log      *slog.Logger
	Home     string           // the flow that everything ends in
	Gate     string           // the flow that asks for consent; its result is a bool
	Stuck    string           // the flow that asks for help, started with [StuckArgs]; empty: none
	Asides   map[string]Aside // trigger → what is shown beside the dialog
	Triggers map[string]Start // folded words, keys and commands → flow
	Links    map[string]Link  // prefix of a deep link with an argument → flow
	// Guess names the flow that a text which no step takes is meant for; nil never does.
	Guess func(text string) (Start, bool)
	// Urgent names the aside that a text is answered with, whatever runs, where no step takes it; empty or
	// nil: none.
	Urgent func(text string) string
	// Manner tells how a person is spoken to; nil: to everybody in full.
	Manner func(ctx context.Context, p housing.PersonID) (housing.Manner, error)
	Open   []string // flows that hold nothing a messenger may not carry
	Shared Sharing  // what follows when a number is shared; nil: nothing does
	Chosen Choice   // what follows when a group is chosen; nil: nothing does
	// Papers reports whether documents that a person sends, and no step takes, must not stay in the chat;
	// nil: of nobody.
	Papers func(ctx context.Context, p housing.PersonID) (bool, error)
}

// StuckArgs names where somebody is stuck.
type StuckArgs struct {
	Flow string `json:"flow,omitempty"` // its title, as people read it; empty: nowhere
	Step string `json:"step,omitempty"` // «flow/step»
}

// Aside is a flow of one step that is shown as a message of its own. Only
// leaves the window as it is.
type Aside struct {
	Flow string
	Only bool
}

// People knows who talks.
type People interface {
	// Enter returns the person behind a key, made on the first visit.
	Enter(ctx context.Context, k Key, now time.Time) (housing.PersonID, error)
	// Agreed reports whether the person's consent is in force.
	Agreed(ctx context.Context, p housing.PersonID) (bool, error)
}

// Engine runs dialogs.
type Engine struct{ Options }

// New returns an engine, or every name of a flow that does not exist.
func New(o Options) (*Engine, error) {
	var errs []error
	need := func(what, id string) {
		if _, ok := o.Flows.Flow(id); !ok {
			errs = append(errs, fmt.Errorf("%s names flow %q, which does not exist", what, id))
		}
	}
	need("home", o.Home)
	need("gate", o.Gate)
	if o.Stuck != "" {
		need("stuck", o.Stuck)
	}
	for _, id := range o.Open {
		need("open flow", id)
	}
	for word, a := range o.Asides {
		need("aside "+word, a.Flow)
	}
	for word, start := range o.Triggers {
		need("trigger "+word, start.Flow)
	}
	for prefix, link := range o.Links {
		need("link "+prefix, link.Flow)
	}
	return &Engine{o}, errors.Join(errs...)
}

// conflicts is how often an event is tried again when another replica handled
// one of the same person at the same moment.
const conflicts = 5

// Handle carries an event out and returns what to show. An error is internal:
// nothing was lost, and the same event may be handled again.
func (e *Engine) Handle(ctx context.Context, ev Event) (Reply, error) {
	ev.Ack = ackOnce(ev.Ack)
	return repeat(ev.Key, func() (Reply, bool, error) { return e.try(remembering(ctx), ev) })
}

// Again returns the window of k as it is now, for a person whose answer could
// not be shown when it was due. Where no dialog runs, the reply is quiet.
func (e *Engine) Again(ctx context.Context, k Key) (Reply, error) {
	return repeat(k, func() (Reply, bool, error) { return e.overdue(remembering(ctx), k) })
}

// repeat tries until nobody else changed the session meanwhile.
func repeat(k Key, try func() (Reply, bool, error)) (Reply, error) {
	for range conflicts {
		reply, saved, err := try()
		if err != nil || saved {
			return reply, err
		}
	}
	return Reply{}, fmt.Errorf("save session of %s: changed by others %d times", k, conflicts)
}

// Shown remembers the message that shows the window of a reply. A dialog that
// has moved on meanwhile keeps its own window.
func (e *Engine) Shown(ctx context.Context, k Key, r Reply, message int64) error {
	if r.Quiet || r.Edit == message || r.stored == nil {
		return nil
	}
	if e.Now().Sub(r.at) > shownSoon {
		if same, err := e.stands(ctx, k, r); err != nil || !same {
			return err
		}
	}
	s := *r.stored
	s.Window = message
	_, err := e.save(ctx, k, s, Saved{Rev: r.tag.Rev, Next: r.tag.Rev})
	return err
}

// shownSoon is how long a revision alone tells a session from others: the
// sessions of an emptied store count their revisions from one again, but do not
// come that far at once.
const shownSoon = time.Second

// stands reports whether the session of a reply is still the stored one.
func (e *Engine) stands(ctx context.Context, k Key, r Reply) (bool, error) {
	stored, err := e.Sessions.Load(ctx, k.String(), 0)
	if err != nil {
		return false, fmt.Errorf("load session: %w", err)
	}
	s, ok := readSession(stored.Data)
	return ok && stored.Rev == r.tag.Rev && s.Instance == r.tag.Instance, nil
}

// try handles ev on the session as it is stored now; false: somebody was first.
func (e *Engine) try(ctx context.Context, ev Event) (Reply, bool, error) {
	t, seen, err := e.turn(ctx, ev)
	if err != nil {
		return Reply{}, false, err
	}
	if err := t.start(ctx); err != nil {
		return Reply{}, false, err
	}
	if seen {
		ev.Ack(ctx, "")
		err = t.seen(ctx)
	} else {
		err = t.handle(ctx)
	}
	if errors.Is(err, errOvertaken) {
		return Reply{}, false, nil
	}
	if err != nil || t.reply.Quiet {
		return t.reply, true, err
	}
	saved, err := t.finish(ctx)
	return t.reply, saved, err
}

// overdue makes the window of k anew; false: somebody was first.
func (e *Engine) overdue(ctx context.Context, k Key) (Reply, bool, error) {
	t, _, err := e.turn(ctx, Event{Key: k, Ack: ackOnce(nil)})
	if err != nil {
		return Reply{}, false, err
	}
	if t.s.Instance == "" {
		return Reply{Quiet: true}, true, nil
	}
	t.late = t.Texts.T("engine.late")
	if err := t.again(ctx); err != nil {
		return Reply{}, false, err
	}
	saved, err := t.finish(ctx)
	return t.reply, saved, err
}

// turn begins a turn on the session as it is stored, and tells whether the
// update has been handled already.
func (e *Engine) turn(ctx context.Context, ev Event) (t *turn, seen bool, err error) {
	stored, err := e.Sessions.Load(ctx, ev.Key.String(), ev.Update)
	if err != nil {
		return nil, false, fmt.Errorf("load session: %w", err)
	}
	s, ok := readSession(stored.Data)
	t = &turn{Engine: e, ev: ev, s: s, rev: stored.Rev, now: e.Now()}
	if !ok {
		e.Log.WarnContext(ctx, "unreadable session dropped", slog.String("key", ev.Key.String()))
		t.notice = e.Texts.T("engine.changed")
	}
	return t, stored.Seen || ev.Update != 0 && ev.Update == s.Did, nil
}

// enterAgain is how long a person counts as entered: who writes can be
// written to, and the store learns it within this time.
const enterAgain = 10 * time.Minute

// start knows the person and the instance.
func (t *turn) start(ctx context.Context) error {
	if t.s.Person == 0 || t.now.Sub(t.s.Entered) > enterAgain {
		id, err := t.People.Enter(ctx, t.ev.Key, t.now)
		if err != nil {
			return fmt.Errorf("enter person: %w", err)
		}
		t.s.Person, t.s.Entered = id, t.now
	}
	if t.s.Instance == "" {
		return t.renew()
	}
	return nil
}

// renew draws a new instance: buttons of the one before no longer count.
func (t *turn) renew() error {
	b := make([]byte, 6)
	if _, err := io.ReadFull(t.Random, b); err != nil {
		return fmt.Errorf("draw instance: %w", err)
	}
	t.s.Instance = base64.RawURLEncoding.EncodeToString(b)
	return nil
}

// finish stores the session and completes the reply.
func (t *turn) finish(ctx context.Context) (bool, error) {
	if err := t.mannered(ctx); err != nil {
		return false, err
	}
	t.s.Acts = t.reply.Screen.acts()
	t.s.Notice, t.s.Face = t.notice, 0
	t.reply.Screen.Text = texts.Join("\n\n", t.late, t.notice, t.reply.Screen.Text)
	t.reply.tag = tag{Instance: t.s.Instance, Rev: t.rev + 1}
	t.place()
	t.reply.stored, t.reply.at = &t.s, t.now
	return t.save(ctx, t.ev.Key, t.s, Saved{Rev: t.rev, Next: t.rev + 1, Update: t.ev.Update})
}

// place decides where the window goes: a press turns its message into the next
// screen; after a typed text the screen comes below it and the old buttons go.
// A press on a message that is not the window brings the window down as well.
// A window that is overdue stays where it is. The window that answered the
// first file of an album answers the others.
func (t *turn) place() {
	pressed, window := t.ev.Window, t.s.Window
	if t.late != "" || t.more && window != 0 && len(t.reply.Asides) == 0 {
		t.reply.Edit = window
		return
	}
	if pressed != 0 && (pressed == window || window == 0) && len(t.reply.Asides) == 0 {
		t.reply.Edit, t.s.Window = pressed, pressed
		return
	}
	for _, id := range []int64{pressed, window} {
		if id != 0 {
			t.reply.Strip = append(t.reply.Strip, id)
		}
	}
	t.s.Window = 0
}

// ackOnce makes ack harmless to call twice, and on events that have none.
func ackOnce(ack func(context.Context, string) bool) func(context.Context, string) bool {
	done := ack == nil
	return func(ctx context.Context, toast string) bool {
		if done {
			return true
		}
		done = true
		return ack(ctx, toast)
	}
}

// mishap returns what a person may read about err; false if it is internal.
func (e *Engine) mishap(err error) (texts.Text, bool) {
	if known, ok := errors.AsType[*housing.Error](err); ok {
		if known.Who != "" {
			return e.Texts.T(known.Text, "Who", known.Who), true
		}
		return e.Texts.T(known.Text), true
	}
	return "", false
}
