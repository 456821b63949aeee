package account

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
)

func TestTheNumberOfAnAccountIsReadOrRefused(t *testing.T) {
	t.Parallel()
	step := connecter(t, &office{}).number()
	for text, want := range map[string]housing.Number{
		"1203045":                         {Kind: housing.AccountNumber, Value: "1203045"},
		"л/с № 1203045":                   {Kind: housing.AccountNumber, Value: "1203045"},
		"ЕЛС 75ДА533315":                  {Kind: housing.ELS, Value: "75ДА533315"},
		"75да 533315":                     {Kind: housing.ELS, Value: "75ДА533315"},
		"75ДА533315-01":                   {Kind: housing.IZHKU, Value: "75ДА533315-01"},
		"75AB533315":                      {Kind: housing.ELS, Value: "75АВ533315"}, // Latin letters
		"":                                {},
		"не знаю":                         {},
		"12👍":                             {},
		"0123456789012345678901234567890": {},
	} {
		m := step.Decide(chosen(), home(), typed(text))
		if want.Value == "" {
			if !m.Refused || m.To != "" || m.Draft.Number != chosen().Draft.Number {
				t.Errorf("%q is taken: %+v", text, m)
			}
			wants(t, m.Notice.Plain(), "не похоже на номер счёта. Пример: 1203045 или 75ДА533315.")
			continue
		}
		if m.Draft.Number != want || m.To != "proof" {
			t.Errorf("%q is read as %+v and leads to %q", text, m.Draft.Number, m.To)
		}
	}
	long := step.Decide(chosen(), home(), typed(strings.Repeat("ж", 500)))
	wants(t, long.Notice.Plain(), "«"+strings.Repeat("ж", 40)+"…»")
	help := step.Decide(chosen(), home(), pressed("where", ""))
	wants(t, help.Notice.Plain(), "Номер напечатан вверху квитанции")
	if help.Refused || help.To != "" {
		t.Errorf("asking for help counts as an answer: %+v", help)
	}
	wants(t, printed(step.Show(chosen(), home())), "Шаг 4 из 5", "г. Чита, ул. Ленина, д. 12, корп. 2", "[Где это в квитанции]")
}

func TestTheWindowOfConnectingShowsWhatIsKnown(t *testing.T) {
	t.Parallel()
	c := connecter(t, &office{})
	empty := printed(c.showWindow(scene{}, housing.House{}))
	wants(t, empty, "Подключение к лицевому счёту", "[Адрес дома: не выбран ›]", "Номер счёта: не введён")
	if strings.Contains(empty, "[Номер") {
		t.Errorf("the number is asked before the address:\n%s", empty)
	}
	wants(t, printed(c.showWindow(chosen(), home())), "[Адрес дома: Ленина, 12, к. 2 ›]", "[Номер счёта: 1203045 ›]")

	step := c.window()
	if m := step.Decide(scene{}, housing.House{}, pressed("address", "")); m.Call == nil || m.Call.Flow != pick.AddressFlow {
		t.Errorf("the address leads to %+v", m)
	}
	if m := step.Decide(chosen(), home(), pressed("number", "")); m.To != "number" {
		t.Errorf("the number leads to %+v", m)
	}
	if m := step.Decide(scene{}, housing.House{}, pressed("number", "")); !m.Unknown {
		t.Errorf("the number without a house leads to %+v", m)
	}
	if m := step.Resume(scene{}, json.RawMessage("3")); m.Draft.House != 3 || m.To != "number" {
		t.Errorf("a house leads to %+v", m)
	}
	for _, result := range []string{"", "0", "null", `"x"`} {
		if m := step.Resume(chosen(), json.RawMessage(result)); m.To != "" || m.Draft.House != 3 {
			t.Errorf("the result %q leads to %+v", result, m)
		}
	}
}

func TestAProofIsTakenOrRefused(t *testing.T) {
	t.Parallel()
	step := connecter(t, &office{}).proof()
	for text, secret := range map[string]string{
		"АВ45-КМ72": housing.FoldSecret("АВ45-КМ72"), "18-345672": housing.FoldSecret("18-345672"),
		"ab45 km72": housing.FoldSecret("АВ45-КМ72"), "": "", "12": "", "--": "",
		strings.Repeat("1", 50): strings.Repeat("1", 50), strings.Repeat("1", 51): "",
	} {
		m := step.Decide(chosen(), proving{house: home()}, typed(text))
		if secret == "" {
			if !m.Refused || m.Intent != (dialogs.Act{}) {
				t.Errorf("%q is taken: %+v", text, m)
			}
			wants(t, m.Notice.Plain(), "Код состоит из 8 знаков, например АВ45-КМ72")
			continue
		}
		if m.Intent != claim(secret) {
			t.Errorf("%q means %+v, want a claim with %q", text, m.Intent, secret)
		}
	}
	for do, to := range map[string]string{"address": "window", "number": "number"} {
		if m := step.Decide(chosen(), proving{house: home()}, pressed(do, "")); m.To != to {
			t.Errorf("%s leads to %q", do, m.To)
		}
	}
	if m := step.Decide(chosen(), proving{house: home()}, pressed("none", "")); m.Intent != (dialogs.Act{Do: "none"}) {
		t.Errorf("neither code nor meter means %+v", m)
	}
	help := step.Decide(chosen(), proving{house: home()}, pressed("where", ""))
	wants(t, help.Notice.Plain(), "Код подключения выдаёт УК «Уют»", "счётчик электричества не подходит")
	wants(t, printed(step.Show(chosen(), proving{house: home()})), "счёт 1203045", "[Нет ни кода, ни счётчика]", "[Исправить адрес]")
}

func TestTheAnswerToAClaim(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		proof   housing.Proof
		to      string
		account housing.AccountID
		says    string
	}{
		{name: "right", proof: housing.Proof{OK: true, Account: 9}, to: "check", account: 9},
		{name: "wrong", proof: housing.Proof{Left: 2}, says: "Сегодня осталось 2 попытки."},
		{name: "wrong, one is left", proof: housing.Proof{Left: 1}, says: "Сегодня осталась 1 попытка."},
		{name: "wrong, none is left", proof: housing.Proof{Left: 0}, says: "Сегодня осталось попыток: 0."},
		{name: "no tries", proof: housing.Proof{Limited: true}, says: "Попытки закончились."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := &office{proof: tt.proof}
			m, err := connecter(t, o).commitProof(t.Context(), chosen(), claim("АВ45КМ72"))
			if err != nil {
				t.Fatal(err)
			}
			if m.To != tt.to || m.Draft.Account != tt.account || m.Refused != (tt.to == "") {
				t.Errorf("leads to %q with account %d, refused %v", m.To, m.Draft.Account, m.Refused)
			}
			wants(t, m.Notice.Plain(), tt.says)
			want := housing.Claim{Person: 7, House: 3, Number: chosen().Draft.Number, Secret: "АВ45КМ72"}
			if diff := cmp.Diff(want, o.claim); diff != "" || o.once != "once" {
				t.Errorf("once %q, claim (-want +got):\n%s", o.once, diff)
			}
		})
	}
}

func TestWhoHasNeitherCodeNorMeterLeavesARequest(t *testing.T) {
	t.Parallel()
	o := &office{}
	c := connecter(t, o)
	m, err := c.commitProof(t.Context(), chosen(), dialogs.Act{Do: "none"})
	if err != nil {
		t.Fatal(err)
	}
	want := housing.Request{Kind: housing.AskCode, Person: 7, House: 3, Text: "1203045"}
	if diff := cmp.Diff(want, o.asked); diff != "" || m.To != "asked" || !m.Final || o.once != "once" {
		t.Errorf("leads to %q, final %v, once %q, request (-want +got):\n%s", m.To, m.Final, o.once, diff)
	}
	if _, half := c.half(m.Draft); half {
		t.Error("a request that was left counts as unfinished")
	}

	s := chosen()
	s.Draft = m.Draft
	wants(t, printed(c.asked().Show(s, home())), "Заявка № З-7 передана: УК «Уют»", "Телефон +7 3022 00-00-00.", "[Код уже есть]")
	s.Draft.Phone = ""
	if shown := printed(c.asked().Show(s, home())); strings.Contains(shown, "Телефон") {
		t.Errorf("a phone that nobody gave:\n%s", shown)
	}
	if m := c.asked().Decide(s, home(), pressed("code", "")); m.To != "proof" || m.Draft.Request != "" {
		t.Errorf("a code leads to %+v", m)
	}
	if m := c.asked().Decide(s, home(), pressed("home", "")); m.Goto == nil || m.Goto.Flow != "" {
		t.Errorf("home leads to %+v", m)
	}
	if m := c.asked().Decide(s, home(), typed("спасибо")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

func TestTheDataAreCheckedBeforeConnecting(t *testing.T) {
	t.Parallel()
	o := &office{}
	c := connecter(t, o)
	s := chosen()
	s.Draft.Account = 9
	p := proven{account: housing.Account{House: home(), Premises: "45", Number: "1203045", Holder: "М. П. И."}, meters: 4}
	wants(t, printed(c.check().Show(s, p)), "Шаг 5 из 5", "корп. 2, кв. 45 · лицевой счёт 1203045",
		"УК «Уют» · плательщик М. П. И. · вы: собственник", "[Вы: собственник ›]", "[Подключить]")
	if m := c.check().Decide(s, p, pressed("role", "")); m.To != "role" {
		t.Errorf("the role leads to %+v", m)
	}
	if m := c.check().Decide(s, p, typed("да")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
	m := c.check().Decide(s, p, pressed("connect", ""))
	if m.Intent != (dialogs.Act{Do: "connect"}) || m.Draft.Meters != 4 {
		t.Errorf("connecting means %+v", m)
	}

	s.Draft = m.Draft
	s.Draft.Role = housing.SocialTenant
	m, err := c.check().Commit(t.Context(), s, dialogs.Act{Do: "connect"})
	if err != nil || m.To != "name" || !m.Final || !m.Draft.Ready || o.role != housing.SocialTenant || o.once != "once" {
		t.Errorf("connected: %+v, %v; as %q, once %q", m, err, o.role, o.once)
	}
	if _, half := c.half(m.Draft); half {
		t.Error("a connected account counts as unfinished")
	}
	if what, half := c.half(chosen().Draft); !half || what == "" {
		t.Error("an account half connected would be lost unasked")
	}
}

func TestTheRoleIsChosenFromTheList(t *testing.T) {
	t.Parallel()
	step := connecter(t, &office{}).role()
	wants(t, printed(step.Show(chosen(), struct{}{})), "[Собственник]", "[Член семьи]", "[Наниматель]", "[Арендатор]")
	if m := step.Decide(chosen(), struct{}{}, pressed("role", "family")); m.Draft.Role != housing.Family || m.To != "check" {
		t.Errorf("a role leads to %+v", m)
	}
	if m := step.Decide(chosen(), struct{}{}, typed("сын")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

func TestAnAccountGetsANameOrKeepsItsAddress(t *testing.T) {
	t.Parallel()
	o := &office{}
	c := connecter(t, o)
	s := chosen()
	s.Draft.Account, s.Draft.Meters = 9, 2
	wants(t, printed(c.name().Show(s, struct{}{})), "По нему 2 счётчика.", "[Дом]", "[Квартира]", "[Оставить адрес]")
	for text, name := range map[string]string{
		"Квартира мамы": "Квартира мамы", "  Дом \n у  моря ": "Дом у моря", strings.Repeat("ж", 24): strings.Repeat("ж", 24),
		strings.Repeat("ж", 25): "", "": "", " ": "",
	} {
		m := c.name().Decide(s, struct{}{}, typed(text))
		if name == "" && (!m.Refused || m.Intent != (dialogs.Act{})) || name != "" && m.Intent != naming(name) {
			t.Errorf("%q means %+v", text, m)
		}
	}
	if m := c.name().Decide(s, struct{}{}, pressed("name", "Дом")); m.Intent != naming("Дом") {
		t.Errorf("a ready name means %+v", m)
	}
	if m := c.name().Decide(s, struct{}{}, pressed("skip", "")); !m.Done || m.Result != housing.AccountID(9) {
		t.Errorf("keeping the address means %+v", m)
	}
	m, err := c.name().Commit(t.Context(), s, naming("Дом *1*"))
	if err != nil || !m.Done || m.Result != housing.AccountID(9) || o.name != "Дом *1*" {
		t.Errorf("named: %+v, %v; %q", m, err, o.name)
	}
	wants(t, m.Notice.Plain(), "Назвали «Дом *1*».")
}

func TestWhatStorageRefusesReachesTheEngine(t *testing.T) {
	t.Parallel()
	c := connecter(t, &office{fail: errStore})
	for name, commit := range map[string]func() error{
		"claim":   func() error { _, err := c.commitProof(t.Context(), chosen(), claim("x")); return err },
		"request": func() error { _, err := c.commitProof(t.Context(), chosen(), dialogs.Act{Do: "none"}); return err },
		"connect": func() error {
			_, err := c.check().Commit(t.Context(), chosen(), dialogs.Act{Do: "connect"})
			return err
		},
		"name": func() error { _, err := c.name().Commit(t.Context(), chosen(), naming("x")); return err },
	} {
		if err := commit(); !errors.Is(err, errStore) {
			t.Errorf("%s: error = %v", name, err)
		}
	}
}
