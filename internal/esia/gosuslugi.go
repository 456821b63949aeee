package esia

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"
)

// The parts of ESIA below its address.
const (
	authorizePath = "/aas/oauth2/v2/ac"
	tokenPath     = "/aas/oauth2/v3/te" //nolint:gosec // G101: an address, no credential
	personPath    = "/rs/prns/"
)

// scope is what a person lets us know.
const scope = "openid fullname snils"

// gosuslugi speaks to ESIA, which knows no discovery and takes a signature for a secret.
type gosuslugi struct{ o Options }

// config is what x/oauth2 knows of ESIA.
func (d *gosuslugi) config() oauth2.Config {
	return oauth2.Config{
		ClientID: d.o.ID, RedirectURL: d.o.Return, Scopes: strings.Fields(scope),
		Endpoint: oauth2.Endpoint{
			AuthURL: d.o.Issuer + authorizePath, TokenURL: d.o.Issuer + tokenPath,
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

// signed returns what every request to ESIA carries. The signature is over the named fields,
// one after the other.
func (d *gosuslugi) signed(
	ctx context.Context, fields func(timestamp string) string,
) ([]oauth2.AuthCodeOption, error) {
	timestamp := d.o.Now().Format("2006.01.02 15:04:05 -0700")
	der, err := d.o.Signer.Sign(ctx, []byte(fields(timestamp)))
	if err != nil {
		return nil, err
	}
	return []oauth2.AuthCodeOption{
		oauth2.SetAuthURLParam("client_secret", base64.URLEncoding.EncodeToString(der)),
		oauth2.SetAuthURLParam("client_certificate_hash", d.o.Certificate),
		oauth2.SetAuthURLParam("timestamp", timestamp),
	}, nil
}

// address implements [dialect].
func (d *gosuslugi) address(ctx context.Context, e errand) (string, error) {
	options, err := d.signed(ctx, func(timestamp string) string {
		return d.o.ID + scope + timestamp + e.state + d.o.Return
	})
	if err != nil {
		return "", err
	}
	c := d.config()
	return c.AuthCodeURL(e.state, append(options,
		oauth2.AccessTypeOnline, oidc.Nonce(e.nonce), oauth2.S256ChallengeOption(e.verifier))...), nil
}

// person implements [dialect].
func (d *gosuslugi) person(ctx context.Context, e errand, code string) (told claims, err error) {
	options, err := d.signed(ctx, func(timestamp string) string {
		return d.o.ID + scope + timestamp + e.state + d.o.Return + code
	})
	if err != nil {
		return told, err
	}
	c := d.config()
	token, err := c.Exchange(ctx, code, append(options,
		oauth2.SetAuthURLParam("scope", scope), oauth2.SetAuthURLParam("state", e.state),
		oauth2.SetAuthURLParam("token_type", "Bearer"), oauth2.VerifierOption(e.verifier))...)
	if err != nil {
		return told, refusal(err)
	}
	id, err := d.checked(token)
	if err != nil {
		return told, err
	}
	// An ESIA that repeats the nonce must repeat ours; its rules do not promise that it does.
	if id.Nonce != "" && subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(e.nonce)) != 1 {
		return told, errors.New("the token is of another sign-in: its nonce differs")
	}
	return d.about(ctx, id.Subject.String(), token)
}

// esiaToken is an id_token of ESIA: who signed in is a number there, where OpenID Connect has a string.
type esiaToken struct {
	Subject   json.Number      `json:"sub"`
	Issuer    string           `json:"iss"`
	Audience  jwt.Audience     `json:"aud"`
	Nonce     string           `json:"nonce"`
	Expiry    *jwt.NumericDate `json:"exp"`
	NotBefore *jwt.NumericDate `json:"nbf"`
}

// clockSkew is how far ESIA's clock may be from ours.
const clockSkew = 5 * time.Minute

// checked returns the id_token of a token, after its signature, issuer, audience and term.
func (d *gosuslugi) checked(token *oauth2.Token) (id esiaToken, err error) {
	raw, _ := token.Extra("id_token").(string)
	known := []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.ES256}
	signed, err := jose.ParseSignedCompact(raw, known)
	if err != nil {
		return id, fmt.Errorf("read id_token: %w", err)
	}
	payload, err := signed.Verify(d.o.Trusted)
	if err != nil {
		return id, fmt.Errorf("check id_token: %w", err)
	}
	if json.Unmarshal(payload, &id) != nil || id.Subject == "" || id.Expiry == nil {
		return id, errors.New("the id_token does not say who signed in and until when it holds")
	}
	if !sameHost(id.Issuer, d.o.Issuer) {
		return id, errors.New("the token is of another issuer")
	}
	err = jwt.Claims{Audience: id.Audience, Expiry: id.Expiry, NotBefore: id.NotBefore}.ValidateWithLeeway(
		jwt.Expected{AnyAudience: jwt.Audience{d.o.ID}, Time: d.o.Now()}, clockSkew)
	if err != nil {
		return id, fmt.Errorf("check id_token: %w", err)
	}
	return id, nil
}

// about asks for the data of a person.
func (d *gosuslugi) about(ctx context.Context, oid string, token *oauth2.Token) (told claims, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet,
		d.o.Issuer+personPath+url.PathEscape(oid), http.NoBody)
	if err != nil {
		return told, fmt.Errorf("ask about the person: %w", err)
	}
	token.SetAuthHeader(req)
	answer, err := d.o.HTTP.Do(req)
	if err != nil {
		return told, fmt.Errorf("ask about the person: %w", unaddressed(err))
	}
	defer func() { _ = answer.Body.Close() }() // what matters was read
	var person struct {
		Surname    string `json:"lastName"`
		Name       string `json:"firstName"`
		Patronymic string `json:"middleName"`
		SNILS      string `json:"snils"`
		Trusted    bool   `json:"trusted"`
	}
	if answer.StatusCode != http.StatusOK {
		return told, fmt.Errorf("ESIA answers %s about the person", answer.Status)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxPerson)).Decode(&person); err != nil {
		return told, errors.New("what ESIA tells about the person cannot be read")
	}
	return claims(person), nil
}

// sameHost reports whether two addresses are of one host: ESIA names itself by http and with a slash.
func sameHost(a, b string) bool {
	one, err := url.Parse(a)
	other, second := url.Parse(b)
	return err == nil && second == nil && one.Host != "" && one.Host == other.Host
}

// unaddressed is err without the address that was asked: it names the person.
func unaddressed(err error) error {
	if asked, ok := errors.AsType[*url.Error](err); ok {
		return asked.Err
	}
	return err
}

// maxPerson is how long what is told about a person may be.
const maxPerson = 1 << 20
