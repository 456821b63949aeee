package esia

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// plain speaks to an OpenID provider that tells where its parts are.
type plain struct {
	o  Options
	mu sync.Mutex
	p  *oidc.Provider // nil until it answered once
}

// discover returns the provider, asking it until it has answered once.
func (d *plain) discover(ctx context.Context) (*oidc.Provider, oauth2.Config, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.p == nil {
		p, err := oidc.NewProvider(ctx, d.o.Issuer)
		if err != nil {
			return nil, oauth2.Config{}, fmt.Errorf("find provider: %w", err)
		}
		d.p = p
	}
	where := d.p.Endpoint()
	where.AuthStyle = styleOf(d.p)
	return d.p, oauth2.Config{
		ClientID: d.o.ID, ClientSecret: d.o.Secret, Endpoint: where, RedirectURL: d.o.Return,
		Scopes: strings.Fields(scope),
	}, nil
}

// styleOf is how a provider takes the secret. It is not found out by trying: a code can be tried once.
func styleOf(p *oidc.Provider) oauth2.AuthStyle {
	var told struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if p.Claims(&told) == nil && len(told.Methods) > 0 &&
		!slices.Contains(told.Methods, "client_secret_basic") {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// address implements [dialect].
func (d *plain) address(ctx context.Context, e errand) (string, error) {
	_, c, err := d.discover(ctx)
	if err != nil {
		return "", err
	}
	return c.AuthCodeURL(e.state, oidc.Nonce(e.nonce), oauth2.S256ChallengeOption(e.verifier)), nil
}

// person implements [dialect].
func (d *plain) person(ctx context.Context, e errand, code string) (told claims, err error) {
	p, c, err := d.discover(ctx)
	if err != nil {
		return told, err
	}
	token, err := c.Exchange(ctx, code, oauth2.VerifierOption(e.verifier))
	if err != nil {
		return told, refusal(err)
	}
	id, err := checked(ctx, p.VerifierContext(ctx, &oidc.Config{ClientID: d.o.ID, Now: d.o.Now}), token)
	if err != nil {
		return told, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(e.nonce)) != 1 {
		return told, errors.New("the token is of another sign-in: its nonce differs")
	}
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
	switch {
	case err != nil: // the answer might tell about the person
		return told, errors.New("the provider tells nothing about the person")
	case info.Subject != id.Subject:
		return told, errors.New("the provider tells about another person than it let in")
	}
	if err := info.Claims(&told); err != nil {
		return claims{}, errors.New("what the provider tells about the person cannot be read")
	}
	return told, nil
}

// checked returns the id_token of a token, after its signature, issuer, audience and term.
func checked(ctx context.Context, v *oidc.IDTokenVerifier, token *oauth2.Token) (*oidc.IDToken, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("the provider gives no id_token")
	}
	id, err := v.Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("check id_token: %w", err)
	}
	return id, nil
}
