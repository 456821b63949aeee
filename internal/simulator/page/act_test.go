package page_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dombot/internal/simulator/browser"
)

func TestEmptyChatStartsWithOneButton(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	tab := openPage(t, f)
	tab.See("#start", "Услуги ЖКХ вашего дома")

	tab.Click("#start-go")
	f.wasAsked(t, `/api/chats/1/messages {"text":"/start"}`)
	f.happen(dict{"type": "message", "message": own(1, "24T10:00", "/start")})

	tab.See("article.own", "/start")
	tab.Wait(`document.getElementById("start").hidden`)
}

func TestReplyKeyboardSaysAndFolds(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Здравствуйте", nil))
	f.set("keyboard", dict{"rows": [][]dict{
		{{"text": "Личный кабинет", "contact": false}}, {{"text": "Отправить мой номер", "contact": true}},
	}, "persistent": true, "placeholder": "Напишите"})
	tab := openPage(t, f)
	tab.See("#replies", "Личный кабинет")

	tab.Click("#replies .row:nth-child(1) button")
	f.wasAsked(t, `/api/chats/1/messages {"text":"Личный кабинет"}`)
	tab.Click("#replies .row:nth-child(2) button")
	f.wasAsked(t, `/api/chats/1/contact {}`)
	tab.Click("#keys")
	tab.Wait(`document.getElementById("replies").hidden`)
	tab.Wait(`document.getElementById("text").placeholder === "Напишите"`)
	f.happen(dict{"type": "keyboard"})

	tab.Wait(`document.getElementById("keys").hidden`)
	tab.Wait(`document.getElementById("text").placeholder === "Сообщение"`)
}

func TestCommandsAreListedAndFiltered(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Здравствуйте. Меню: /menu", nil))
	tab := openPage(t, f)

	tab.Click(".text .command")
	f.wasAsked(t, `/api/chats/1/messages {"text":"/menu"}`)
	tab.Click("#text")
	tab.Type("/re")
	tab.See("#commands-menu", "Показания")
	if n := browser.Eval[int](tab, `document.querySelectorAll("#commands-menu > *").length`); n != 1 {
		t.Errorf("%d commands begin with /re, want 1", n)
	}
	tab.Press(kb.ArrowDown)
	tab.Press(kb.Enter)

	f.wasAsked(t, `/api/chats/1/messages {"text":"/readings"}`)
	tab.Wait(`document.getElementById("text").value === "" && document.activeElement.id === "text"`)
}

func TestFileIsSentWithCaption(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Пришлите фото", nil))
	tab := openPage(t, f)
	path := filepath.Join(t.TempDir(), "счётчик.txt")
	if err := os.WriteFile(path, []byte("125,3"), 0o600); err != nil {
		t.Fatalf("write a file: %v", err)
	}

	tab.Do("choose a file", chromedp.SetUploadFiles(chromedp.CSS("#any-file"), []string{path}))
	tab.See("#draft", "счётчик.txt")
	tab.Type("кухня")
	tab.Press(kb.Enter)

	got := f.next(t)
	for _, part := range []string{"/api/chats/1/messages ", "125,3", `name="caption"`, "кухня", "document"} {
		if !strings.Contains(got, part) {
			t.Errorf("the request lacks %q: %s", part, got)
		}
	}
	tab.Wait(`document.getElementById("draft").hidden`)
}

func TestLinkToThisBotStartsItHere(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", `<a href="https://t.me/dombot_demo_bot?start=pay_12">Оплатить</a>`, nil))
	tab := openPage(t, f)

	tab.Click(".text a")

	f.wasAsked(t, `/api/chats/1/messages {"text":"/start pay_12"}`)
}

func TestBlockedPersonCanOnlyUnblock(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Здравствуйте", nil))
	f.mu.Lock()
	f.people[0]["blocked"] = true
	f.mu.Unlock()
	tab := openPage(t, f)
	tab.See("#blocked", "Бот остановлен")

	tab.Click("#unblock")

	f.wasAsked(t, `/api/chats/1/block {"blocked":false}`)
	if browser.Eval[bool](tab, `document.getElementById("text").checkVisibility()`) {
		t.Error("a blocked person can write")
	}
}

func TestResidentIsAddedByName(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	tab := openPage(t, f)

	tab.Click("#add")
	tab.Wait(`document.activeElement.id === "add-name"`)
	tab.Type("Нина Львовна")
	tab.Press(kb.Enter)

	f.wasAsked(t, `/api/people {"name":"Нина Львовна"}`)
}

func TestTwoTabsShowTwoPeople(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Для Марии", nil))
	f.says(2, bot(1, "24T10:00", "Для Олега", nil))
	maria := openPage(t, f)
	oleg := maria.Another()

	oleg.Open(f.url + "/#person=2")
	oleg.See("#log", "Для Олега")
	f.happen(dict{"type": "message", "message": bot(2, "24T10:01", "Только Марии", nil)})

	maria.See("#log", "Только Марии")
	text := browser.Eval[string](oleg, `document.getElementById("log").innerText`)
	if strings.Contains(text, "Марии") {
		t.Errorf("the tab of Олег shows %q", text)
	}
}
