package dialogs

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	lateText      = "Telegram не отвечал, поэтому пишу с опозданием."
	staleLateText = "Пока Telegram не отвечал, это нажатие устарело. Показываю нынешний экран."
)

// again shows the window of the visitor as the edge of the bot does when an
// answer is overdue.
func (v *visitor) again() *visitor {
	v.tb.Helper()
	reply, err := v.engine.Again(v.tb.Context(), v.key)
	if err != nil {
		v.tb.Fatal(err)
	}
	v.last = reply
	if !reply.Quiet && reply.Edit == 0 {
		v.window = 1000 + v.next()
		if err := v.engine.Shown(v.tb.Context(), v.key, reply, v.window); err != nil {
			v.tb.Fatal(err)
		}
	}
	return v
}

func TestAnOverdueWindowIsShownAsItIsNowAndWhereItIs(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	window := v.window

	v.again().sees(lateText, "Итог: Анна, S", "[Готово]")

	if diff := cmp.Diff(where{Edit: window}, v.went()); diff != "" {
		t.Errorf("where it went (-want +got):\n%s", diff)
	}
	v.press("Готово").sees("Принято: Анна/S").misses(lateText)
	if n := w.ledger.count(); n != 1 {
		t.Errorf("%d rows were written", n)
	}
	v.again().sees(lateText, "Принято: Анна/S")
	if n := w.ledger.count(); n != 1 {
		t.Errorf("showing again wrote: %d rows", n)
	}
}

func TestAnOverdueWindowThatNobodyHasSeenIsSent(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	before := v.window
	if _, err := v.engine.Handle(t.Context(), Event{Key: v.key, Update: v.next(), Text: "Анна"}); err != nil {
		t.Fatal(err)
	}

	v.again().sees(lateText, "Размер для Анна?")

	if v.window == before || v.last.Edit != 0 {
		t.Errorf("the window went to %+v", v.went())
	}
	if got := v.session(w).Window; got != v.window {
		t.Errorf("message %d is remembered, want %d", got, v.window)
	}
}

func TestTheWordAboutBeingLateIsSaidOnceAndRemembersTheNotice(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("плохо")
	notice := v.session(w).Notice

	v.again().again()

	if got := v.session(w).Notice; got != notice || notice == "" {
		t.Errorf("notice %q, want %q", got, notice)
	}
	v.sees(lateText, notice.Plain())
}

func TestNobodyIsShownAgainWhoHasNoDialog(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t)

	v.again()
	if !v.last.Quiet || w.entered != 0 {
		t.Errorf("reply %+v, %d people entered", v.last, w.entered)
	}
}

func TestALateStaleTapIsExplainedInTheWindow(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна")
	old := v.tap("S")
	v.press("L").sees("Итог: Анна, L").misses(staleLateText)
	v.late = true

	v.do(old)

	v.sees(staleLateText, "Итог: Анна, L", "[Готово]")
}

func TestALateTapThatIsStillMeantIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	v.late = true
	confirm := v.tap("Готово")

	v.do(confirm).sees("Принято: Анна/S").misses(staleLateText)
	confirm.Update = v.next()
	v.do(confirm).sees("Принято: Анна/S").misses(staleLateText)

	if n := w.ledger.count(); n != 1 {
		t.Errorf("%d rows were written", n)
	}
}

func TestAnUpdateThatComesAgainBringsItsAsideAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t)
	start := Event{Update: v.next(), Text: "/start"}
	v.do(start)
	first := len(v.last.Asides)

	v.do(start)

	if n := len(v.last.Asides); n != first || n == 0 {
		t.Errorf("%d asides the second time, %d the first", n, first)
	}
}

func TestAFinalReplyIsMarked(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	if v.last.Final {
		t.Error("a question counts as final")
	}

	v.press("Готово")
	if !v.last.Final {
		t.Error("a receipt does not count as final")
	}
}

func TestAKeyIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	k := Key{Bot: 1, Chat: -1001234567890, Thread: 3, User: 5}
	if got, err := ParseKey(k.String()); err != nil || got != k {
		t.Errorf("got %v, %v", got, err)
	}
	for _, s := range []string{"", "1:2:3", "1:2:3:x", "1:2:3:4:5", " 1:2:3:4", "1:2:3:4 "} {
		if k, err := ParseKey(s); err == nil {
			t.Errorf("%q is read as %v", s, k)
		}
	}
}

func TestAnOverdueWindowTellsWhatAConfirmationCameTo(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]func(*town, testing.TB) (*visitor, Event){
		"carried out, and its outcome was lost": (*town).torn,
		"not yet carried out":                   (*town).failed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v, confirm := left(w, t)

			v.again().sees(lateText, "Принято: Анна/S")

			if s := v.session(w); s.Doing != nil || w.ledger.count() != 1 {
				t.Errorf("%d rows, still written down: %+v", w.ledger.count(), s.Doing)
			}
			v.do(confirm).sees("Принято: Анна/S")
			if n := w.ledger.count(); n != 1 {
				t.Errorf("%d rows, want 1", n)
			}
		})
	}
}

func TestAnUpdateOfBeforeThatComesAgainTellsWhatAConfirmationCameTo(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна")
	size := v.tap("S")
	v.do(size)
	w.ledger.fail = errDisk
	if err := v.try(v.tap("Готово")); !errors.Is(err, errDisk) {
		t.Fatalf("error = %v, want the disk's", err)
	}

	v.do(size).sees("Принято: Анна/S")

	if s := v.session(w); s.Doing != nil || w.ledger.count() != 1 {
		t.Errorf("%d rows, still written down: %+v", w.ledger.count(), s.Doing)
	}
}
