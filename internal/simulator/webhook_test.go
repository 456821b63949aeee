package simulator

import (
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// listener is a bot that is told of updates. Answers are taken from what a test lets it say.
type listener struct {
	*httptest.Server
	heard   chan heard
	answers chan func(w http.ResponseWriter)
	over    chan struct{} // closed at the end of the test, so that nothing is held any more
}

type heard struct {
	got
	header http.Header
	words  string // of the message, or the data of the tap
}

// newListener returns a listener that accepts everything, or says what the test sends to answers if it holds is true.
func newListener(t *testing.T, holds bool) *listener {
	t.Helper()
	w := &listener{heard: make(chan heard, 1000), answers: make(chan func(http.ResponseWriter)), over: make(chan struct{})}
	w.Server = httptest.NewServer(w.handler(holds))
	t.Cleanup(func() { close(w.over); w.Close() })
	return w
}

func (w *listener) handler(holds bool) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h := heard{header: r.Header}
		_ = json.Unmarshal(body, &h.got)
		switch {
		case h.Message != nil:
			h.words = h.Message.Text
		case h.Query != nil:
			h.words = h.Query.Data
		}
		w.heard <- h
		if !holds {
			return
		}
		select {
		case answer := <-w.answers:
			answer(out)
		case <-w.over:
		}
	})
}

func accept(http.ResponseWriter) {}

func status(code int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func hangUp(http.ResponseWriter) { panic(http.ErrAbortHandler) }

func (b *box) webhook() (info wireWebhook) {
	b.t.Helper()
	b.read(b.must(b.do("getWebhookInfo")), &info)
	return info
}

// waitFor waits until done, which may read the server's insides, says so.
func (b *box) waitFor(what string, done func() bool) {
	b.t.Helper()
	err := b.Wait(b.t.Context(), func(State) bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return done()
	})
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// waitForTry waits until the first update was refused n times.
func (b *box) waitForTry(n int) {
	b.t.Helper()
	b.waitFor("wait for a try", func() bool {
		return len(b.updates.list) > 0 && b.updates.list[0].fails >= n
	})
}

func TestAWebhookIsTold(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, false)
	r := b.must(b.do("setWebhook", "url", w.URL+"/hook", "secret_token", "aZ_9-", "max_connections", "7", "ip_address", "10.0.0.1",
		"allowed_updates", `["message"]`))

	b.anna.Send("привет")
	b.anna.Tap(1, "not wanted")

	h := <-w.heard
	if h.words != "привет" || h.header.Get("X-Telegram-Bot-Api-Secret-Token") != "aZ_9-" ||
		h.header.Get("Content-Type") != "application/json" {
		t.Errorf("heard %q with %v", h.words, h.header)
	}
	if err := b.Idle(t.Context()); err != nil {
		t.Errorf("Idle: %v", err)
	}
	want := wireWebhook{URL: w.URL + "/hook", Connections: 7, Allowed: []string{"message"}}
	if got := b.webhook(); got.URL != want.URL || got.Connections != 7 || !slices.Equal(got.Allowed, want.Allowed) ||
		got.Pending != 0 || got.Error != "" {
		t.Errorf("getWebhookInfo = %+v", got)
	}
	if r.Description != "Webhook was set" || len(w.heard) != 0 {
		t.Errorf("%q, %d more updates", r.Description, len(w.heard))
	}
}

func TestWebhooksThatAreRefused(t *testing.T) {
	t.Parallel()
	const far = "Bad Request: bad webhook: the simulator delivers to loopback addresses alone, " +
		"such as 127.0.0.1 or localhost, and bot.example.com is none"
	for name, tt := range map[string]struct {
		params []string
		public bool
		want   string
	}{
		"another machine":  {params: []string{"url", "https://bot.example.com/x"}, want: far},
		"private network":  {params: []string{"url", "http://10.0.0.1/"}, want: strings.ReplaceAll(far, "bot.example.com", "10.0.0.1")},
		"no address":       {params: []string{"url", "hello"}, want: "Bad Request: invalid webhook URL specified"},
		"another protocol": {params: []string{"url", "ftp://127.0.0.1/"}, want: "Bad Request: invalid webhook URL specified"},
		"secret with a space": {
			params: []string{"url", "http://127.0.0.1/", "secret_token", "a b"},
			want:   "Bad Request: secret token contains unallowed characters",
		},
		"long secret": {
			params: []string{"url", "http://127.0.0.1/", "secret_token", strings.Repeat("a", 257)},
			want:   "Bad Request: secret token is too long",
		},
		"http, as the public servers": {
			params: []string{"url", "http://127.0.0.1/"}, public: true,
			want: "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
		},
		"odd port, as the public servers": {
			params: []string{"url", "https://127.0.0.1:8080/"}, public: true,
			want: "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBoxWith(t, Options{PublicWebhooks: tt.public})

			r := b.do("setWebhook", tt.params...)

			b.refused(r, 400, tt.want)
			b.must(b.do("getUpdates"))
			if len(b.Failures()) != 1 {
				t.Errorf("Failures = %q", b.Failures())
			}
		})
	}
}

func TestASecondWebhookWithinASecondIsTooMany(t *testing.T) {
	t.Parallel()
	b, w := newBoxWith(t, Options{Limits: Limits{Webhooks: true}}), newListener(t, false)
	b.must(b.do("setWebhook", "url", w.URL))

	b.refused(b.do("setWebhook", "url", w.URL), 429, "Too Many Requests: retry after 1")
	b.Clock().Advance(time.Second)

	b.must(b.do("setWebhook", "url", w.URL))
}

func TestAWebhookEndsThePollAndAfterItUpdatesAreAskedForAgain(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, true)
	answers := make(chan reply, 1)
	go func() { answers <- b.do("getUpdates", "timeout", "50") }()
	b.waitForPoll()

	b.must(b.do("setWebhook", "url", w.URL))
	b.anna.Send("one")
	<-w.heard
	refused := b.do("getUpdates")
	b.must(b.do("setWebhook", "url", ""))
	list := b.poll()

	b.refused(<-answers, 409, "Conflict: terminated by setWebhook request")
	b.refused(refused, 409, "Conflict: "+webhookActive)
	if len(list) != 1 || list[0].Message.Text != "one" {
		t.Errorf("after the webhook: %+v", list)
	}
}

func TestPendingUpdatesMayBeDropped(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, false)
	b.anna.Send("old")
	b.must(b.do("setWebhook", "url", w.URL, "drop_pending_updates", "true"))

	b.anna.Send("fresh")

	if h := <-w.heard; h.words != "fresh" {
		t.Errorf("heard %q", h.words)
	}
}

// warmed is a webhook that has accepted something, so that all connections are in use.
func warmed(t *testing.T) (*box, *listener) {
	t.Helper()
	b, w := newBox(t), newListener(t, true)
	b.must(b.do("setWebhook", "url", w.URL))
	b.Person("Первый").Send("warm")
	<-w.heard
	w.answers <- accept
	if err := b.Idle(t.Context()); err != nil {
		t.Fatalf("Idle: %v", err)
	}
	return b, w
}

func TestAChatWaitsForItsOwnUpdatesAlone(t *testing.T) {
	t.Parallel()
	b, w := warmed(t)
	boris := b.Person("Борис")

	b.anna.Send("a1")
	words := []string{(<-w.heard).words} // under way from here on
	b.anna.Send("a2")
	b.anna.Tap(1, "tap")
	boris.Send("b1")
	for range 2 {
		words = append(words, (<-w.heard).words)
	}
	slices.Sort(words)
	b.mu.Lock()
	open := b.updates.hook.inflight
	b.mu.Unlock()
	for range 3 {
		w.answers <- accept
	}
	last := <-w.heard
	w.answers <- accept

	if want := []string{"a1", "b1", "tap"}; open != 3 || !slices.Equal(words, want) || last.words != "a2" {
		t.Errorf("%q of %d came together, then %q; want %q, then a2", words, open, last.words, want)
	}
}

func TestOneConnectionIsOpenUntilTheWebhookHasShownThatItWorks(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, true)
	b.must(b.do("setWebhook", "url", w.URL, "max_connections", "2"))
	for _, name := range []string{"Борис", "Вера", "Глеб"} {
		b.Person(name).Send("hello")
	}
	open := func() int {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.updates.hook.inflight
	}

	<-w.heard
	first := open()
	w.answers <- accept
	<-w.heard
	<-w.heard
	second := open()
	w.answers <- accept
	w.answers <- accept

	if first != 1 || second != 2 {
		t.Errorf("%d connections at first, then %d; want 1, then 2", first, second)
	}
}

func TestOneConnectionIsOpenAgainAfterAPause(t *testing.T) {
	t.Parallel()
	for pause, want := range map[time.Duration]int{10 * time.Second: 2, 11 * time.Second: 1} {
		t.Run(pause.String(), func(t *testing.T) {
			t.Parallel()
			b, w := warmed(t)
			b.Clock().Advance(pause)
			b.anna.Send("one")
			b.anna.Tap(1, "two")

			for range want {
				<-w.heard
			}

			b.mu.Lock()
			open := b.updates.hook.inflight
			b.mu.Unlock()
			if open != want {
				t.Errorf("%d connections, want %d", open, want)
			}
			w.answers <- accept
			for range 2 - want {
				<-w.heard
			}
			w.answers <- accept
			if err := b.Idle(t.Context()); err != nil {
				t.Errorf("Idle: %v", err)
			}
		})
	}
}

func TestAnUpdateIsTriedAgainAtOnceThenEverLater(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, true)
	b.must(b.do("setWebhook", "url", w.URL))
	b.anna.Send("hello")
	var pauses []time.Duration
	for n := range 9 {
		<-w.heard
		w.answers <- status(500)
		b.waitForTry(n + 1)
		b.mu.Lock()
		pauses = append(pauses, b.updates.list[0].due.Sub(b.clock.Now()))
		b.mu.Unlock()
		b.Clock().Advance(pauses[n])
	}

	<-w.heard
	w.answers <- accept

	const s = time.Second
	want := []time.Duration{0, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s}
	if !slices.Equal(pauses[:6], want) {
		t.Errorf("pauses %v, want %v and so on", pauses, want)
	}
	for _, p := range pauses[6:] {
		if p < 60*s || p > 120*s {
			t.Errorf("a pause of %v, want one to two minutes", p)
		}
	}
	if err := b.Idle(t.Context()); err != nil {
		t.Errorf("Idle: %v", err)
	}
}

func TestTheWishOfTheBotIsHonoured(t *testing.T) {
	t.Parallel()
	for wish, want := range map[string]time.Duration{
		"17": 17 * time.Second, "99999": time.Hour, "-5": 0, "Fri, 31 Dec 1999 23:59:59 GMT": 0,
	} {
		t.Run(wish, func(t *testing.T) {
			t.Parallel()
			b, w := newBox(t), newListener(t, true)
			b.must(b.do("setWebhook", "url", w.URL))
			b.anna.Send("hello")

			<-w.heard
			w.answers <- status(503, "Retry-After", wish)

			b.waitForTry(1)
			b.mu.Lock()
			defer b.mu.Unlock()
			if got := b.updates.list[0].due.Sub(b.clock.Now()); got != want {
				t.Errorf("the next try is in %v, want %v", got, want)
			}
		})
	}
}

func TestWhatAWebhookDoesWrongIsTold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer func(http.ResponseWriter)
		want   string
	}{
		"an error":      {answer: status(500), want: "Wrong response from the webhook: 500 Internal Server Error"},
		"a redirection": {answer: status(302, "Location", "/elsewhere"), want: "Wrong response from the webhook: 302 Found"},
		"a hang-up":     {answer: hangUp, want: "Connection closed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, w := newBox(t), newListener(t, true)
			b.must(b.do("setWebhook", "url", w.URL))
			b.anna.Send("hello")

			<-w.heard
			w.answers <- tt.answer
			b.waitForTry(1)

			info := b.webhook()
			if info.Error != tt.want || info.ErrorDate != b.Clock().Now().Unix() || info.Pending != 1 {
				t.Errorf("getWebhookInfo = %+v, want %q", info, tt.want)
			}
		})
	}
}

func TestASilentWebhookIsGivenUp(t *testing.T) {
	t.Parallel()
	b, w := newBoxWith(t, Options{WebhookTimeout: time.Millisecond}), newListener(t, true)
	b.must(b.do("setWebhook", "url", w.URL))
	b.anna.Send("hello")

	b.waitForTry(1)

	if got := b.webhook().Error; got != "Read timeout expired" {
		t.Errorf("last error %q", got)
	}
}

func TestAWebhookThatIsNotThere(t *testing.T) {
	t.Parallel()
	b, closed := newBox(t), httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	b.must(b.do("setWebhook", "url", closed.URL))
	b.anna.Send("hello")

	b.waitForTry(1)

	if got := b.webhook().Error; got != "Connection refused" {
		t.Errorf("last error %q", got)
	}
}

func TestACertificateOfOnesOwnIsTrusted(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	w := &listener{heard: make(chan heard, 10)}
	w.Server = httptest.NewUnstartedServer(w.handler(false))
	w.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	w.StartTLS()
	t.Cleanup(w.Close)
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.Certificate().Raw})

	b.must(b.do("setWebhook", "url", w.URL))
	b.anna.Send("hello")
	b.waitForTry(1)
	distrusted := b.webhook()
	b.must(b.upload("setWebhook", map[string]upload{"certificate": {name: "own.pem", data: own}}, "url", w.URL))

	if h := <-w.heard; h.words != "hello" {
		t.Errorf("heard %q", h.words)
	}
	trusted := b.webhook()
	if !strings.HasPrefix(distrusted.Error, "SSL error") || distrusted.Certificate || !trusted.Certificate {
		t.Errorf("before %+v, after %+v", distrusted, trusted)
	}
}

func TestADayOfGoneRemovesTheWebhook(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, true)
	b.must(b.do("setWebhook", "url", w.URL))
	b.anna.Send("first")
	<-w.heard
	w.answers <- status(410)
	<-w.heard
	b.Clock().Advance(23 * time.Hour)
	b.anna.Send("second")
	w.answers <- status(410)
	b.waitForTry(2)
	kept := b.webhook().URL
	b.Clock().Advance(4 * time.Second)
	<-w.heard

	w.answers <- status(410)

	b.waitFor("wait for the end", func() bool { return b.updates.hook == nil })
	if list := b.poll(); kept == "" || len(list) != 2 {
		t.Errorf("the webhook was %q after 23 hours, %d updates are left", kept, len(list))
	}
}

func TestTapsExpireWhileTheWebhookIsDown(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, true)
	b.must(b.do("setWebhook", "url", w.URL))
	b.anna.Tap(1, "tap")
	b.anna.Send("text")
	for n := range 2 {
		<-w.heard
		w.answers <- status(502)
		b.waitForTry(n + 1)
	}

	b.Clock().Advance(150 * time.Second)
	h := <-w.heard
	w.answers <- accept

	if err := b.Idle(t.Context()); err != nil || h.words != "text" {
		t.Errorf("heard %q, %v", h.words, err)
	}
}

func TestAnAnswerMayHoldACall(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind, body string
		want       string
	}{
		"JSON":            {kind: "application/json", body: `{"method":"sendMessage","chat_id":CHAT,"text":"so"}`, want: "so"},
		"a form":          {kind: "application/x-www-form-urlencoded", body: "method=SENDMESSAGE&chat_id=CHAT&text=so", want: "so"},
		"a forbidden one": {kind: "application/json", body: `{"method":"deleteWebhook"}`},
		"another webhook": {kind: "application/json", body: `{"method":"setWebhook","url":""}`},
		"a farewell":      {kind: "application/json", body: `{"method":"close"}`},
		"a log-out":       {kind: "application/json", body: `{"method":"logOut"}`},
		"a question":      {kind: "application/json", body: `{"method":"getMe"}`},
		"prose":           {kind: "text/plain", body: "method=sendMessage"},
		"broken JSON":     {kind: "application/json", body: "{"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, w := newBox(t), newListener(t, true)
			b.must(b.do("setWebhook", "url", w.URL))
			b.anna.Send("hello")
			<-w.heard

			w.answers <- func(out http.ResponseWriter) {
				out.Header().Set("Content-Type", tt.kind)
				_, _ = io.WriteString(out, strings.ReplaceAll(tt.body, "CHAT", itoa(int(b.anna.ID))))
			}

			if err := b.Idle(t.Context()); err != nil {
				t.Fatalf("Idle: %v", err)
			}
			last, _ := b.anna.Chat().Last()
			if last.Text != tt.want || b.webhook().URL == "" || len(b.Failures()) > 0 {
				t.Errorf("the bot said %q, %v", last.Text, b.Failures())
			}
			for _, c := range b.Calls() {
				if len(c.Unknown) > 0 || c.Method == "getMe" {
					t.Errorf("unexpected call %+v", c)
				}
			}
		})
	}
}

func TestLanesOfUpdates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, body, want string }{
		{"message", `{"message_id":3,"chat":{"id":7},"from":{"id":5}}`, "chat 7"},
		{"edited_message", `{"chat":{"id":7},"from":{"id":5}}`, "chat 7"},
		{"callback_query", `{"id":"9","from":{"id":5},"message":{"chat":{"id":7}}}`, "callback_query 5"},
		{"inline_query", `{"id":"9","from":{"id":5}}`, "inline_query 5"},
		{"shipping_query", `{"id":"9","from":{"id":5}}`, "checkout 5"},
		{"pre_checkout_query", `{"id":"9","from":{"id":5}}`, "checkout 5"},
		{"poll", `{"id":"77"}`, "poll 77"},
		{"poll_answer", `{"poll_id":"77","user":{"id":5}}`, "poll 77"},
		{"my_chat_member", `{"chat":{"id":7},"from":{"id":5}}`, "my_chat_member 7"},
		{"chat_member", `{"chat":{"id":7},"from":{"id":1},"new_chat_member":{"user":{"id":5}}}`, "member 5"},
		{"chat_join_request", `{"chat":{"id":7},"from":{"id":5}}`, "member 5"},
		{"message_reaction", `{"chat":{"id":7},"user":{"id":5}}`, "reaction 7"},
		{"business_connection", `{"id":"1","user":{"id":5}}`, "update 12"},
	} {
		body := json.RawMessage(`{"update_id":12,"` + tt.kind + `":` + tt.body + `}`)
		if got := laneOf(update{id: 12, kind: tt.kind, body: body}); got != tt.want {
			t.Errorf("laneOf %s = %q, want %q", tt.kind, got, tt.want)
		}
	}
	if got := laneOf(update{id: 3, body: json.RawMessage("x")}); got != "update 3" {
		t.Errorf("laneOf nonsense = %q", got)
	}
}
