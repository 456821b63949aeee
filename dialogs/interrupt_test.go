package dialogs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ways lists how to come to every step of the form and of what it calls.
func ways() map[string]func(v *visitor) {
	return map[string]func(v *visitor){
		"the start of a form": func(v *visitor) { v.say("форма") },
		"the middle":          func(v *visitor) { v.say("форма").say("Анна") },
		"the confirmation":    func(v *visitor) { v.say("форма").say("Анна").press("S") },
		"the receipt":         func(v *visitor) { v.say("форма").say("Анна").press("S").press("Готово") },
		"a called flow":       func(v *visitor) { v.say("форма").press("Справочник") },
		"the consent":         func(v *visitor) { v.say("закрытое") },
		"a refusal":           func(v *visitor) { v.say("форма").say("плохо") },
	}
}

func TestCommandsWordsAndDeepLinksWorkInEveryStep(t *testing.T) {
	t.Parallel()
	for name, way := range ways() {
		for _, typed := range []string{
			"/menu", "/MENU", " /menu@DomBot ", "/start", "/start nonsense", "/start@DomBot form", "Форма!", "закрытое.",
		} {
			t.Run(name+" "+typed, func(t *testing.T) {
				t.Parallel()
				w := newTown(t)
				v := w.visitor(t)
				way(v)
				half := name == "the middle" || name == "the confirmation"

				v.say(typed)

				if half {
					v.sees("Вы не закончили: форма.").press("Не нужно")
				}
				switch typed {
				case "/start@DomBot form", "Форма!":
					v.sees("Имя?")
				case "закрытое.":
					v.sees("Согласны?")
				default:
					v.sees("Дом")
				}
			})
		}
	}
}

func TestAHalfFilledFormIsNotDroppedUnasked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ press, want string }{
		{"Продолжить", "Итог: Анна, S"},
		{"Начать заново", "Имя?"},
		{"Не нужно", "Дом"},
	} {
		t.Run(tt.press, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.atCheck(t).say("/menu").sees("Вы не закончили: форма.", "[Продолжить] [Начать заново] [Не нужно]")
			v.misses("Назад")

			v.press(tt.press).sees(tt.want).misses("Вы не закончили")

			if p := v.session(w).Pending; p != nil {
				t.Errorf("still pending: %v", *p)
			}
		})
	}
}

func TestTheQuestionAboutTheFormWaitsForAnAnswer(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t).say("/menu").sees("Вы не закончили: форма.")
	question := v.data("Не нужно")

	v.say("закрытое").sees("Вы не закончили: форма.") // asked for something else: the question again
	v.say("не знаю").sees("Не понял", "Вы не закончили: форма.")
	v.engine = w.engine(t)
	v.do(Event{Update: v.next(), Data: question, Window: v.window}).sees("Вы не закончили: форма.")
	if diff := cmp.Diff([]string{staleText}, v.toasts); diff != "" {
		t.Errorf("toasts (-want +got):\n%s", diff)
	}
	v.press("Не нужно").sees("Согласны?")
}

func TestTheFormGoesOnAfterTheQuestionWasAskedTwice(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.atCheck(t).say("/menu").say("/menu").press("Продолжить").sees("Итог: Анна, S").
		press("Готово").sees("Принято: Анна/S")
}

func TestStartingAnewKeepsWhatTheFlowWasStartedWith(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t)
	v.engine.Triggers["мария"] = Begin("form", formArgs{Name: "Мария"})

	v.say("мария").say("Анна").say("/menu").press("Начать заново").sees("Имя? Мария")
}

func TestACalledFlowLeavesTheQuestionToItsCaller(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t).press("Ещё раз").press("Справочник")

	v.say("/menu").sees("Вы не закончили: форма.").press("Продолжить").sees("Кого?")
}

func TestAQuestionAboutAFormThatIsGoneIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t).say("/menu").sees("Вы не закончили: форма.")
	v.engine = w.later(t, w.form(2))

	v.say("что дальше").sees("Дом").misses("Вы не закончили")
}

func TestAWordNobodyKnowsIsAnsweredWithTheMenu(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("привет").sees("Не понял.", "Дом").misses("Личный кабинет")
	if w.entered != 1 {
		t.Errorf("entered %d times, want 1", w.entered)
	}
	v.say("снова").sees("Не понял.", "Дом")
	if w.entered != 1 {
		t.Errorf("entered %d times, want 1: the person is known", w.entered)
	}
}

func TestAWordTheStepHasNoUseForIsAnsweredWithTheStepAndAWayOut(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"чужое", "/нет", "/start@DomBot"} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t).say("форма").say(typed)
			if typed == "/start@DomBot" {
				v.sees("Дом")
				return
			}
			v.sees("Не понял.", "Имя?", "[Личный кабинет]")
			v.press("Личный кабинет").sees("Дом")
		})
	}
}

func TestTheWayOutIsOfferedOnce(t *testing.T) {
	t.Parallel()
	v := newTown(t).atCheck(t).press("Готово").say("чушь").sees("Не понял.", "Принято")

	if n := strings.Count(v.seen(), "[Личный кабинет]"); n != 1 {
		t.Errorf("«Личный кабинет» is offered %d times, want once:\n%s", n, v.seen())
	}
}

func TestMessagesWithoutWordsAreAnsweredInWords(t *testing.T) {
	t.Parallel()
	for kind, want := range map[Wordless]string{
		Voice: "Голосовые сообщения", File: "Файлы и фотографии", Picture: "Файлы и фотографии", Strange: "Такие сообщения",
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t)
			v.do(Event{Update: v.next(), Other: kind}).sees(want, "Дом")

			v.say("форма").say("Анна")
			v.do(Event{Update: v.next(), Other: kind}).sees(want, "Размер для Анна?").press("S").sees("Итог: Анна, S").misses(want)

			v.say("/menu")
			v.do(Event{Update: v.next(), Other: kind}).sees(want, "Вы не закончили: форма.")
		})
	}
}

func TestTheThirdRefusalInARowOffersAWayOut(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	v.say("плохо").misses("Личный кабинет")
	v.say("плохо").sees("Так нельзя").misses("Личный кабинет")
	v.say("плохо").sees("Так нельзя", "Не получается?", "[Личный кабинет]")

	v.do(Event{Update: v.next(), Data: "1.old.1.0", Window: v.window}).sees("Не получается?", "[Личный кабинет]")

	v.say("Анна").sees("Размер").misses("Личный кабинет")
	v.say("х").say("х").misses("Личный кабинет").say("х").sees("[Личный кабинет]")
	v.press("Личный кабинет").sees("Вы не закончили: форма.")
}

func TestAGoodAnswerStartsTheCountOfRefusalsAnew(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.visitor(t).say("форма").say("плохо").say("плохо").say("Анна").press("Назад").
		say("плохо").say("плохо").misses("Личный кабинет")
}

func TestRefusalsOfAnotherStepDoNotCount(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна").say("х").say("х").press("Назад").say("плохо").misses("Личный кабинет")

	v.say("плохо").say("плохо").sees("[Личный кабинет]").say("форма").sees("Имя?").misses("Личный кабинет")
}

func TestAnAsideLeavesTheDialogAndItsWindowAlone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.atCheck(t)
	before, shown, window := w.shelf.stored(v.key), v.seen(), v.window
	ev := Event{Key: v.key, Update: v.next(), Text: "Авария!"}

	reply, err := v.engine.Handle(t.Context(), ev)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.engine.Shown(t.Context(), v.key, reply, 4242); err != nil {
		t.Fatal(err)
	}

	if len(reply.Asides) != 1 || reply.Asides[0].Text != "112" || !reply.Quiet || reply.Strip != nil || reply.Edit != 0 {
		t.Errorf("reply = %+v, want one aside and a quiet window", reply)
	}
	if diff := cmp.Diff(before, w.shelf.stored(v.key)); diff != "" {
		t.Errorf("the session changed (-before +after):\n%s", diff)
	}
	if v.window != window || v.seen() != shown {
		t.Error("the window changed")
	}
	v.press("Готово").sees("Принято")
}

func TestWhatIsUrgentIsAnsweredWhateverRuns(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t)
	v.engine.Urgent = func(string) string { return v.engine.Asides["авария"].Flow }
	v.say("форма").sees("Имя?").say("плохо")
	if len(v.last.Asides) != 1 || v.last.Asides[0].Text != "112" || v.last.Quiet {
		t.Errorf("a refused answer shows %+v, want the numbers and the step", v.last)
	}
	reply, err := v.engine.Handle(t.Context(), Event{Key: v.key, Update: v.next(), Text: "/горим"})
	if err != nil || len(reply.Asides) != 1 || reply.Asides[0].Text != "112" || !reply.Quiet {
		t.Errorf("what nobody takes shows %+v, %v, want the numbers alone", reply, err)
	}
	v.say("Анна").misses("Имя?")
}

func TestAnAsideOfACommandComesBeforeItsWindow(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("/start").sees("Дом")
	if len(v.last.Asides) != 1 || v.last.Asides[0].Text != "112" {
		t.Errorf("asides = %v", v.last.Asides)
	}
	v.say("/start nonsense").sees("Дом")
	if len(v.last.Asides) != 1 {
		t.Errorf("a deep link that nobody knows shows %d asides, want 1 as a plain start", len(v.last.Asides))
	}
	v.say("/start form").sees("Имя?")
	if len(v.last.Asides) != 0 {
		t.Errorf("a deep link shows %d asides", len(v.last.Asides))
	}
}
