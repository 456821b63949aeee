package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dombot/internal/acquiring"
)

const (
	attempts    = 3
	attemptTime = 10 * time.Second
	firstPause  = 300 * time.Millisecond
	maxAnswer   = 4 << 20 // a page of a hundred payments has some 200 KB
)

// What may be wrong with an answer as such.
var (
	errLarge  = errors.New("the acquirer's answer is too large")
	errNoJSON = errors.New("the acquirer's answer is not JSON")
	errSilent = errors.New("the acquirer broke off without an answer")
)

// request is one call of the API. A call that changes something has a key, so
// that every call may be repeated.
type request struct {
	shop   acquiring.Shop
	method string
	path   string
	query  url.Values
	key    string
	body   any
}

// call makes the request and reads its answer. It tries again at once where
// nothing was answered or the acquirer is in trouble.
func (p *Provider) call(ctx context.Context, r request, answer any) error {
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return errShape
		}
	}
	pause := firstPause
	for done := 1; ; done++ {
		again, err := p.try(ctx, r, body, answer)
		if !again || done == attempts || ctx.Err() != nil || p.wait(ctx, pause) != nil {
			return err
		}
		pause *= 3
	}
}

// try makes the request once and says whether it helps to repeat it at once.
func (p *Provider) try(ctx context.Context, r request, body []byte, answer any) (again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, p.address(r), bytes.NewReader(body))
	if err != nil {
		return false, errShape
	}
	req.SetBasicAuth(r.shop.Number, string(r.shop.Key))
	req.Header.Set("Accept", "application/json")
	if r.key != "" {
		req.Header.Set("Idempotence-Key", r.key)
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return true, unreached(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return true, unreached(err)
	case len(raw) > maxAnswer:
		return false, errLarge
	case resp.StatusCode == http.StatusOK:
		return false, decode(resp.Header, raw, answer)
	default:
		return resp.StatusCode >= http.StatusInternalServerError, refusal(resp, raw)
	}
}

func (p *Provider) address(r request) string {
	u := p.base.JoinPath(r.path)
	u.RawQuery = r.query.Encode()
	return u.String()
}

// decode reads one JSON value and tells nothing of one that does not fit: the
// messages of encoding/json quote it.
func decode(h http.Header, raw []byte, v any) error {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || kind != "application/json" || !json.Valid(raw) {
		return errNoJSON
	}
	if json.Unmarshal(raw, v) != nil {
		return errShape
	}
	return nil
}

// refusal reads an answer other than 200. Only the acquirer's own error object
// is its word: a page of something in between leaves the outcome open.
func refusal(resp *http.Response, raw []byte) error {
	var f fault
	if decode(resp.Header, raw, &f) != nil || f.Type != "error" {
		return fmt.Errorf("status %d: %w", resp.StatusCode, errNoJSON)
	}
	said := strings.TrimSpace(word(f.Code) + " " + word(f.Parameter))
	switch resp.StatusCode {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Errorf("status %d, %s: %w", resp.StatusCode, said, acquiring.ErrRefused)
	case http.StatusNotFound:
		return acquiring.ErrUnknown
	}
	return fmt.Errorf("the acquirer answers with status %d, %s", resp.StatusCode, said)
}

// unreached tells why there was no answer, without what the other side sent.
func unreached(err error) error {
	var op *net.OpError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	case errors.As(err, &op):
		return op
	case errors.As(err, &cert):
		return cert
	}
	return errSilent
}

// pass lets real time pass.
func pass(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
