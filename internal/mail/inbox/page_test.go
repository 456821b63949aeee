package inbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/mail"
	"dombot/internal/mail/inbox"
	"dombot/internal/simulator/browser"
	"dombot/internal/texts"
)

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func open(tb testing.TB) (box *inbox.Inbox, url string, send func(address, code string)) {
	tb.Helper()
	box, err := inbox.Start(tb.Context(), inbox.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = box.Close() })
	page, err := box.Page("/mail")
	if err != nil {
		tb.Fatal(err)
	}
	server := httptest.NewServer(page)
	tb.Cleanup(server.Close)
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	sender, err := mail.New(mail.Options{URL: box.URL(), From: "ДомБот <bot@dombot.example>", Texts: catalogue})
	if err != nil {
		tb.Fatal(err)
	}
	at := time.Date(2026, time.November, 10, 11, 50, 0, 0, time.UTC)
	return box, server.URL, func(address, code string) {
		tb.Helper()
		err := sender.Send(tb.Context(), housing.Mail{
			Kind: housing.MailCode, Address: address, Args: map[string]string{"code": code}, At: at,
		})
		if err != nil {
			tb.Error(err)
		}
	}
}

func get(tb testing.TB, url string) (string, http.Header) {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		tb.Fatalf("%s: %s, %v", url, answer.Status, err)
	}
	return string(body), answer.Header
}

func TestLettersAppearOnThePageByThemselves(t *testing.T) {
	t.Parallel()
	_, url, send := open(t)
	tab := browser.New(t)
	tab.Phone()
	tab.Open(url + "/mail")
	tab.See("#letters", "Писем пока нет")
	tab.Audit("an empty box")

	send("maria@mail.example", "123456")
	tab.See("article", "123456 — код подтверждения для ДомБота")
	tab.See("article", "maria@mail.example")
	tab.See("article", "10.11.2026 11:50")
	send("anna@почта.рф", "654321")

	tab.See("article:first-child", "anna@почта.рф")
	tab.Wait(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
	tab.Shot("mail-phone")
	tab.Audit("letters")
	tab.Dark()
	tab.Audit("letters in the dark")
}

func TestWhatLettersHoldIsOnlyShown(t *testing.T) {
	t.Parallel()
	_, url, send := open(t)
	const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>`

	send("maria@mail.example", evil)

	for _, path := range []string{"/mail", "/mail/letters"} {
		body, header := get(t, url+path)
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img") ||
			!strings.Contains(body, "&lt;script&gt;alert(1)") {
			t.Errorf("%s shows\n%s", path, body)
		}
		if csp := header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
}

func TestTheNewestHundredLettersAreKept(t *testing.T) {
	t.Parallel()
	box, _, send := open(t)
	for range 103 {
		send("maria@mail.example", "123456")
	}

	letters := box.Letters()
	if len(letters) != 100 || letters[0].Number != 4 || letters[99].Number != 103 {
		t.Errorf("%d letters, %d to %d", len(letters), letters[0].Number, letters[99].Number)
	}
	if l, err := box.Next(t.Context(), "MARIA@mail.example", 50); err != nil || l.Number != 51 {
		t.Errorf("the next after 50 is %d, %v", l.Number, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := box.Next(ended, "maria@mail.example", 103); err == nil {
		t.Error("a letter that never came was found")
	}
}
