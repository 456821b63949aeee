package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFaultsStrikeTheChosenCallsAndNoOthers(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	boris := b.Person("Борис", AlreadyStarted())
	f := b.Inject(Fault{Kind: TooManyRequests, Method: "sendMessage", Chat: b.anna.ID, Count: 2, RetryAfter: 7})

	b.must(b.do("sendMessage", "chat_id", itoa(int(boris.ID)), "text", "a"))
	b.must(b.do("getMe"))
	for range 2 {
		r := b.tell("sendMessage", "text", "a")
		b.refused(r, 429, "Too Many Requests: retry after 7")
		if r.Parameters.RetryAfter != 7 || r.Header.Get("Retry-After") != "7" {
			t.Errorf("retry_after %d, header %q", r.Parameters.RetryAfter, r.Header.Get("Retry-After"))
		}
	}
	b.sent("text", "a")

	if f.Hits() != 2 || len(b.anna.Chat().Messages) != 1 || len(b.Failures()) != 0 {
		t.Errorf("%d hits, %d messages, %v", f.Hits(), len(b.anna.Chat().Messages), b.Failures())
	}
}

func TestKindsOfFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault Fault
		code  int
		text  string
	}{
		"Blocked":     {fault: Fault{Kind: Blocked}, code: 403, text: "Forbidden: bot was blocked by the user"},
		"Deactivated": {fault: Fault{Kind: Deactivated}, code: 403, text: "Forbidden: user is deactivated"},
		"Kicked":      {fault: Fault{Kind: Kicked}, code: 403, text: "Forbidden: bot was kicked from the group chat"},
		"Server":      {fault: Fault{Kind: ServerError}, code: 500, text: "Internal Server Error"},
		"Busy server": {fault: Fault{Kind: ServerError, Code: 503}, code: 503, text: "Service Unavailable"},
		"Any words": {
			fault: Fault{Kind: Refused, Text: "Bad Request: message thread not found"},
			code:  400, text: "Bad Request: message thread not found",
		},
		"Any code": {fault: Fault{Kind: Refused, Code: 401, Text: "Unauthorized"}, code: 401, text: "Unauthorized"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			b.Inject(tt.fault)

			b.refused(b.tell("sendMessage", "text", "a"), tt.code, tt.text)
		})
	}
}

func TestABadGatewayIsHTML(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.Inject(Fault{Kind: BadGateway})

	r := b.tell("sendMessage", "text", "a")

	if r.Code != 502 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("HTTP %d %s", r.Code, r.Header.Get("Content-Type"))
	}
}

func TestADroppedConnectionMayHideThatTheMessageWasSent(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for kind, messages := range map[FaultKind]int{DropBefore: 0, DropAfter: 1} {
		before := len(b.anna.Chat().Messages)
		b.Inject(Fault{Kind: kind, Method: "sendMessage"})

		body := []byte(`{"chat_id":` + itoa(int(b.anna.ID)) + `,"text":"a"}`)
		_, err := b.request(t.Context(), "sendMessage", "application/json", body)

		if got := len(b.anna.Chat().Messages) - before; !errors.Is(err, io.ErrUnexpectedEOF) || got != messages {
			t.Errorf("%v: %v, %d messages, want %d", kind, err, got, messages)
		}
	}
}

func TestASlowCallWaitsForItsRelease(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	f := b.Inject(Fault{Kind: Slow, Method: "sendMessage"})
	answers := make(chan reply, 1)
	go func() { answers <- b.tell("sendMessage", "text", "late") }()
	if err := b.Wait(t.Context(), func(State) bool { return f.Hits() == 1 }); err != nil {
		t.Fatalf("the call did not come: %v", err)
	}

	early := len(b.anna.Chat().Messages)
	f.Release()

	if r := <-answers; !r.OK || early != 0 || len(b.anna.Chat().Messages) != 1 {
		t.Errorf("ok %v, %d messages before the release", r.OK, early)
	}
}

func TestAFaultWithoutEndStopsWhenTold(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	f := b.Inject(Fault{Kind: ServerError, Count: -1})
	for range 3 {
		b.refused(b.do("getMe"), 500, "Internal Server Error")
	}

	f.Stop()

	b.must(b.do("getMe"))
}

func TestASlowCallGoesOnWhenItsDelayHasPassed(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	f := b.Inject(Fault{Kind: Slow, Method: "sendMessage", Delay: time.Minute})
	answers := make(chan reply, 1)
	go func() { answers <- b.tell("sendMessage", "text", "late") }()
	b.waitFor("wait for the call", func() bool { return f.hits == 1 })

	b.Clock().Advance(59 * time.Second)
	early := len(b.anna.Chat().Messages)
	b.Clock().Advance(time.Second)

	if r := <-answers; !r.OK || early != 0 {
		t.Errorf("ok %v, %d messages before the minute was over", r.OK, early)
	}
}

func TestAFaultLastsAsLongAsItIsTold(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	f := b.Inject(Fault{Kind: ServerError, For: time.Minute})
	for range 3 {
		b.refused(b.do("getMe"), 500, "Internal Server Error")
	}

	b.Clock().Advance(time.Minute)

	b.must(b.do("getMe"))
	if f.Hits() != 3 || f.Active() {
		t.Errorf("%d hits, active %v", f.Hits(), f.Active())
	}
}

func TestAFaultMayBeLeftToChance(t *testing.T) {
	t.Parallel()
	struck := func() (calls []int) {
		b := newBox(t)
		f := b.Inject(Fault{Kind: ServerError, Probability: 0.25, Count: -1})
		for i := range 400 {
			before := f.Hits()
			b.do("getMe")
			if f.Hits() > before {
				calls = append(calls, i)
			}
		}
		return calls
	}

	first, second := struck(), struck()

	if n := len(first); n < 60 || n > 140 {
		t.Errorf("%d of 400 calls were struck, want about 100", n)
	}
	if !slices.Equal(first, second) {
		t.Error("another run struck other calls")
	}
}

func TestChanceDoesNotUseUpTheCount(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	f := b.Inject(Fault{Kind: ServerError, Probability: 0.1, Count: 2})

	for range 200 {
		b.do("getMe")
	}

	if f.Hits() != 2 || f.Active() {
		t.Errorf("%d hits, active %v", f.Hits(), f.Active())
	}
}

func TestAnAnswerToATapBelongsToItsChat(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	boris := b.Person("Борис", AlreadyStarted())
	b.Inject(Fault{Kind: Blocked, Chat: b.anna.ID})
	var ids []string
	for _, p := range []*Person{b.anna, boris} {
		p.Tap(1, "x")
		ids = append(ids, b.poll("offset", "-1")[0].Query.ID)
	}

	b.must(b.do("answerCallbackQuery", "callback_query_id", ids[1]))
	b.refused(b.do("answerCallbackQuery", "callback_query_id", ids[0]), 403, "Forbidden: bot was blocked by the user")
}

func TestPollsFailOnlyWhenMeant(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.Inject(Fault{Kind: ServerError, Count: 2})

	b.must(b.do("getUpdates"))
	b.Inject(Fault{Kind: ServerError, Method: "getUpdates"})
	b.refused(b.do("getUpdates"), 500, "Internal Server Error")
	b.must(b.do("getUpdates"))
	b.ClearFaults()
	b.Inject(Fault{Kind: ServerError, Method: EveryMethod})

	b.refused(b.do("getUpdates"), 500, "Internal Server Error")
}

func TestASilentServerCutsTheConnectionInTheEnd(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	f := b.Inject(Fault{Kind: Silent, Method: EveryMethod, For: 5 * time.Minute})
	ended := make(chan error, 1)
	go func() {
		_, err := b.request(t.Context(), "getMe", "", nil)
		ended <- err
	}()
	b.waitFor("wait for the call", func() bool { return f.hits == 1 })
	limited, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, gaveUp := b.request(limited, "getUpdates", "", nil)

	b.Clock().Advance(5 * time.Minute)

	if err := <-ended; !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(gaveUp, context.DeadlineExceeded) {
		t.Errorf("the call ended with %v, the poll with %v", err, gaveUp)
	}
	b.must(b.do("getMe"))
}

func TestConnectionsAreRefusedWhileTheServerIsOutOfReach(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	base, err := b.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ask := func() error {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/bot"+b.Token()+"/getMe", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err == nil {
			err = resp.Body.Close()
		}
		return err
	}
	before := ask()
	b.Inject(Fault{Kind: Unreachable, For: time.Minute})

	overHTTP := ask()
	_, inProcess := b.request(t.Context(), "getMe", "", nil)
	b.Clock().Advance(time.Minute)
	if err := b.Wait(t.Context(), func(State) bool { return !b.outOfReach() }); err != nil {
		t.Fatal(err)
	}

	for name, err := range map[string]error{"over HTTP": overHTTP, "in process": inProcess} {
		if !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v, want a refused connection", name, err)
		}
	}
	if after := ask(); before != nil || after != nil {
		t.Errorf("before: %v, after: %v", before, after)
	}
}

func TestTwoOutagesMustBothEnd(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	first, second := b.Inject(Fault{Kind: Unreachable}), b.Inject(Fault{Kind: Unreachable})

	first.Stop()
	first.Stop()
	_, one := b.request(t.Context(), "getMe", "", nil)
	second.Stop()

	if !errors.Is(one, syscall.ECONNREFUSED) {
		t.Errorf("after the first outage: %v", one)
	}
	b.must(b.do("getMe"))
}

func TestDownloadsFailOnTheirOwn(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.SendDocument("a.txt", []byte("0123456789"))
	var file struct {
		Path string `json:"file_path"`
	}
	doc := b.poll()[0].Message.Document
	b.read(b.must(b.do("getFile", "file_id", doc.FileID)), &file)
	get := func() (string, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			InProcessURL+"/file/bot"+b.Token()+"/"+file.Path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := b.Client().Do(r)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		return resp.Status + " " + string(data), err
	}
	b.Inject(Fault{Kind: BadGateway})

	whole, err := get()
	b.Inject(Fault{Kind: DropAfter, Method: Downloads})
	_, cut := get()

	if whole != "200 OK 0123456789" || err != nil || !errors.Is(cut, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v; then %v", whole, err, cut)
	}
}

func TestAnOutageHoldsDeliveries(t *testing.T) {
	t.Parallel()
	b, w := newBox(t), newListener(t, false)
	b.must(b.do("setWebhook", "url", w.URL))
	b.Inject(Fault{Kind: Silent, Method: EveryMethod, For: time.Minute})
	b.anna.Tap(1, "tap")
	b.anna.Send("text")
	held := b.Inject(Fault{Kind: Silent, Method: Deliveries, Count: -1})

	b.Clock().Advance(150 * time.Second)
	early := len(w.heard)
	held.Stop()

	if h := <-w.heard; h.words != "text" || early != 0 {
		t.Errorf("heard %q, %d during the outage", h.words, early)
	}
}

func TestFaultsAreListedUntilTheyAreCleared(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for range maxFaults + 5 {
		b.Inject(Fault{Kind: ServerError, Method: "getMe"}).Stop()
	}
	slow := b.Inject(Fault{Kind: Slow, Method: "getMe"})
	answers := make(chan reply, 1)
	go func() { answers <- b.do("getMe") }()
	b.waitFor("wait for the call", func() bool { return slow.hits == 1 })
	listed := b.Faults()

	b.ClearFaults()

	if r := <-answers; !r.OK {
		t.Error("the call that was held is refused")
	}
	if n := len(listed); n > maxFaults || listed[n-1] != slow || len(b.Faults()) != 0 {
		t.Errorf("%d faults are listed, %d after clearing", n, len(b.Faults()))
	}
}

func TestKindsOfFaultsHaveNames(t *testing.T) {
	t.Parallel()
	for kind := TooManyRequests; kind <= Unreachable; kind++ {
		var back FaultKind
		name, err := json.Marshal(kind)
		if err == nil {
			err = json.Unmarshal(name, &back)
		}
		if err != nil || back != kind || kind.String() == "unknown" {
			t.Errorf("%d is %s, which is %d, %v", kind, name, back, err)
		}
	}
	var k FaultKind
	if err := json.Unmarshal([]byte(`"flood"`), &k); err == nil || FaultKind(99).String() != "unknown" {
		t.Errorf("nonsense is %v", k)
	}
}
