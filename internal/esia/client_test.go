package esia_test

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"dombot/internal/esia"
	"dombot/internal/esia/provider"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

const (
	back   = "https://bot.example/esia/back"
	secret = "secret of the browser"
)

func noon() time.Time { return time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC) }

// town is a client before a provider of two people, the second of whom is not confirmed.
type town struct {
	*esia.Client
	provider *httptest.Server
	key      housing.SNILSKey
	spoil    func(path string, w http.ResponseWriter) bool // answers in the provider's place
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{}
	var door http.Handler
	w.provider = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.spoil == nil || !w.spoil(r.URL.Path, rw) {
			door.ServeHTTP(rw, r)
		}
	}))
	t.Cleanup(w.provider.Close)
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	door, err = provider.New(provider.Options{
		Issuer: w.provider.URL, ID: "BOT", Secret: "client secret", Return: back, Texts: catalogue, Now: noon,
		Random: rand.Reader, People: []provider.Person{
			{Surname: "Иванова", Name: "Мария", Patronymic: "Петровна", SNILS: "112-233-445 95"},
			{Surname: "Рощин", Name: "Семён", SNILS: "112-233-445 95", Unconfirmed: true},
			{Surname: "Без", Name: "Номера"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if w.key, err = housing.NewSNILSKey(strings.Repeat("k", housing.LeastSNILSKey)); err != nil {
		t.Fatal(err)
	}
	w.Client = esia.New(w.options())
	return w
}

func (w *town) options() esia.Options {
	return esia.Options{
		Issuer: w.provider.URL, ID: "BOT", Secret: "client secret", Return: back, Key: w.key,
		HTTP: w.provider.Client(), Now: noon,
	}
}

// code goes to the provider as a browser with a secret and is somebody there.
func (w *town) code(t *testing.T, secret, person string) (code, state string) {
	t.Helper()
	address, err := w.Address(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	page := w.get(t, address)
	request := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(page)
	if request == nil {
		t.Fatalf("no form on the page:\n%s", page)
	}
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	picked := url.Values{"request": {request[1]}, "person": {person}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.provider.URL+"/authorize",
		strings.NewReader(picked.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := stay.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	to, err := answer.Location()
	if err != nil || !strings.HasPrefix(to.String(), back+"?") {
		t.Fatalf("the provider leads to %v, %v", to, err)
	}
	return to.Query().Get("code"), to.Query().Get("state")
}

func (w *town) get(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address) //nolint:gosec,noctx // of the test's own server
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestAConfirmedPersonSignsIn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	code, state := w.code(t, secret, "0")
	if state != w.State(secret) || !regexp.MustCompile(`^[0-9a-f-]{36}$`).MatchString(state) {
		t.Errorf("state %q, want that of the secret as a UUID", state)
	}

	who, err := w.Person(t.Context(), secret, code)
	if err != nil {
		t.Fatal(err)
	}

	snils, _ := housing.ParseSNILS("112-233-445 95")
	if who.Polite() != "Мария Петровна И." || string(who.SNILS) != string(w.key.Hash(snils)) || who.At != noon() {
		t.Errorf("signed in as %+v", who)
	}
	if said := fmt.Sprintf("%+v", who); strings.Contains(said, "112") {
		t.Errorf("the number is in %s", said)
	}
}

// TestWhatIsWrongSignsNobodyIn: no error tells a name or a number.
func TestWhatIsWrongSignsNobodyIn(t *testing.T) {
	t.Parallel()
	says := func(path, kind, body string) func(string, http.ResponseWriter) bool {
		return func(asked string, w http.ResponseWriter) bool {
			if asked == path {
				w.Header().Set("Content-Type", kind)
				_, _ = io.WriteString(w, body)
			}
			return asked == path
		}
	}
	const form = "application/json"
	for name, tt := range map[string]struct {
		secret, person string
		spoil          func(string, http.ResponseWriter) bool
		change         func(*esia.Options)
		code           string
		want           string
	}{
		"code of another browser":     {secret: "another secret", want: "invalid_grant"},
		"forged code":                 {code: "code-forged", want: "invalid_grant"},
		"no code":                     {code: "-", want: "invalid_grant"},
		"wrong client secret":         {change: func(o *esia.Options) { o.Secret = "wrong" }, want: "invalid_client"},
		"another return address":      {change: func(o *esia.Options) { o.Return = "https://evil.example/" }, want: "invalid_grant"},
		"not confirmed":               {person: "1", want: "signin.unconfirmed"},
		"confirmed without a number":  {person: "2", change: nil, want: "tells no СНИЛС"},
		"token late":                  {change: func(o *esia.Options) { o.Now = func() time.Time { return noon().Add(time.Hour) } }, want: "check id_token"},
		"no id_token":                 {spoil: says("/token", form, `{"access_token":"a","token_type":"Bearer"}`), want: "gives no id_token"},
		"id_token of nobody":          {spoil: says("/token", form, `{"access_token":"a","token_type":"Bearer","id_token":"a.b.c"}`), want: "check id_token"},
		"id_token without signature":  {spoil: says("/token", form, unsigned), want: "check id_token"},
		"a page instead of a token":   {spoil: says("/token", "text/html", "<html>Иванова 112-233-445 95"), want: "token"},
		"nothing about the person":    {spoil: says("/userinfo", form, "Иванова"), want: "tells nothing"},
		"about another person":        {spoil: says("/userinfo", form, `{"sub":"1","given_name":"Мария","snils":"112-233-445 95"}`), want: "another person"},
		"about the person in figures": {spoil: says("/userinfo", form, `{"sub":"1000000001","trusted":"112-233-445 95"}`), want: "cannot be read"},
		"keys of nobody":              {spoil: says("/jwks", form, `{"keys":[]}`), want: "check id_token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			code, _ := w.code(t, secret, cmp.Or(tt.person, "0"))
			w.spoil = tt.spoil
			o := w.options()
			if tt.change != nil {
				tt.change(&o)
			}

			who, err := esia.New(o).Person(t.Context(), cmp.Or(tt.secret, secret), cmp.Or(tt.code, code))

			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("signed in as %+v with error %v, want %q", who, err, tt.want)
			}
			for _, personal := range []string{"Иванова", "Мария", "112", "client secret", code} {
				if strings.Contains(err.Error(), personal) {
					t.Errorf("the error tells %q: %v", personal, err)
				}
			}
		})
	}
}

// unsigned is what a provider would answer that signs nothing: {"alg":"none"}.
const unsigned = `{"access_token":"a","token_type":"Bearer","id_token":"eyJhbGciOiJub25lIn0.eyJpc3MiOiJhIn0."}`

func TestACodeIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	code, _ := w.code(t, secret, "0")
	if _, err := w.Person(t.Context(), secret, code); err != nil {
		t.Fatal(err)
	}
	if who, err := w.Person(t.Context(), secret, code); err == nil {
		t.Errorf("the code signs in twice: %+v", who)
	}
}

func TestATokenOfAnotherSignInIsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	first, _ := w.code(t, secret, "0")
	var token string
	w.spoil = func(path string, rw http.ResponseWriter) bool {
		if path == "/token" && token != "" {
			rw.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(rw, token)
		}
		return path == "/token" && token != ""
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {first}, "redirect_uri": {back}, "client_id": {"BOT"},
		"client_secret": {"client secret"}, "code_verifier": {esia.VerifierOf(secret)},
	}
	answer, err := http.PostForm(w.provider.URL+"/token", form) //nolint:noctx // of the test's own server
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil || !strings.Contains(string(b), "id_token") {
		t.Fatalf("no token: %s, %v", b, err)
	}
	second, _ := w.code(t, "victim", "0")
	token = string(b)

	_, err = w.Person(t.Context(), "victim", second)

	if err == nil || !strings.Contains(err.Error(), "nonce") {
		t.Errorf("a token from elsewhere is taken: %v", err)
	}
}
