package esia_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"dombot/internal/esia"
	"dombot/internal/housing"
)

// portal is ESIA as far as its rules are known: it takes signatures over the documented fields alone.
type portal struct {
	t       *testing.T
	server  *httptest.Server
	key     *rsa.PrivateKey
	issuer  string
	nonce   string
	sub     any // a number, as ESIA writes it
	aud     string
	expires any
	trusted bool
}

// der is what the signer of the tests makes of data: no CMS, but it begins as DER and differs with the data.
func der(data string) []byte {
	sum := sha256.Sum256([]byte(data))
	return append([]byte{0x30, 0x20}, sum[:]...)
}

func newPortal(t *testing.T) (*portal, *esia.Client) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &portal{t: t, key: key, sub: 1000123, aud: "BOT", expires: noon().Add(time.Hour).Unix(), trusted: true}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /aas/oauth2/v3/te", p.token)
	mux.HandleFunc("GET /rs/prns/1000123", p.person)
	mux.HandleFunc("POST /sign", func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		_, _ = w.Write(der(string(data)))
	})
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	p.issuer = p.server.URL + "/"
	signer, err := esia.NewSigner(p.server.URL+"/sign", p.server.Client())
	if err != nil {
		t.Fatal(err)
	}
	snils, err := housing.NewSNILSKey(strings.Repeat("k", housing.LeastSNILSKey))
	if err != nil {
		t.Fatal(err)
	}
	return p, esia.New(esia.Options{
		Issuer: p.server.URL + "/", ID: "BOT", Return: back, Signer: signer, Certificate: "HASH", Trusted: key.Public(),
		Key: snils, HTTP: p.server.Client(), Now: noon,
	})
}

// signed reports whether a request carries the signature over the fields, and returns it.
func signed(q url.Values, fields ...string) bool {
	want := base64.URLEncoding.EncodeToString(der(strings.Join(fields, "")))
	return q.Get("client_secret") == want && q.Get("client_certificate_hash") == "HASH"
}

const fullScope = "openid fullname snils"

func (p *portal) token(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	f := r.PostForm
	if !signed(f, "BOT", fullScope, f.Get("timestamp"), f.Get("state"), back, "right code") || f.Get("code") != "right code" {
		http.Error(w, `{"error":"invalid_request"}`, http.StatusBadRequest)
		return
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: p.key}, nil)
	if err != nil {
		p.t.Error(err)
	}
	id, err := jwt.Signed(signer).Claims(map[string]any{
		"iss": p.issuer, "sub": p.sub, "aud": p.aud, "exp": p.expires, "nonce": p.nonce,
	}).Serialize()
	if err != nil {
		p.t.Error(err)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "at", "token_type": "Bearer", "id_token": id})
}

func (p *portal) person(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer at" {
		http.Error(w, "", http.StatusUnauthorized)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"firstName": "Мария", "lastName": "Иванова", "middleName": "Петровна", "snils": "112-233-445 95", "trusted": p.trusted,
	})
}

func TestESIAIsAskedWithSignatures(t *testing.T) {
	t.Parallel()
	_, c := newPortal(t)

	address, err := c.Address(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	who, err := c.Person(t.Context(), secret, "right code")
	if err != nil {
		t.Fatal(err)
	}

	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := to.Query()
	if to.Path != "/aas/oauth2/v2/ac" || q.Get("timestamp") != "2026.11.23 12:00:00 +0000" ||
		!signed(q, "BOT", fullScope, q.Get("timestamp"), c.State(secret), back) {
		t.Errorf("the browser is sent to %s", address)
	}
	if who.Polite() != "Мария Петровна И." || len(who.SNILS) == 0 {
		t.Errorf("signed in as %+v", who)
	}
}

func TestESIAIsNotBelievedEverything(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*portal)
		code   string
		want   string
	}{
		"another code":        {func(*portal) {}, "wrong", "400"},
		"another key":         {func(p *portal) { p.key, _ = rsa.GenerateKey(rand.Reader, 2048) }, "right code", "check id_token"},
		"another issuer":      {func(p *portal) { p.issuer = "https://evil.example" }, "right code", "another issuer"},
		"another system":      {func(p *portal) { p.aud = "OTHER" }, "right code", "audience"},
		"a token of then":     {func(p *portal) { p.expires = noon().Add(-time.Hour).Unix() }, "right code", "expired"},
		"a token without end": {func(p *portal) { p.expires = nil }, "right code", "until when"},
		"a token of nobody":   {func(p *portal) { p.sub = nil }, "right code", "who signed in"},
		"another nonce":       {func(p *portal) { p.nonce = "other" }, "right code", "nonce"},
		"an account unproven": {func(p *portal) { p.trusted = false }, "right code", "signin.unconfirmed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, c := newPortal(t)
			tt.change(p)

			if who, err := c.Person(t.Context(), secret, tt.code); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("signed in as %+v with error %v, want %q", who, err, tt.want)
			}
		})
	}
}

func TestSigners(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script := func(name, body string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body), 0o700); err != nil { //nolint:gosec // to be run
			t.Fatal(err)
		}
		return path
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken" {
			http.Error(w, "0", http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, "<html>")
	}))
	t.Cleanup(server.Close)
	for name, tt := range map[string]struct{ setting, want, fault string }{
		"a command":             {script("good", `printf '0\001'; cat; printf %s "$1"`) + " arg", "0\x01dataarg", ""},
		"a command that fails":  {script("bad", "exit 3"), "", "run the signer"},
		"a command without DER": {script("pem", "echo -----BEGIN PKCS7-----"), "", "no CMS signature"},
		"no command":            {"/nowhere/signer", "", "find the signer"},
		"nothing":               {" ", "", "no signer"},
		"a page":                {server.URL + "/", "", "no CMS signature"},
		"a broken service":      {server.URL + "/broken", "", "500"},
		"no service":            {"http://127.0.0.1:1/", "", "ask the signer"},
	} {
		signer, err := esia.NewSigner(tt.setting, server.Client())
		var got []byte
		if err == nil {
			got, err = signer.Sign(t.Context(), []byte("data"))
		}
		if string(got) != tt.want || (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%s signs %q, %v; want %q, %q", name, got, err, tt.want, tt.fault)
		}
	}
}
