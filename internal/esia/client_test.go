package esia_test

import (
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
	answer, err := stay.PostForm(w.provider.URL+"/authorize", url.Values{"request": {request[1]}, "person": {person}})
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
