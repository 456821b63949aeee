package dialogs

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestARefusalOfStorageIsShownAndTheDialogStays(t *testing.T) {
	t.Parallel()
	t.Run("reading before an answer", func(t *testing.T) {
		t.Parallel()
		w := newTown(t)
		v := w.atCheck(t)
		w.loads = []error{refused()}
		v.press("Готово").sees(refusedText, "Итог: Анна, S", "[Личный кабинет]")
		if n := w.ledger.count(); n != 0 {
			t.Errorf("%d rows were written", n)
		}
		v.press("Готово").sees("Принято")
	})
	t.Run("carrying out", func(t *testing.T) {
		t.Parallel()
		w := newTown(t)
		v := w.atCheck(t)
		before := v.draft(w)
		w.ledger.fail = refused()
		v.press("Готово").sees(refusedText, "Итог: Анна, S")
		if after := v.draft(w); after != before {
			t.Errorf("draft = %s, want %s", after, before)
		}
		for range wayOutAfter - 1 {
			w.ledger.fail = refused()
			v.press("Готово")
		}
		v.sees("Не получается?", "[Личный кабинет]")
		v.press("Готово").sees("Принято")
	})
	t.Run("showing leads home, for there is nothing to show", func(t *testing.T) {
		t.Parallel()
		w := newTown(t)
		v := w.visitor(t)
		w.loads = []error{refused()}
		v.say("форма").sees(refusedText, "Дом")
	})
}

func TestWhatAnAnswerChangedReachesTheCommitAndIsDroppedWhenItIsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	w.ledger.fail = refused()
	v.say("побольше").sees(refusedText, "Итог: Анна, S")

	v.say("побольше").sees("Принято: Анна/XL")
}

func TestAnInternalErrorGoesUpAndChangesNothingStored(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		spoil func(w *town)
		event func(v *visitor) Event
	}{
		{
			name:  "reading before an answer",
			spoil: func(w *town) { w.loads = []error{errDisk} },
			event: func(v *visitor) Event { return v.tap("Готово") },
		},
		{
			name:  "showing what follows",
			spoil: func(w *town) { w.loads = []error{nil, errDisk} },
			event: func(v *visitor) Event { return v.tap("Ещё раз") },
		},
		{
			name:  "showing again after a stale tap",
			spoil: func(w *town) { w.loads = []error{errDisk} },
			event: func(v *visitor) Event { return Event{Update: v.next(), Data: "1.x.1.0", Window: v.window} },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.atCheck(t)
			before, shown := w.shelf.stored(v.key), v.seen()
			ev := tt.event(v)
			tt.spoil(w)

			err := v.try(ev)

			if !errors.Is(err, errDisk) {
				t.Errorf("error = %v, want the disk's", err)
			}
			if diff := cmp.Diff(before, w.shelf.stored(v.key)); diff != "" {
				t.Errorf("the session changed (-before +after):\n%s", diff)
			}
			if v.seen() != shown {
				t.Errorf("the screen changed:\n%s", v.seen())
			}
			if len(v.toasts) != 1 {
				t.Errorf("the tap was answered %d times, want once", len(v.toasts))
			}
			v.do(ev) // the same event again: nothing is in its way
		})
	}
}

func TestAMoveThatTheStepDoesNotDeclareIsAnErrorNotAJump(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]func(v *visitor) Event{
		"a step":               func(v *visitor) Event { return v.tap("Мимо") },
		"a flow to leave for":  func(v *visitor) Event { return Event{Update: v.next(), Text: "улететь"} },
		"a flow from the menu": func(v *visitor) Event { v.press("Отменить"); return v.tap("stray") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t).say("форма")
			ev := event(v)
			before := w.shelf.stored(v.key)

			err := v.try(ev)

			if err == nil || !strings.Contains(err.Error(), "does not declare") {
				t.Errorf("error = %v, want one that names the declaration", err)
			}
			if diff := cmp.Diff(before, w.shelf.stored(v.key)); diff != "" {
				t.Errorf("the session changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestAnIntentWithoutACommitIsAnError(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.extra = []Flow{Def[struct{}, int, struct{}]{
		ID: "mute", Version: 1, First: "ask", Steps: []Stepper[int]{Step[int, struct{}]{
			ID:     "ask",
			Show:   func(Scene[int], struct{}) Screen { return Screen{Text: "?"} },
			Decide: func(s Scene[int], _ struct{}, _ Input) Move[int] { return Do(s.Draft, Act{Do: "confirm"}) },
		}},
	}.Flow()}
	v := w.visitor(t)
	v.engine.Triggers["немой"] = Start{Flow: "mute"}
	v.say("немой")

	if err := v.try(Event{Update: v.next(), Text: "да"}); err == nil || !strings.Contains(err.Error(), "no commit") {
		t.Errorf("error = %v, want one about the commit", err)
	}
}

// deaf cannot be read.
type deaf struct{ Sessions }

func (deaf) Load(context.Context, string, int64) (Stored, error) { return Stored{}, errDisk }

// strangers are people of whom nothing can be read.
type strangers struct{ enter, agree error }

func (s strangers) Enter(context.Context, Key, time.Time) (housing.PersonID, error) {
	return 7, s.enter
}
func (s strangers) Agreed(context.Context, housing.PersonID) (bool, error) { return false, s.agree }

func TestWhatTheEngineNeedsAndCannotReadIsAnError(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Engine){
		"the session":  func(e *Engine) { e.Sessions = deaf{} },
		"the person":   func(e *Engine) { e.People = strangers{enter: errDisk} },
		"the consent":  func(e *Engine) { e.People = strangers{agree: errDisk} },
		"the instance": func(e *Engine) { e.Random = strings.NewReader("xx") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t)
			spoil(v.engine)

			if err := v.try(Event{Update: 1, Text: "закрытое"}); err == nil {
				t.Error("no error")
			}
			if got := w.shelf.stored(v.key); got.Rev != 0 {
				t.Errorf("a session was stored: %s", got.Data)
			}
		})
	}
}

func TestAMenuThatMayNotBeShownIsAnErrorNotALoop(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	home := Def[struct{}, int, struct{}]{
		ID: "home", Version: 1, First: "main", Steps: []Stepper[int]{Step[int, struct{}]{
			ID:   "main",
			Load: func(context.Context, Scene[int]) (struct{}, error) { return struct{}{}, housing.ErrNotYours() },
		}},
	}.Flow()
	v := w.visitor(t)
	v.engine = w.engineOf(t, home, gateFlow(), phonesFlow())

	err := v.try(Event{Update: 1, Text: "/menu"})

	if err == nil || !strings.Contains(err.Error(), "home") {
		t.Errorf("error = %v, want one that names home", err)
	}
}
