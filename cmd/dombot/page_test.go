package main

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dombot/internal/simulator/browser"
)

// visitor is somebody at the chat page.
type visitor struct{ *browser.Tab }

// key presses the newest inline button whose label begins so.
func (v visitor) key(label string) {
	v.Wait(fmt.Sprintf(`(() => {
		document.querySelectorAll("[data-aim]").forEach((e) => e.removeAttribute("data-aim"));
		const words = (e) => e.innerText.trim(), label = %q;
		const keys = [...document.querySelectorAll("article.bot .key")];
		const found = keys.findLast((e) => words(e) === label) ?? keys.findLast((e) => words(e).startsWith(label));
		found?.setAttribute("data-aim", "");
		return Boolean(found);
	})()`, label))
	v.Click("[data-aim]")
}

// say types a text and sends it.
func (v visitor) say(text string) {
	v.Click("#text")
	v.Type(text)
	v.Press(kb.Enter)
}

// reads waits until a message of the bot holds the text.
func (v visitor) reads(text string) { v.See("article.bot .text", text) }

// TestBothFlowsAreWalkedOnThePage goes through the documented flows in a real
// browser, as a person at the demo does, at two widths.
func TestBothFlowsAreWalkedOnThePage(t *testing.T) {
	t.Parallel()
	stage := newTelegramStage(t)
	anna := settle(stage.sim)
	server := httptest.NewServer(stage.sim.Page())
	t.Cleanup(server.Close)
	tab := visitor{browser.New(t)}

	tab.Open(server.URL + "/")
	tab.Click(`#people a.person`)
	tab.Shot("1-empty")
	tab.Wait(`[...document.querySelectorAll("button")].some((e) => e.checkVisibility() && e.innerText.trim() === "Запустить" && (e.click(), true))`)
	tab.reads("Согласие на обработку персональных данных")
	tab.Shot("2-start")
	tab.key("Даю согласие")
	tab.reads("Действия")
	tab.Shot("3-menu")
	tab.key("Передать показания приборов учёта")
	tab.reads("Потом вернёмся сюда")
	tab.key("Подключить лицевой счёт")
	tab.reads("Список подключённых лицевых счетов")
	tab.key("Подключить лицевой счёт")
	tab.reads("Подключение к лицевому счёту")
	tab.key("Адрес дома")
	tab.reads("Шаг 3 из 5")
	tab.say("ленина 12")
	tab.reads("Выберите дом")
	tab.Shot("4-address")
	tab.key("Светлоречье, Ленина, 12")
	tab.reads("Шаг 4 из 5")
	tab.say("1203045")
	tab.reads("Подтвердите, что счёт ваш")
	tab.say("18-345672")
	tab.reads("Шаг 5 из 5")
	tab.Shot("5-check")
	tab.key("Подключить")
	tab.reads("Как его назвать")
	tab.key("Дом")
	tab.reads("Внесение текущих показаний")
	tab.Shot("6-readings")
	tab.Phone()
	tab.Shot("7-readings-phone")
	tab.say("125300")
	tab.reads("Вы имели в виду")
	tab.Shot("8-point-phone")
	tab.key("125,300")
	tab.reads("2 из 3")
	tab.say("89,2")
	tab.reads("3 из 3")
	tab.say("3500 1230")
	tab.reads("стало 125,300")
	tab.Shot("9-filled-phone")
	tab.Desktop()
	tab.Shot("picture")
	tab.key("Сохранить")
	tab.reads("Показания сохранены")
	tab.Shot("10-receipt")

	if len(anna.Chat().Messages) == 0 {
		t.Error("the page talked to somebody else")
	}
}
