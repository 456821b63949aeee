package dialogs

import (
	"strings"
	"testing"
)

func TestAGatedFlowAsksForConsentFirst(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		press, want string
	}{
		{press: "Да", want: "Внутри"},
		{press: "Нет", want: "Дом"},
		{press: "Назад", want: "Дом"},
		{press: "Отменить", want: "Дом"},
	} {
		t.Run(tt.press, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			w.visitor(t).say("закрытое").sees("Согласны?").misses("Внутри").press(tt.press).sees(tt.want)
		})
	}
}

func TestAConsentThatIsInForceIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.agreed = true
	w.visitor(t).say("закрытое").sees("Внутри")
}

func TestTheGateStandsBeforeCalledFlowsAsWell(t *testing.T) {
	t.Parallel()
	t.Run("yes goes on and the result reaches the caller", func(t *testing.T) {
		t.Parallel()
		w := newTown(t)
		w.visitor(t).say("форма").press("Закрытое").sees("Согласны?").press("Да").sees("Внутри").
			press("Взять").sees("Размер для Борис?")
	})
	for _, refuse := range []string{"Нет", "Назад"} {
		t.Run(refuse+" returns to the caller without a result", func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t).say("форма").press("Закрытое").press(refuse).sees("Не выбрали", "Имя?")
			if n := len(v.session(w).Frames); n != 1 {
				t.Errorf("%d flows are left, want the caller alone", n)
			}
		})
	}
}

func TestBackFromAGatedFlowDoesNotReturnToTheQuestionOfConsent(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.visitor(t).say("закрытое").press("Да").sees("Внутри").press("Назад").sees("Дом")
}

func TestACalledFlowGivesItsResultToTheCaller(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").press("Справочник").press("Анна").sees("Выбрали", "Размер для Анна?")
	if n := len(v.session(w).Frames); n != 1 {
		t.Errorf("%d flows lie above one another, want 1", n)
	}
}

func TestAFlowThatNobodyCalledEndsAtHome(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.atCheck(t).press("Готово").press("Закрыть").sees("Дом")
}

func TestFlowsLieAboveOneAnotherToALimit(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").press("Справочник")
	for range maxDepth - 2 {
		v.press("Глубже").sees("Кого?")
	}
	before := w.shelf.stored(v.key)

	err := v.try(v.tap("Глубже"))

	if err == nil || !strings.Contains(err.Error(), "above one another") {
		t.Errorf("error = %v, want one about the depth", err)
	}
	if after := w.shelf.stored(v.key); after.Rev != before.Rev {
		t.Errorf("revision = %d, want %d", after.Rev, before.Rev)
	}
	v.press("Анна").sees("Кого?")
	v.press("Отменить").sees("Дом")
}

func TestAChoiceOfOneIsSkipped(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.sizes = []string{"M"}
	w.visitor(t).say("форма").say("Анна").sees("Итог: Анна, M")
}

func TestStepsThatSkipForEverAreAnErrorNotAHang(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.extra = []Flow{Def[struct{}, int, struct{}]{
		ID: "wheel", Version: 1, First: "round", Steps: []Stepper[int]{Step[int, struct{}]{
			ID: "round", Next: []string{"round"},
			Skip: func(s Scene[int], _ struct{}) (Move[int], bool) { return To(s.Draft+1, "round"), true },
		}},
	}.Flow()}
	v := w.visitor(t)
	v.engine.Triggers["колесо"] = Start{Flow: "wheel"}

	err := v.try(Event{Update: v.next(), Text: "колесо"})

	if err == nil || !strings.Contains(err.Error(), "unseen") {
		t.Errorf("error = %v, want one about steps passed unseen", err)
	}
}
