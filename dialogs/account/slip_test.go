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

func sent(up dialogs.Upload) dialogs.Input { return dialogs.Input{File: &up} }

func TestAPictureOfTheReceiptIsTakenWhereverItMayCome(t *testing.T) {
	t.Parallel()
	c := connecter(t, &office{})
	for name, decide := range map[string]func(dialogs.Input) move{
		"list":   func(in dialogs.Input) move { return c.list().Decide(scene{}, listed{}, in) },
		"window": func(in dialogs.Input) move { return c.window().Decide(scene{}, housing.House{}, in) },
		"number": func(in dialogs.Input) move { return c.number().Decide(chosen(), home(), in) },
	} {
		if m := decide(sent(dialogs.Upload{ID: "f1", Size: 15 << 20})); m.Intent != (dialogs.Act{Do: readSlip, Arg: "f1"}) {
			t.Errorf("%s: a picture means %+v", name, m)
		}
		for up, want := range map[dialogs.Upload]string{
			{ID: "f1", Size: 15<<20 + 1}:             "Снимок слишком большой",
			{ID: "f1", MIME: "application/pdf"}:      "Это PDF",
			{Size: 1 << 40, MIME: "application/pdf"}: "Снимок слишком большой",
		} {
			m := decide(sent(up))
			if !m.Refused || m.Intent != (dialogs.Act{}) {
				t.Errorf("%s: %+v means %+v", name, up, m)
			}
			wants(t, m.Notice.Plain(), want)
		}
	}
}

func TestWhatTheCodeSaysFillsTheWindow(t *testing.T) {
	t.Parallel()
	number := housing.Number{Kind: housing.AccountNumber, Value: "77"}
	o := &office{slips: map[string]housing.Slip{
		"whole":      {Payee: "РКЦ", INN: "5401", Number: number, Address: "Ленина 12-45"},
		"no number":  {Payee: "РКЦ", Address: "Ленина 12-45"},
		"no address": {Number: number},
	}}
	c := connecter(t, o)
	for file, want := range map[string]draft{
		"whole":      {House: 3, Number: number, Payee: &payee{"РКЦ", "5401"}, Role: housing.Owner},
		"no number":  {House: 3, Number: chosen().Draft.Number, Payee: &payee{Name: "РКЦ"}, Role: housing.Owner},
		"no address": {House: 3, Number: number, Payee: &payee{}, Role: housing.Owner},
	} {
		m, err := c.number().Commit(t.Context(), chosen(), dialogs.Act{Do: readSlip, Arg: file})
		if diff := cmp.Diff(want, m.Draft); diff != "" || err != nil || m.To != "window" {
			t.Errorf("%s leads to %q, %v; draft (-want +got):\n%s", file, m.To, err, diff)
		}
		var call string
		if m.Call != nil {
			call = m.Call.Flow + string(m.Call.Args)
		}
		search := pick.AddressFlow + `{"heading":"account.slip_address","query":"Ленина 12-45"}`
		if file == "no address" {
			search = ""
		}
		if diff := cmp.Diff(search, call); diff != "" {
			t.Errorf("%s: search (-want +got):\n%s", file, diff)
		}
	}
	if m, err := c.window().Commit(t.Context(), scene{}, dialogs.Act{Do: readSlip, Arg: "whole"}); err != nil || m.To != "" {
		t.Errorf("the window leads to %+v, %v", m, err)
	}
	_, err := c.list().Commit(t.Context(), scene{}, dialogs.Act{Do: readSlip, Arg: "dot"})
	if housing.KindOf(err) != housing.Refused {
		t.Errorf("no code: %v", err)
	}
	o.fail = errStore
	if _, err := c.list().Commit(t.Context(), scene{}, dialogs.Act{Do: readSlip, Arg: "whole"}); !errors.Is(err, errStore) {
		t.Errorf("error = %v", err)
	}
}

func TestTheWindowShowsWhatWasRead(t *testing.T) {
	t.Parallel()
	c := connecter(t, &office{})
	s := chosen()
	s.Draft.Payee = &payee{}
	whole := printed(c.showWindow(s, home()))
	wants(t, whole, "Сверьте адрес и номер с квитанцией", "[Адрес дома: Ленина, 12, к. 2 ›]", "[Номер счёта: 1203045 ›]", "[Всё верно]")
	if strings.Contains(whole, "Деньги") || strings.Contains(whole, "пришлите фото") {
		t.Errorf("needless words:\n%s", whole)
	}
	if m := c.window().Decide(s, home(), pressed("right", "")); m.To != "proof" {
		t.Errorf("what is right leads to %+v", m)
	}
	if m := c.window().Decide(chosen(), home(), pressed("right", "")); !m.Unknown {
		t.Errorf("what was typed is right: %+v", m)
	}

	s.Draft.Payee = &payee{Name: "РКЦ *1*", INN: "5401"}
	wants(t, printed(c.showWindow(s, home())), "Деньги по этому коду получает РКЦ *1*, а домом управляет УК «Уют»")
	ours := home()
	ours.Organisation.INN = "5401"
	if shown := printed(c.showWindow(s, ours)); strings.Contains(shown, "Деньги") {
		t.Errorf("the organisation itself is suspected:\n%s", shown)
	}

	s.Draft.Number = housing.Number{}
	none := printed(c.showWindow(s, home()))
	wants(t, none, "номера счёта в нём нет", "[Номер счёта: не введён ›]")
	if strings.Contains(none, "Всё верно") {
		t.Errorf("a number that is not there is right:\n%s", none)
	}
	s.Draft.House = 0
	wants(t, printed(c.showWindow(s, housing.House{})), "дом по нему не выбран", "[Адрес дома: не выбран ›]")
}

func TestTheHouseOfTheCodeIsShownBeforeTheProof(t *testing.T) {
	t.Parallel()
	c := connecter(t, &office{})
	s := scene{Draft: draft{Payee: &payee{}, Number: chosen().Draft.Number}}
	if m := c.window().Resume(s, json.RawMessage("3")); m.To != "" || m.Draft.House != 3 || !m.Draft.read() {
		t.Errorf("a house leads to %+v", m)
	}
	if m := c.window().Resume(s, nil); m.To != "" || m.Draft.House != 0 || m.Draft.Payee == nil {
		t.Errorf("leaving leads to %+v", m)
	}
	if m := c.number().Decide(s, home(), typed("5")); m.Draft.Payee != nil || m.To != "proof" {
		t.Errorf("a typed number leads to %+v", m)
	}
}
