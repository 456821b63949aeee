package dialogs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"dombot/internal/texts"
)

// show enters the running step, passing over those with nothing to ask.
func (t *turn) show(ctx context.Context) error {
	if t.s.top() == nil {
		return t.open(ctx, Start{Flow: t.Home})
	}
	if t.hops > maxHops {
		return fmt.Errorf("flow %s passes through more than %d steps unseen", t.s.top().Flow, maxHops)
	}
	run, err := t.runner(ctx)
	if err != nil || run == nil {
		return err
	}
	sh, err := run.enter(ctx, t.scene())
	if err != nil {
		return t.barred(ctx, err)
	}
	if sh.skip != nil {
		t.hops++
		t.unseen = true
		return t.follow(ctx, *sh.skip)
	}
	t.reply.Screen = t.dress(sh.screen)
	return nil
}

// dress adds the rows that are the same everywhere.
func (t *turn) dress(s Screen) Screen {
	fr := t.s.top()
	flow, _ := t.Flows.Flow(fr.Flow)
	info, _ := flow.info(fr.Step)
	if !info.Bare {
		s.Rows = append(s.Rows, t.leaving())
	}
	home := t.button("engine.home", actHome)
	if (t.out || t.s.Tries >= wayOutAfter) && fr.Flow != t.Home && !s.offers(home.Label) {
		s.Rows = append(s.Rows, []Button{home})
	}
	if t.stuck() {
		s.Rows = append(s.Rows, []Button{t.button("engine.support", actStuck)})
	}
	return s
}

// leaving is the row under every screen that is not bare.
func (t *turn) leaving() []Button {
	return []Button{t.button("engine.back", actBack), t.button("engine.cancel", actCancel)}
}

// own returns which of the engine's own buttons under the window is typed.
func (t *turn) own() (Act, bool) {
	if t.s.Pending != nil {
		return Screen{Rows: t.choices()}.saying(t.ev.Text)
	}
	fr := t.s.top()
	if fr == nil {
		return Act{}, false
	}
	flow, _ := t.Flows.Flow(fr.Flow)
	if info, ok := flow.info(fr.Step); !ok || info.Bare {
		return Act{}, false
	}
	return Screen{Rows: [][]Button{t.leaving()}}.saying(t.ev.Text)
}

func (t *turn) button(key, act string) Button {
	return Button{Label: t.Texts.Label(key), Act: Act{Do: act}}
}

// runner returns what runs the current step. A session whose flow was changed
// by a later version of the program starts that flow again and says so; nil
// then, and the screen is made.
func (t *turn) runner(ctx context.Context) (runner, error) {
	fr := t.s.top()
	flow, ok := t.Flows.Flow(fr.Flow)
	if ok && flow.Version == fr.V && flow.run[fr.Step] != nil && flow.fits(fr.Draft) {
		return flow.run[fr.Step], nil
	}
	t.notice = t.Texts.T("engine.changed")
	return nil, t.reopen(ctx, Start{Flow: fr.Flow, Args: fr.Args})
}

// again shows the window as it is. A confirmation that is written down is
// carried out first: what it came to is what there is to show.
func (t *turn) again(ctx context.Context) error {
	if t.s.Doing != nil {
		return t.complete(ctx)
	}
	if t.notice == "" {
		t.notice = t.s.Notice
	}
	if pending := t.s.Pending; pending != nil {
		if _, half := t.unfinished(); !half { // a later version of the program knows it no more
			return t.reopen(ctx, *pending)
		}
		return t.ask()
	}
	return t.show(ctx)
}

// unknown answers what nobody understood: with the flow that it is meant for, else with the menu, or with the
// step that waits and a way to the menu.
func (t *turn) unknown(ctx context.Context) error {
	start, meant := t.guessed()
	if top := t.s.top(); meant && (top == nil || top.Flow == t.Home) {
		return t.open(ctx, start)
	}
	if urgent, err := t.urgent(ctx); urgent || err != nil {
		t.reply.Quiet = true
		return err
	}
	if meant {
		return t.begin(ctx, start)
	}
	t.notice = t.Texts.T("engine.unknown")
	t.out = true
	return t.again(ctx)
}

// guessed is the flow that a text which no step took is meant for; false: none.
func (t *turn) guessed() (Start, bool) {
	if t.Guess == nil || t.s.Pending != nil {
		return Start{}, false
	}
	return t.Guess(t.ev.Text)
}

// urgent shows what a text that no step took cannot wait for; false: it can.
func (t *turn) urgent(ctx context.Context) (bool, error) {
	if t.Urgent == nil || t.ev.Text == "" {
		return false, nil
	}
	id := t.Urgent(t.ev.Text)
	if id == "" {
		return false, nil
	}
	return true, t.aside(ctx, id)
}

// hindered shows why an answer could not be taken; an internal error goes up.
func (t *turn) hindered(ctx context.Context, err error) error {
	why, ok := t.mishap(err)
	if !ok {
		return err
	}
	t.notice = why
	t.out = true
	return t.again(ctx)
}

// barred leaves a step that may not be shown, for a reason that may be read.
func (t *turn) barred(ctx context.Context, err error) error {
	why, ok := t.mishap(err)
	if !ok {
		return fmt.Errorf("show %s/%s: %w", t.s.top().Flow, t.s.top().Step, err)
	}
	if t.s.top().Flow == t.Home {
		return errors.Join(errors.New("home cannot be shown"), err)
	}
	t.notice = why
	return t.open(ctx, Start{Flow: t.Home})
}

// aside shows a flow of one step beside the dialog.
func (t *turn) aside(ctx context.Context, id string) error {
	flow, _ := t.Flows.Flow(id)
	draft, err := flow.open(nil)
	if err != nil {
		return err
	}
	person := Person{ID: t.s.Person, User: t.ev.Key.User, Chat: t.ev.Key.Chat}
	s := raw{Person: person, Now: t.now, Draft: draft}
	sh, err := flow.run[flow.First].enter(ctx, s)
	if err != nil {
		return fmt.Errorf("show %s: %w", id, err)
	}
	t.besides(id, sh.screen)
	t.reply.Quiet = t.Asides[t.trigger()].Only
	return nil
}

// back returns to the step before, to the calling flow, or home.
func (t *turn) back(ctx context.Context) error {
	fr := t.s.top()
	if fr == nil {
		return t.open(ctx, Start{Flow: t.Home})
	}
	if n := len(fr.History); n > 0 {
		fr.Step, fr.Draft = fr.History[n-1].Step, fr.History[n-1].Draft
		fr.History = fr.History[:n-1]
		t.s.Tries = 0
		return t.show(ctx)
	}
	if len(t.s.Frames) == 1 {
		return t.begin(ctx, Start{Flow: t.Home})
	}
	return t.leave(ctx, nil)
}

// done ends the running flow and gives its result to the caller.
func (t *turn) done(ctx context.Context, result any) error {
	b, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("write result of %s: %w", t.s.top().Flow, err)
	}
	return t.leave(ctx, b)
}

// leave drops the running frame; nil result: the person went back.
func (t *turn) leave(ctx context.Context, result json.RawMessage) error {
	gate, beside := t.s.top().Gate, t.s.top().Beside
	t.s.pop()
	t.s.Tries, t.unseen = 0, false
	if gate && string(result) != "true" && t.s.top() != nil {
		beside = t.s.top().Beside
		t.s.pop()
		result = nil
	}
	fr := t.s.top()
	if fr == nil {
		return t.open(ctx, Start{Flow: t.Home})
	}
	if beside || gate && string(result) == "true" {
		return t.show(ctx)
	}
	run, err := t.runner(ctx)
	if err != nil || run == nil {
		return err
	}
	m, err := run.resume(t.scene(), result)
	if err != nil {
		return err
	}
	return t.follow(ctx, m)
}

// cancel leaves everything and says what became of it.
func (t *turn) cancel(ctx context.Context) error {
	key := "engine.left"
	for _, fr := range t.s.Frames { // the one that lies highest has the say
		flow, ok := t.Flows.Flow(fr.Flow)
		switch {
		case fr.Kept:
			key = "engine.left_kept"
		case ok && flow.Left != "":
			key = flow.Left
		}
	}
	t.notice = texts.Join("\n", t.notice, t.Texts.T(key))
	return t.open(ctx, Start{Flow: t.Home})
}
