package page_test

import (
	"maps"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dombot/internal/simulator/browser"
)

// poll is a message that asks; more replaces fields of the poll.
func poll(id int, more dict, voters ...[]int) dict {
	answers := []dict{}
	for i, text := range []string{"За", "Против", "Воздержусь"} {
		who := []int{}
		if i < len(voters) {
			who = voters[i]
		}
		answers = append(answers, dict{"text": text, "voters": who, "right": false})
	}
	asked := dict{
		"question": "Ставим шлагбаум во дворе?", "description": "Опрос не заменяет собрания", "traits": "опрос",
		"answers": answers, "voters": 0, "multiple": false, "revoting": true, "hidden": false, "closed": false,
		"explanation": "",
	}
	maps.Copy(asked, more)
	return bot(id, "24T10:00", "", dict{"poll": asked})
}

func bill(id int, paidBy ...int) dict {
	if paidBy == nil {
		paidBy = []int{}
	}
	more := rows([]string{"Заплатить 3 120,45 ₽"})
	more["invoice"] = dict{
		"title": "Квитанция за октябрь", "description": "Лицевой счёт 1203045", "total": "3 120,45 ₽",
		"paid_by": paidBy,
	}
	return bot(id, "24T10:01", "", more)
}

func TestAPollIsVotedInWithTheKeyboard(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, poll(1, nil))
	tab := openPage(t, f)
	tab.See(".poll legend", "Ставим шлагбаум во дворе?")
	tab.Do("choose", chromedp.Focus(chromedp.CSS(`.poll input[value="0"]`)))
	tab.Press(" ")
	tab.Press(kb.ArrowDown)

	f.happen(dict{"type": "edit", "message": poll(1, dict{"voters": 1}, []int{2})}) // somebody else votes
	tab.See(".poll", "Проголосовало: 1")
	tab.Click(".poll .plain")

	f.wasAsked(t, `/api/chats/1/vote {"message":1,"answers":[1]}`)
	f.happen(dict{"type": "edit", "message": poll(1, dict{"voters": 2}, []int{2}, []int{1})})
	tab.See(".poll .mine", "Против")
	tab.See(".poll .votes", "1 · 50 %")
	tab.Click(".poll .plain")
	f.wasAsked(t, `/api/chats/1/vote {"message":1,"answers":[]}`)
}

func TestAClosedPollTakesNoVotes(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, poll(1, dict{"closed": true, "voters": 1, "hidden": true}, []int{2}))
	tab := openPage(t, f)

	tab.See(".poll .card-hint", "Опрос закрыт, проголосовало: 1")
	tab.See(".poll .votes", "1 · 100 %")
	open := browser.Eval[int](tab, `document.querySelectorAll(".poll input:enabled, .poll button").length`)
	if open != 0 {
		t.Errorf("%d controls can be used", open)
	}
}

func TestHiddenResultsAreNotShownToWhoHasVoted(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, poll(1, dict{"hidden": true, "voters": 1}, []int{1}))
	tab := openPage(t, f)

	tab.See(".poll .mine", "За")
	if shown := browser.Eval[int](tab, `document.querySelectorAll(".poll .votes").length`); shown != 0 {
		t.Errorf("%d results are shown", shown)
	}
}

func TestAnInvoiceIsPaidWithItsButton(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bill(1))
	tab := openPage(t, f)
	tab.See(".invoice .total", "К оплате: 3 120,45 ₽")

	tab.Click(".key")
	f.wasAsked(t, `/api/chats/1/tap {"message":1,"row":0,"col":0}`)
	f.happen(dict{"type": "edit", "message": bill(1, 1)})

	tab.See(".invoice .total", "Оплачено: 3 120,45 ₽")
}

func TestALinkToAnInvoiceIsPaidOnThePage(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.says(1, bot(1, "24T10:00", "Откроется страница оплаты", dict{"inline": [][]dict{
		{{"text": "Перейти к оплате", "url": "https://t.me/$bill-1", "data": false, "index": []int{0, 0}}},
	}}))
	tab := openPage(t, f)

	tab.Click(".key.url")

	f.wasAsked(t, `/api/chats/1/pay {"link":"https://t.me/$bill-1"}`)
}

func TestNewKindsFitAndAreReadable(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	album := func(id int) dict {
		return message(id, "person", "24T10:02", "Потолок", dict{"album": "1", "photo": "/media/pattern.svg"})
	}
	f.says(1, poll(1, dict{"multiple": true, "traits": "опрос, анонимно, можно несколько ответов"}),
		poll(2, dict{"voters": 3}, []int{2, 3}, []int{1}), bill(3), bill(4, 1), album(5), album(6),
		message(7, "person", "24T10:03", "Вода пошла", dict{"forwarded": "Сосед"}),
		message(8, "person", "24T10:03", "", dict{"card": dict{"title": "Точка на карте", "hint": "55.7558, 37.6173"}}),
		bot(9, "24T10:04", "", dict{"card": dict{"title": "Контора", "hint": "ул. Мира, 1"}}))
	tab := openPage(t, f)
	tab.See("#log", "Контора")
	for name, set := range map[string]func(){
		"kinds-desktop-light": func() { tab.Desktop(); tab.Light() },
		"kinds-desktop-dark":  func() { tab.Desktop(); tab.Dark() },
		"kinds-phone-light":   func() { tab.Phone(); tab.Light() },
		"kinds-phone-dark":    func() { tab.Phone(); tab.Dark() },
	} {
		set()
		tab.Do("scroll to the start", chromedp.ScrollIntoView(chromedp.CSS(`[data-id="1"]`)))
		tab.Shot(name)
		if faults := browser.Eval[[]string](tab, inspect); len(faults) > 0 {
			t.Errorf("%s: %q", name, faults)
		}
	}
}
