package account

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func cardOf() cardScene {
	s := cardScene{Draft: cardDraft{Account: 9}, Once: "once", Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	s.Person.ID = 7
	return s
}

func TestACardOffersWhatMayBeDone(t *testing.T) {
	t.Parallel()
	c := carder(t, &office{})
	wants(t, printed(c.showCard(cardOf(), cardView{link: connection("Дача *1*", false)})), "Дача *1* · г. Чита, ул. Ленина, д. 12, корп. 2, кв. 45",
		"Лицевой счёт 1203045 · УК «Уют» · вы: член семьи", "[Внести показания]", "[История показаний]", "[Кто подключён]",
		"[Переименовать]", "[Отключить счёт]")

	wants(t, printed(c.showCard(cardOf(), cardView{link: connection("", false), due: decimal.RequireFromString("3120.45")})),
		"К оплате 3 120,45 ₽.")

	suspended := printed(c.showCard(cardOf(), cardView{link: connection("", true)}))
	wants(t, suspended, "Ленина, 12, к. 2, кв. 45", "пока вы не подтвердите его заново", "[Подтвердить заново]", "[Отключить счёт]")
	for _, closed := range []string{"Внести", "История", "Кто подключён"} {
		if strings.Contains(suspended, closed) {
			t.Errorf("a suspended account offers %s", closed)
		}
	}

	c.HandIn, c.History = "", ""
	if shown := printed(c.showCard(cardOf(), cardView{link: connection("", false)})); strings.Contains(shown, "показан") {
		t.Errorf("flows that are not there are offered:\n%s", shown)
	}
}

func TestTheKeysOfACard(t *testing.T) {
	t.Parallel()
	c := carder(t, &office{})
	if m := c.decideCard(cardOf(), cardView{link: connection("", true)}, pressed("prove", "")); m.Goto == nil || m.Goto.Flow != ConnectFlow {
		t.Errorf("proving again leads to %+v", m)
	}
	for do, flow := range map[string]string{"hand_in": "readings", "history": "history", "members": "family"} {
		if m := c.decideCard(cardOf(), cardView{link: connection("", false)}, pressed(do, "")); m.Call == nil || m.Call.Flow != flow {
			t.Errorf("%s leads to %+v", do, m)
		}
	}
	for _, do := range []string{"rename", "off"} {
		if m := c.decideCard(cardOf(), cardView{link: connection("", false)}, pressed(do, "")); m.To != do {
			t.Errorf("%s leads to %+v", do, m)
		}
	}
	if m := c.decideCard(cardOf(), cardView{link: connection("", true)}, pressed("members", "")); !m.Unknown {
		t.Errorf("the household of a suspended account is open: %+v", m)
	}
	if m := c.decideCard(cardOf(), cardView{link: connection("", true)}, pressed("off", "")); m.To != "off" {
		t.Errorf("a suspended account cannot be disconnected: %+v", m)
	}
	if m := c.decideCard(cardOf(), cardView{link: connection("", false)}, typed("дом")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

func TestRenamingAndDisconnecting(t *testing.T) {
	t.Parallel()
	o := &office{}
	c := carder(t, o)
	l := connection("Дом", false)
	wants(t, printed(c.rename().Show(cardOf(), l)), "Сейчас это «Дом»")
	if m := c.rename().Decide(cardOf(), l, typed(" ")); !m.Refused {
		t.Errorf("an empty name means %+v", m)
	}
	if m := c.rename().Decide(cardOf(), l, typed("Дача")); m.Intent != naming("Дача") {
		t.Errorf("a name means %+v", m)
	}
	m, err := c.rename().Commit(t.Context(), cardOf(), naming("Дача"))
	if err != nil || m.To != "card" || !m.Final || o.name != "Дача" {
		t.Errorf("renamed: %+v, %v, %q", m, err, o.name)
	}

	wants(t, printed(c.off().Show(cardOf(), l)), "Отключить «Дом»?", "[Оставить как есть]")
	sure := c.off().Decide(cardOf(), l, pressed("yes", ""))
	if sure.Intent.Do == "" {
		t.Errorf("disconnecting means %+v", sure)
	}
	if m := c.off().Decide(cardOf(), l, pressed("no", "")); !m.Back {
		t.Errorf("keeping means %+v", m)
	}
	if m := c.off().Decide(cardOf(), l, typed("да")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
	if m, err := c.off().Commit(t.Context(), cardOf(), sure.Intent); err != nil || !m.Done || m.Notice == "" {
		t.Errorf("disconnected: %+v, %v", m, err)
	}
	o.fail = errStore
	if _, err := c.off().Commit(t.Context(), cardOf(), sure.Intent); !errors.Is(err, errStore) {
		t.Errorf("error = %v", err)
	}
}

func TestTheLinesOfConnectedFlats(t *testing.T) {
	t.Parallel()
	tx := ports(t, &office{}).Texts
	named, plain, suspended := connection("Дом *1*", false), connection("", false), connection("", true)
	plain.Account.ID, suspended.Account.ID = 10, 11
	v := premisesView{
		links:   []housing.Connection{named, plain, suspended},
		pending: map[housing.AccountID]int{9: 3, 10: 0, 11: 2},
	}
	wants(t, premisesText(v, tx).Plain(), "1. Дом *1* — Ленина, 12, к. 2, кв. 45 · ждут 3 показания",
		"2. Ленина, 12, к. 2, кв. 45 · показания переданы", "3. Ленина, 12, к. 2, кв. 45 · приостановлен, подключите заново")
	wants(t, premisesText(premisesView{}, tx).Plain(), "Список пуст")
	wants(t, listText(v.links, tx).Plain(), "1. 1203045 — Ленина, 12, к. 2, кв. 45 («Дом *1*»)", "· приостановлен, подключите заново")
	wants(t, listText(nil, tx).Plain(), "Список пуст")
}
