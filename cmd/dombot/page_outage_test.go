package main

import (
	"net/http/httptest"
	"testing"

	"dombot/dialogs/script"
	"dombot/internal/simulator/browser"
)

// TestAnEmergencyIsSeenByTheResidentAndInTheHouseChat lets an operator choose the house chat and announce an
// emergency on the page of the demo; a resident and the chat read of it, and its end is written over it.
func TestAnEmergencyIsSeenByTheResidentAndInTheHouseChat(t *testing.T) {
	t.Parallel()
	stage := newTelegramStage(t)
	if err := script.Play(t.Context(), []byte(hired+"group 'Соседи' of ольга, анна\n"), stage); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(stage.sim.Page())
	t.Cleanup(server.Close)
	v := visitor{browser.New(t), t, "outage", mouse}

	v.Open(server.URL + "/")
	v.person("ольга")
	v.say("чаты дома")
	v.key("Привязать чат")
	v.reads("Кода в чат писать не нужно")
	v.Wait(`[...document.querySelectorAll("#replies button")].some((e) => e.innerText === "Выбрать чат" && (e.click(), true))`)
	v.Wait(`[...document.querySelectorAll("#choose-groups button")].some((e) => e.innerText === "Соседи" && (e.click(), true))`)
	v.reads("Какие дома и что писать?")
	v.say("ленина 12")
	v.key("Ленина, 12")
	v.See("article.bot .key", "Ленина, 12 ✓")
	v.key("Готово")
	v.reads("В чат ушло первое сообщение")
	v.look("1-chosen")
	v.say("сообщить об отключении")
	v.say("авария хвс ленина 12 до 23:30")
	v.reads("Получит 1 житель")
	v.key("Отправить")
	v.reads("Отправляем")

	v.person("анна")
	v.reads("Нет холодной воды")
	v.group("Соседи")
	v.reads("Нет холодной воды")
	v.look("2-group")

	v.person("ольга")
	v.key("Завершено")
	v.key("Да, завершено")
	v.reads("Холодная вода есть")
	v.person("анна")
	v.Wait(`![...document.querySelectorAll("article.bot .text")].some((e) => e.innerText.includes("Нет холодной воды"))`)
	v.group("Соседи")
	v.Wait(`![...document.querySelectorAll("article.bot .text")].some((e) => e.innerText.includes("Нет холодной воды"))`)
	v.reads("Холодная вода есть")
	v.reads("Отключений не объявлено")
	v.look("3-over")
}

// group turns to a group.
func (v visitor) group(title string) {
	v.t.Helper()
	v.Wait(`[...document.querySelectorAll("#groups a.person")].some((e) => e.innerText.includes("` + title + `") && (e.click(), true))`)
	v.Wait(`document.querySelector("#bot-name").innerText === "` + title + `"`)
}
