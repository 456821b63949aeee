package page_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dombot/internal/simulator/browser"
)

func TestMessageOfBotAppearsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, own(1, "24T10:00", "/start"))
	tab := openPage(t, f)

	f.happen(dict{"type": "typing"})
	tab.See("#bot-state", "бот печатает…")
	f.happen(dict{"type": "message", "message": bot(2, "24T10:01", "Здравствуйте, <b>Мария</b>", nil)})

	tab.See(`article.bot[data-id="2"] .text b`, "Мария")
	tab.See(`article.bot[data-id="2"] time`, "10:01")
	tab.See("#log .day", "24 ноября")
	tab.See("#bot-state", "бот")
}

func TestPressedButtonTapsAndSpinsUntilAnswered(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Что случилось?", rows([]string{"Вода"}, []string{"Свет", "Тепло"})))
	tab := openPage(t, f)

	tab.Click(`.key[data-row="1"][data-col="1"]`)
	f.wasAsked(t, `/api/chats/1/tap {"message":1,"row":1,"col":1}`)
	tab.Wait(`document.querySelector('.key[aria-busy="true"] .label')?.textContent === "Тепло"`)
	f.happen(answer("", false))

	tab.Wait(`!document.querySelector('.key[aria-busy="true"]')`)
	if shown := browser.Eval[string](tab, `document.getElementById("toast").textContent`); shown != "" {
		t.Errorf("an empty answer shows %q", shown)
	}
}

func TestAnswersToTapsAreToastOrDialog(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Начисления", nil))
	tab := openPage(t, f)

	f.happen(answer("Эта кнопка устарела", false))
	tab.See("#toast", "Эта кнопка устарела")
	f.happen(answer("Приём закончился 25 ноября", true))
	tab.See("#alert[open]", "Приём закончился 25 ноября")
	tab.Press(kb.Escape)

	tab.Wait(`!document.querySelector("#alert[open]")`)
}

func TestEditKeepsPlaceScrollAndFocus(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	var long []dict
	for id := 1; id <= 40; id++ {
		words := fmt.Sprintf("Строка %d\nи ещё одна", id)
		long = append(long, bot(id, "24T10:00", words, rows([]string{"Назад"})))
	}
	f.says(1, long...)
	tab := openPage(t, f)
	atEnd := `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 4)(
		document.getElementById("scroll"))`
	tab.Wait(atEnd)

	f.happen(dict{"type": "message", "message": bot(41, "24T10:02", "Последнее", rows([]string{"Назад"}))})
	tab.See(`[data-id="41"]`, "Последнее")
	tab.Wait(atEnd)

	tab.Do("scroll up and mark", chromedp.Evaluate[chromedp.Void](`(() => {
		const node = document.querySelector('[data-id="20"]');
		node.scrollIntoView();
		node.querySelector(".key").focus({ preventScroll: true });
		window.kept = node;
	})()`))
	tab.Wait(`!document.getElementById("down").hidden`)
	top := `Math.round(document.querySelector('[data-id="20"]').getBoundingClientRect().top)`
	before := browser.Eval[int](tab, top)
	for _, id := range []int{10, 20} {
		f.happen(dict{"type": "edit", "message": bot(id, "24T10:00", strings.Repeat("Длиннее\n", 9),
			dict{"edited": true, "inline": rows([]string{"Назад"})["inline"]})})
	}

	tab.See(`[data-id="20"] .text`, "Длиннее")
	if browser.Eval[bool](tab, `Boolean(document.querySelector('[data-id="20"] .edited'))`) {
		t.Error("a screen of the bot is marked as edited")
	}
	if after := browser.Eval[int](tab, top); after != before {
		t.Errorf("the edited message moved from %d to %d px", before, after)
	}
	if !browser.Eval[bool](tab, `window.kept === document.querySelector('[data-id="20"]') &&
		window.kept.contains(document.activeElement) && document.activeElement.matches(".key")`) {
		t.Error("the edit replaced the message or lost the focus")
	}

	// The way to the end is not needed there; whoever stands on it by Tab goes on from it.
	tab.Do("stand on the way to the end, and come there", chromedp.Evaluate[chromedp.Void](`(() => {
		document.getElementById("down").focus();
		const view = document.getElementById("scroll");
		view.scrollTop = view.scrollHeight;
	})()`))
	tab.Wait(atEnd)
	f.happen(dict{"type": "message", "message": bot(42, "24T10:03", "Ещё одно", nil)})
	tab.See(`[data-id="42"]`, "Ещё одно")
	if !browser.Eval[bool](tab, `document.activeElement.id === "down"`) {
		t.Error("the way to the end went away from under the focus")
	}
	tab.Press(kb.Tab)
	tab.Wait(`document.activeElement.id === "commands" && document.getElementById("down").hidden`)
}

func TestDeletedMessageGoesWithItsDay(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "23T10:00", "Вчера", nil), bot(2, "24T10:00", "Сегодня", nil))
	tab := openPage(t, f)
	tab.See("#log", "Сегодня")

	f.happen(dict{"type": "delete", "message": bot(2, "24T10:00", "Сегодня", nil)})

	tab.Wait(`!document.querySelector('[data-id="2"]')`)
	days := browser.Eval[string](tab,
		`[...document.querySelectorAll(".day")].map((d) => d.textContent).join()`)
	if days != "23 ноября" {
		t.Errorf("days shown: %s", days)
	}
}

func TestPhoneShowsListOrChat(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(2, bot(1, "24T10:00", "Горячей воды нет", rows([]string{"Хорошо"})))
	tab := chromium.New(t)
	tab.Phone()
	tab.Open(f.url + "/")
	tab.See(".person", "Олег Сергеевич")
	tab.See(".note", "Показ: это не Telegram, люди и дома вымышлены")
	if browser.Eval[bool](tab, `document.getElementById("chat").checkVisibility()`) {
		t.Error("the chat is visible beside the list")
	}

	tab.Click(`.person[data-person="2"]`)
	tab.See("#log", "Горячей воды нет")
	if small := browser.Eval[string](tab, `[...document.querySelectorAll("button, .key, a.round, a.person")]
		.filter((e) => e.checkVisibility() && !e.closest(".skip"))
		.filter((e) => e.offsetHeight < 44 || e.offsetWidth < 44)
		.map((e) => e.id || e.className).join()`); small != "" {
		t.Errorf("too small to touch: %s", small)
	}
	if wide := browser.Eval[int](tab, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d px wide", wide)
	}
	tab.Click("#back")

	tab.See(".person", "Олег Сергеевич")
	tab.Wait(`!document.getElementById("chat").checkVisibility()`)
}

func TestKeyboardAloneIsEnough(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Что случилось?", rows([]string{"Вода", "Свет"})))
	f.says(2, bot(1, "24T10:00", "Второй чат", nil))
	tab := openPage(t, f)
	tab.Wait(`document.activeElement.id === "text"`)

	tab.Type("первая")
	tab.Press(kb.Enter, chromedp.ModifierShift)
	tab.Type("вторая")
	tab.Press(kb.Enter)
	f.wasAsked(t, `/api/chats/1/messages {"text":"первая\nвторая"}`)

	tabTo(t, tab, `document.activeElement.matches('.key[data-col="1"]')`)
	if !browser.Eval[bool](tab, `getComputedStyle(document.activeElement).outlineStyle !== "none"`) {
		t.Error("the focused button shows no outline")
	}
	tab.Press(kb.Enter)
	f.wasAsked(t, `/api/chats/1/tap {"message":1,"row":0,"col":1}`)

	tabTo(t, tab, `document.activeElement.id === "commands"`)
	tab.Press(kb.Enter)
	tab.Wait(`document.activeElement.closest("#commands-menu")`)
	tab.Press(kb.Escape)
	tab.Wait(`document.activeElement.id === "commands" && document.getElementById("commands-menu").hidden`)

	tab.Press(kb.ArrowDown, chromedp.ModifierAlt)
	tab.See("#log", "Второй чат")
}

// tabTo presses Tab until the JavaScript condition holds, which takes less than one round of the page.
func tabTo(t *testing.T, tab *browser.Tab, condition string) {
	t.Helper()
	for range 60 {
		if browser.Eval[bool](tab, "Boolean("+condition+")") {
			return
		}
		tab.Press(kb.Tab)
	}
	t.Fatalf("Tab never reaches %s", condition)
}

func TestForeignMarkupIsNeutralised(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.policy = "" // the page must not need it
	f.says(1, bot(1, "24T10:00", `<b onclick="window.hit=1">жирно</b><img src=x onerror="window.hit=1">`+
		`<script>window.hit=1</script><a href="javascript:window.hit=1">ссылка</a>`+
		`<style>*{color:red}</style>`+
		`<svg onload="window.hit=1"><a>п</a></svg><iframe srcdoc="<p>x"></iframe>`+
		`<a href="https://example.org/a" onclick="window.hit=1">хорошая</a>`+
		`<span class="spoiler">тайна</span>`, nil))
	tab := openPage(t, f)
	tab.See(".text", "жирно")

	tab.Click(".text b")

	got := browser.Eval[string](tab, `[...document.querySelectorAll(".text *")].map((e) => e.tagName + ":" +
		[...e.attributes].map((a) => a.name).filter((n) => /^on|^style$|^src/.test(n)).join()).join(" ")`)
	if want := "B: A: SPAN:"; got != want {
		t.Errorf("elements left: %s, want %s", got, want)
	}
	if browser.Eval[bool](tab, `"hit" in window`) {
		t.Error("code of the message ran")
	}
	href := browser.Eval[string](tab, `document.querySelector(".text a").href`)
	if href != "https://example.org/a" {
		t.Errorf("the good link goes to %s", href)
	}
}

func TestLongLabelIsCutAndTold(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	long := "Подключить лицевой счёт к Личному кабинету и выбрать ему название"
	f.says(1, bot(1, "24T10:00", "Меню", rows([]string{long, "Ещё"})))
	tab := openPage(t, f)
	tab.Phone()
	tab.See(".key", "Ещё")

	got := browser.Eval[struct {
		Cut         bool
		Title, Aria string
	}](tab, `(() => {
		const key = document.querySelector(".key"), label = key.querySelector(".label");
		const ellipsis = getComputedStyle(label).textOverflow === "ellipsis";
		return { Cut: ellipsis && label.scrollWidth > label.clientWidth,
			Title: key.title, Aria: key.getAttribute("aria-label") };
	})()`)

	if !got.Cut || got.Title != long || got.Aria != long {
		t.Errorf("long label: %+v", got)
	}
}

func TestBrokenStreamIsRepaired(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Первое", nil))
	tab := openPage(t, f)
	tab.See("#log", "Первое")

	f.cut()
	f.happen(dict{"type": "message", "message": bot(2, "24T10:01", "Второе", nil)})
	tab.See("#log", "Второе")

	f.setDown(true)
	f.cut()
	tab.See("#lost", "Связь потеряна, подключаюсь…")
	f.happen(dict{"type": "message", "message": bot(3, "24T10:02", "Третье", nil)})
	f.setDown(false)

	tab.See("#log", "Третье")
	tab.Wait(`document.getElementById("lost").hidden`)
	if n := browser.Eval[int](tab, `document.querySelectorAll("#log article").length`); n != 3 {
		t.Errorf("%d messages after the repair, want 3", n)
	}
}

func TestClockMovesAndRefuses(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	tab := openPage(t, f)
	tab.Wait(`document.getElementById("clock-now").textContent.replaceAll("\u00a0", " ") ===
		"вторник, 24 ноября 2026, 10:00"`)

	empty := chromedp.Evaluate[chromedp.Void](`document.getElementById("clock-date").value = ""`)
	tab.Click("#clock-day")
	f.wasAsked(t, `/api/clock {"advance":"24h"}`)
	tab.Click("#clock-go")
	tab.See("#toast .bad", "Этот день уже идёт.")
	tab.Do("empty the field", empty)
	tab.Click("#clock-date")
	tab.Type("31 февраля")
	tab.Press(kb.Enter)
	tab.See("#toast .bad", "Такого дня нет")
	tab.Do("empty the field", empty)
	tab.Type("10 января")
	tab.Press(kb.Enter)
	f.wasAsked(t, `/api/clock {"to":"2027-01-10"}`)
	f.happen(dict{"type": "clock", "now": "2027-02-01T09:30:00+03:00"})

	tab.Wait(`document.getElementById("clock-now").textContent.includes("понедельник, 1")`)
	if day := browser.Eval[string](tab, `document.getElementById("clock-date").value`); day != "01.02.2027" {
		t.Errorf("the date field starts at %s", day)
	}
}
