package simulator

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// limited is a server with the limits of Telegram.
func limited(t *testing.T) *box {
	t.Helper()
	return newBoxWith(t, Options{Limits: TelegramLimits()})
}

func TestAChatTakesThreeAtOnceThenOneASecond(t *testing.T) {
	t.Parallel()
	b := limited(t)
	for range 3 {
		b.sent("text", "a")
	}

	r := b.tell("sendMessage", "text", "too soon")
	b.Clock().Advance(time.Second)
	b.sent("text", "b")
	again := b.tell("sendMessage", "text", "too soon")
	b.Clock().Advance(3 * time.Second)
	for range 3 {
		b.sent("text", "c")
	}

	b.refused(r, 429, "Too Many Requests: retry after 1")
	b.refused(again, 429, "Too Many Requests: retry after 1")
	if r.Parameters.RetryAfter != 1 || r.Header.Get("Retry-After") != "1" {
		t.Errorf("retry_after %d, header %q", r.Parameters.RetryAfter, r.Header.Get("Retry-After"))
	}
	if n := len(b.anna.Chat().Messages); n != 7 {
		t.Errorf("%d messages came, want 7", n)
	}
}

func TestTheBotSendsThirtyInAnySecond(t *testing.T) {
	t.Parallel()
	b := limited(t)
	send := func(i int) reply {
		p := b.Person(fmt.Sprintf("Житель %d", i), AlreadyStarted())
		return b.do("sendMessage", "chat_id", itoa(int(p.ID)), "text", "a")
	}
	for i := range 15 {
		b.must(send(i))
	}
	b.Clock().Advance(600 * time.Millisecond)
	for i := range 15 {
		b.must(send(i))
	}

	full := send(0)
	b.Clock().Advance(400 * time.Millisecond)
	for i := range 15 {
		b.must(send(i))
	}

	b.refused(full, 429, "Too Many Requests: retry after 1")
	b.refused(send(0), 429, "Too Many Requests: retry after 1")
}

func TestWhatDoesNotCount(t *testing.T) {
	t.Parallel()
	b := limited(t)
	id := b.sent("text", "a", "reply_markup", twoButtons)
	for i := range 40 {
		b.anna.Tap(id, "y")
		b.must(b.do("answerCallbackQuery", "callback_query_id", b.poll("offset", "-1")[0].Query.ID))
		b.must(b.tell("sendChatAction", "action", "typing"))
		b.must(b.do("getMe"))
		b.must(b.tell("editMessageText", "message_id", itoa(id), "text", itoa(i)))
	}
	b.sent("text", "b")
	b.sent("text", "c")

	b.refused(b.tell("sendMessage", "text", "d"), 429, "Too Many Requests: retry after 1")
}

func TestMessagesAndEditsOfAGroupCountForAMinute(t *testing.T) {
	t.Parallel()
	b := newBoxWith(t, Options{Limits: Limits{GroupMinute: 20}})
	g := b.Group("Дом 12", b.anna)
	g.AddBot()
	in := func(method string, pairs ...string) reply {
		return b.do(method, append([]string{"chat_id", id64(g.ID())}, pairs...)...)
	}
	var m wireMessage
	b.read(b.must(in("sendMessage", "text", "0")), &m)
	for i := range 18 {
		b.must(in("editMessageText", "message_id", itoa(m.ID), "text", itoa(i+1)))
	}
	b.must(in("sendMessage", "text", "a"))

	edit, message := in("editMessageText", "message_id", itoa(m.ID), "text", "b"), in("sendMessage", "text", "b")
	b.Clock().Advance(time.Minute)

	b.refused(edit, 429, "Too Many Requests: retry after 60")
	b.refused(message, 429, "Too Many Requests: retry after 60")
	b.must(in("sendMessage", "text", "b"))
}

func TestAnAlbumIsOneForThePaceOfItsChatAndManyForTheBot(t *testing.T) {
	t.Parallel()
	b := newBoxWith(t, Options{Limits: Limits{PerSecond: 7, ChatBurst: 3}})
	album := func() reply {
		return b.upload("sendMediaGroup", map[string]upload{"a": {"a.txt", []byte("a")}, "b": {"b.txt", []byte("b")}},
			"media", `[{"type":"document","media":"attach://a"},{"type":"document","media":"attach://b"}]`)
	}
	for range 3 {
		b.must(album())
	}
	boris := b.Person("Борис", AlreadyStarted())
	send := func() reply { return b.do("sendMessage", "chat_id", id64(boris.ID), "text", "a") }

	pace, seventh, eighth := album(), send(), send()

	b.refused(pace, 429, "Too Many Requests: retry after 1")
	b.must(seventh)
	b.refused(eighth, 429, "Too Many Requests: retry after 1")
}

// TestWeights compares what calls count for with what is known of Telegram.
func TestWeights(t *testing.T) {
	t.Parallel()
	api, err := theAPI()
	if err != nil {
		t.Fatal(err)
	}
	sp := api.spec
	for _, tt := range []struct {
		method string
		params map[string]string
		want   weight
	}{
		{method: "sendMessage", want: weight{items: 1}},
		{method: "copyMessage", want: weight{items: 1}},
		{method: "sendInvoice", want: weight{items: 1}},
		{method: "sendMediaGroup", params: map[string]string{"media": `[{},{},{}]`}, want: weight{items: 3}},
		{method: "forwardMessages", params: map[string]string{"message_ids": `[1,2]`}, want: weight{items: 2}},
		{method: "editMessageText", params: map[string]string{"chat_id": "-5"}, want: weight{items: 1, edit: true}},
		{method: "editMessageMedia", params: map[string]string{"media": `{}`}, want: weight{items: 1, edit: true}},
		{method: "deleteMessage"},
		{method: "answerCallbackQuery"},
		{method: "getUpdates"},
		{method: "getMe"},
		{method: "sendChatAction"},
		{method: "setWebhook"},
		{method: "pinChatMessage"},
		{method: "getChat"},
	} {
		tt.want.chat = tt.params["chat_id"]
		tt.want.group = tt.want.chat != ""

		got, counts := weigh(&call{method: sp.Methods[tt.method], params: tt.params})

		if counts != (tt.want.items > 0) || got != tt.want {
			t.Errorf("%s %v: %+v, want %+v", tt.method, tt.params, got, tt.want)
		}
	}
}

// TestNoSpanHoldsMoreThanTheLimits sends at random moments, comes back when told, and counts what got through.
func TestNoSpanHoldsMoreThanTheLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := Limits{
			PerSecond: rapid.IntRange(1, 5).Draw(t, "per second"), ChatBurst: rapid.IntRange(0, 3).Draw(t, "burst"),
			GroupMinute: rapid.IntRange(0, 9).Draw(t, "minute"),
		}
		start := time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC)
		var tr traffic
		now := start
		passed := map[string][]time.Time{}
		for range rapid.IntRange(1, 200).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "pause")) * time.Millisecond)
			w := weight{items: 1, chat: rapid.SampledFrom([]string{"1", "2", "-3"}).Draw(t, "chat")}
			w.group = w.chat == "-3"
			if wait := tr.wait(now, w, l); wait > 0 {
				now = now.Add(wait)
				if again := tr.wait(now, w, l); again > 0 {
					t.Fatalf("told to wait %v, then refused again for %v", wait, again)
				}
			}
			tr.add(now, w)
			passed[""] = append(passed[""], now)
			passed[w.chat] = append(passed[w.chat], now)
		}
		if n := densest(passed[""], time.Second); n > l.PerSecond {
			t.Fatalf("%d in a second over the bot, limit %d", n, l.PerSecond)
		}
		if n := densest(passed["-3"], time.Minute); l.GroupMinute > 0 && n > l.GroupMinute {
			t.Fatalf("%d in a minute in the group, limit %d", n, l.GroupMinute)
		}
		for _, chat := range []string{"1", "2", "-3"} {
			if n := densest(passed[chat], 10*time.Second); l.ChatBurst > 0 && n > l.ChatBurst+9 {
				t.Fatalf("%d in ten seconds in chat %s, burst %d", n, chat, l.ChatBurst)
			}
		}
	})
}

// densest is the most moments that a span, its end left out, holds.
func densest(moments []time.Time, span time.Duration) (most int) {
	for i, from := range moments {
		n := 0
		for _, at := range moments[i:] {
			if at.Sub(from) < span {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}
