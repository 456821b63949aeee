package esia

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"dombot/internal/housing"
)

// Options is what a Client needs.
type Options struct {
	Issuer string // address of the provider
	ID     string // client_id, the mnemonic of the information system
	Return string // address of the call-back page
	Secret string // of a plain provider

	// Signer set: the provider is ESIA itself.
	Signer      Signer
	Certificate string           // hash of ours, as ESIA's tool prints it
	Trusted     crypto.PublicKey // of ESIA, which its tokens are checked with

	Key  housing.SNILSKey
	HTTP *http.Client
	Now  func() time.Time
}

// Client signs people in at one provider.
type Client struct {
	o       Options
	dialect dialect
}

// dialect is how a provider is spoken to.
type dialect interface {
	// address is where the browser goes to sign in.
	address(ctx context.Context, e errand) (string, error)
	// person takes the code that the browser came back with.
	person(ctx context.Context, e errand, code string) (claims, error)
}

// claims is what a provider tells about a person.
type claims struct {
	Surname    string `json:"family_name"`
	Name       string `json:"given_name"`
	Patronymic string `json:"middle_name"`
	SNILS      string `json:"snils"`
	Trusted    bool   `json:"trusted"` // the account is confirmed
}

// New returns a client. The provider is first asked when somebody signs in.
func New(o Options) *Client {
	c := &Client{o: o, dialect: &plain{o: o}}
	if o.Signer != nil {
		o.Issuer = strings.TrimRight(o.Issuer, "/")
		c.dialect = &gosuslugi{o}
	}
	return c
}

// Origin is the site that the browser is sent to.
func (c *Client) Origin() string {
	u, err := url.Parse(c.o.Issuer)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// State returns what comes back from the provider with the person of a secret.
func (c *Client) State(secret string) string { return errandOf(secret).state }

// Address returns where a browser that holds the secret goes to sign in.
func (c *Client) Address(ctx context.Context, secret string) (string, error) {
	return c.dialect.address(c.context(ctx), errandOf(secret))
}

// Person returns who came back with a code to the browser that holds the secret. One whose account is not
// confirmed is an error that may be read.
func (c *Client) Person(ctx context.Context, secret, code string) (housing.Identity, error) {
	told, err := c.dialect.person(c.context(ctx), errandOf(secret), code)
	if err != nil {
		return housing.Identity{}, fmt.Errorf("sign in: %w", err)
	}
	if !told.Trusted {
		return housing.Identity{}, &housing.Error{Kind: housing.Refused, Text: "signin.unconfirmed"}
	}
	snils, ok := housing.ParseSNILS(told.SNILS)
	switch {
	case !ok:
		return housing.Identity{}, errors.New("the provider tells no СНИЛС: is it among the scopes?")
	case told.Surname == "" || told.Name == "":
		return housing.Identity{}, errors.New("the provider tells no name: is it among the scopes?")
	}
	return housing.Identity{
		Surname: told.Surname, Name: told.Name, Patronymic: told.Patronymic,
		SNILS: c.o.Key.Hash(snils), At: c.o.Now(),
	}, nil
}

func (c *Client) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, c.o.HTTP)
}

// errand is one way to the provider and back. All of it follows from the secret in the browser's cookie, so
// that the database need not know it.
type errand struct {
	state    string // a UUID, as ESIA wants it
	nonce    string
	verifier string // of PKCE
}

func errandOf(secret string) errand {
	part := func(name string) []byte {
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte(name)) // never fails
		return mac.Sum(nil)
	}
	s := part("state")[:16]
	s[6], s[8] = s[6]&0x0f|0x40, s[8]&0x3f|0x80
	return errand{
		state:    fmt.Sprintf("%x-%x-%x-%x-%x", s[:4], s[4:6], s[6:8], s[8:10], s[10:]),
		nonce:    base64.RawURLEncoding.EncodeToString(part("nonce")),
		verifier: base64.RawURLEncoding.EncodeToString(part("verifier")),
	}
}

// refusal tells why a provider gave no token, without what it answered beside that.
func refusal(err error) error {
	if r, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return fmt.Errorf("the provider gives no token: %s %q", r.Response.Status, r.ErrorCode)
	}
	return fmt.Errorf("ask for a token: %w", err)
}
