package dialogs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Outcomes knows what confirmations came to.
type Outcomes interface {
	// Settle reports whether a confirmation was carried out. One that was not is
	// void from then on: its Commit is refused for whoever comes later.
	Settle(ctx context.Context, once housing.Once, now time.Time) (done bool, err error)
}

// doing is a confirmation that is being carried out: it is written into the
// session first, so that whatever happens in between, the next event finds out
// what became of it before anything else is shown.
type doing struct {
	Intent Act             `json:"intent"`
	Draft  json.RawMessage `json:"draft"`
	Once   housing.Once    `json:"once"`
	Update int64           `json:"update,omitempty"`
	Tap    string          `json:"tap,omitempty"`
}

// errOvertaken tells that the session was changed by others: the event is
// tried again on what is stored now.
var errOvertaken = errors.New("the session was changed by others")

// confirm writes down what is to be carried out and carries it out.
func (t *turn) confirm(ctx context.Context, m step) (step, error) {
	face := t.face()
	t.s.Doing = &doing{
		Intent: m.Intent, Draft: m.Draft, Once: t.once(), Update: t.ev.Update, Tap: t.ev.Data,
	}
	t.s.Face = face
	noted, err := t.save(ctx, t.ev.Key, t.s, Saved{Rev: t.rev, Next: t.rev + 1})
	switch {
	case err != nil:
		return step{}, err
	case !noted:
		return step{}, errOvertaken
	}
	t.rev++
	return t.carry(ctx)
}

// carry carries out what is written down. A refusal that a person may read
// becomes a move that stays. After an internal error it stays written down.
func (t *turn) carry(ctx context.Context) (step, error) {
	d, fr := t.s.Doing, t.s.top()
	flow, _ := t.Flows.Flow(fr.Flow)
	s := t.scene()
	s.Draft, s.Once = d.Draft, d.Once
	forget(ctx)
	next, err := flow.run[fr.Step].commit(ctx, s, d.Intent)
	forget(ctx)
	if err != nil {
		why, ok := t.mishap(err)
		if !ok {
			return step{}, fmt.Errorf("commit %s/%s: %w", fr.Flow, fr.Step, err)
		}
		next = step{Draft: fr.Draft, Notice: why, Refused: true}
	}
	t.s.Doing, t.s.Did = nil, d.Update
	if d.Tap != "" {
		t.s.Tap = d.Tap
	}
	fr.Kept = fr.Kept || next.Final
	if next.Parted {
		t.s.Person, t.s.Entered = 0, time.Time{}
	}
	return next, nil
}

// pending finds out what became of a confirmation that is written down, before
// ev is looked at. True: the event is answered by that.
func (t *turn) pending(ctx context.Context) (bool, error) {
	d := t.s.Doing
	if d == nil {
		return false, nil
	}
	if !t.repeats(d) {
		done, err := t.Outcomes.Settle(ctx, d.Once, t.now)
		if err != nil {
			return false, fmt.Errorf("settle confirmation: %w", err)
		}
		if !done {
			t.s.Doing, t.s.Tap = nil, ""
			return false, nil
		}
		t.tooLate(ctx)
	}
	return true, t.complete(ctx)
}

// repeats reports whether the event is the confirmation d, delivered again.
func (t *turn) repeats(d *doing) bool {
	return t.ev.Update == d.Update || t.ev.Data != "" && t.ev.Data == d.Tap
}

// tooLate answers a press on the screen that was confirmed already.
func (t *turn) tooLate(ctx context.Context) {
	if !t.ev.Ack(ctx, t.Texts.Label("engine.stale")) {
		t.notice = t.Texts.T("engine.stale_late")
	}
}

// complete carries out what is written down, or finds its outcome, and shows
// what follows.
func (t *turn) complete(ctx context.Context) error {
	t.ev.Ack(ctx, "")
	if flow, ok := t.Flows.Flow(t.s.top().Flow); ok && !flow.fits(t.s.Doing.Draft) { // it was damaged
		t.s.Doing = nil
		t.notice = t.Texts.T("engine.changed")
		return t.again(ctx)
	}
	run, err := t.runner(ctx)
	if err != nil || run == nil {
		t.s.Doing = nil
		return err
	}
	m, err := t.carry(ctx)
	if err != nil {
		return err
	}
	return t.follow(ctx, m)
}

// aheadOf shows the outcome of a confirmation beside the dialog, for a person
// who goes elsewhere without having seen it.
func (t *turn) aheadOf(ctx context.Context, start Start) error {
	beside := t.reply.Screen
	beside.Text, beside.Rows = texts.Join("\n\n", t.notice, beside.Text), nil
	t.besides(t.s.top().Flow, beside)
	t.reply.Screen, t.notice, t.out = Screen{}, "", false
	return t.begin(ctx, start)
}

// face is the revision that the buttons of the window carry.
func (t *turn) face() int64 {
	if t.s.Face != 0 {
		return t.s.Face
	}
	return t.rev
}

// once names the confirmation at hand. It holds nothing of what was typed.
func (t *turn) once() housing.Once {
	fr := t.s.top()
	deed := "u" + strconv.FormatInt(t.ev.Update, 10)
	if t.ev.Data != "" {
		deed = strconv.FormatInt(t.rev, 10) + "." + t.ev.Data
	}
	return housing.Once(fmt.Sprintf("%s/%s.%s/%s", t.s.Instance, fr.Flow, fr.Step, deed))
}
