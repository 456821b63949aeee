package pick

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/texts"
)

// Sure is a step that asks before something that cannot be undone: yes
// carries it out, no goes back.
type Sure[D, V any] struct {
	ID      string
	Next    []string
	Calls   []string
	Yes, No string // labels
	Load    func(ctx context.Context, s dialogs.Scene[D]) (V, error)
	Skip    func(s dialogs.Scene[D], v V) (dialogs.Move[D], bool)
	Ask     func(s dialogs.Scene[D], v V) texts.Text
	Commit  func(ctx context.Context, s dialogs.Scene[D]) (dialogs.Move[D], error)
}

// Step returns the step of the question.
func (q Sure[D, V]) Step() dialogs.Step[D, V] {
	return dialogs.Step[D, V]{
		ID: q.ID, Next: q.Next, Calls: q.Calls, Bare: true, Load: q.Load, Skip: q.Skip,
		Show: func(s dialogs.Scene[D], v V) dialogs.Screen {
			return dialogs.Screen{
				Text: q.Ask(s, v),
				Rows: [][]dialogs.Button{dialogs.On(q.Yes, "yes"), dialogs.On(q.No, "no")},
			}
		},
		Decide: func(s dialogs.Scene[D], _ V, in dialogs.Input) dialogs.Move[D] {
			switch in.Act.Do {
			case "yes":
				return dialogs.Do(s.Draft, in.Act)
			case "no":
				return dialogs.Move[D]{Draft: s.Draft, Back: true}
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s dialogs.Scene[D], _ dialogs.Act) (dialogs.Move[D], error) {
			return q.Commit(ctx, s)
		},
	}
}
