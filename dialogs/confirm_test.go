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

// torn brings a visitor to a confirmation that was carried out while its
// outcome got lost on the way into the session. The confirmation is returned.
func (w *town) torn(tb testing.TB) (*visitor, Event) {
	tb.Helper()
	v := w.atCheck(tb)
	confirm := v.tap("Готово")
	w.shelf.lost = []lostSave{fine(), {written: false}}
	if err := v.try(confirm); !errors.Is(err, errLost) {
		tb.Fatalf("error = %v, want that of the session", err)
	}
	if n := w.ledger.count(); n != 1 {
		tb.Fatalf("%d rows, want 1", n)
	}
	return v, confirm
}

// failed brings a visitor to a confirmation that could not be carried out.
func (w *town) failed(tb testing.TB) (*visitor, Event) {
	tb.Helper()
	v := w.atCheck(tb)
	confirm := v.tap("Готово")
	w.ledger.fail = errDisk
	if err := v.try(confirm); !errors.Is(err, errDisk) {
		tb.Fatalf("error = %v, want the disk's", err)
	}
	return v, confirm
}

func TestWhoeverComesAfterALostOutcomeSeesIt(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(v *visitor, confirm Event){
		"the same press":           func(v *visitor, confirm Event) { confirm.Update = v.next(); v.do(confirm) },
		"the same update":          func(v *visitor, confirm Event) { v.do(confirm) },
		"another press":            func(v *visitor, _ Event) { v.press("Отменить") },
		"a text for the step":      func(v *visitor, _ Event) { v.say("побольше") },
		"a way out that is typed":  func(v *visitor, _ Event) { v.say("/cancel") },
		"something without a text": func(v *visitor, _ Event) { v.do(Event{Update: v.next(), Other: Voice}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v, confirm := w.torn(t)
			v.engine = w.engine(t)

			next(v, confirm)

			v.sees("Принято: Анна/S").misses("не сохранены")
			if n := w.ledger.count(); n != 1 {
				t.Errorf("%d rows, want 1", n)
			}
			if s := v.session(w); s.Doing != nil || s.Face != 0 {
				t.Errorf("still written down: %+v, face %d", s.Doing, s.Face)
			}
			v.press("Закрыть").sees("Дом")
		})
	}
}

func TestAPressOnTheScreenThatWasConfirmedIsStale(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v, _ := w.torn(t)
	v.press("Отменить")
	if diff := cmp.Diff([]string{staleText}, v.toasts); diff != "" {
		t.Errorf("toasts (-want +got):\n%s", diff)
	}

	w = newTown(t)
	v, _ = w.torn(t)
	v.late = true
	v.press("Отменить").sees(staleLateText, "Принято: Анна/S")
}

func TestAWordThatLeadsElsewhereIsFollowedAfterTheLostOutcome(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v, _ := w.torn(t)

	v.say("форма").sees("Имя?")

	if len(v.last.Asides) != 1 || !strings.Contains(printed(v.last.Asides[0]), "Принято: Анна/S") {
		t.Fatalf("beside the new form stands %+v, want the receipt", v.last.Asides)
	}
	if len(v.last.Asides[0].Rows) != 0 {
		t.Error("the receipt beside the dialog has buttons that mean nothing")
	}
	if !v.last.Final {
		t.Error("a reply with a receipt does not count as final")
	}
}

func TestTheEmergencyNumbersDoNotWaitForAnOutcome(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v, _ := w.torn(t)
	v.engine.Outcomes = unsettled{}

	reply, err := v.engine.Handle(t.Context(), Event{Key: v.key, Update: v.next(), Text: "авария"})

	if err != nil || !reply.Quiet || len(reply.Asides) != 1 {
		t.Errorf("reply %+v, error %v; want the numbers alone", reply, err)
	}
	if v.session(w).Doing == nil {
		t.Error("the confirmation was forgotten")
	}
}

func TestWhatFailedIsCarriedOutOnlyByTheConfirmationItself(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		next func(v *visitor, confirm Event)
		want string
		rows int
	}{
		"the same press":          {func(v *visitor, c Event) { c.Update = v.next(); v.do(c) }, "Принято: Анна/S", 1},
		"the same update":         {func(v *visitor, c Event) { v.do(c) }, "Принято: Анна/S", 1},
		"leaving":                 {func(v *visitor, _ Event) { v.press("Отменить") }, "Показания не сохранены", 0},
		"another way":             {func(v *visitor, _ Event) { v.press("Ещё раз") }, "Имя? Анна", 0},
		"a word":                  {func(v *visitor, _ Event) { v.say("/menu") }, "Вы не закончили", 0},
		"another thing confirmed": {func(v *visitor, _ Event) { v.say("побольше") }, "Принято: Анна/XL", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v, confirm := w.failed(t)

			tt.next(v, confirm)

			v.sees(tt.want)
			if n := w.ledger.count(); n != tt.rows {
				t.Errorf("%d rows, want %d", n, tt.rows)
			}
			// The confirmation arrives late, from another replica: it has had its chance.
			confirm.Update = v.next()
			v.do(confirm)
			if n := w.ledger.count(); n != tt.rows {
				t.Errorf("then %d rows, want %d", n, tt.rows)
			}
		})
	}
}

func TestLeavingMeetsAConfirmationOnAnotherReplica(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	confirm := v.tap("Готово")
	replica := *v
	replica.engine = w.engine(t)
	leave := replica.tap("Отменить")
	// Between the row and the session: the other replica reads what became of it.
	w.shelf.first = func() { w.shelf.first = func() { replica.do(leave) } }

	v.do(confirm)

	for who, seen := range map[string]*visitor{"who confirmed": v, "who left": &replica} {
		if !strings.Contains(seen.seen(), "Принято: Анна/S") {
			t.Errorf("%s reads:\n%s", who, seen.seen())
		}
	}
	if n := w.ledger.count(); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

func TestATypedConfirmationThatAnotherReplicaFinishedIsNotReadAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	replica := *v
	replica.engine, replica.update = w.engine(t), 900
	w.shelf.first = func() { w.shelf.first = func() { replica.say("привет") } }

	v.say("побольше")

	v.sees("Принято: Анна/XL").misses("Не понял")
	if n := w.ledger.count(); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

func TestAConfirmationThatWasVoidedInBetweenSaysSo(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v, confirm := w.failed(t)
	once := v.session(w).Doing.Once
	if _, err := w.ledger.Settle(t.Context(), once, time.Time{}); err != nil { // stopped after that
		t.Fatal(err)
	}

	v.do(confirm).sees("Это подтверждение уже отменено, ничего не сохранено", "Итог: Анна, S")

	if n := w.ledger.count(); n != 0 {
		t.Errorf("%d rows, want none", n)
	}
	v.press("Готово").sees("Принято: Анна/S")
}

func TestALaterVersionThatCannotFinishAConfirmationSaysSo(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v, confirm := w.torn(t)
	v.engine = w.later(t, w.form(2))

	v.do(confirm).sees(changedText, "Имя?")

	if s := v.session(w); s.Doing != nil {
		t.Errorf("still written down: %+v", s.Doing)
	}
}

func TestAnOutcomeThatCannotBeReadIsAnErrorAndStaysWrittenDown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v, _ := w.torn(t)
	known := v.engine.Outcomes
	v.engine.Outcomes = unsettled{}

	if err := v.try(v.tap("Отменить")); !errors.Is(err, errDisk) {
		t.Errorf("error = %v, want the disk's", err)
	}

	v.engine.Outcomes = known
	v.press("Отменить").sees("Принято: Анна/S")
}

func TestLeavingAfterSomethingWasCarriedOutDoesNotSayThatNothingWas(t *testing.T) {
	t.Parallel()
	newTown(t).atCheck(t).press("Готово").say("/cancel").sees("Сохранённое осталось").misses("не сохранены")
	newTown(t).atCheck(t).say("/cancel").sees("Показания не сохранены")
}

func TestOnlyAnAnswerConfirms(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	sure := func(s Scene[int], _ struct{}) (Move[int], bool) { return Do(s.Draft, Act{Do: "sure"}), true }
	w.extra = []Flow{Def[struct{}, int, struct{}]{
		ID: "rash", Version: 1, First: "ask",
		Steps: []Stepper[int]{Step[int, struct{}]{ID: "ask", Skip: sure}},
	}.Flow()}
	v := w.visitor(t)
	v.engine.Triggers["спешу"] = Start{Flow: "rash"}

	err := v.try(Event{Update: v.next(), Text: "спешу"})

	if err == nil || !strings.Contains(err.Error(), "confirms what nobody answered") {
		t.Errorf("error = %v, want one about the answer", err)
	}
}

// unsettled cannot tell what became of anything.
type unsettled struct{}

func (unsettled) Settle(context.Context, housing.Once, time.Time) (bool, error) {
	return false, errDisk
}
