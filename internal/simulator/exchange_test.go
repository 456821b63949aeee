package simulator

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestExchangeOfADialog(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Start("house-12")
	b.must(b.do("getMe"))
	b.news()
	b.sent("text", "<b>Да?</b>", "parse_mode", "HTML", "reply_markup", twoButtons)
	b.pays(b.anna.Press("Да"))
	tap := b.news()[0].Query
	b.must(b.do("answerCallbackQuery", "callback_query_id", tap.ID, "text", "Записано"))
	b.must(b.tell("editMessageText", "message_id", itoa(tap.Message.ID), "text", "Записано: 12"))
	b.tell("editMessageText", "message_id", itoa(tap.Message.ID), "text", "Записано: 12")
	b.do("answerCallbackQuery", "callback_query_id", tap.ID)
	b.anna.SendPhoto(picture(t, 20, 10))
	photo := b.news()[0].Message.Photo[0]
	b.must(b.do("getFile", "file_id", photo.FileID))
	b.must(b.upload("sendDocument", map[string]upload{"document": {"акт.pdf", []byte("abc")}}, "caption", "12"))
	b.must(b.tell("sendPhoto", "photo", photo.FileID))

	golden(t, "exchange_dialog", b.Exchange(b.anna.ID))
}

func TestExchangeOfAGroup(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	boris := b.Person("Борис Волков")
	g := b.Group("Ленина, 12", b.anna, boris)
	g.AddBot()
	g.Say(boris, "не для бота")
	g.Say(boris, "/start@dom_demo_bot")
	b.news()
	in := func(method string, pairs ...string) (m wireMessage) {
		b.read(b.must(b.do(method, append([]string{"chat_id", id64(g.ID())}, pairs...)...)), &m)
		return m
	}
	poll := in("sendPoll", "question", "Ставим шлагбаум?", "is_anonymous", "false",
		"options", `[{"text":"За"},{"text":"Против"}]`)
	b.pays(boris.In(g).Vote(poll.ID, "За"))
	b.news()
	b.must(b.do("stopPoll", "chat_id", id64(g.ID()), "message_id", itoa(poll.ID)))
	old := g.ID()
	g.Migrate()
	b.news()
	b.do("sendMessage", "chat_id", id64(old), "text", "Итог")
	in("sendMessage", "text", "Итог: за")
	g.RemoveBot()
	b.news()
	b.do("sendMessage", "chat_id", id64(g.ID()), "text", "Есть кто?")

	golden(t, "exchange_group", b.Exchange(g.ID()))
}

func TestExchangeOfAPayment(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.sentInvoice("is_flexible", "true")
	b.pays(b.anna.Pay(id))
	b.must(b.do("answerShippingQuery", "shipping_query_id", b.news()[0].Delivery.ID, "ok", "true",
		"shipping_options", `[{"id":"post","title":"Почта","prices":[{"label":"Почта","amount":30000}]}]`))
	b.must(b.do("answerPreCheckoutQuery", "pre_checkout_query_id", b.news()[0].Checkout.ID, "ok", "true"))
	b.news()

	golden(t, "exchange_payment", b.Exchange(b.anna.ID))
}

func TestExchangeUnderFaults(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Send("Привет")
	b.poll()
	b.news()
	for _, kind := range []FaultKind{TooManyRequests, Blocked, ServerError, BadGateway, DropBefore, DropAfter} {
		b.Inject(Fault{Kind: kind, Method: "sendMessage", RetryAfter: 7})
		_, _ = b.request(t.Context(), "sendMessage?text=a&chat_id="+id64(b.anna.ID), "", nil)
	}
	b.do("restrictChatMember", "chat_id", id64(b.anna.ID), "user_id", id64(b.anna.ID), "permissions", "{}",
		"until_date", itoa(int(b.Clock().Now().Add(time.Hour).Unix())))
	b.do("sendGame", "chat_id", id64(b.anna.ID), "game_short_name", "go")

	golden(t, "exchange_faults", b.Exchange(b.anna.ID))
}

func TestExchangeOfAWebhook(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	w := newListener(t, true)
	b.must(b.do("setWebhook", "url", w.URL, "secret_token", "s3cret"))
	b.anna.Send("Привет")
	<-w.heard
	w.answers <- status(500)
	<-w.heard
	w.answers <- func(out http.ResponseWriter) {
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{"method":"sendMessage","chat_id":`+id64(b.anna.ID)+`,"text":"12"}`)
	}
	if err := b.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}

	golden(t, "exchange_webhook", b.Exchange(0, regexp.MustCompile(`127\.0\.0\.1:\d+`), regexp.MustCompile("s3cret")))
}

func TestTheSameConversationIsTheSameExchange(t *testing.T) {
	t.Parallel()
	talk := func(b *box, p *Person) string {
		p.Send("Привет")
		b.news()
		b.must(b.do("sendMessage", "chat_id", id64(p.ID), "text", "Да?", "reply_markup", twoButtons))
		b.pays(p.Press("Нет"))
		b.must(b.do("answerCallbackQuery", "callback_query_id", b.news()[0].Query.ID))
		return b.Exchange(p.ID)
	}
	b, other := newBox(t), newBoxWith(t, Options{Token: "7:b"})
	other.Clock().Advance(1000 * time.Hour)
	first, second := talk(b, b.Person("Вера")), talk(b, b.Person("Вера Иванова"))
	later := talk(other, other.Person("Вера"))

	if first != later || first != strings.ReplaceAll(second, "Вера Иванова", "Вера") {
		t.Errorf("first\n%s\nsecond\n%s\nlater\n%s", first, second, later)
	}
	if got := b.Exchange(0); got != "== <Вера> ==\n"+first+"== <Вера Иванова> ==\n"+second {
		t.Errorf("all\n%s", got)
	}
}

func TestNamesakesAreToldApartInAnExchange(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	other := b.Person("Анна")
	b.anna.Send("a")
	other.Send("b")
	b.news()

	got := b.Exchange(0)

	for _, want := range []string{"== <Анна 5000000001> ==\nupdate message 1\n", "== <Анна 5000000002> ==\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestOldRecordsOfAnExchangeAreForgotten(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	typing := func() { b.do("sendChatAction", "chat_id", id64(b.anna.ID), "action", "typing") }
	typing()
	b.mu.Lock()
	for range maxExchange { // the same again, without the time that calls take
		b.record(&record{room: b.anna.room, method: b.exchange[0].method, params: b.exchange[0].params, reply: true})
	}
	b.mu.Unlock()
	typing()

	want := maxExchange - maxExchange/2 + 2 // half went when there was no room for one more
	if n := strings.Count(b.Exchange(b.anna.ID), "call sendChatAction"); n != want {
		t.Errorf("%d records, want %d", n, want)
	}
	b.Reset()
	if got := b.Exchange(0); got != "" {
		t.Errorf("after a reset %q", got)
	}
}
