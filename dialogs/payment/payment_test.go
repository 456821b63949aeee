package payment

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

// flow is the flow over the real sentences and no storage.
func flow(tb testing.TB) payment {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return payment{Ports{Texts: catalogue}, catalogue}
}

func rub(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// october is a bill of October with a debt, whose payee takes money by wallet and by card.
func october() housing.Bill {
	return housing.Bill{
		Account: housing.Account{
			Number: "1203045", Premises: "45",
			House: housing.House{Address: housing.Address{Street: "ул. Ленина", Number: "12"}, Zone: "UTC"},
		},
		Name: "Дом", Today: housing.Date{Year: 2026, Month: time.November, Day: 14},
		Payee:    housing.Payee{Name: "УК «Уют»", INN: "5499001269", BIK: "1", Account: "2"},
		Document: 7, Period: housing.Period{Year: 2026, Month: time.October},
		Charges: rub("3020.45"), Debt: rub("100"),
		Ways: []housing.PayRule{
			{Way: housing.PayWallet},
			{
				Way: housing.PayCard, Percent: rub("1"), MinFee: rub("1"), Min: rub("87"),
				Max: decimal.NewNullDecimal(rub("60000")),
			},
		},
	}
}

func of(b housing.Bill) view { return view{bills: []housing.Bill{b}, bill: b, ok: true} }

func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func labels(s dialogs.Screen) (all []string) {
	for _, row := range s.Rows {
		for _, b := range row {
			all = append(all, plain(b.Label))
		}
	}
	return all
}

func TestTypedSums(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ sum, to, notice string }{
		"1500":                {sum: "1500", to: "check"},
		"1 500,50 ₽":          {sum: "1500.5", to: "check"},
		"3120.45":             {sum: "3120.45", to: "check"},
		"1":                   {sum: "1", to: "check"},
		"3120,46":             {sum: "3120.46", to: "more"},
		"100000":              {sum: "100000", to: "more"},
		"сто":                 {notice: "Напишите сумму цифрами"},
		"":                    {notice: "Напишите сумму цифрами"},
		"1500 1600":           {notice: "Напишите сумму цифрами"},
		"=1+1":                {notice: "Напишите сумму цифрами"},
		"0":                   {notice: "от 1 ₽ до 100 000 ₽"},
		"0,99":                {notice: "от 1 ₽ до 100 000 ₽"},
		"-5":                  {notice: "от 1 ₽ до 100 000 ₽"},
		"100000,01":           {notice: "от 1 ₽ до 100 000 ₽"},
		"999999999":           {notice: "от 1 ₽ до 100 000 ₽"},
		"1,234":               {notice: "Это 1,23 ₽ или 1 234,00 ₽?"},
		"1,2345":              {notice: "Это 1,23 ₽?"},
		"482112":              {notice: "Если это код из SMS"},
		"код 4821":            {notice: "Если это код из SMS"},
		"4111 1111 1111 1111": {notice: "Похоже на номер карты"},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			m := flow(t).decideAmount(scene{}, of(october()), dialogs.Input{Text: text})

			if m.To != want.to || m.Refused == (want.notice == "") ||
				!strings.Contains(plain(m.Notice.Plain()), want.notice) {
				t.Errorf("it leads to %q (refused: %t): %q", m.To, m.Refused, m.Notice.Plain())
			}
			if want.sum != "" && !m.Draft.Sum.Equal(rub(want.sum)) {
				t.Errorf("the sum is %s", m.Draft.Sum)
			}
			if m.Draft.Document != 7 || !m.Draft.Due.Equal(rub("3120.45")) {
				t.Errorf("the bill that was shown is not kept: %+v", m.Draft)
			}
		})
	}
}

func TestWaysThatDoNotFitAreShownAndCannotBePressed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sum    string
		free   bool
		today  housing.Date
		change func(b *housing.Bill)
		says   string
		labels []string
	}{
		"both": {
			sum: "100", says: "Пенсионеры, инвалиды",
			labels: []string{"«Виртуальный мир» — без комиссии", "Карта любого банка — комиссия 1,00 ₽", "У меня льгота"},
		},
		"at the least sum": {
			sum: "87", says: "платят без комиссии",
			labels: []string{"«Виртуальный мир» — без комиссии", "Карта любого банка — комиссия 1,00 ₽", "У меня льгота"},
		},
		"below it": {
			sum: "86.99", says: "Карта любого банка: меньше 87,00 ₽ этим способом не оплатить",
			labels: []string{"«Виртуальный мир» — без комиссии"},
		},
		"at the largest sum": {
			sum: "60000", says: "платят без комиссии",
			labels: []string{"«Виртуальный мир» — без комиссии", "Карта любого банка — комиссия 600,00 ₽", "У меня льгота"},
		},
		"above it": {
			sum: "60000.01", says: "Карта любого банка: больше 60 000,00 ₽ этим способом не оплатить",
			labels: []string{"«Виртуальный мир» — без комиссии"},
		},
		"with a benefit": {
			sum: "100", free: true, says: "Льгота отмечена: комиссии нет",
			labels: []string{"«Виртуальный мир» — без комиссии", "Карта любого банка — без комиссии", "Нет льготы"},
		},
		"none fits": {
			sum: "5", change: func(b *housing.Bill) { b.Ways = b.Ways[1:] },
			says: "Эту сумму не принимает ни один способ",
		},
		"before there was a benefit": {
			sum: "100", change: func(b *housing.Bill) { b.Today = housing.Date{Year: 2024, Month: time.June, Day: 30} },
			says:   "Выберите вариант оплаты",
			labels: []string{"«Виртуальный мир» — без комиссии", "Карта любого банка — комиссия 1,00 ₽"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := october()
			if tt.change != nil {
				tt.change(&b)
			}

			got := flow(t).showWay(scene{Draft: draft{Sum: rub(tt.sum), Free: tt.free}}, of(b))

			if said := plain(got.Text.Plain()); !strings.Contains(said, tt.says) {
				t.Errorf("the screen says\n%s\nwant %q", said, tt.says)
			}
			if diff := cmp.Diff(tt.labels, labels(got)); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
		})
	}
}

// What was offered without a commission is what is confirmed.
func TestTheButtonCarriesTheFeeThatIsShown(t *testing.T) {
	t.Parallel()
	for free, want := range map[bool]string{false: "25.41", true: "0"} {
		screen := flow(t).showWay(scene{Draft: draft{Sum: rub("2540.61"), Free: free}}, of(october()))
		var o offer
		if err := screen.Rows[1][0].Act.Take(&o); err != nil || o.Way != housing.PayCard || !o.Fee.Equal(rub(want)) {
			t.Errorf("free: %t: the button carries %+v, %v", free, o, err)
		}
	}
}

func TestAQueueIsCounted(t *testing.T) {
	t.Parallel()
	y := flow(t)
	first, second := october(), october()
	second.Payee = housing.Payee{Name: "Фонд", BIK: "1", Account: "3"}
	bills := []housing.Bill{first, second}

	m := y.queue(scene{}, bills)
	if diff := cmp.Diff([]recipient{{"1", "2"}, {"1", "3"}}, m.Draft.Queue); diff != "" || m.To != "open" {
		t.Fatalf("it leads to %q; queue (-want +got):\n%s", m.To, diff)
	}
	for at, want := range []string{"Дом, Ленина, 12, кв. 45 · Платёж 1 из 2", "Платёж 2 из 2"} {
		m.Draft.At = at
		if said := plain(y.heading(m.Draft, bills[at]).Plain()); !strings.Contains(said, want) {
			t.Errorf("the heading is %q, want %q", said, want)
		}
	}
	m = y.queue(scene{}, bills[1:])
	if said := y.heading(m.Draft, second).Plain(); strings.Contains(said, "Платёж") {
		t.Errorf("one payment is counted: %q", said)
	}
}

// A bill that is not what it was leads to the sum again, an open payment to
// that payment, a payee that is gone to the choice.
func TestWhatChangedLeadsAside(t *testing.T) {
	t.Parallel()
	shown := draft{Queue: []recipient{{"1", "2"}}, Document: 7, Due: rub("3120.45")}
	for name, tt := range map[string]struct {
		change func(d *draft, v *view)
		to     string
	}{
		"as it was":           {func(*draft, *view) {}, ""},
		"re-issued":           {func(_ *draft, v *view) { v.bill.Document = 8 }, "amount"},
		"paid in part":        {func(_ *draft, v *view) { v.bill.Charges = rub("1") }, "amount"},
		"the payee is gone":   {func(_ *draft, v *view) { v.ok = false }, "whom"},
		"mine is open":        {func(_ *draft, v *view) { v.bill.Open = &housing.Payment{} }, "open"},
		"another's is open":   {func(_ *draft, v *view) { v.bill.Busy = true }, "open"},
		"open, pays anyway":   {func(d *draft, v *view) { v.bill.Busy, d.Again = true, true }, ""},
		"anyway, but changed": {func(d *draft, v *view) { v.bill.Document, d.Again = 8, true }, "amount"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, v := shown, of(october())
			tt.change(&d, &v)

			m, aside := flow(t).aside(scene{Draft: d}, v)

			if m.To != tt.to || aside != (tt.to != "") || (m.Notice != "") != (tt.to == "amount") {
				t.Errorf("it leads to %q (%t) with %q", m.To, aside, m.Notice)
			}
		})
	}
}

func TestWhatLooksLikeACardOrACode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"4111 1111 1111 1111": "card", "4111-1111-1111-1111": "card", "карта 2200000000000004": "card",
		"4111111111111111 12/27 123": "card", "4111\u00a01111 1111 1111 12 27": "card",
		"40702810100000000012": "", "2200000000000004000": "", "4111, 1111, 1111, 1111": "", "4111 1111 1111 1112": "", "411111111111111": "",
		"1234": "code", "482112": "code", "код: 482-112": "code", "Код 12345678. Никому не говорите": "code",
		"123": "", "123456789": "", "12 и 1234": "", "привет": "", "": "",
	} {
		got := map[bool]string{true: "card"}[cardLike(text)] + map[bool]string{true: "code"}[codeLike(text)]
		if got != want {
			t.Errorf("%q looks like %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) { // one wrong digit is no card
		digits := []byte("4111111111111111")
		at := rapid.IntRange(0, len(digits)-1).Draw(rt, "at")
		digits[at] = '0' + (digits[at]-'0'+byte(rapid.IntRange(1, 9).Draw(rt, "by")))%10
		if cardLike(string(digits)) {
			rt.Errorf("%s passes", digits)
		}
	})
}
