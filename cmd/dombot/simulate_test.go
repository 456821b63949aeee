package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dombot/internal/simulator"
)

// simulation is `dombot simulate` as the shell starts it.
type simulation struct {
	t                         *testing.T
	API, Token, Page, Control string
}

func simulated(t *testing.T, args ...string) *simulation {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, ended := &syncBuffer{}, make(chan error, 1)
	printed := make(chan struct{}, 1)
	w := World{Getenv: func(string) string { return "" }, Out: told{out, printed}, Err: io.Discard}
	args = append([]string{"simulate", "--json", "--listen=127.0.0.1:0", "--page=127.0.0.1:0"}, args...)
	go func() { ended <- Main(ctx, args, w) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("simulate ended with %v", err)
		}
	})
	s := &simulation{t: t}
	select {
	case <-printed:
	case err := <-ended:
		ended <- err
		t.Fatalf("simulate: %v", err)
	}
	if err := json.Unmarshal([]byte(out.String()), s); err != nil {
		t.Fatalf("simulate printed %q: %v", out, err)
	}
	return s
}

// told tells that something was written.
type told struct {
	io.Writer
	written chan<- struct{}
}

func (o told) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	o.written <- struct{}{}
	return n, err
}

func (s *simulation) request(method, address, kind, body string) string {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

func (s *simulation) call(method string, params url.Values) string {
	s.t.Helper()
	return s.request("POST", s.API+"/bot"+s.Token+"/"+method, "application/x-www-form-urlencoded", params.Encode())
}

func TestTheSimulatorStandsAlone(t *testing.T) {
	t.Parallel()
	s := simulated(t, "--token=42:anything", "--username=my_bot", "--name=Mine", "--people=Анна", "--standing",
		"--at=2026-11-17T10:00:00+03:00")

	me := s.call("getMe", nil)
	people := s.request("GET", s.Control+"/people", "", "")
	clock := s.request("GET", s.Control+"/clock", "", "")
	page := s.request("GET", s.Page, "", "")

	if s.Token != "42:anything" || !strings.Contains(me, `"id":42`) || !strings.Contains(me, `"username":"my_bot"`) {
		t.Errorf("token %s, %s", s.Token, me)
	}
	if !strings.Contains(people, "Анна") || !strings.Contains(clock, "2026-11-17T10:00:00+03:00") {
		t.Errorf("people %s, clock %s", people, clock)
	}
	if !strings.Contains(page, "<title>") {
		t.Errorf("the page is %.200s", page)
	}
}

func TestTheSimulatorLimitsUnlessToldNotTo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args    []string
		refused bool
	}{
		"as Telegram": {refused: true},
		"without":     {args: []string{"--no-limits"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulated(t, append(tt.args, "--standing")...)
			s.request("POST", s.Control+"/people/5000000001/say", "application/json", `{"text":"hi"}`)
			var last string
			for range 4 {
				last = s.call("sendMessage", url.Values{"chat_id": {"5000000001"}, "text": {"a"}})
			}

			if got := strings.Contains(last, `"error_code":429`); got != tt.refused {
				t.Errorf("the fourth message at once: %s", last)
			}
		})
	}
}

func TestTheSimulatorRefusesWhatIsNotOfThisMachine(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"--listen=0.0.0.0:8081":     "not of this machine alone",
		"--page=192.168.1.5:80":     "not of this machine alone",
		"--page=example.com:80":     "not of this machine alone",
		"--listen=8081":             "is no address",
		"--token=a/b":               "the token",
		"--at=yesterday":            "--at",
		"--listen=127.0.0.1:999999": "listen for the bot",
	} {
		w := World{Getenv: func(string) string { return "" }, Out: io.Discard, Err: io.Discard}

		err := Main(t.Context(), []string{"simulate", args}, w)

		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("simulate %s: %v, want %q", args, err, says)
		}
	}
}

func TestTheSimulatorTellsPeopleWhereItIs(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer

	err := simulateCommand{Token: "1:a"}.announce(&out, "http://127.0.0.1:1", "http://127.0.0.1:2")

	for _, want := range []string{
		"http://127.0.0.1:1/bot<token>/<method>", "1:a", "http://127.0.0.1:2/ ", "http://127.0.0.1:2/control/ ",
	} {
		if err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%v, no %s in\n%s", err, want, &out)
		}
	}
}

func TestPressingQuicklyInTheDemoMeetsNoLimit(t *testing.T) {
	t.Parallel()
	clock := simulator.NewClock(time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC))
	sim, err := simulator.New(simulator.Options{Clock: clock, Limits: townLimits()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sim.Close() }()
	anna := sim.Person("Анна", simulator.AlreadyStarted())
	send := func() (code int) {
		form := url.Values{"chat_id": {"5000000001"}, "text": {"a"}}
		address := simulator.InProcessURL + "/bot" + sim.Token() + "/sendMessage?" + form.Encode()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := sim.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	for range 15 { // answers within one moment
		if code := send(); code != http.StatusOK {
			t.Fatalf("HTTP %d", code)
		}
	}
	for range 15 {
		send()
	}

	if code := send(); code != http.StatusTooManyRequests || len(anna.Chat().Messages) != 30 {
		t.Errorf("the thirty-first at once: HTTP %d, %d messages", code, len(anna.Chat().Messages))
	}
}
