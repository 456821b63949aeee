package rest_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dombot/internal/acquiring"
	"dombot/internal/acquiring/rest"
)

const sound = `{"id":"2d-1","status":"pending","amount":{"value":"3151.65","currency":"RUB"},
	"created_at":"2026-11-09T10:00:00.000Z","metadata":{"key":"k"},
	"confirmation":{"type":"redirect","confirmation_url":"https://pay.example.org/2d-1"}}`

// answering is a client of a server that gives one answer.
func answering(t *testing.T, status int, kind, body string) *rest.Provider {
	t.Helper()
	return client(t, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})))
}

func shop() acquiring.Shop { return acquiring.Shop{ID: 7, Number: "100500", Key: key} }

func TestASoundAnswerIsTaken(t *testing.T) {
	t.Parallel()
	got, err := answering(t, 200, "application/json;charset=UTF-8", sound).Open(t.Context(), shop(), order("k"))
	if want := (acquiring.Opened{ID: "2d-1", URL: "https://pay.example.org/2d-1"}); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAnAnswerOfAnotherShapeIsNotBelieved(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"a number":            {`"3151.65"`, `3151.65`},
		"three decimals":      {`"3151.65"`, `"3151.650"`},
		"one decimal":         {`"3151.65"`, `"3151.6"`},
		"an exponent":         {`"3151.65"`, `"315165e-2"`},
		"a huge exponent":     {`"3151.65"`, `"1e999999999"`},
		"a sign":              {`"3151.65"`, `"-3151.65"`},
		"another sum":         {`"3151.65"`, `"3151.66"`},
		"a comma":             {`"3151.65"`, `"3151,65"`},
		"other digits":        {`"3151.65"`, `"٣١٥١.٦٥"`},
		"another currency":    {`"RUB"`, `"USD"`},
		"no currency":         {`"RUB"`, `""`},
		"another payment":     {`"key":"k"`, `"key":"other"`},
		"no key":              {`"key":"k"`, `"key":5`},
		"an unknown status":   {`"pending"`, `"paid"`},
		"no number":           {`"id":"2d-1"`, `"id":""`},
		"a path":              {`"id":"2d-1"`, `"id":"../2"`},
		"no time":             {`"2026-11-09T10:00:00.000Z"`, `"yesterday"`},
		"a script":            {`"https://pay.example.org/2d-1"`, `"javascript:alert(1)"`},
		"a page nowhere":      {`"https://pay.example.org/2d-1"`, `"https:///2d-1"`},
		"no page":             {`"https://pay.example.org/2d-1"`, `""`},
		"a page of this host": {`"https://pay.example.org/2d-1"`, `"/checkout"`},
		"half an answer":      {`"metadata"`, ``},
		"a list":              {`{"id"`, `[{"id"`},
		"two answers":         {"2d-1\"}}", "2d-1\"}}{}"},
	} {
		if !strings.Contains(sound, change[0]) {
			t.Fatalf("%s changes nothing", name)
		}
		p := answering(t, 200, "application/json", strings.Replace(sound, change[0], change[1], 1))
		got, err := p.Open(t.Context(), shop(), order("k"))
		later(t, name, err)
		if got != (acquiring.Opened{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// later holds that err leaves the outcome open and tells nothing secret.
func later(t *testing.T, name string, err error) {
	t.Helper()
	if err == nil || errors.Is(err, acquiring.ErrRefused) || errors.Is(err, acquiring.ErrUnknown) {
		t.Errorf("%s: %v", name, err)
		return
	}
	discreet(t, name, err)
}

func discreet(t *testing.T, name string, err error) {
	t.Helper()
	for _, secret := range []string{key, "MTAwNTAw", "tenant", "3151", "LEAK"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s tells %q: %v", name, secret, err)
		}
	}
}

func TestOnlyTheAcquirersOwnWordIsARefusal(t *testing.T) {
	t.Parallel()
	const refusal = `{"type":"error","code":"invalid_request","description":"LEAK tenant@example.org",` +
		`"parameter":"receipt.customer.email"}`
	for _, c := range []struct {
		status  int
		kind    string
		body    string
		refused error
	}{
		{400, "application/json", refusal, acquiring.ErrRefused},
		{401, "application/json", refusal, acquiring.ErrRefused},
		{403, "application/json", refusal, acquiring.ErrRefused},
		{404, "application/json", refusal, acquiring.ErrUnknown},
		{403, "text/html", "<h1>LEAK</h1>", nil},
		{404, "text/html", "<h1>LEAK</h1>", nil},
		{404, "application/json", `{"LEAK":1}`, nil},
		{400, "application/json", "<h1>LEAK</h1>", nil},
		{429, "application/json", refusal, nil},
		{500, "application/json", refusal, nil},
		{503, "text/html", "LEAK", nil},
		{200, "text/html", sound, nil},
		{200, "application/json", "<h1>LEAK</h1>", nil},
		{200, "application/json", "", nil},
		{202, "application/json", sound, nil},
		{204, "", "", nil},
		{400, "application/json", `{"type":"error","code":"LEAK tenant@example.org"}`, acquiring.ErrRefused},
	} {
		p := answering(t, c.status, c.kind, c.body)
		_, opening := p.Open(t.Context(), shop(), order("k"))
		_, asking := p.Ask(t.Context(), shop(), "2d-1")
		for name, err := range map[string]error{"open": opening, "ask": asking} {
			if c.refused == nil {
				if c.status != 200 || c.kind != "application/json" || c.body != sound {
					later(t, name+" "+c.kind+c.body, err)
				}
				continue
			}
			if !errors.Is(err, c.refused) {
				t.Errorf("%s, %d %s: %v", name, c.status, c.body, err)
			}
			discreet(t, name, err)
		}
	}
}

func TestAnAnswerMayOnlyBeSoLarge(t *testing.T) {
	t.Parallel()
	p := client(t, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(sound))
		blank := []byte(strings.Repeat(" ", 1<<16))
		for range 1 << 8 { // what comes after the JSON would be no fault
			if _, err := w.Write(blank); err != nil {
				return
			}
		}
	})))
	_, err := p.Ask(t.Context(), shop(), "2d-1")
	later(t, "a large answer", err)
}

func TestAnEndlessListEnds(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"the same page": `{"type":"list","items":[` + sound + `],"next_cursor":"c"}`,
		"empty pages":   `{"type":"list","items":[],"next_cursor":"c"}`,
		"no list":       `{"items":[]}`,
		"a bad item":    `{"type":"list","items":[{}]}`,
	} {
		var asked atomic.Int32
		p := client(t, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(body))
		})))
		list, err := p.List(t.Context(), shop(), time.Time{}, time.Now())
		later(t, name, err)
		if list != nil || asked.Load() > 2 {
			t.Errorf("%s: %v after %d pages", name, list, asked.Load())
		}
	}
}

func TestAPaymentOnTwoPagesIsListedOnce(t *testing.T) {
	t.Parallel()
	p := client(t, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		next := `,"next_cursor":"c"`
		if r.URL.Query().Get("cursor") == "c" {
			next = ""
		}
		_, _ = w.Write([]byte(`{"type":"list","items":[` + sound + `]` + next + `}`))
	})))
	list, err := p.List(t.Context(), shop(), time.Time{}, time.Now())
	if err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestOnlyThePaymentThatWasAskedForIsBelieved(t *testing.T) {
	t.Parallel()
	p := answering(t, 200, "application/json", sound)
	_, err := p.Ask(t.Context(), shop(), "2d-2")
	later(t, "another payment", err)
	for _, id := range []string{"", "../refunds", "a b", "x?y=1"} { // nobody is asked for these
		if _, err := p.Ask(t.Context(), shop(), id); !errors.Is(err, acquiring.ErrUnknown) {
			t.Errorf("payment %q: %v", id, err)
		}
	}
}

func TestTheKeyIsNotCarriedElsewhere(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(other.Close)
	p := client(t, httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect)))
	_, err := p.Open(t.Context(), shop(), order("k"))
	later(t, "a redirect", err)
	if strayed.Load() != 0 {
		t.Error("a redirect is followed with the shop's key")
	}
}

func TestWhoIsNotThereIsAskedLater(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	p := client(t, server)
	server.Close()
	_, err := p.Ask(t.Context(), shop(), "2d-1")
	later(t, "nobody", err)

	garbled := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = conn.Write([]byte(strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ") + "LEAK" + "\r\n\r\n"))
		_ = conn.Close()
	}))
	_, err = client(t, garbled).Ask(t.Context(), shop(), "2d-1")
	later(t, "no HTTP", err)
}

func TestRefundsOfAnotherShapeAreNotBelieved(t *testing.T) {
	t.Parallel()
	for body, refused := range map[string]bool{
		`{"id":"r","payment_id":"2d-1","status":"succeeded","amount":{"value":"5.00","currency":"RUB"}}`: false,
		`{"id":"r","payment_id":"2d-1","status":"pending","amount":{"value":"1.00","currency":"RUB"}}`:   false,
		`{"id":"r","payment_id":"2d-2","status":"succeeded","amount":{"value":"1.00","currency":"RUB"}}`: false,
		`{"id":"r","payment_id":"2d-1","status":"succeeded","amount":{"value":"1.00","currency":"USD"}}`: false,
		`{"id":"","payment_id":"2d-1","status":"succeeded","amount":{"value":"1.00","currency":"RUB"}}`:  false,
		`{"id":"r","payment_id":"2d-1","status":"gone","amount":{"value":"1.00","currency":"RUB"}}`:      false,
		`{"id":"r","payment_id":"2d-1","status":"canceled","amount":{"value":"1.00","currency":"RUB"},
			"cancellation_details":{"reason":"insufficient_funds"}}`: true,
	} {
		p := answering(t, 200, "application/json", body)
		err := p.Refund(t.Context(), shop(), acquiring.Refund{Key: "k", ID: "2d-1", Total: sum("1")})
		if !refused {
			later(t, body, err)
		} else if !errors.Is(err, acquiring.ErrRefused) || !strings.Contains(err.Error(), "insufficient_funds") {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestAnAddressThatHoldsAKeyIsNotTaken(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "api.yookassa.ru", "ftp://api.yookassa.ru", "https://u:p@api.yookassa.ru", "https://", "://"} {
		if _, err := rest.New(rest.Options{Base: base, HTTP: &http.Client{}}); err == nil {
			t.Errorf("%q is taken", base)
		}
	}
	if _, err := rest.New(rest.Options{Base: "https://api.yookassa.ru"}); err == nil {
		t.Error("no client is taken")
	}
}
