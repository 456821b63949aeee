package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/internal/web"
)

// way is a store of one link of Anna's, and a provider beside it.
type way struct {
	link, state, finish string // what is known, by hash
	expires             time.Time
	taken               int
	who                 housing.Identity
	fail                error // of the provider
	asked               int   // how often the provider was
	now                 time.Time
}

const written = "abcdefghijklmnopqrstuvwxyz234567"

func gone(text string) error { return &housing.Error{Kind: housing.NotFound, Text: text} }

func (w *way) Look(_ context.Context, link housing.TokenHash, now time.Time) error {
	switch {
	case string(link) != w.link:
		return gone("signin.link_gone")
	case !now.Before(w.expires):
		return &housing.Error{Kind: housing.Refused, Text: "signin.link_late"}
	}
	return nil
}

func (w *way) Begin(ctx context.Context, link, state housing.TokenHash, now time.Time) error {
	w.state = string(state)
	return w.Look(ctx, link, now)
}

func (w *way) Take(_ context.Context, state housing.TokenHash, _ time.Time) (housing.SignIn, error) {
	if string(state) != w.state {
		return housing.SignIn{}, gone("signin.state_gone")
	}
	w.state, w.taken = "", w.taken+1
	return housing.SignIn{ID: 1, User: 42}, nil
}

func (w *way) Found(
	_ context.Context, _ housing.SignInID, who housing.Identity, finish housing.TokenHash, _ time.Time,
) error {
	w.who, w.finish = who, string(finish)
	return nil
}

func (w *way) State(secret string) string { return "state of " + secret }
func (w *way) Origin() string             { return "http://esia.example" }
func (w *way) Address(_ context.Context, secret string) (string, error) {
	return "http://esia.example/go?" + url.Values{"state": {w.State(secret)}}.Encode(), w.fail
}

func (w *way) Person(_ context.Context, _, code string) (housing.Identity, error) {
	w.asked++
	if code != "right" {
		return housing.Identity{}, errors.New("sign in: the provider gives no token of " + written)
	}
	return housing.Identity{Surname: "Иванова", Name: "Мария"}, w.fail
}

// visit is a browser before the pages.
type visit struct {
	*way
	t      *testing.T
	server *httptest.Server
	client *http.Client
	log    *bytes.Buffer
}

func open(t *testing.T) *visit {
	t.Helper()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	v := &visit{
		way: &way{link: string(housing.HashToken(written)), expires: noon.Add(housing.SignInLife), now: noon},
		t:   t, log: &bytes.Buffer{},
	}
	v.server = httptest.NewServer(web.SignIn(web.Door{
		SignIns: v.way, Provider: v.way, Texts: catalogue, Random: rand.Reader, Now: func() time.Time { return v.now },
		Log: slog.New(slog.NewTextHandler(v.log, nil)),
		Chat: func(user int64, finish string) string {
			if finish == "" {
				return "https://t.me/bot"
			}
			return "https://t.me/bot?start=in_" + finish
		},
	}))
	t.Cleanup(v.server.Close)
	v.client = v.browser()
	return v
}

func (v *visit) browser() *http.Client {
	v.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// answered is what a browser got.
type answered struct {
	StatusCode int
	Header     http.Header
	Location   *url.URL // nil: it leads nowhere
	Cookies    []*http.Cookie
}

func (v *visit) do(method, path string) (got answered, page string) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.server.URL+path, http.NoBody)
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := v.client.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	to, err := answer.Location()
	if err != nil && !errors.Is(err, http.ErrNoLocation) {
		v.t.Fatal(err)
	}
	return answered{answer.StatusCode, answer.Header, to, answer.Cookies()}, html.UnescapeString(string(body))
}

// leave goes to the provider and returns the state that was carried there.
func (v *visit) leave() string {
	v.t.Helper()
	answer, page := v.do(http.MethodPost, web.SignInPath+written)
	if answer.Location == nil {
		v.t.Fatalf("the link leads nowhere:\n%s", page)
	}
	return answer.Location.Query().Get("state")
}

func back(query ...string) string {
	v := url.Values{}
	for pair := range slices.Chunk(query, 2) {
		v.Set(pair[0], pair[1])
	}
	return web.BackPath + "?" + v.Encode()
}

func TestABrowserGoesToTheProviderAndBack(t *testing.T) {
	t.Parallel()
	v := open(t)

	looked, page := v.do(http.MethodGet, web.SignInPath+written)
	if looked.StatusCode != http.StatusOK || !strings.Contains(page, "Перейти на Госуслуги") || v.state != "" {
		t.Fatalf("the link shows %d, state %q:\n%s", looked.StatusCode, v.state, page)
	}
	if policy := looked.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' https: http://esia.example;") {
		t.Errorf("the form may not lead to the provider: %s", policy)
	}
	state := v.leave()
	arrived, page := v.do(http.MethodGet, back("state", state, "code", "right"))

	_, finish, _ := strings.Cut(page, "?start=in_")
	finish, _, _ = strings.Cut(finish, `"`)
	switch {
	case arrived.StatusCode != http.StatusOK, !strings.Contains(page, "Мария И."):
		t.Errorf("the call-back shows %d:\n%s", arrived.StatusCode, page)
	case v.finish != string(housing.HashToken(finish)), v.who.Surname != "Иванова":
		t.Errorf("kept %+v under another name than %q", v.who, finish)
	case strings.Contains(page, state), strings.Contains(v.log.String(), "Иванова"):
		t.Error("the page or the log tell too much")
	}
}

// TestBadCallBacksSignNobodyIn holds each to its answer; nothing of it is kept.
func TestBadCallBacksSignNobodyIn(t *testing.T) {
	t.Parallel()
	const other = "Вход начат не в этом браузере или уже закончен"
	type deed func(v *visit, state string) string
	plain := func(query ...string) deed { return func(*visit, string) string { return back(query...) } }
	with := func(query ...string) deed {
		return func(_ *visit, state string) string { return back(append(query, "state", state)...) }
	}
	unconfirmed := func(v *visit, state string) string {
		v.fail = &housing.Error{Kind: housing.Refused, Text: "signin.unconfirmed"}
		return back("state", state, "code", "right")
	}
	for name, tt := range map[string]struct {
		deed   deed
		status int
		says   string
		asks   bool // the provider
	}{
		"a forged state":       {plain("state", "forged", "code", "right"), 404, other, false},
		"no state":             {plain("code", "right"), 404, other, false},
		"nothing at all":       {plain(), 404, other, false},
		"a state of two":       {func(_ *visit, s string) string { return back("state", s+s, "code", "right") }, 404, other, false},
		"no code":              {with(), 410, "Госуслуги не подтвердили вход", false},
		"a forged code":        {with("code", "forged"), 500, "У нас сбой", true},
		"cancelled":            {with("error", "access_denied"), 410, "Вы отменили вход", false},
		"refused":              {with("error", "<script>server_error"), 410, "Госуслуги не подтвердили вход", false},
		"an error and a code":  {with("error", "access_denied", "code", "right"), 410, "Вы отменили вход", false},
		"an account not found": {unconfirmed, 410, "МФЦ", true},
		"another browser": {func(v *visit, s string) string {
			v.client = v.browser()
			return back("state", s, "code", "right")
		}, 404, other, false},
		"another browser with a way of its own": {func(v *visit, s string) string {
			v.client = v.browser()
			v.leave()
			return back("state", s, "code", "right")
		}, 404, other, false},
		"a forged cookie": {func(v *visit, s string) string {
			at, _ := url.Parse(v.server.URL + web.BackPath)
			v.client = v.browser()
			v.client.Jar.SetCookies(at, []*http.Cookie{
				{Name: "signin", Value: "forged", Path: web.BackPath}, //nolint:gosec // a browser sends no attributes
			})
			return back("state", s, "code", "right")
		}, 404, other, false},
		"an older way of the same browser": {func(v *visit, s string) string {
			v.leave()
			return back("state", s, "code", "right")
		}, 404, other, false},
		"replayed": {func(v *visit, s string) string {
			v.do(http.MethodGet, back("state", s, "code", "right"))
			v.who, v.finish, v.asked = housing.Identity{}, "", 0
			return back("state", s, "code", "right")
		}, 404, other, false},
		"replayed with the cookie of then": {func(v *visit, s string) string {
			at, _ := url.Parse(v.server.URL + web.BackPath)
			kept := v.client.Jar.Cookies(at)
			v.do(http.MethodGet, back("state", s, "code", "right"))
			v.client.Jar.SetCookies(at, kept)
			v.who, v.finish, v.asked = housing.Identity{}, "", 0
			return back("state", s, "code", "right")
		}, 404, other, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := open(t)

			answer, page := v.do(http.MethodGet, tt.deed(v, v.leave()))

			if answer.StatusCode != tt.status || !strings.Contains(page, tt.says) || !strings.Contains(page, "Ничего не изменилось") {
				t.Errorf("answered with %d:\n%s\nwant %d and %q", answer.StatusCode, page, tt.status, tt.says)
			}
			if v.finish != "" || v.who.Name != "" {
				t.Errorf("%+v is kept", v.who)
			}
			if (v.asked > 0) != tt.asks {
				t.Errorf("the provider was asked %d times", v.asked)
			}
			if strings.Contains(page, "<script>") || strings.Contains(page, "Мария") || strings.Contains(page, written) {
				t.Errorf("the page tells too much:\n%s", page)
			}
		})
	}
}

func TestBadLinksLeadNowhere(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		token  string
		late   bool
		fail   error
		status int
		says   string
	}{
		"unknown":            {strings.Repeat("a", 32), false, nil, 404, "Эта ссылка больше не работает"},
		"no token":           {"x'--", false, nil, 404, "Эта ссылка больше не работает"},
		"late":               {written, true, nil, 410, "10 минут, они прошли"},
		"provider is silent": {written, false, errors.New("find provider: no route"), 500, "У нас сбой"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				v := open(t)
				v.fail = tt.fail
				if tt.late {
					v.now = v.expires
				}

				answer, page := v.do(method, web.SignInPath+url.PathEscape(tt.token))

				if tt.fail != nil && method == http.MethodGet {
					return // the provider is not asked by looking
				}
				if answer.StatusCode != tt.status || !strings.Contains(page, tt.says) {
					t.Errorf("answered with %d:\n%s\nwant %d and %q", answer.StatusCode, page, tt.status, tt.says)
				}
				if v.state != "" || len(answer.Cookies) > 0 {
					t.Error("a way began")
				}
			})
		}
	}
}
