package simulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	defaultConnections = 40
	maxConnections     = 100
	hookTimeout        = 60 * time.Second
	setHookGap         = time.Second
)

// hook is where updates are delivered to.
type hook struct {
	url         string
	secret      string
	connections int
	certificate bool // one was uploaded
	client      *http.Client

	stop      context.CancelFunc // nil: nothing is delivered
	inflight  int
	success   time.Time // of the latest delivery
	gone      time.Time // of the first of the answers 410 in a row
	failed    time.Time // of the latest failure
	complaint string    // what failed then
}

// described is a result with the words that Telegram adds to some.
type described struct {
	result any
	words  string
}

func (s *Server) setWebhook(ctx context.Context, c *call) (any, error) {
	if c.text("url") == "" {
		return s.deleteWebhook(ctx, c)
	}
	h, err := s.readHook(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	if last := s.updates.hookSet; s.limits.Webhooks && !last.IsZero() && now.Sub(last) < setHookGap {
		return nil, tooMany(1)
	}
	if err := s.setAllowed(c); err != nil {
		return nil, err
	}
	s.updates.hookSet = now
	s.updates.dropHook()
	s.updates.stopPoll(hookSet)
	if c.flag("drop_pending_updates") {
		s.updates.list = nil
	}
	s.updates.hook = h
	s.deliverTo(ctx, h)
	s.changed()
	return described{true, "Webhook was set"}, nil
}

// readHook checks where a call wants updates to go.
func (s *Server) readHook(c *call) (*hook, error) {
	u, err := s.hookURL(c.text("url"))
	if err != nil {
		return nil, err
	}
	secret := c.text("secret_token")
	if !regexp.MustCompile(`^[A-Za-z0-9_-]*$`).MatchString(secret) { // the length is checked as described
		return nil, badCall("secret token contains unallowed characters")
	}
	h := &hook{url: u.String(), secret: secret, connections: defaultConnections}
	if c.text("max_connections") != "" {
		h.connections = min(max(c.integer("max_connections"), 1), maxConnections)
	}
	certificate, uploaded := c.files["certificate"]
	h.certificate = uploaded
	h.client, err = hookClient(certificate.data)
	return h, err
}

// hookURL refuses what Telegram refuses, and whatever is not on this machine: nobody else is called.
func (s *Server) hookURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, badCall("invalid webhook URL specified")
	}
	if s.options.PublicWebhooks {
		if u.Scheme != "https" {
			return nil, badCall("bad webhook: An HTTPS URL must be provided for webhook")
		}
		if !slices.Contains([]string{"", "443", "80", "88", "8443"}, u.Port()) {
			return nil, badCall("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
		}
	}
	if !ofThisMachine(u.Hostname()) {
		return nil, badCall("bad webhook: the simulator delivers to loopback addresses alone, "+
			"such as 127.0.0.1 or localhost, and %s is none", u.Hostname())
	}
	return u, nil
}

func ofThisMachine(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// hookClient makes deliveries. It follows no redirect, uses no proxy and refuses to connect to other
// machines, whatever the name of the host stands for.
func hookClient(certificate []byte) (*http.Client, error) {
	dialer := net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if host, _, err := net.SplitHostPort(address); err != nil || !ofThisMachine(host) {
			return errors.New("no loopback address: " + address)
		}
		return nil
	}}
	t := &http.Transport{
		DialContext: dialer.DialContext, MaxIdleConnsPerHost: maxConnections, IdleConnTimeout: hookTimeout,
	}
	if len(certificate) > 0 {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(certificate) {
			return nil, badCall("bad webhook: can't read the certificate: PEM expected")
		}
		t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, nil
}

// UseWebhook makes the server believe that a webhook is set, so that polling is refused until deleteWebhook.
// Nothing is delivered to it.
func (s *Server) UseWebhook(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.dropHook()
	s.updates.stopPoll(hookSet)
	s.updates.hook = &hook{url: address, connections: defaultConnections}
	s.changed()
}

func (s *Server) deleteWebhook(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	words := "Webhook was deleted"
	if s.updates.hook == nil {
		words = "Webhook is already deleted"
	}
	s.updates.dropHook()
	if c.flag("drop_pending_updates") {
		s.updates.list = nil
	}
	s.changed()
	return described{true, words}, nil
}

// dropHook ends the deliveries; what was not accepted waits for whoever asks next. The server is locked.
func (q *queue) dropHook() {
	if q.hook != nil && q.hook.stop != nil {
		q.hook.stop()
	}
	q.hook = nil
	for i := range q.list {
		q.list[i].delivery = delivery{}
	}
}

type wireWebhook struct {
	URL         string   `json:"url"`
	Certificate bool     `json:"has_custom_certificate"`
	Pending     int      `json:"pending_update_count"`
	ErrorDate   int64    `json:"last_error_date,omitempty"`
	Error       string   `json:"last_error_message,omitempty"`
	Connections int      `json:"max_connections,omitempty"`
	Allowed     []string `json:"allowed_updates,omitempty"`
}

func (s *Server) getWebhookInfo(context.Context, *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.expire(s.clock.Now())
	info := wireWebhook{Pending: len(s.updates.list), Allowed: s.updates.allowed}
	if h := s.updates.hook; h != nil {
		info.URL, info.Certificate, info.Connections = h.url, h.certificate, h.connections
		if !h.failed.IsZero() {
			info.ErrorDate, info.Error = h.failed.Unix(), h.complaint
		}
	}
	return info, nil
}
