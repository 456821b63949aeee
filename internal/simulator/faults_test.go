package simulator

import (
	"errors"
	"io"
	"strings"
	"testing"
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
		kind FaultKind
		code int
		text string
	}{
		"Blocked": {kind: Blocked, code: 403, text: "Forbidden: bot was blocked by the user"},
		"Server":  {kind: ServerError, code: 500, text: "Internal Server Error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			b.Inject(Fault{Kind: tt.kind})

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
