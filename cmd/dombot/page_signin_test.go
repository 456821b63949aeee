package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"dombot/dialogs/registration"
	"dombot/internal/simulator/browser"
)

// TestASignInIsWalkedInTheBrowser goes from the first visit to Госуслуги and back on a phone, first as somebody
// whose account is not confirmed, and connects what is held by СНИЛС.
func TestASignInIsWalkedInTheBrowser(t *testing.T) {
	t.Parallel()
	stage := newTelegramStage(t, ways{signIn: registration.ESIA})
	mux := http.NewServeMux()
	mux.Handle("/", stage.sim.Page())
	mux.Handle(chatPath, backToChat(stage.sim, func() string { return stage.app.bot.Address() }))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	anna := stage.person("Анна")
	v := visitor{browser.New(t), t, "signin", mouse}
	v.Phone()

	v.Open(server.URL + "/")
	v.person("Анна")
	v.hand(v, "#start-go")
	v.key("Даю согласие")
	v.reads("Мы узнаем имя и СНИЛС")
	v.key("Войти через Госуслуги")
	v.See("article.bot .key.url", "Открыть страницу входа")
	link := lastLink(anna.Chat())

	v.Open(link)
	v.look("1-link")
	v.Follow("button")
	v.See("h1", "Учебные Госуслуги")
	v.look("2-provider")
	v.Follow(`button[value="3"]`)
	v.See("h1", "Учётная запись не подтверждена")
	v.look("3-unconfirmed")
	v.Open(link)
	v.Follow("button")
	v.Follow(`button[value="0"]`)
	v.See("h1", "Остался один шаг")
	v.look("4-back")
	finish := browser.Eval[string](v.Tab, `new URL(document.querySelector("a.go").href).searchParams.get("start")`)

	v.Open(simulatedChat(server.URL)(anna.ID, finish[len(registration.FinishPrefix):]))
	v.reads("Госуслуги подтвердили: Полина Игоревна М.")
	v.key("Да, войти")
	v.reads("Вы вошли как Полина Игоревна М.")
	v.key("Подключить лицевой счёт к Личному кабинету")
	v.reads("Список подключённых лицевых счетов")
	v.key("Подключить лицевой счёт")
	v.reads("Подключение к лицевому счёту")
	v.key("Адрес дома")
	v.reads("Шаг 3 из 5")
	v.say("ленина 12")
	v.key("Светлоречье, Ленина, 12")
	v.reads("Шаг 4 из 5")
	v.say("1203045")
	v.reads("счёт оформлен на вас, код не нужен")
	v.look("5-own")
}
