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
	browser := &http.Client{Jar: jar}
	open := func(method, address string, form url.Values) (*http.Response, string, error) {
		req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
		if err != nil {
			return nil, "", err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := browser.Do(req)
		if err != nil {
			return nil, "", err
		}
		defer answer.Body.Close()
		page, err := io.ReadAll(answer.Body)
		return answer, html.UnescapeString(string(page)), err
	}
	if answer, page, err := open(http.MethodGet, address, nil); err != nil || answer.StatusCode != http.StatusOK {
		return page, err
	}
	answer, page, err := open(http.MethodPost, address, nil)
	if err != nil || answer.StatusCode != http.StatusOK {
		return page, err
	}
	request := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(page)
	for _, b := range regexp.MustCompile(`(?s)name="person" value="(\d*)">(.*?)</button>`).FindAllStringSubmatch(page, -1) {
		if request != nil && strings.Contains(script.Plain(strings.ToLower(b[2])), script.Plain(strings.ToLower(as))) {
			picked := url.Values{"request": {request[1]}, "person": {b[1]}}
			_, page, err = open(http.MethodPost, answer.Request.URL.Scheme+"://"+answer.Request.URL.Host+"/authorize", picked)
			return page, err
		}
	}
	return page, fmt.Errorf("nobody is called %q on the page:\n%s", as, page)
}

func (s *consoleStage) SignIn(ctx context.Context, who, as string) (string, error) {
	return signInBy(ctx, s.talk(who).Link(), as)
}

func (s *telegramStage) SignIn(ctx context.Context, who, as string) (string, error) {
	return signInBy(ctx, lastLink(s.person(who).Chat()), as)
}
