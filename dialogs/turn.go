package dialogs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dombot/internal/texts"
)

// The acts that belong to the engine. No step can offer them by accident:
// they start with a sign that steps do not use.
const (
	actBack    = "~back"
	actCancel  = "~cancel"
	actHome    = "~home"
	actResume  = "~resume"
	actRestart = "~restart"
	actDrop    = "~drop"
	actStuck   = "~stuck"
)

// turn is one event on its way through a session.
type turn struct {
	*Engine
	ev     Event
	s      session
	rev    int64     // the stored revision
	now    time.Time // one moment for the whole turn
	notice texts.Text
	told   string     // the flow that notice is from; empty: the engine
	late   texts.Text // said above a window that is overdue
	out    bool       // the way to the menu is offered under the screen
	hops   int
	unseen bool // the move at hand passes over a step that was not shown
	more   bool // another file of an album whose first was answered
	reply  Reply
}

// maxHops bounds how many steps one answer may pass through.
const maxHops = 12

// wayOutAfter is how many refused answers in a row it takes to offer a way out.
const wayOutAfter = 3

func (t *turn) handle(ctx context.Context) error {
	trigger := t.trigger()
	if a, ok := t.Asides[trigger]; ok {
		if err := t.aside(ctx, a.Flow); err != nil || a.Only {
			return err
		}
	}
	start, leads := t.leads(trigger)
	if !leads {
		start, leads = t.chosen()
	}
	if !leads {
		start, leads = t.shared()
	}
	switch answered, err := t.pending(ctx); {
	case err != nil:
		return err
	case answered && leads:
		return t.aheadOf(ctx, start)
	case answered:
		return nil
	case leads:
		return t.begin(ctx, start)
	}
	return t.take(ctx, trigger)
}

// take hands an event to whatever runs.
func (t *turn) take(ctx context.Context, trigger string) error {
	switch {
	case t.ev.Data != "":
		return t.tap(ctx)
	case trigger == "/cancel":
		return t.cancel(ctx)
	case t.ev.Contact != nil && t.Shared != nil:
		return t.unshared(ctx)
	case t.ev.Other != "":
		return t.wordless(ctx)
	case strings.HasPrefix(trigger, "/"):
		return t.unknown(ctx)
	}
	if act, ok := t.own(); ok {
		return t.press(ctx, act)
	}
	return t.answer(ctx, Input{Text: strings.TrimSpace(t.ev.Text)})
}

// seen answers an update that was carried out before: the answer may not have
// arrived.
func (t *turn) seen(ctx context.Context) error {
	if a, ok := t.Asides[t.trigger()]; ok {
		if err := t.aside(ctx, a.Flow); err != nil {
			return err
		}
	}
	return t.again(ctx)
}

// trigger returns what was typed as triggers are written. A deep link that
// nobody knows is a plain start.
func (t *turn) trigger() string {
	s := fold(t.ev.Text)
	if _, known := t.leads(s); !known && strings.HasPrefix(s, "/start ") {
		return "/start"
	}
	return s
}

// fold returns a text as triggers are written: lower case, е for ё, no end
// signs, commands without the bot's name.
func fold(text string) string {
	s := strings.NewReplacer("ё", "е", "\u00a0", " ").Replace(strings.ToLower(strings.TrimSpace(text)))
	s = strings.TrimRight(s, ".!?")
	if command, rest, _ := strings.Cut(s, " "); strings.HasPrefix(command, "/") {
		name, _, _ := strings.Cut(command, "@")
		return strings.TrimSpace(name + " " + rest)
	}
	return s
}

// tap handles a press: the button must be of the current revision.
func (t *turn) tap(ctx context.Context) error {
	tag, i, ok := parseTag(t.ev.Data)
	current := ok && tag.Instance == t.s.Instance && tag.Rev == t.face() && i < len(t.s.Acts)
	switch {
	case !current && t.ev.Data == t.s.Tap:
		t.ev.Ack(ctx, "") // the same press again: the answer is on the screen
		return t.again(ctx)
	case !current:
		if !t.ev.Ack(ctx, t.Texts.Label("engine.stale")) {
			t.notice = t.Texts.T("engine.stale_late")
		}
		return t.again(ctx)
	}
	t.ev.Ack(ctx, "")
	t.s.Tap = t.ev.Data
	return t.press(ctx, t.s.Acts[i])
}

// press carries out what a button means.
func (t *turn) press(ctx context.Context, act Act) error {
	switch act.Do {
	case actBack:
		return t.back(ctx)
	case actCancel:
		return t.cancel(ctx)
	case actHome:
		return t.begin(ctx, Start{Flow: t.Home})
	case actStuck:
		return t.support(ctx)
	case actResume, actRestart, actDrop:
		return t.settle(ctx, act.Do)
	default:
		return t.answer(ctx, Input{Act: act})
	}
}

// answer gives an answer to the running step.
func (t *turn) answer(ctx context.Context, in Input) error {
	if t.s.Pending != nil || t.s.top() == nil {
		return t.unknown(ctx)
	}
	run, err := t.runner(ctx)
	if err != nil || run == nil {
		return err
	}
	m, err := run.answer(ctx, t.scene(), in)
	if err != nil {
		return t.hindered(ctx, err)
	}
	if m.Intent.Do != "" {
		if m, err = t.confirm(ctx, m); err != nil {
			return err
		}
	}
	return t.follow(ctx, m)
}

// follow makes a move and shows what comes next.
func (t *turn) follow(ctx context.Context, m step) error {
	if m.Notice != "" {
		t.noted(m.Notice)
	}
	t.besides(t.s.top().Flow, m.Asides...)
	t.count(m.Refused)
	if m.Refused {
		if _, err := t.urgent(ctx); err != nil {
			return err
		}
	}
	if err := t.declared(m); err != nil {
		return err
	}
	fr := t.s.top()
	switch {
	case m.Unknown:
		return t.unknown(ctx)
	case m.Goto != nil:
		return t.open(ctx, *m.Goto)
	case m.Done:
		return t.done(ctx, m.Result)
	case m.Back:
		return t.back(ctx)
	}
	if m.To != "" {
		t.forward(m)
	}
	fr.Draft = m.Draft
	if m.Call != nil {
		return t.push(ctx, *m.Call)
	}
	return t.show(ctx)
}

// declared reports an error unless the step named the steps and flows that m
// leads to: the drawn graph is the whole graph. Only an answer confirms.
func (t *turn) declared(m step) error {
	fr := t.s.top()
	flow, _ := t.Flows.Flow(fr.Flow)
	info, _ := flow.info(fr.Step)
	if m.Intent.Do != "" {
		return fmt.Errorf("flow %s: step %s confirms what nobody answered", fr.Flow, fr.Step)
	}
	if m.To != "" && !slices.Contains(info.Next, m.To) {
		return fmt.Errorf("flow %s: step %s moved to %s, which it does not declare", fr.Flow, fr.Step, m.To)
	}
	for _, start := range []*Start{m.Call, m.Goto} {
		if start != nil && start.Flow != "" && !slices.Contains(info.Calls, start.Flow) {
			return fmt.Errorf("flow %s: step %s started %s, which it does not declare",
				fr.Flow, fr.Step, start.Flow)
		}
	}
	return nil
}

// forward moves to the next step and remembers the way back. The step at hand
// is left with the draft that it was entered with.
func (t *turn) forward(m step) {
	fr := t.s.top()
	switch {
	case m.Final:
		fr.History = nil
		t.reply.Final = true
	case !t.unseen && (!m.Refused || m.To != fr.Step):
		fr.History = append(fr.History, past{Step: fr.Step, Draft: fr.Draft})
		fr.History = fr.History[max(0, len(fr.History)-maxHistory):]
	}
	fr.Step = m.To
}

// count keeps how often the step was answered wrongly in a row.
func (t *turn) count(refused bool) {
	if !refused {
		t.s.Tries = 0
		return
	}
	t.s.Tries++
	if t.s.Tries >= wayOutAfter {
		t.notice = texts.Join("\n", t.notice, t.Texts.T("engine.way_out", "Support", t.stuck()))
		t.out = true
	}
}

// scene returns what the running step knows.
func (t *turn) scene() raw {
	fr := t.s.top()
	return raw{
		Person: Person{ID: t.s.Person, User: t.ev.Key.User, Chat: t.ev.Key.Chat},
		Now:    t.now, Draft: fr.Draft, Tries: t.s.Tries,
	}
}
