package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dombot/dialogs/registration"
	"dombot/dialogs/script"
	"dombot/internal/housing"
)

// openDoor serves the pages of the sign-in before a provider of the people of the town.
func openDoor(tb testing.TB, p *running) http.Handler {
	tb.Helper()
	var provider http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		provider.ServeHTTP(w, r)
	}))
	tb.Cleanup(server.Close)
	door, err := townProvider(server.URL, p.config.Public, p.clock, p.texts)
	if err != nil {
		panic(err)
	}
	provider = door
	p.config.SignIn = registration.ESIA
	p.config.Door = townDoor(server.URL)
	if p.config.Door.Key, err = housing.NewSNILSKey(townHash); err != nil {
		panic(err)
	}
	p.config.Door.Chat = func(_ int64, finish string) string { return botLink("https://t.me/dom_demo_bot", finish) }
	pages, err := p.signInPages()
	if err != nil {
		panic(err)
	}
	return pages
}

// signInBy goes by a link to the provider, is whoever is called so there, and returns what page this leads to.
func signInBy(ctx context.Context, address, as string) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	b := surfer{&http.Client{Jar: jar}}
	first, err := b.open(ctx, http.MethodGet, address, nil)
	if err != nil || first.status != http.StatusOK {
		return first.text, err
	}
	login, err := b.open(ctx, http.MethodPost, address, nil)
	if err != nil || login.status != http.StatusOK {
		return login.text, err
	}
	request := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(login.text)
	people := regexp.MustCompile(`(?s)name="person" value="(\d*)">(.*?)</button>`)
	for _, m := range people.FindAllStringSubmatch(login.text, -1) {
		if request != nil && strings.Contains(script.Plain(strings.ToLower(m[2])), script.Plain(strings.ToLower(as))) {
			authorize := login.at.Scheme + "://" + login.at.Host + "/authorize"
			last, err := b.open(ctx, http.MethodPost, authorize, url.Values{"request": {request[1]}, "person": {m[1]}})
			return last.text, err
		}
	}
	return login.text, fmt.Errorf("nobody is called %q on the page:\n%s", as, login.text)
}

// surfer is a browser with cookies of its own.
type surfer struct{ client *http.Client }

// opened is a page as the browser ended on it.
type opened struct {
	status int
	at     *url.URL
	text   string
}

func (b surfer) open(ctx context.Context, method, address string, form url.Values) (opened, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return opened{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := b.client.Do(req)
	if err != nil {
		return opened{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return opened{answer.StatusCode, answer.Request.URL, html.UnescapeString(string(text))}, err
}

func (s *consoleStage) SignIn(ctx context.Context, who, as string) (string, error) {
	return signInBy(ctx, s.talk(who).Link(), as)
}

func (s *telegramStage) SignIn(ctx context.Context, who, as string) (string, error) {
	return signInBy(ctx, lastLink(s.person(who).Chat()), as)
}
