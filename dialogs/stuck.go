package dialogs

import "context"

// stuck reports whether help is offered: several answers in a row were wrong.
func (t *turn) stuck() bool {
	return t.Stuck != "" && t.s.Tries >= wayOutAfter && t.s.top().Flow != t.Stuck &&
		len(t.s.Frames) < maxDepth
}

// support asks for help above the step in which somebody is stuck. That step waits as it was.
func (t *turn) support(ctx context.Context) error {
	fr := t.s.top()
	if fr == nil || len(t.s.Frames) >= maxDepth {
		return t.unknown(ctx)
	}
	flow, _ := t.Flows.Flow(fr.Flow)
	at := StuckArgs{Flow: t.Texts.Label(flow.Title), Step: flow.ID + "/" + fr.Step}
	above, err := t.stack(Begin(t.Stuck, at))
	if err != nil {
		return err
	}
	t.s.top().Beside = true
	t.s.Tries = 0
	if err := t.gate(ctx, above); err != nil {
		return err
	}
	return t.show(ctx)
}
