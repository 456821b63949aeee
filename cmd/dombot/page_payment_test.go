package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"dombot/dialogs/script"
	"dombot/internal/simulator/browser"
)

// owing is a resident with a bill of two payees, and an acquirer that takes their money.
const owing = `
анна says /start
анна presses 'Даю согласие'
анна says счёт
анна presses 'Подключить лицевой счёт'
анна presses 'Адрес дома'
анна says ленина 12
анна presses 'Светлоречье, Ленина, 12'
анна says 54СВ203045
анна says 18 345672
анна presses 'Подключить'
анна presses 'Дом'
run charges payee --org 5499001269 --bik 045099099 --account 40702810100000000012 --name 'УК «Уютный дом»' --inn 5499001269 --bank 'Банк «Светлый»'
run charges payee --org 5499001269 --bik 045099099 --account 40603810500000000012 --name 'Фонд капитального ремонта Светлоречья' --inn 5499001413 --bank 'Банк «Светлый»'
run charges publish --org 5499001269 --period 2026-10 --yes
run payments shop --org 5499001269 --number 100500 --key-file $dir/own.key
run payments shop --org 5499001269 --number 100501 --key-file $dir/own.key --bik 045099099 --account 40603810500000000012
run payments way --org 5499001269 --way wallet
run payments way --org 5499001269 --way card --percent 1
-- own.key --
test_own
`

// TestABillIsPaidBothWaysInTheBrowser looks at the charges, opens the document, pays one payee by card and the
// other from the wallet on the acquirer's page, on a phone, and finds both in the history and in the post box.
func TestABillIsPaidBothWaysInTheBrowser(t *testing.T) {
	t.Parallel()
	stage := newTelegramStage(t, ways{october: true})
	begin := strings.ReplaceAll(owing, "$dir", unpacked(t, []byte(owing)))
	if err := script.Play(t.Context(), []byte(begin), stage); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(stage.sim.Page())
	t.Cleanup(server.Close)
	v := visitor{browser.New(t), t, "payment", mouse}
	v.Phone()

	v.Open(server.URL + "/")
	v.person("анна")
	v.say("начисления")
	v.reads("120,45")
	v.look("1-charges")
	v.key("Квитанция PDF")
	v.reads("QR-коды в ней читает")
	v.say("оплатить")
	v.reads("Получателей 2")
	v.key("Начать с первого")
	v.reads("Платёж 1 из 2")
	v.key("Всё:")
	v.reads("Проверьте наименование УО")
	v.key("Оплатить")
	v.reads("Выберите вариант оплаты")
	v.look("2-way")
	v.key("Карта любого банка")
	v.reads("К списанию")
	v.paysOnThePage(server.URL, stage.bank)
	v.person("анна")
	v.reads("Счёт за ЖКУ оплачен")
	v.say("оплатить")
	v.reads("Фонд капитального ремонта")
	v.key("Всё:")
	v.key("Оплатить")
	v.key("«Виртуальный мир»")
	v.reads("без комиссии")
	v.paysOnThePage(server.URL, stage.bank)
	v.person("анна")
	v.say("извещение на e-mail")
	v.reads("Напишите e-mail")
	if err := script.Play(t.Context(), []byte("анна says maria@mail.example\nанна gets mail 'код'\nанна says code from mail\n"+
		"анна gets mail 'Извещение о совершении операции'\n"), stage); err != nil {
		t.Fatal(err)
	}
	v.say("история платежей")
	v.reads("579,84")
	v.reads("540,61")
	v.look("3-history")
}

// paysOnThePage follows the address under the last message, pays there, lets the
// acquirer call back, and returns to the chat.
func (v visitor) paysOnThePage(chat string, b *bank) {
	v.t.Helper()
	v.See("article.bot .key.url", "Перейти к оплате")
	v.Open(browser.Eval[string](v.Tab, `[...document.querySelectorAll("article.bot a.key.url")].at(-1).href`))
	v.See("body", "Учебная касса")
	v.Follow(`button[value="pay"]`)
	v.See("h1", "Пульт учебной кассы")
	b.box.Flush(v.t.Context())
	v.Open(chat + "/")
}
