package pick

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dombot/dialogs"
	"dombot/internal/housing"
)

func TestAddressesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"maria@mail.ru": "maria@mail.ru", "  maria@mail.ru ": "maria@mail.ru", "<maria@mail.ru>": "maria@mail.ru",
		"maria@mail.ru.": "maria@mail.ru", "mailto:maria@mail.ru": "maria@mail.ru",
		"Maria.P+bot@Mail.RU": "Maria.P+bot@mail.ru", "maria@почта.рф": "maria@почта.рф",
		"maria@ПОЧТА.РФ": "maria@почта.рф", "maria@xn--80a1acny.xn--p1ai": "maria@почта.рф",
		"o'neil@mail-1.example.com": "o'neil@mail-1.example.com",
	} {
		if got, ok := ParseEmail(typed); !ok || got != want {
			t.Errorf("%q is %q, %v; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{
		"", "maria", "maria@", "@mail.ru", "maria@mail", "maria@@mail.ru", "maria@mail..ru", ".maria@mail.ru",
		"maria@-mail.ru", "maria@mail.r", "maria@127.0.0.1", "maria@[127.0.0.1]", "maria @mail.ru", "maria@mail.ru, b@c.ru",
		`"maria p"@mail.ru`, `"<script>"@mail.ru`, "Мария <maria@mail.ru>", "мария@mail.ru", "maria@mail.ru\nBcc: b@c.ru",
		"maria@mail_1.ru", "maria@ma il.ru", strings.Repeat("a", 65) + "@mail.ru", "a@" + strings.Repeat("a.", 130) + "ru",
		"maria@mail.ru\x00", "maria@mail.123",
	} {
		if got, ok := ParseEmail(typed); ok {
			t.Errorf("%q is taken as %q", typed, got)
		}
	}
}

func TestAnAddressThatWasReadIsReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zа-я."<> @+-]{1,12}@[a-zа-я.@-]{1,12}`)).Draw(t, "typed")
		got, ok := ParseEmail(typed)
		if again, still := ParseEmail(got); ok && (!still || again != got || strings.ContainsAny(got, "\r\n \"<>")) {
			t.Errorf("%q is read as %q, that as %q", typed, got, again)
		}
	})
}

func TestCodesAreReadInGroups(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"123456": "123456", " 123 456 ": "123456", "123-456": "123456", "12345": "", "1234567": "", "": "",
		"12345a": "", "١٢٣٤٥٦": "", "код": "",
	} {
		if got, ok := parseCode(typed); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v", typed, got, ok)
		}
	}
}

// box is a store of addresses that answers as it is told.
type box struct {
	off         bool
	address     string
	undelivered bool
	asked       housing.CodeAsked
	checked     housing.CodeChecked
	fail        error
	named       []housing.AddressNamed
}

func (b *box) Able() bool { return !b.off }

func (b *box) Address(context.Context, housing.PersonID) (address string, confirmed bool, err error) {
	return b.address, b.address != "", b.fail
}

func (b *box) Undelivered(context.Context, housing.PersonID) (bool, error) {
	return b.undelivered, b.fail
}

func (b *box) Ask(
	_ context.Context, _ housing.Once, p housing.AddressNamed, _ time.Time,
) (housing.CodeAsked, error) {
	b.named = append(b.named, p)
	return b.asked, b.fail
}

func (b *box) Confirm(
	context.Context, housing.Once, housing.PersonID, string, time.Time,
) (housing.CodeChecked, error) {
	return b.checked, b.fail
}

func emailOf(tb testing.TB, b *box) email {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	ports := EmailPorts{Mails: b, Texts: catalogue, Code: func() (string, error) { return "123456", b.fail }}
	return email{ports, catalogue}
}

func TestNobodyIsAskedWithoutNeed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		box    box
		change bool
		skips  bool
	}{
		"no letters":        {box{off: true}, false, true},
		"no letters at all": {box{off: true, address: "m@a.ru"}, true, true},
		"known":             {box{address: "m@a.ru"}, false, true},
		"to be changed":     {box{address: "m@a.ru"}, true, false},
		"unknown":           {box{}, false, false},
	} {
		e, s := emailOf(t, &tt.box), emailScene{Draft: emailDraft{Change: tt.change}}
		v, err := e.address().Load(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		m, skips := e.address().Skip(s, v)
		if skips != tt.skips || skips && (!m.Done || m.Result != tt.box.address) {
			t.Errorf("%s: skips %v, %+v", name, skips, m)
		}
	}
}

func TestWhatIsTypedForAnAddress(t *testing.T) {
	t.Parallel()
	e := emailOf(t, &box{})
	for typed, want := range map[string]string{
		"maria@": "«maria@» не похоже на e-mail. Пример: maria@mail.ru", "*maria*": "«*maria*» не похоже",
		"мария@mail.ru": "только латинские буквы", strings.Repeat("я", 50): "я…» не похоже",
	} {
		m := e.address().Decide(emailScene{}, known{}, dialogs.Input{Text: typed})
		if !m.Refused || m.Draft.Address != "" {
			t.Errorf("%q is taken: %+v", typed, m)
		}
		wants(t, m.Notice.Plain(), want)
	}
	m := e.address().Decide(emailScene{}, known{}, dialogs.Input{Text: "maria@mail.ru"})
	if m.Intent.Do != "ask" || m.Draft.Address != "maria@mail.ru" {
		t.Errorf("an address means %+v", m)
	}
	m = e.address().Decide(emailScene{}, known{"old@mail.ru"}, pressed("skip", ""))
	if !m.Done || m.Result != "old@mail.ru" {
		t.Errorf("skipping means %+v", m)
	}
	for _, decide := range []dialogs.Move[emailDraft]{
		e.address().Decide(emailScene{}, known{}, pressed("nonsense", "")),
		e.code().Decide(emailScene{}, codeView{}, pressed("nonsense", "")),
	} {
		if !decide.Unknown {
			t.Errorf("an unknown key means %+v", decide)
		}
	}
}

func TestAnotherAddressMayBeTypedInsteadOfTheCode(t *testing.T) {
	t.Parallel()
	e := emailOf(t, &box{})
	m := e.code().Decide(emailScene{Draft: emailDraft{Address: "mria@mail.ru"}}, codeView{}, dialogs.Input{Text: "maria@mail.ru"})

	if m.Intent.Do != "ask" || m.Draft.Address != "maria@mail.ru" {
		t.Errorf("it means %+v", m)
	}
}

func TestTheScreenOfTheCodeNeverShowsTheAddress(t *testing.T) {
	t.Parallel()
	e := emailOf(t, &box{})
	s := emailScene{Draft: emailDraft{Address: "maria@mail.ru"}}

	sent, failed := printed(e.code().Show(s, codeView{})), printed(e.code().Show(s, codeView{undelivered: true}))

	wants(t, sent, "Отправили письмо с кодом на m…a@mail.ru", "[Прислать ещё раз]", "[Другой адрес]", "[Не нужно, хватит чата]")
	wants(t, failed, "Письмо на m…a@mail.ru доставить не получилось")
	if strings.Contains(sent+failed, "maria@") {
		t.Errorf("the address is shown:\n%s", sent+failed)
	}
}

func TestWhatBecomesOfAskingAndTyping(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	s := emailScene{Now: now, Draft: emailDraft{Address: "maria@mail.ru"}}
	for name, tt := range map[string]struct {
		box    box
		intent string
		to     string
		done   bool
		says   string
	}{
		"sent":    {box{}, "ask", "code", false, ""},
		"known":   {box{asked: housing.CodeAsked{Known: true}}, "ask", "", true, "m…a@mail.ru подтверждён"},
		"limited": {box{asked: housing.CodeAsked{Again: now.Add(time.Hour)}}, "ask", "", false, "попросить 23 ноября в 13:00"},
		"right":   {box{address: "maria@mail.ru", checked: housing.CodeChecked{Outcome: housing.CodeRight}}, "code", "", true, "m…a@mail.ru подтверждён"},
		"wrong":   {box{checked: housing.CodeChecked{Outcome: housing.CodeWrong, Left: 1}}, "code", "", false, "Осталась 1 попытка"},
		"spent":   {box{checked: housing.CodeChecked{Outcome: housing.CodeSpent}}, "code", "", false, "Попытки для этого кода закончились"},
		"late":    {box{checked: housing.CodeChecked{Outcome: housing.CodeLate}}, "code", "", false, "уже не действует"},
		"skipped": {box{}, "skip", "", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := emailOf(t, &tt.box)

			m, err := e.code().Commit(t.Context(), s, dialogs.Act{Do: tt.intent})

			if err != nil || m.To != tt.to || m.Done != tt.done || m.Refused == (tt.done || tt.to != "") {
				t.Errorf("%+v, %v", m, err)
			}
			wants(t, m.Notice.Plain(), tt.says)
			if tt.intent == "ask" && (len(tt.box.named) != 1 || tt.box.named[0].Code != "123456") {
				t.Errorf("asked %+v", tt.box.named)
			}
			tt.box.fail = errors.New("no database")
			if _, err := e.code().Commit(t.Context(), s, dialogs.Act{Do: tt.intent}); !errors.Is(err, tt.box.fail) {
				t.Errorf("a failure is %v", err)
			}
		})
	}
}
