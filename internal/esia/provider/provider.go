// Package provider is an OpenID provider of invented people, for the demo and for tests: discovery, a login
// page on which one picks who one is, the code flow with PKCE, signed tokens, userinfo. What it is asked
// wrongly it refuses as a real one does.
//
// It holds everything in memory and guards nothing: whoever opens the page may be anybody.
package provider

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Person is somebody who may sign in.
type Person struct {
	Surname, Name, Patronymic string
	SNILS                     string
	Unconfirmed               bool
	About                     string // tells apart people of one name; may be empty
}

// Options is what a Provider needs.
type Options struct {
	Issuer             string // its own address
	ID, Secret, Return string // of the one client that it knows
	People             []Person
	Texts              *texts.Catalogue
	Now                func() time.Time
	Random             io.Reader
}

// Provider lets invented people in.
type Provider struct {
	o      Options
	mux    *http.ServeMux
	signer jose.Signer
	keys   jose.JSONWebKeySet

	mu     sync.Mutex
	visits map[string]visit // by request, then by code, then by access token
}

// visit is one way of a browser through the provider.
type visit struct {
	state, nonce, challenge string
	person                  int
	until                   time.Time
}

// visitLife is how long each part of a visit may take.
const visitLife = 10 * time.Minute

// keyID names the one key.
const keyID = "demo"

// New returns a provider with a key of its own.
func New(o Options) (*Provider, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), o.Random)
	if err != nil {
		return nil, fmt.Errorf("draw key: %w", err)
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: keyID}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("take key: %w", err)
	}
	p := &Provider{
		o: o, mux: http.NewServeMux(), signer: signer, visits: map[string]visit{},
		keys: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
			{Key: key.Public(), KeyID: keyID, Algorithm: string(jose.ES256), Use: "sig"},
		}},
	}
	p.mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	p.mux.HandleFunc("GET /jwks", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, p.keys)
	})
	p.mux.HandleFunc("POST /token", p.token)
	p.mux.HandleFunc("GET /userinfo", p.userinfo)
	if err := p.servePages(); err != nil {
		return nil, err
	}
	return p, nil
}

// ServeHTTP implements [http.Handler].
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.o.Issuer, "authorization_endpoint": p.o.Issuer + "/authorize",
		"token_endpoint": p.o.Issuer + "/token", "userinfo_endpoint": p.o.Issuer + "/userinfo",
		"jwks_uri": p.o.Issuer + "/jwks", "response_types_supported": []string{"code"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []jose.SignatureAlgorithm{jose.ES256},
		"code_challenge_methods_supported":      []string{"S256"},
	})
}

// asked reads what a browser was sent with; a client that is not known is not answered by sending it back.
func (p *Provider) asked(q url.Values) (visit, error) {
	v := visit{state: q.Get("state"), nonce: q.Get("nonce"), challenge: q.Get("code_challenge")}
	switch {
	case q.Get("client_id") != p.o.ID, q.Get("redirect_uri") != p.o.Return:
		return v, errors.New("unknown client")
	case q.Get("response_type") != "code", v.state == "", v.nonce == "",
		q.Get("code_challenge_method") != "S256", len(v.challenge) != 43:
		return v, errors.New("a part of the request is missing")
	}
	return v, nil
}

// keep remembers a visit under a new name, for one use. The names of requests, codes and tokens have
// different beginnings, so that none passes for another.
func (p *Provider) keep(kind string, v visit) (string, error) {
	name, err := housing.NewToken(p.o.Random)
	if err != nil {
		return "", err
	}
	now := p.o.Now()
	v.until = now.Add(visitLife)
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, old := range p.visits {
		if !now.Before(old.until) {
			delete(p.visits, name)
		}
	}
	p.visits[kind+name] = v
	return kind + name, nil
}

// take returns what was kept under a name, once.
func (p *Provider) take(kind, name string) (visit, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(name) < len(kind) || name[:len(kind)] != kind {
		return visit{}, false
	}
	v, ok := p.visits[name]
	delete(p.visits, name)
	return v, ok && p.o.Now().Before(v.until)
}

// client reports whether the one client proves who it is.
func (p *Provider) client(r *http.Request) bool {
	id, secret, basic := r.BasicAuth()
	if basic {
		id, _ = url.QueryUnescape(id)         // RFC 6749, 2.3.1; what cannot be read is wrong
		secret, _ = url.QueryUnescape(secret) // as well
	} else {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	return id == p.o.ID && subtle.ConstantTimeCompare([]byte(secret), []byte(p.o.Secret)) == 1
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may have gone
}

// subject is the number of a person.
func subject(person int) string { return fmt.Sprintf("10000000%02d", person+1) }

// names are those of the people, in the order of the page.
func (p *Provider) names() []string {
	names := make([]string, 0, len(p.o.People))
	for _, who := range p.o.People {
		names = append(names, strings.Join(strings.Fields(who.Surname+" "+who.Name+" "+who.Patronymic), " "))
	}
	return names
}
