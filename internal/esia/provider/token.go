package provider

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/go-jose/go-jose/v4/jwt"
)

// The beginnings of names of visits.
const (
	request = "request-"
	code    = "code-"
	access  = "access-"
)

// token gives the tokens of a code, once.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, why string) { answer(w, status, map[string]string{"error": why}) }
	if !p.client(r) {
		refuse(http.StatusUnauthorized, "invalid_client")
		return
	}
	if r.PostFormValue("grant_type") != "authorization_code" {
		refuse(http.StatusBadRequest, "unsupported_grant_type")
		return
	}
	v, ok := p.take(code, r.PostFormValue("code"))
	if !ok || r.PostFormValue("redirect_uri") != p.o.Return || !v.proven(r.PostFormValue("code_verifier")) {
		refuse(http.StatusBadRequest, "invalid_grant")
		return
	}
	token, err := p.keep(access, v)
	if err != nil {
		refuse(http.StatusInternalServerError, "server_error")
		return
	}
	now := p.o.Now()
	id, err := jwt.Signed(p.signer).Claims(jwt.Claims{
		Issuer: p.o.Issuer, Subject: subject(v.person), Audience: jwt.Audience{p.o.ID},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(visitLife)),
	}).Claims(map[string]any{"nonce": v.nonce}).Serialize()
	if err != nil {
		refuse(http.StatusInternalServerError, "server_error")
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": token, "token_type": "Bearer", "expires_in": int(visitLife.Seconds()), "id_token": id,
	})
}

// proven reports whether a verifier is that of the visit's challenge (RFC 7636, S256).
func (v visit) proven(verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	made := base64.RawURLEncoding.EncodeToString(sum[:])
	return subtle.ConstantTimeCompare([]byte(made), []byte(v.challenge)) == 1
}

// userinfo tells about the person of a token.
func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	v, known := p.take(access, bearer)
	if !ok || !known {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	who := p.o.People[v.person]
	answer(w, http.StatusOK, map[string]any{
		"sub": subject(v.person), "family_name": who.Surname, "given_name": who.Name,
		"middle_name": who.Patronymic, "snils": who.SNILS, "trusted": !who.Unconfirmed,
	})
}
