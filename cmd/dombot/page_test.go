package main

import (
	"net/http/httptest"
	"testing"

	"dombot/internal/simulator/browser"
)

// TestBothFlowsAreWalkedOnThePage goes through the documented flows in a real browser, as a person at the demo
// does: on a wide page with nothing but a keyboard, and on a phone. Every screen is held to the rules of
// accessibility.
func TestBothFlowsAreWalkedOnThePage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		size func(*browser.Tab)
		hand func(visitor, string)
	}{
		{"desktop", (*browser.Tab).Desktop, keyboard},
		{"phone", (*browser.Tab).Phone, mouse},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stage := newTelegramStage(t)
			anna, _ := settle(stage.sim)
			server := httptest.NewServer(stage.sim.Page())
			t.Cleanup(server.Close)
			v := visitor{browser.New(t), t, tt.name, tt.hand}
			tt.size(v.Tab)

			v.Open(server.URL + "/")
			v.connects()
			v.handsIn()

			if len(anna.Chat().Messages) == 0 {
				t.Error("the page talked to somebody else")
			}
			faults := v.roundOfFocus()
			if len(faults) > 0 { // the page was still drawing what came last
				faults = v.roundOfFocus()
			}
			for _, fault := range faults {
				t.Errorf("Tab: %s", fault)
			}
			v.Dark()
			v.look("dark")
		})
	}
}

// connects walks ‹Подключение лицевого счёта›, from the first visit.
func (v visitor) connects() {
	v.t.Helper()
	v.See("#people a.person", "Анна Смирнова")
	v.look("1-people")
	v.hand(v, `#people a.person`)
	v.See("#start-go", "Запустить")
	v.hand(v, "#start-go")
	v.reads("Согласие на обработку персональных данных")
	v.look("2-start")
	v.key("Даю согласие")
	v.reads("Действия")
	v.look("3-menu")
	v.key("Передать показания приборов учёта")
	v.reads("Потом вернёмся сюда")
	v.key("Подключить лицевой счёт")
	v.reads("Список подключённых лицевых счетов")
	v.key("Подключить лицевой счёт")
	v.reads("Подключение к лицевому счёту")
	v.key("Адрес дома")
	v.reads("Шаг 3 из 5")
	v.say("ленина 12")
	v.reads("Выберите дом")
	v.look("4-address")
	v.key("Светлоречье, Ленина, 12")
	v.reads("Шаг 4 из 5")
	v.say("1203045")
	v.reads("Подтвердите, что счёт ваш")
	v.say("18-345672")
	v.reads("Шаг 5 из 5")
	v.look("5-check")
	v.key("Подключить")
	v.reads("Как его назвать")
	v.key("Дом")
}

// handsIn walks ‹Передача показаний ИПУ›, from the page of the account.
func (v visitor) handsIn() {
	v.t.Helper()
	v.reads("Внесение текущих показаний")
	v.look("6-readings")
	v.say("125300")
	v.reads("Вы имели в виду")
	v.look("7-point")
	v.key("125,300")
	v.reads("2 из 3")
	v.say("89,2")
	v.reads("3 из 3")
	v.say("3500 1230")
	v.reads("стало 125,300")
	v.look("8-filled")
	v.key("Сохранить")
	v.reads("Показания сохранены")
	v.look("9-receipt")
}
