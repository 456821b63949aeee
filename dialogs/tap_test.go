package dialogs

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const staleText = "Эта кнопка устарела, показываю нынешний экран."

// atCheck brings a visitor to the screen that asks for the confirmation.
func (w *town) atCheck(tb testing.TB) *visitor {
	tb.Helper()
	return w.visitor(tb).say("форма").say("Анна").press("S").sees("Итог: Анна, S")
}

func TestATapIsAnsweredOnceBeforeAnythingIsReadOrWritten(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	ev := v.tap("Готово")
	var trace []string
	w.trace = &trace
	w.loads = []error{nil}

	ev.Key = v.key
	var toasts []string
	ev.Ack = ackInto(&trace, &toasts)
	if _, err := v.engine.Handle(t.Context(), ev); err != nil {
		t.Fatal(err)
	}

	if diff := cmp.Diff([]string{"ack", "load", "commit"}, trace); diff != "" {
		t.Errorf("order of effects (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{""}, toasts); diff != "" {
		t.Errorf("toasts (-want +got):\n%s", diff)
	}
}

func TestAStaleTapRunsNothingAndShowsTheCurrentScreen(t *testing.T) {
	t.Parallel()
	for name, forge := range map[string]func(v *visitor, fresh, old string) string{
		"an old revision":     func(_ *visitor, _, old string) string { return old },
		"another instance":    func(_ *visitor, fresh, _ string) string { return strings.Replace(fresh, "AQEB", "AQEC", 1) },
		"a forged index":      func(v *visitor, _, _ string) string { return v.last.Data(99) },
		"a negative index":    func(v *visitor, _, _ string) string { return v.last.Data(-1) },
		"a revision to come":  func(v *visitor, _, _ string) string { return tag{v.last.tag.Instance, v.last.tag.Rev + 1}.data(0) },
		"garbage":             func(*visitor, string, string) string { return "💥" },
		"an act by its name":  func(*visitor, string, string) string { return "confirm" },
		"more than 64 bytes":  func(_ *visitor, fresh, _ string) string { return fresh + strings.Repeat("0", 64) },
		"a number of another": func(_ *visitor, fresh, _ string) string { return "2" + fresh[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t).say("форма").say("Анна")
			old := v.data("S")
			v.press("L").sees("Итог: Анна, L")

			v.do(Event{Update: v.next(), Data: forge(v, v.data("Готово"), old), Window: v.window})

			// What was pressed last is the one old press that is no surprise.
			if diff := cmp.Diff([]string{staleText}, v.toasts); diff != "" {
				t.Errorf("toasts (-want +got):\n%s", diff)
			}
			v.sees("Итог: Анна, L", "[Готово]")
			if n := w.ledger.count(); n != 0 {
				t.Errorf("%d rows were written", n)
			}
		})
	}
}

func TestTheSameTapAgainShowsTheScreenWithoutAToastAndCommitsNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	twice := v.tap("Готово")
	v.do(twice).sees("Принято: Анна/S")

	twice.Update = v.next()
	v.do(twice)

	v.sees("Принято: Анна/S")
	if diff := cmp.Diff([]string{""}, v.toasts); diff != "" {
		t.Errorf("toasts (-want +got):\n%s", diff)
	}
	if got := len(w.ledger.asked); got != 1 {
		t.Errorf("commit was called %d times, want 1", got)
	}
}

func TestTheSameUpdateAgainShowsTheCurrentScreenAndRunsNothing(t *testing.T) {
	t.Parallel()
	t.Run("a tap", func(t *testing.T) {
		t.Parallel()
		w := newTown(t)
		v := w.atCheck(t)
		again := v.tap("Готово")
		v.do(again).do(again).sees("Принято: Анна/S")
		if got := len(w.ledger.asked); got != 1 {
			t.Errorf("commit was called %d times, want 1", got)
		}
		if diff := cmp.Diff([]string{""}, v.toasts); diff != "" {
			t.Errorf("toasts of the second (-want +got):\n%s", diff)
		}
	})
	t.Run("a text", func(t *testing.T) {
		t.Parallel()
		w := newTown(t)
		v := w.visitor(t).say("форма")
		again := Event{Update: v.next(), Text: "плохо"}
		v.do(again).sees("Так нельзя")
		v.do(again).sees("Так нельзя", "Имя?")
		if tries := v.session(w).Tries; tries != 1 {
			t.Errorf("tries = %d, want 1: the answer was given once", tries)
		}
	})
}

func TestACommitKeepsItsNameWhenTheSessionWasNotSaved(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	confirm := v.tap("Готово")
	w.shelf.lost = []lostSave{fine(), {written: false}}

	if err := v.try(confirm); err == nil {
		t.Fatal("a lost save was not reported")
	}
	v.engine = w.engine(t)
	confirm.Update = v.next() // sent anew by the person's app
	v.do(confirm).sees("Принято: Анна/S")

	if len(w.ledger.asked) != 2 || w.ledger.asked[0] != w.ledger.asked[1] {
		t.Errorf("the two tries are named %q, want one name twice", w.ledger.asked)
	}
	if n := w.ledger.count(); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

func TestASaveThatWasWrittenButNotConfirmedCommitsOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	confirm := v.tap("Готово")
	w.shelf.lost = []lostSave{fine(), {written: true}}
	if err := v.try(confirm); err == nil {
		t.Fatal("a lost save was not reported")
	}

	v.do(confirm).sees("Принято: Анна/S")

	if got := len(w.ledger.asked); got != 1 {
		t.Errorf("commit was called %d times, want 1", got)
	}
}

func TestDifferentConfirmationsAreNamedDifferently(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t).press("Готово").press("Закрыть")
	v.say("форма").say("Анна").press("S").press("Готово").sees("Принято")
	w.shelf.empty()
	v.engine.Random = &counting{n: 9}
	v.say("форма").say("Анна").press("S").press("Готово").sees("Принято")

	other := w.visitor(t)
	other.key.User, other.engine = 6, v.engine
	other.say("форма").say("Анна").press("S").press("Готово").sees("Принято")

	names := slices.Clone(w.ledger.asked)
	slices.Sort(names)
	if got := len(slices.Compact(names)); got != 4 {
		t.Errorf("four confirmations have %d names: %q", got, w.ledger.asked)
	}
}

func TestAnEventThatMetAnotherReplicaIsHandledOnTheNewState(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	confirm := v.tap("Готово")
	replica := *v
	replica.engine = w.engine(t)
	w.shelf.first = func() { replica.say("/cancel") }

	v.do(confirm)

	// The other left before the confirmation was written down.
	v.sees("Дом", "Показания не сохранены")
	if n := w.ledger.count(); n != 0 {
		t.Errorf("%d rows were written", n)
	}
	if diff := cmp.Diff([]string{""}, v.toasts); diff != "" {
		t.Errorf("toasts (-want +got):\n%s", diff)
	}
}

func TestATextThatMetAnotherReplicaAnswersTheStepThatIsThen(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	replica := *v
	replica.update = 500
	w.shelf.first = func() { replica.say("Борис") }

	v.say("Анна")

	v.sees("Нажмите кнопку", "Размер для Борис?")
}

func TestAnEventGivesUpAfterManyConflicts(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	var meet func()
	meet = func() {
		s := w.shelf.data[v.key.String()]
		s.Rev++
		w.shelf.data[v.key.String()] = s
		w.shelf.first = meet
	}
	w.shelf.first = meet

	if err := v.try(Event{Update: v.next(), Text: "Анна"}); err == nil {
		t.Error("no error though every save met somebody")
	}
}

func TestTapsFromManyTabsAtOnceCommitOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	confirm := v.tap("Готово")
	confirm.Key = v.key
	engine := v.engine

	// A conflict is tried again a few times: as many taps at once as can always get through.
	var all sync.WaitGroup
	for i := range int64(conflicts) {
		all.Go(func() {
			ev := confirm
			ev.Update += 100 + i
			if reply, err := engine.Handle(t.Context(), ev); err != nil {
				t.Errorf("handle: %v", err)
			} else if got := printed(reply.Screen); !strings.Contains(got, "Принято: Анна/S") {
				t.Errorf("shown instead of the receipt:\n%s", got)
			}
		})
	}
	all.Wait()

	if n := w.ledger.count(); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

func TestAnEmptiedStoreInMidDialogLeadsToTheMenu(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	v.engine.Random = &counting{n: 77}
	confirm := v.tap("Готово")
	w.shelf.empty()

	v.do(confirm).sees("Дом")

	if diff := cmp.Diff([]string{staleText}, v.toasts); diff != "" {
		t.Errorf("toasts (-want +got):\n%s", diff)
	}
	if v.last.Edit != confirm.Window {
		t.Errorf("the reply edits %d, want the pressed message %d", v.last.Edit, confirm.Window)
	}
	if n := w.ledger.count(); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// ackInto notes in order when a press is answered, and with what.
func ackInto(trace, toasts *[]string) func(context.Context, string) bool {
	return func(_ context.Context, toast string) bool {
		*trace = append(*trace, "ack")
		*toasts = append(*toasts, toast)
		return true
	}
}
