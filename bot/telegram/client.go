package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Official is the address of Telegram's own server.
const Official = "https://api.telegram.org"

// Limits of a call. Telegram is slow from some networks, so they are patient.
const (
	callTime   = 30 * time.Second
	uploadTime = 3 * time.Minute
	dialTime   = 15 * time.Second
	pingTime   = 15 * time.Second
	maxAnswer  = 32 << 20
)

// Options say whom to call.
type Options struct {
	Token string
	Base  string // address of the server, for files too; empty: Official
	Proxy string // http, https or socks5 URL; empty: none, whatever the environment says
	// HTTP replaces the connection, for tests; nil: one of its own.
	HTTP *http.Client
}

// Client calls the Bot API. It may be used from several goroutines.
type Client struct {
	token string
	base  string
	http  *http.Client
}

// New returns a client; nothing is sent yet. Its errors repeat neither the
// token nor the proxy, whose address may hold a password.
func New(o Options) (*Client, error) {
	if o.Base == "" {
		o.Base = Official
	}
	base, err := url.Parse(o.Base)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, errors.New("the address of Telegram is not http://… or https://…")
	}
	if o.Token == "" || strings.ContainsAny(o.Token, "/?#%\\ \r\n\t") {
		return nil, errors.New("the token of the bot is empty or holds signs that no token has")
	}
	if o.HTTP == nil {
		if o.HTTP, err = connection(o.Proxy); err != nil {
			return nil, err
		}
	}
	return &Client{token: o.Token, base: strings.TrimRight(o.Base, "/"), http: o.HTTP}, nil
}

// connection returns an HTTP client that keeps its connections: a new one costs
// three round trips. Time-outs come with every call.
func connection(proxy string) (*http.Client, error) {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: dialTime, KeepAlive: dialTime}).DialContext,
		TLSHandshakeTimeout: dialTime,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        64,
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     90 * time.Second,
		// All calls share one HTTP/2 connection: a dead one is noticed by a ping, not
		// by each call in turn.
		HTTP2: &http.HTTP2Config{SendPingTimeout: pingTime, PingTimeout: pingTime},
	}
	if proxy != "" {
		u, err := url.Parse(proxy)
		if err != nil || u.Host == "" {
			return nil, errors.New("the address of the proxy is not http://…, https://… or socks5://…")
		}
		transport.Proxy = http.ProxyURL(u)
	}
	return &http.Client{Transport: transport, CheckRedirect: stay}, nil
}

// stay follows no redirect: it would carry the token elsewhere.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close lets go of the idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// call posts a method and returns its result.
func (c *Client) call(ctx context.Context, method string, p tgbotapi.Params) (json.RawMessage, error) {
	return c.limited(ctx, callTime, method, func(b *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return b.MakeRequest(method, p)
	})
}

// upload posts a method with files.
func (c *Client) upload(
	ctx context.Context, method string, p tgbotapi.Params, files []tgbotapi.RequestFile,
) (json.RawMessage, error) {
	return c.limited(ctx, uploadTime, method, func(b *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return b.UploadFiles(method, p, files)
	})
}

// limited runs post with a client whose requests end with ctx or after limit.
func (c *Client) limited(
	ctx context.Context, limit time.Duration, method string,
	post func(*tgbotapi.BotAPI) (*tgbotapi.APIResponse, error),
) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	b := &tgbotapi.BotAPI{Token: c.token, Client: doer(func(r *http.Request) (*http.Response, error) {
		return c.do(r.WithContext(ctx))
	})}
	b.SetAPIEndpoint(c.base + "/bot%s/%s")
	answer, err := post(b)
	if err != nil {
		return nil, c.ours(method, err)
	}
	return answer.Result, nil
}

// doer makes a function an HTTP client of the library.
type doer func(*http.Request) (*http.Response, error)

// Do implements [tgbotapi.HTTPClient].
func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }

// do sends r and reads the answer to its end. The library then sees only
// answers with "ok": true.
func (c *Client) do(r *http.Request) (*http.Response, error) {
	answer, err := c.http.Do(r) //nolint:gosec // the address is the operator's
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	var envelope tgbotapi.APIResponse
	if json.Unmarshal(body, &envelope) != nil || !envelope.Ok && envelope.Description == "" {
		return nil, page(answer.StatusCode, answer.Header)
	}
	if !envelope.Ok {
		return nil, refusal(answer.StatusCode, answer.Header, envelope)
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

// ours makes an [*Error] of whatever ended a call. The errors of net/http hold
// the address and with it the token: only their cause is kept, in words.
func (c *Client) ours(method string, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.Method, e.Text = method, c.redact(e.Text)
		return e
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	e := &Error{Kind: Network, Method: method, Text: c.redact(err.Error())}
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, end) {
			e.cause = end
		}
	}
	return e
}

// redact takes the token out of text, also without its public number.
func (c *Client) redact(text string) string {
	_, secret, _ := strings.Cut(c.token, ":")
	if len(secret) < 8 {
		secret = "" // a short word would be found in ordinary text
	}
	for _, hidden := range []string{c.token, url.PathEscape(c.token), url.QueryEscape(c.token), secret} {
		if hidden != "" {
			text = strings.ReplaceAll(text, hidden, "•••")
		}
	}
	return text
}
