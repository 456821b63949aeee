package dialogs

import (
	"encoding/json"
	"testing"
)

const changedText = "ДомБот обновился"

// later is the program after a release that changed the form.
func (w *town) later(tb testing.TB, form Flow) *Engine {
	tb.Helper()
	flows := []Flow{w.home(), nameFlow(), soleFlow(), gateFlow(), gatedFlow(), phonesFlow()}
	return w.engineOf(tb, append(flows, form)...)
}

func TestASessionOfAnotherVersionOfTheProgramLeadsToTheMenu(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"a later format": `{"v":99,"instance":"x"}`,
		"an older one":   `{"instance":"x","v":0}`,
		"another shape":  `{"v":1,"frames":"many"}`,
		"no JSON":        "\x00\x01",
		"nothing":        "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.atCheck(t)
			confirm := v.tap("Готово")
			w.shelf.data[v.key.String()] = Stored{Data: []byte(data), Rev: 41}

			v.do(confirm).sees("Дом")
			v.say("форма").sees("Имя?")

			if rev := w.shelf.stored(v.key).Rev; rev != 43 {
				t.Errorf("revision = %d, want the stored one counted on: 43", rev)
			}
		})
	}
}

func TestAFlowOfAnotherVersionStartsAgainAndSaysSo(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]func(v *visitor) Event{
		"a tap":          func(v *visitor) Event { return v.tap("S") },
		"a stale tap":    func(v *visitor) Event { return Event{Update: v.next(), Data: "1.x.1.0", Window: v.window} },
		"a text":         func(v *visitor) Event { return Event{Update: v.next(), Text: "привет"} },
		"no words":       func(v *visitor) Event { return Event{Update: v.next(), Other: Voice} },
		"the same again": func(v *visitor) Event { return Event{Update: v.update - 1, Text: "Анна"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t)
			v.engine.Triggers["мария"] = Begin("form", formArgs{Name: "Мария"})
			v.say("мария").say("Анна").sees("Размер")
			ev := event(v)
			v.engine = w.later(t, w.form(2))

			v.do(ev).sees(changedText, "Имя? Мария")

			v.say("Анна").sees("Размер").misses(changedText)
		})
	}
}

func TestARemovedStepStartsItsFlowAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна")
	v.rewrite(w, func(s *session) { s.top().Step = "gone" })

	v.say("Борис").sees(changedText, "Имя?")
}

func TestBackToARemovedStepStartsItsFlowAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна")
	v.rewrite(w, func(s *session) { s.top().History[0].Step = "gone" })

	v.press("Назад").sees(changedText, "Имя?")
}

func TestARemovedFlowLeadsHome(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*session){
		"that runs":        func(s *session) { s.top().Flow = "gone" },
		"that called":      func(s *session) { s.Frames[0].Flow = "gone" },
		"that was pending": func(s *session) { s.Pending = &Start{Flow: "gone"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.atCheck(t).press("Ещё раз").press("Справочник")
			if name == "that was pending" {
				v.say("/menu")
			}
			v.rewrite(w, change)

			switch name {
			case "that was pending":
				v.press("Не нужно")
			case "that called":
				v.press("Анна")
			default:
				v.say("Анна")
			}

			v.sees(changedText, "Дом")
		})
	}
}

func TestADraftOrArgumentsOfAnotherShapeDoNotHoldAPersonFast(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*session)
		ask    bool   // «Вы не закончили» is on the screen
		press  string // typed text where empty
	}{
		{name: "the draft", change: func(s *session) { s.top().Draft = json.RawMessage(`[1]`) }},
		{
			name: "the draft before", press: "Назад",
			change: func(s *session) { s.top().History[0].Draft = json.RawMessage(`"old"`) },
		},
		{name: "the arguments", change: func(s *session) { s.top().Step, s.top().Args = "gone", json.RawMessage(`7`) }},
		{
			name: "the arguments of a new start", ask: true, press: "Начать заново",
			change: func(s *session) { s.top().Args = json.RawMessage(`7`) },
		},
		{
			name: "the arguments asked for", ask: true, press: "Не нужно",
			change: func(s *session) { s.Pending = &Start{Flow: "form", Args: json.RawMessage(`7`)} },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t).say("форма").say("Анна")
			if tt.ask {
				v.say("/menu")
			}
			v.rewrite(w, tt.change)

			if tt.press == "" {
				v.say("привет")
			} else {
				v.press(tt.press)
			}

			v.sees(changedText)
			v.say("форма").sees("Имя?").misses(changedText)
		})
	}
}
