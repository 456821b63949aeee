package dialogs

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"dombot/internal/texts"
)

// begin starts a flow because the person asked for it in the middle of
// whatever runs. A half-filled form is not dropped unasked.
func (t *turn) begin(ctx context.Context, start Start) error {
	if _, half := t.unfinished(); half {
		t.s.Pending = &start
		return t.ask()
	}
	return t.open(ctx, start)
}

// unfinished describes what would be lost by leaving, false if nothing would.
func (t *turn) unfinished() (texts.Text, bool) {
	for _, fr := range slices.Backward(t.s.Frames) {
		flow, ok := t.Flows.Flow(fr.Flow)
		if !ok || flow.Version != fr.V {
			continue
		}
		if what, half := flow.half(fr.Draft); half {
			return what, true
		}
	}
	return "", false
}

// ask shows «Продолжить прежнее?».
func (t *turn) ask() error {
	what, _ := t.unfinished()
	t.reply.Screen = Screen{
		Text: t.Texts.T("engine.unfinished", "What", what),
		Rows: t.choices(),
	}
	return nil
}

// choices are the buttons under «Вы не закончили».
func (t *turn) choices() [][]Button {
	return [][]Button{
		{t.button("engine.resume", actResume)},
		{t.button("engine.restart", actRestart)},
		{t.button("engine.drop", actDrop)},
	}
}

// settle carries out what the person chose about the unfinished matter.
func (t *turn) settle(ctx context.Context, choice string) error {
	pending := t.s.Pending
	t.s.Pending = nil
	switch {
	case choice == actResume || pending == nil:
		return t.show(ctx)
	case choice == actRestart && t.s.top() != nil:
		return t.reopen(ctx, Start{Flow: t.s.Frames[0].Flow, Args: t.s.Frames[0].Args})
	}
	return t.reopen(ctx, *pending)
}

// reopen starts a flow that a stored session names. Where a later version of
// the program knows neither it nor its arguments, it leads home and says so.
func (t *turn) reopen(ctx context.Context, start Start) error {
	flow, ok := t.Flows.Flow(cmp.Or(start.Flow, t.Home))
	if ok {
		_, err := flow.open(start.Args)
		ok = err == nil
	}
	if !ok {
		t.notice = t.Texts.T("engine.changed")
		start = Start{Flow: t.Home}
	}
	return t.open(ctx, start)
}

// open leaves whatever runs and starts a flow.
func (t *turn) open(ctx context.Context, start Start) error {
	t.s.Frames, t.s.Pending, t.s.Tries = nil, nil, 0
	start.Flow = cmp.Or(start.Flow, t.Home)
	return t.push(ctx, start)
}

// push puts a flow above the running one, and the question of consent above it.
func (t *turn) push(ctx context.Context, start Start) error {
	if len(t.s.Frames) >= maxDepth {
		return fmt.Errorf("start %s: %d flows lie above one another", start.Flow, maxDepth)
	}
	flow, err := t.stack(start)
	if err != nil {
		return err
	}
	if err := t.gate(ctx, flow); err != nil {
		return err
	}
	return t.show(ctx)
}

// gate puts the question of consent above a flow that needs one.
func (t *turn) gate(ctx context.Context, flow Flow) error {
	if !flow.Gated {
		return nil
	}
	agreed, err := t.People.Agreed(ctx, t.s.Person)
	if err != nil {
		return fmt.Errorf("read consent: %w", err)
	}
	if agreed {
		return nil
	}
	if _, err := t.stack(Start{Flow: t.Gate}); err != nil {
		return err
	}
	t.s.top().Gate = true
	return nil
}

// stack adds the frame of a flow that starts.
func (t *turn) stack(start Start) (Flow, error) {
	flow, ok := t.Flows.Flow(start.Flow)
	if !ok {
		return Flow{}, fmt.Errorf("start %s: there is no such flow", start.Flow)
	}
	draft, err := flow.open(start.Args)
	if err != nil {
		return Flow{}, err
	}
	t.s.Frames = append(t.s.Frames, frame{
		Flow: flow.ID, V: flow.Version, Step: flow.First, Draft: draft, Args: start.Args,
	})
	return flow, nil
}
