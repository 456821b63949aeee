package sandbox_test

import (
	"strings"
	"testing"

	"dombot/internal/simulator/browser"
)

// fits holds that nothing is wider than the tab.
func fits(t *testing.T, tab *browser.Tab, what string) {
	t.Helper()
	if w := browser.Eval[int](tab, `document.documentElement.scrollWidth`); w > 390 {
		t.Errorf("%s is %d pixels wide", what, w)
	}
}

func TestAPersonPaysOnAPhone(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	tab.Phone()
	w := newWorld(t)
	id := w.open("k")
	tab.Open(w.url + "/checkout/" + id)
	words := strings.ReplaceAll(browser.Eval[string](tab, `document.body.innerText`), "\u00a0", " ")
	for _, want := range []string{
		"Учебная касса", "УК <Уютный дом>", "1-000123", "3 151,65 ₽", "Банковская карта",
		"Оплатить", "Банк отклонит", "Зависнуть", "Отменить",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the page lacks %q: %s", want, words)
		}
	}
	fits(t, tab, "the payment page")
	tab.Audit("the payment page")
	tab.Shot("checkout")
	tab.Dark()
	tab.Audit("the payment page in the dark")
	tab.Follow(`button[value="pay"]`)
	tab.See("h1", "Чат с ботом")
	w.posts(paid)
	tab.Open(w.url + "/checkout/" + id)
	tab.See("[role=status]", "Оплачено")
	tab.Follow(".back")
	tab.See("h1", "Чат с ботом")

	hung := w.open("h")
	tab.Open(w.url + "/checkout/" + hung)
	tab.Follow(`button[value="hang"]`)
	tab.See("[role=status]", "Банк пока не ответил")
	tab.Open(w.url + "/control")
	fits(t, tab, "the tester's desk")
	tab.Audit("the tester's desk")
	tab.Shot("control")
	tab.Follow("form button") // the newest payment, the first deed: the bank answers
	tab.See("form p", "Оплачено")
	w.posts("h succeeded 3151.65RUB")
	tab.Open(w.url + "/control")
	tab.See("li", "payment.succeeded, ответ 200")
	tab.Open(w.url + "/checkout/none")
	tab.See("[role=status]", "Такого платежа нет")
	tab.Audit("the page of no payment")
}
