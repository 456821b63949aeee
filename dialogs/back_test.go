package dialogs

import (
	"testing"

	"dombot/internal/texts"
)

func TestBackRestoresTheStepAndItsDraftThenLeavesForHome(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна").press("S").sees("Итог: Анна, S")

	v.press("Назад").sees("Размер для Анна?")
	if d := v.draft(w); d != `{"name":"Анна"}` {
		t.Errorf("draft = %s, want the one before the size was chosen", d)
	}
	v.press("Назад").sees("Имя?").misses("Анна")
	v.press("Назад").sees("Дом")
	v.misses("Вы не закончили")
}

func TestTheWordsOfAButtonTypedPressIt(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна").say("l.").sees("Итог: Анна, L")

	v.say("назад").sees("Размер для Анна?").say("s").say("ещё раз").sees("Имя?").say("Назад!")
	v.say("готово").sees("Принято").say("закрыть").sees("Дом")
	if n := w.ledger.count(); n != 1 {
		t.Errorf("carried out %d times, want once", n)
	}

	v.say("форма").say("Анна").say("/menu").sees("Вы не закончили").say("продолжить").sees("Размер для Анна?")
	v.say("отменить").sees("Дом").misses("Вы не закончили")
	v.say("назад").sees("Не понял", "Дом")
}

// TestTheFirstWordsOfAButtonPressIt has them count where the step has no use for the text.
func TestTheFirstWordsOfAButtonPressIt(t *testing.T) {
	t.Parallel()
	v := newTown(t).visitor(t).say("форма").say("Анна").say("l.").sees("Итог: Анна, L")
	v.say("гот").sees("Не понял").say("ещё!").sees("Имя?").say("Ещё").sees("Размер для Ещё?")

	screen := Screen{Rows: [][]Button{
		On("Подключить лицевой счёт к Личному кабинету", "connect"), On("Подключить чат", "chat"),
		On("12 ноября", "day"),
		{{Label: "Сайт дома", URL: "https://dom.example"}},
	}}
	for typed, want := range map[string]string{
		"подключить лицевой счет": "connect", "Подключить  чат": "", "подключить": "", "подключить лиц": "",
		"подключить чат.": "chat", "12": "day", "1": "", "сайт": "", "": "", "подключить лицевой счёт сейчас": "",
	} {
		if act, ok := screen.beginning(typed); act.Do != want || ok != (want != "") {
			t.Errorf("%q presses %q (%t), want %q", typed, act.Do, ok, want)
		}
	}
}

func TestWordsThatSeveralButtonsBearPressNone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.sizes = []string{"S", "s"}

	w.visitor(t).say("форма").say("Анна").say("s").sees("Нажмите кнопку")
}

func TestBackPassesOverStepsThatWereNotShown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.sizes = []string{"M"}

	w.visitor(t).say("форма").say("Анна").sees("Итог: Анна, M").press("Назад").sees("Имя?")
}

func TestBackFromACalledFlowReturnsToItsCallerWithoutAResult(t *testing.T) {
	t.Parallel()
	w := newTown(t)

	w.visitor(t).say("форма").press("Справочник").sees("Кого?").
		press("Назад").sees("Не выбрали", "Имя?").
		press("Назад").sees("Дом")
}

func TestBackAfterACalledFlowReturnsToTheStepThatCalledIt(t *testing.T) {
	t.Parallel()
	w := newTown(t)

	w.visitor(t).say("форма").press("Справочник").press("Анна").sees("Размер для Анна?").
		press("Назад").sees("Имя?")
}

func TestBackReturnsToTheCallerOfAFlowThatShowedNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.visitor(t).say("форма").press("Единственный").sees("Размер для Вера?").press("Назад").sees("Имя?")
}

func TestAFinalMoveBarsTheWayBack(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t).press("Готово").sees("Принято")

	v.press("Назад").sees("Дом").misses("Вы не закончили")

	if n := w.ledger.count(); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

func TestBackFromAStepThatARefusalOpenedReturnsToTheStepBefore(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.extra = []Flow{openingFlow()}

	v := w.visitor(t)
	v.engine.Triggers["список"] = Start{Flow: "opening"}
	v.say("список").sees("Список").say("12").sees("Не то", "Один").
		say("13").sees("Не то", "Один").
		press("Назад").sees("Список").misses("Не то")
}

// openingFlow has a step that answers a wrong text by opening a step for it.
func openingFlow() Flow {
	type step = Step[int, struct{}]
	open := func(s Scene[int], _ struct{}, _ Input) Move[int] {
		m := Refuse(s.Draft, "Не то")
		m.To = "one"
		return m
	}
	ask := func(id string, text texts.Text) step {
		return step{
			ID: id, Next: []string{"one"}, Decide: open,
			Show: func(Scene[int], struct{}) Screen { return Screen{Text: text} },
		}
	}
	return Def[struct{}, int, struct{}]{
		ID: "opening", Version: 1, First: "list", Steps: []Stepper[int]{ask("list", "Список"), ask("one", "Один")},
	}.Flow()
}

func TestBackCanGoOnlyAsFarAsIsRemembered(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	for range 2 * maxHistory {
		v.say("Анна").press("S").press("Ещё раз")
	}

	if got := len(v.session(w).Frames[0].History); got != maxHistory {
		t.Errorf("%d steps are remembered, want %d", got, maxHistory)
	}
	for range maxHistory {
		v.press("Назад").misses("Вы не закончили")
	}
	v.press("Назад").sees("Вы не закончили: форма.")
}

func TestCancelSaysWhatBecameOfTheTopmostFlowThatHasAWord(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		path func(v *visitor)
		want string
	}{
		{"a flow with its own word", func(v *visitor) { v.say("форма") }, "Показания не сохранены."},
		{"a called flow with its own word", func(v *visitor) { v.say("форма").press("Справочник") }, "Подключение отменено."},
		{"a called flow without one", func(v *visitor) { v.say("форма").press("Закрытое") }, "Показания не сохранены."},
		{"a flow without one", func(v *visitor) { v.say("закрытое") }, "Хорошо, вышли."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			w.agreed = true
			v := w.visitor(t)
			tt.path(v)
			v.press("Отменить").sees(tt.want, "Дом")

			tt.path(v)
			v.say("/cancel").sees(tt.want, "Дом")
		})
	}
}

func TestCancelDropsAHalfFilledFormUnasked(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.atCheck(t).press("Отменить").sees("Показания не сохранены.", "Дом").misses("Вы не закончили")
}
