package simulator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// bill is a call of sendInvoice that is all right; more adds or replaces parameters.
func bill(more ...string) []string {
	return append([]string{
		"title", "Квитанция за ноябрь", "description", "Лицевой счёт 12-345", "payload", "bill-1",
		"provider_token", "1:TEST:invented", "currency", "RUB",
		"prices", `[{"label":"Отопление","amount":100050},{"label":"Скидка","amount":-50}]`,
	}, more...)
}

func inStars(more ...string) []string {
	return bill(append([]string{
		"provider_token", "", "currency", "XTR", "prices", `[{"label":"Схема дома","amount":50}]`,
	}, more...)...)
}

func TestAnInvoiceHasAPayButton(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	var m wireMessage

	b.read(b.must(b.tell("sendInvoice", bill("start_parameter", "nov")...)), &m)

	want := &wireInvoice{
		Title: "Квитанция за ноябрь", Description: "Лицевой счёт 12-345", StartParameter: "nov",
		Currency: "RUB", Amount: 100000,
	}
	if diff := cmp.Diff(want, m.Invoice); diff != "" {
		t.Errorf("invoice (-want +got):\n%s", diff)
	}
	if got := spaces(string(m.ReplyMarkup)); got != `{"inline_keyboard":[[{"pay":true,"text":"Заплатить 1 000,00 ₽"}]]}` {
		t.Errorf("keyboard %s", got)
	}
	b.must(b.tell("sendInvoice", bill("reply_markup",
		`{"inline_keyboard":[[{"text":"Оплатить","pay":true},{"text":"Позже","callback_data":"x"}]]}`)...))
	if last, _ := b.anna.Chat().Last(); !cmp.Equal(last.Labels(), []string{"Оплатить", "Позже"}) {
		t.Errorf("labels %v", last.Labels())
	}
}

func TestThePayButtonStandsWhereItMust(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	pay, later := `{"text":"Оплатить","pay":true}`, `{"text":"Позже","callback_data":"x"}`
	invoice := b.sentInvoice()
	for _, tt := range []struct {
		method, keyboard, want string
		more                   []string
	}{
		{"sendInvoice", "[[" + later + "],[" + pay + "]]", "BUTTON_POS_INVALID", bill()},
		{"sendInvoice", "[[" + later + "]]", "REPLY_MARKUP_BUY_EMPTY", bill()},
		{"sendMessage", "[[" + pay + "]]", "BUTTON_TYPE_INVALID", []string{"text", "a"}},
		{"editMessageReplyMarkup", "[[" + later + "]]", "REPLY_MARKUP_BUY_EMPTY", []string{"message_id", itoa(invoice)}},
	} {
		r := b.tell(tt.method, append(tt.more, "reply_markup", `{"inline_keyboard":`+tt.keyboard+`}`)...)
		b.refused(r, 400, "Bad Request: "+tt.want)
	}
	b.refused(b.tell("sendInvoice", bill("reply_markup", `{"keyboard":[["Меню"]]}`)...), 400,
		"Bad Request: inline keyboard expected")
}

func TestInvoicesAreCheckedInTelegramsWords(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	price := func(amount string) string { return `[{"label":"Отопление","amount":` + amount + `}]` }
	for _, tt := range []struct {
		want  string
		pairs []string
	}{
		{"CURRENCY_INVALID", bill("currency", "RUR")},
		{"PAYMENT_PROVIDER_INVALID", bill("provider_token", "")},
		{"CURRENCY_TOTAL_AMOUNT_INVALID", bill("prices", price("8652"))},
		{"CURRENCY_TOTAL_AMOUNT_INVALID", bill("prices", price("86530476"))},
		{"CURRENCY_TOTAL_AMOUNT_INVALID", inStars("prices", price("100001"))},
		{"STARS_INVOICE_INVALID", inStars("prices", `[{"label":"a","amount":1},{"label":"b","amount":1}]`)},
		{"STARS_INVOICE_INVALID", inStars("provider_token", "1:TEST:invented")},
		{"STARS_INVOICE_INVALID", inStars("max_tip_amount", "5")},
		{"INVOICE_PAYLOAD_INVALID", bill("payload", strings.Repeat("я", 65))},
		{"DATA_JSON_INVALID", bill("provider_data", "{")},
		{`parameter "payload" is required`, bill("payload", "")},
		{"title must be 1-32 characters long", bill("title", strings.Repeat("я", 33))},
		{"description must be 1-255 characters long", bill("description", strings.Repeat("я", 256))},
		{"total price must be positive", bill("prices", price("0"))},
		{"total price must be positive", bill("prices", "[]")},
		{"too big amount of the currency specified", bill("prices", price("1000000000000"))},
		{`can't parse labeled price: can't find field "label"`, bill("prices", `[{"amount":10000}]`)},
		{"can't parse labeled price: LabeledPrice label must be non-empty", bill("prices", `[{"label":"","amount":10000}]`)},
		{"can't parse prices JSON object", bill("prices", "[")},
		{"expected an Array of suggested tip amounts", bill("suggested_tip_amounts", "null")},
		{"there can be at most 4 suggested tip amounts", bill("suggested_tip_amounts", "[1,2,3,4,5]", "max_tip_amount", "9")},
		{"suggested tip amount must be positive", bill("suggested_tip_amounts", "[0]", "max_tip_amount", "9")},
		{"suggested tip amount can't be bigger than max_tip_amount", bill("suggested_tip_amounts", "[10]", "max_tip_amount", "9")},
		{"suggested tip amounts must be passed in a strictly increased order", bill("suggested_tip_amounts", "[5,5]", "max_tip_amount", "9")},
		{"invalid max_tip_amount of the currency specified", bill("max_tip_amount", "-1")},
	} {
		b.refused(b.tell("sendInvoice", tt.pairs...), 400, "Bad Request: "+tt.want)
	}
	for want, pairs := range map[string][]string{
		"SUBSCRIPTION_PERIOD_INVALID": inStars("subscription_period", "86400"),
		"SUBSCRIPTION_AMOUNT_INVALID": inStars("subscription_period", "2592000", "prices", price("10001")),
	} {
		b.refused(b.do("createInvoiceLink", pairs...), 400, "Bad Request: "+want)
	}
	b.must(b.tell("sendInvoice", bill("prices", price("8653"), "suggested_tip_amounts", "[]")...))
	b.must(b.tell("sendInvoice", bill("prices", price("86530475"))...))
	b.must(b.tell("sendInvoice", inStars()...))
}

func TestAmountsAreWrittenAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	for want, tt := range map[string]struct {
		code   string
		amount int
	}{
		"0,05 ₽": {"RUB", 5}, "86,53 ₽": {"RUB", 8653}, "1 234 567,00 ₽": {"RUB", 123456700},
		"50 ⭐": {"XTR", 50}, "1 500 JPY": {"JPY", 1500}, "1,234 BHD": {"BHD", 1234}, "2,00 $": {"USD", 200},
	} {
		c, ok := currencyOf(tt.code)
		if got := strings.ReplaceAll(c.words(tt.amount), nbsp, " "); got != want || !ok {
			t.Errorf("%d %s is written %q, want %q", tt.amount, tt.code, got, want)
		}
	}
	for _, code := range []string{"", "rub", "AAA", "RUB EUR", " "} {
		if _, ok := currencyOf(code); ok {
			t.Errorf("%q is a currency", code)
		}
	}
}
