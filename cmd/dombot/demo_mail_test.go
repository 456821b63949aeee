package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dombot/internal/simulator"
)

func TestTheDemoHasAPostBoxUnlessAServerIsNamed(t *testing.T) {
	t.Parallel()
	a, c, clock := &App{}, Config{}, simulator.NewClock(townMoment())
	box, err := a.ownMail(t.Context(), &c, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(t.Context()); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	var out bytes.Buffer
	rest := http.NotFoundHandler()
	pages, err := withMail(box, rest)
	if err != nil {
		t.Fatal(err)
	}
	if err := greetMail(World{Out: &out}, catalogue(t), box, "http://127.0.0.1:8080"); err != nil {
		t.Fatal(err)
	}

	if c.SMTP != Secret(box.URL()) || c.MailFrom == "" || !strings.Contains(out.String(), "http://127.0.0.1:8080/mail") {
		t.Errorf("letters go to %q from %q; it says %q", string(c.SMTP), c.MailFrom, out.String())
	}
	for path, want := range map[string]int{"/mail": 200, "/mail/letters": 200, "/mail/page.js": 200, "/": 404} {
		answer := httptest.NewRecorder()
		pages.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
		if answer.Code != want {
			t.Errorf("%s is answered with %d, want %d", path, answer.Code, want)
		}
	}

	named := Config{SMTP: "smtp://mail.example", MailFrom: "bot@dombot.example"}
	if other, err := a.ownMail(t.Context(), &named, clock); other != nil || err != nil || named.SMTP != "smtp://mail.example" {
		t.Errorf("a post box beside the server of the environment: %v, %v", other, err)
	}
}
