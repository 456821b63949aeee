package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"dombot/internal/simulator/browser"
)

// The pictures are for people; the test looks for what leaves the window and for words that are hard to read.
func TestPageFitsAndIsReadableInEveryLook(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, conversation()...)
	f.set("keyboard", replyKeyboard())
	tab := openPage(t, f)
	tab.See("#log", "К оплате 3 120,45 ₽")

	tab.Phone()
	tab.Do("scroll to the start", chromedp.ScrollIntoView(chromedp.CSS(`[data-id="1"]`)))
	tab.Shot("phone-menu")

	for _, look := range []struct {
		name string
		set  func()
	}{
		{"desktop-light", func() { tab.Desktop(); tab.Light() }},
		{"desktop-dark", func() { tab.Desktop(); tab.Dark() }},
		{"phone-dark", func() { tab.Phone(); tab.Dark() }},
		{"phone-light", func() { tab.Phone(); tab.Light() }},
	} {
		look.set()
		tab.Shot(look.name)
		if faults := browser.Eval[[]string](tab, inspect); len(faults) > 0 {
			t.Errorf("%s: %q", look.name, faults)
		}
	}
}

// inspect lists elements outside the window and texts with a contrast below 4.5 to the nearest background.
const inspect = `(() => {
	const faults = [];
	const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
	const rgba = (s) => { const n = s.match(/[\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
	const light = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
	const ground = (e) => {
		for (let at = e; at; at = at.parentElement) {
			const c = getComputedStyle(at).backgroundColor;
			if (c.startsWith("rgb") && rgba(c)[3] > 0.8) return rgba(c);
		}
		return [255, 255, 255];
	};
	for (const e of document.querySelectorAll("body *")) {
		if (!e.checkVisibility({ opacityProperty: true }) || e.closest(".sr, .skip, .sprite")) continue;
		const box = e.getBoundingClientRect();
		const name = e.tagName + "." + (e.id || e.getAttribute("class"));
		if (box.width && (box.right > innerWidth + 1 || box.left < -1)) faults.push("outside: " + name);
		const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
		if (!words || e.closest(":disabled")) continue;
		const [a, b] = [light(rgba(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
		const contrast = (a + 0.05) / (b + 0.05);
		if (contrast < 4.5) faults.push("contrast " + contrast.toFixed(1) + ": " + name);
	}
	return faults;
})()`

func TestEverydayScreensLookRight(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	tab := openPage(t, f)
	tab.See("#start", "Запустить")
	tab.Shot("start")
	tab.Phone()
	tab.Shot("start-phone")
	tab.Desktop()

	f.says(2, bot(1, "24T09:00", "Пришлите фото счётчика", nil),
		message(2, "person", "24T09:01", "", dict{"photo": "/media/pattern.svg"}),
		message(3, "person", "24T09:02", "Кухня", dict{"photo": "/media/pattern.svg"}),
		message(4, "person", "24T09:03", "", dict{
			"contact": dict{"phone": "+7 000 000-00-00", "name": "Олег Сергеевич"},
		}),
		bot(5, "24T09:04", "Счёт <code>1203045</code>, <s>было</s> <u>стало</u> <i>скоро</i>, "+
			"<span class=\"spoiler\">код 7F3A</span>\n<pre>ХВС  125,300\nГВС   89,200</pre>", nil))
	tab.Click(`.person[data-person="2"]`)
	tab.See("#log", "Счёт 1203045")
	tab.Wait(`[...document.images].every((image) => image.complete)`)
	tab.Shot("media")
	tab.Click("#commands")
	tab.See("#commands-menu", "Показания")
	tab.Shot("commands")
	tab.Click("#attach")
	tab.See("#attach-menu", "Файл")
	f.says(1, conversation()...)
	tab.Click(`.person[data-person="1"]`)
	tab.See("#log", "К оплате")
	f.happen(answer("Эта кнопка устарела, вот нынешний экран", false))
	tab.See("#toast", "Эта кнопка устарела")
	tab.Shot("toast")
	f.happen(answer("Приём показаний за ноябрь закончился 25 ноября.", true))
	tab.See("#alert[open]", "Приём показаний")
	tab.Shot("alert")
	tab.Click("#alert button")
	tab.Phone()
	tab.Click("#clock-toggle")
	tab.See("#clock-controls", "Перейти")
	tab.Click("#back")
	tab.See(".person", "Пётр Ильич")
	tab.Shot("list-phone")
	if faults := browser.Eval[[]string](tab, inspect); len(faults) > 0 {
		t.Errorf("the list: %q", faults)
	}
}
