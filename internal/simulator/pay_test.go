package simulator

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sentInvoice sends an invoice for 1000 roubles and returns its number.
func (b *box) sentInvoice(more ...string) int {
	b.t.Helper()
	var m wireMessage
	b.read(b.must(b.tell("sendInvoice", bill(more...)...)), &m)
	return m.ID
}

// asks is the newest question whether the bot agrees.
func (b *box) asks() *wirePreCheckout {
	b.t.Helper()
	list := b.poll()
	if len(list) == 0 || list[len(list)-1].Checkout == nil {
		b.t.Fatalf("the bot is not asked: %+v", list)
	}
	return list[len(list)-1].Checkout
}

func (b *box) agree() {
	b.t.Helper()
	b.must(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", b.asks().ID, "ok", "true"))
}

func (b *box) pays(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// outcome is the newest payment of Anna.
func (b *box) outcome() Payment {
	b.t.Helper()
	list := b.anna.Chat().Payments
	if len(list) == 0 {
		b.t.Fatal("nothing was paid")
	}
	return list[len(list)-1]
}

func TestAPaymentIsAskedForAndConfirmed(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.sentInvoice("max_tip_amount", "5000", "need_name", "true", "send_email_to_provider", "true")
	b.pays(b.anna.Pay(id, WithTip(5000)))
	q := b.asks()
	if q.Amount != 105000 || q.Payload != "bill-1" || q.Currency != "RUB" || q.From.ID != b.anna.ID ||
		q.Order == nil || q.Order.Name != "Анна" || q.Order.Email == "" || q.Order.Phone != "" {
		t.Errorf("asked %+v %+v", q, q.Order)
	}
	if got := b.outcome().State; got != PaymentAsked {
		t.Errorf("before the answer: %v", got)
	}

	b.agree()

	list := b.poll()
	m := list[len(list)-1].Message
	if m == nil || m.Paid == nil || m.From.ID != b.anna.ID || m.Paid.Amount != 105000 || m.Paid.ChargeID == "" ||
		m.Paid.ProviderChargeID == "" || m.Paid.Payload != "bill-1" || m.ReplyTo.ID != id {
		t.Fatalf("receipt %+v", m)
	}
	if p := b.outcome(); p.State != PaymentPaid || p.MessageID != id || p.Receipt.ChargeID != m.Paid.ChargeID {
		t.Errorf("payment %+v", p)
	}
	if err := b.anna.Pay(id); err == nil {
		t.Error("the same invoice was paid twice")
	}
	if shown, _ := b.anna.Chat().Message(id); !cmp.Equal(shown.Invoice.PaidBy, []int64{b.anna.ID}) {
		t.Errorf("paid by %v", shown.Invoice.PaidBy)
	}
}

func TestAQuestionIsAnsweredOnceAndInTime(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	tooLate := "Bad Request: query is too old and response timeout expired or query ID is invalid"
	id := b.sentInvoice()
	b.pays(b.anna.Press("Заплатить 1" + nbsp + "000,00" + nbsp + "₽"))
	first := b.asks().ID
	if err := b.anna.Pay(id); err == nil {
		t.Error("the bot is asked twice about one invoice")
	}

	b.Clock().Advance(10*time.Second - 1)
	if got := b.outcome().State; got != PaymentAsked {
		t.Errorf("before the time is over: %v", got)
	}
	b.Clock().Advance(1)

	b.refused(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", first, "ok", "true"), 400, tooLate)
	p := b.outcome()
	toasts := b.anna.Chat().Toasts
	if p.State != PaymentUnanswered || len(toasts) != 1 || toasts[0].Text != p.Refusal || !toasts[0].Alert {
		t.Errorf("payment %+v, told %+v", p, toasts)
	}
	b.pays(b.anna.Pay(id))
	b.agree()
	second := b.outcome()
	if second.State != PaymentPaid {
		t.Errorf("the second try: %+v", second)
	}
	b.refused(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", "unknown", "ok", "true"), 400, tooLate)
	if got := len(b.Failures()); got != 0 {
		t.Errorf("lateness is no mistake in the call: %v", b.Failures())
	}
}

func TestARefusalIsShownToThePerson(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.pays(b.anna.Pay(b.sentInvoice()))
	id := b.asks().ID
	b.refused(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", id, "ok", "false"), 400,
		`Bad Request: parameter "error_message" is required`)

	b.must(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", id, "ok", "false",
		"error_message", "Счёт уже оплачен в банке."))

	p := b.outcome()
	toasts := b.anna.Chat().Toasts
	if p.State != PaymentRefused || p.Refusal != "Счёт уже оплачен в банке." || len(toasts) != 1 ||
		toasts[0].Text != p.Refusal {
		t.Errorf("payment %+v, told %+v", p, toasts)
	}
	if list := b.poll(); list[len(list)-1].Message != nil {
		t.Error("a receipt came all the same")
	}
}

func TestABankMayRefuseWhatTheBotHasAgreedTo(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.sentInvoice()
	b.pays(b.anna.DeclinePayment(id))
	b.agree()

	if p := b.outcome(); p.State != PaymentDeclined || p.Receipt.ChargeID != "" {
		t.Errorf("payment %+v", p)
	}
	if list := b.poll(); list[len(list)-1].Message != nil {
		t.Error("a receipt came all the same")
	}
	b.pays(b.anna.Pay(id))
	b.agree()
	if p := b.outcome(); p.State != PaymentPaid {
		t.Errorf("with another card: %+v", p)
	}
}

func TestALinkIsPaidAnyNumberOfTimesByAnybody(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	boris := b.Person("Борис")
	var link string
	b.read(b.must(b.do("createInvoiceLink", bill()...)), &link)
	charges := map[string]bool{}

	for _, who := range []*Person{b.anna, b.anna, boris} {
		b.pays(who.PayLink(link))
		b.agree()
		list := b.poll()
		m := list[len(list)-1].Message
		if m.Chat.ID != who.ID || m.ReplyTo != nil {
			t.Errorf("receipt %+v", m)
		}
		charges[m.Paid.ChargeID] = true
	}

	if len(charges) != 3 {
		t.Errorf("charges %v", charges)
	}
	if err := b.anna.PayLink("https://t.me/$unknown"); err == nil {
		t.Error("an unknown link was paid")
	}
}

func TestTheBotOffersWaysOfDelivery(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	options := `[{"id":"post","title":"Почта","prices":[{"label":"Почта","amount":30000}]},` +
		`{"id":"home","title":"Курьер","prices":[{"label":"Курьер","amount":50000}]}]`
	b.pays(b.anna.Pay(b.sentInvoice("is_flexible", "true"), WithDelivery("home")))
	delivery := b.poll()[0].Delivery
	if delivery == nil || delivery.Payload != "bill-1" || delivery.Address.Country != "RU" {
		t.Fatalf("asked %+v", delivery)
	}
	b.refused(b.do("answerShippingQuery", "shipping_query_id", delivery.ID, "ok", "true"), 400,
		`Bad Request: parameter "shipping_options" is required`)
	b.refused(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", delivery.ID, "ok", "true"), 400,
		"Bad Request: query is too old and response timeout expired or query ID is invalid")

	b.must(b.do("answerShippingQuery", "shipping_query_id", delivery.ID, "ok", "true", "shipping_options", options))

	if q := b.asks(); q.ShippingOption != "home" || q.Amount != 150000 || q.Order.Address == nil {
		t.Errorf("asked %+v", q)
	}
	b.agree()
	if p := b.outcome(); p.Receipt.Amount != 150000 || p.Receipt.ShippingOption != "home" {
		t.Errorf("payment %+v", p)
	}
}

func TestADeliveryIsRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.pays(b.anna.Pay(b.sentInvoice("is_flexible", "true"), WithAddress(ShippingAddress{Country: "AQ"})))
	delivery := b.poll()[0].Delivery

	b.must(b.do("answerShippingQuery", "shipping_query_id", delivery.ID, "ok", "false",
		"error_message", "Туда не доставляем."))

	if p := b.outcome(); delivery.Address.Country != "AQ" || p.State != PaymentRefused || p.Refusal != "Туда не доставляем." {
		t.Errorf("payment %+v for %+v", p, delivery)
	}
}

func TestStarsAreGivenBackOnce(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	var m wireMessage
	b.read(b.must(b.tell("sendInvoice", inStars()...)), &m)
	b.pays(b.anna.Pay(m.ID))
	b.agree()
	charge, who := b.outcome().Receipt.ChargeID, itoa(int(b.anna.ID))
	balance := func() string { return string(b.must(b.do("getMyStarBalance")).Result) }
	if got := balance(); got != `{"amount":50}` {
		t.Errorf("balance %s", got)
	}
	b.refused(b.do("refundStarPayment", "user_id", "1", "telegram_payment_charge_id", charge), 400,
		"Bad Request: CHARGE_NOT_FOUND")

	b.must(b.do("refundStarPayment", "user_id", who, "telegram_payment_charge_id", charge))

	list := b.poll()
	if last := list[len(list)-1].Message; last.Refunded == nil || last.Refunded.ChargeID != charge || last.Paid != nil {
		t.Errorf("the bot learns %+v", last)
	}
	if p := b.outcome(); p.State != PaymentRefunded || balance() != `{"amount":0}` {
		t.Errorf("payment %+v, balance %s", p, balance())
	}
	b.refused(b.do("refundStarPayment", "user_id", who, "telegram_payment_charge_id", charge), 400,
		"Bad Request: CHARGE_ALREADY_REFUNDED")
	roubles := b.sentInvoice()
	b.pays(b.anna.Pay(roubles))
	b.agree()
	b.refused(b.do("refundStarPayment", "user_id", who, "telegram_payment_charge_id", b.outcome().Receipt.ChargeID), 400,
		"Bad Request: CHARGE_NOT_FOUND")
}

func TestASubscriptionTellsHowLongItLasts(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	var link string
	b.read(b.must(b.do("createInvoiceLink", inStars("subscription_period", "2592000")...)), &link)
	b.pays(b.anna.PayLink(link))

	b.agree()

	list := b.poll()
	paid := list[len(list)-1].Message.Paid
	if !paid.First || !paid.Recurring || paid.Until != b.Clock().Now().Add(30*24*time.Hour).Unix() {
		t.Errorf("receipt %+v", paid)
	}
}

func TestAPaymentIsRefusedAsInAnApp(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id, text := b.sentInvoice("max_tip_amount", "100"), b.sent("text", "a")
	for what, err := range map[string]error{
		"no invoice":  b.anna.Pay(text),
		"no message":  b.anna.Pay(99),
		"a large tip": b.anna.Pay(id, WithTip(101)),
	} {
		if err == nil {
			t.Errorf("%s was paid", what)
		}
	}
	b.anna.Block()
	if err := b.anna.Pay(id); err == nil {
		t.Error("somebody who has blocked the bot pays")
	}
}

func TestAForwardedInvoiceIsPaidByItself(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.sentInvoice()
	b.pays(b.anna.Pay(id))
	b.agree()
	copied, err := b.anna.Forward(id)
	b.pays(err)

	b.pays(b.anna.Pay(copied))
	b.agree()

	if got := b.outcome(); got.State != PaymentPaid || got.MessageID != copied {
		t.Errorf("payment %+v", got)
	}
	closed, err := b.anna.Forward(b.sentInvoice("start_parameter", "nov"))
	b.pays(err)
	if m, _ := b.anna.Chat().Message(closed); len(m.Buttons) != 0 {
		t.Errorf("an invoice with a link of its own is paid from a copy: %v", m.Labels())
	}
}

func TestTranscriptOfAPayment(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.sentInvoice("is_flexible", "true")
	b.pays(b.anna.Pay(id))
	b.must(b.do("answerShippingQuery", "shipping_query_id", b.poll()[0].Delivery.ID, "ok", "true",
		"shipping_options", `[{"id":"post","title":"Почта","prices":[{"label":"Почта","amount":30000}]}]`))
	b.agree()
	b.must(b.tell("sendMessage", "text", "Спасибо, оплата получена."))
	var m wireMessage
	b.read(b.must(b.tell("sendInvoice", inStars()...)), &m)
	b.pays(b.anna.Press("Заплатить 50" + nbsp + "⭐"))
	b.agree()
	b.must(b.do("refundStarPayment", "user_id", itoa(int(b.anna.ID)),
		"telegram_payment_charge_id", b.outcome().Receipt.ChargeID))

	golden(t, "payment", spaces(b.anna.Transcript()))
}

func TestTranscriptOfPaymentsThatFail(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.sentInvoice()
	b.pays(b.anna.Pay(id))
	b.must(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", b.asks().ID, "ok", "false",
		"error_message", "Сумма изменилась.\nОткройте счёт ещё раз."))
	b.pays(b.anna.DeclinePayment(id))
	b.agree()
	b.pays(b.anna.Pay(id))
	b.Clock().Advance(10 * time.Second)

	golden(t, "refused", spaces(b.anna.Transcript()))
}

// spaces makes a transcript easy to read in an editor.
func spaces(text string) string { return strings.ReplaceAll(text, nbsp, " ") }
