package operator

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// SendingFlow is the id of the flow that ends a pause of reminders and news.
const SendingFlow = "operator-sending"

// Sending tells whether reminders and news wait because too much did not arrive.
type Sending interface {
	// Standing returns the pause in force, the zero one where there is none, and
	// whether the person may end it.
	Standing(
		ctx context.Context, by housing.PersonID, now time.Time,
	) (is housing.Suspension, mayEnd bool, err error)
	End(ctx context.Context, once housing.Once, by housing.PersonID, now time.Time) error
}

// held is a pause, and whether its reader may end it.
type held struct {
	is     housing.Suspension
	mayEnd bool
}

type (
	heldScene = dialogs.Scene[struct{}]
	heldMove  = dialogs.Move[struct{}]
)

// sending is ‹Продолжить отправку›.
func (p Ports) sending() dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: SendingFlow, Version: 1, Title: "sending.title", First: "pause",
		Steps: []dialogs.Stepper[struct{}]{dialogs.Step[struct{}, held]{
			ID: "pause",
			Load: func(ctx context.Context, s heldScene) (v held, err error) {
				v.is, v.mayEnd, err = p.Sending.Standing(ctx, s.Person.ID, s.Now)
				return v, err
			},
			Show: p.showSending,
			Decide: func(s heldScene, v held, in dialogs.Input) heldMove {
				if in.Act.Do == "end" && v.mayEnd {
					return dialogs.Do(s.Draft, in.Act)
				}
				return dialogs.Unknown(s.Draft)
			},
			Commit: func(ctx context.Context, s heldScene, _ dialogs.Act) (heldMove, error) {
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = p.Texts.T("sending.resumed")
				return m, p.Sending.End(ctx, s.Once, s.Person.ID, s.Now)
			},
		}},
	}.Flow()
}

func (p Ports) showSending(s heldScene, v held) dialogs.Screen {
	if v.is.Until.IsZero() {
		return dialogs.Screen{Text: p.Texts.T("sending.goes")}
	}
	screen := dialogs.Screen{Text: texts.Paused(p.Texts.T, v.is, s.Now.Location())}
	if !v.mayEnd {
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T("sending.by_admin"))
		return screen
	}
	screen.Text = texts.Join("\n", screen.Text, p.Texts.T("sending.sure"))
	screen.Rows = [][]dialogs.Button{dialogs.On(p.Texts.Label("sending.yes"), "end")}
	return screen
}
