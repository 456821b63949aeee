package main

import (
	"net/http/httptest"
	"testing"

	"dombot/internal/simulator/browser"
)

// TestAHouseChatIsSeenOnThePage writes in a group as one neighbour and reads it as another; the way that the
// bot shows there leads to the private chat.
func TestAHouseChatIsSeenOnThePage(t *testing.T) {
	t.Parallel()
	for name, size := range map[string]func(*browser.Tab){
		"desktop": (*browser.Tab).Desktop, "phone": (*browser.Tab).Phone,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stage := newTelegramStage(t)
			settle(stage.sim)
			server := httptest.NewServer(stage.sim.Page())
			t.Cleanup(server.Close)
			v := visitor{browser.New(t), t, name + "-group", mouse}
			size(v.Tab)

			v.Open(server.URL + "/")
			v.Click("#groups a.person")
			v.See("#bot-state", "людей: 2, бот в группе")
			v.say("Добрый вечер, соседи")
			v.See("article.own .text", "Добрый вечер, соседи")
			v.say("/menu@dom_demo_bot")
			v.reads("личн")
			v.look("1-anna")
			v.Wait(`(() => { const as = document.getElementById("as");
				as.selectedIndex = 1; as.dispatchEvent(new Event("change")); return true; })()`)
			v.See("article.other .author", "Анна Смирнова")
			v.look("2-boris")
			v.key("Открыть")
			v.reads("Согласие на обработку персональных данных")
			if url := browser.Eval[string](v.Tab, `location.hash`); url != "#person=5000000002" {
				t.Errorf("the way leads to %s", url)
			}
		})
	}
}

// TestFaultsAndCallsAreAtHandOnThePage switches a fault on, sees the answer arrive all the same, and looks at
// the calls behind it.
func TestFaultsAndCallsAreAtHandOnThePage(t *testing.T) {
	t.Parallel()
	stage := newTelegramStage(t)
	settle(stage.sim)
	server := httptest.NewServer(stage.sim.Page())
	t.Cleanup(server.Close)
	v := visitor{browser.New(t), t, "faults", mouse}

	v.Open(server.URL + "/")
	v.Click("#people a.person")
	v.Click("#faults")
	v.See("#faults-dialog", "Помех нет.")
	v.look("1-dialog")
	v.Wait(`[...document.querySelectorAll("#faults-offered button")]
		.some((e) => e.innerText.startsWith("Страница 502") && (e.click(), true))`)
	v.See("#faults-active", "ждёт вызова")
	v.Click("#faults-dialog .primary")
	v.say("/start")
	v.reads("Согласие на обработку персональных данных")
	v.Click("#faults")
	v.See("#faults-active", "Помех нет.")
	v.Click("#faults-dialog .primary")
	v.Wait(`!document.querySelector("#faults-dialog[open]")`)
	v.Click("article.bot .raw")
	v.See("#calls", "sendMessage")
	v.look("2-calls")
}
