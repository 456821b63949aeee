package simulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	longestRetry   = 60 // seconds; the longest pause is a random one from it to its double
	longestAsked   = 3600
	warmFor        = 10 * time.Second // after a success all connections are used
	goneAfter      = 23 * time.Hour   // of nothing but 410 the webhook is removed
	lanesByConnect = 2                // updates are looked for in that many lanes for each connection
)

// delivery is how far an update has come on its way to a webhook.
type delivery struct {
	lane  string
	busy  bool // under way
	fails int
	pause int       // seconds before the latest try
	due   time.Time // of the next try; zero: at once
}

// outcome is what a webhook made of an update.
type outcome struct {
	complaint string // empty: accepted
	gone      bool   // answered 410
	retry     int    // seconds that the bot asks for; zero: it does not
}

// deliverTo starts the deliveries to h, which go on until the webhook is changed or the server closed. The
// server is locked.
func (s *Server) deliverTo(ctx context.Context, h *hook) {
	if s.closed {
		return
	}
	ctx, h.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.work.Go(func() {
		defer h.client.CloseIdleConnections()
		for {
			next, changes := s.startDue(ctx, h)
			if !s.clock.sleep(ctx.Done(), next, changes) {
				return
			}
		}
	})
}

// startDue starts what may be delivered now: the first update of every lane, as far as there are connections.
// It tells when the next one is due.
func (s *Server) startDue(ctx context.Context, h *hook) (next time.Time, changes <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updates.hook != h {
		return next, s.changes
	}
	now := s.clock.Now()
	s.updates.expire(now)
	if until, held := s.held(now); held {
		return until, s.changes
	}
	seen := map[string]bool{}
	for i := range s.updates.list {
		u := &s.updates.list[i]
		if u.lane == "" {
			u.lane = laneOf(*u)
		}
		switch {
		case seen[u.lane]:
			continue
		case len(seen) >= lanesByConnect*h.connections:
			return next, s.changes
		case u.busy:
		case u.due.After(now):
			next = sooner(next, u.due)
		case h.inflight < h.mayOpen(now):
			u.busy = true
			h.inflight++
			s.deliver(ctx, h, *u, s.handOver(u))
		}
		seen[u.lane] = true
	}
	return next, s.changes
}

func sooner(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// mayOpen is how many connections Telegram holds: one until the webhook has shown that it works.
func (h *hook) mayOpen(now time.Time) int {
	if h.success.IsZero() || now.Sub(h.success) > warmFor {
		return 1
	}
	return h.connections
}

// deliver takes u to the webhook.
func (s *Server) deliver(ctx context.Context, h *hook, u update, rec *record) {
	s.work.Go(func() {
		out := s.post(ctx, h, u)
		s.mu.Lock()
		defer s.mu.Unlock()
		rec.hurt = out.complaint
		if s.updates.hook == h {
			h.inflight--
			s.delivered(h, u.id, out)
		}
		s.changed()
	})
}

// post makes the request and carries out the call that the answer may hold.
func (s *Server) post(ctx context.Context, h *hook, u update) outcome {
	limited, cancel := context.WithTimeout(ctx, s.options.WebhookTimeout)
	defer cancel()
	content := bytes.NewReader(u.body)
	//nolint:gosec // readHook has seen that the address is of this machine
	r, err := http.NewRequestWithContext(limited, http.MethodPost, h.url, content)
	if err != nil {
		return outcome{complaint: err.Error()}
	}
	r.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := h.client.Do(r) //nolint:gosec // hookClient connects to this machine alone
	if err != nil {
		return outcome{complaint: complaint(err)}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return outcome{complaint: complaint(err)}
	}
	if resp.StatusCode/100 != 2 {
		asked, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // a date or nothing: no wish
		return outcome{
			complaint: "Wrong response from the webhook: " + resp.Status,
			gone:      resp.StatusCode == http.StatusGone,
			retry:     min(max(asked, 0), longestAsked),
		}
	}
	s.obey(ctx, resp.Header.Get("Content-Type"), body)
	return outcome{}
}

func complaint(err error) string {
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &untrusted):
		return "SSL error {certificate verify failed}"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Connection refused"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "Read timeout expired"
	}
	return "Connection closed"
}

// obey carries out the call in the answer of a webhook; its result is lost.
func (s *Server) obey(ctx context.Context, kind string, body []byte) {
	r := &http.Request{
		Method: http.MethodPost, URL: new(url.URL), Header: http.Header{"Content-Type": {kind}},
		Body: io.NopCloser(bytes.NewReader(body)),
	}
	c, err := decode(nil, r.WithContext(ctx))
	if err != nil {
		return // whatever the bot says besides is of no interest
	}
	name := strings.ToLower(c.text("method"))
	if name == "" || notByAnswer(name) {
		return
	}
	delete(c.params, "method")
	carried := inProcess{handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.carryOut(w, r, name, c)
	})}
	// nobody hears of a dropped answer
	_ = carried.serve(&recorder{header: http.Header{}}, r.WithContext(ctx))
}

// notByAnswer tells what a bot cannot call in its answer to an update.
func notByAnswer(name string) bool {
	return strings.HasPrefix(name, "get") ||
		slices.Contains([]string{"setwebhook", "deletewebhook", "close", "logout"}, name)
}

// delivered notes what became of an update. The server is locked.
func (s *Server) delivered(h *hook, id int, out outcome) {
	now := s.clock.Now()
	if out.complaint == "" {
		h.success, h.gone = now, time.Time{}
		s.updates.forget(id)
		return
	}
	h.failed, h.complaint = now, out.complaint
	switch {
	case !out.gone:
		h.gone = time.Time{}
	case h.gone.IsZero():
		h.gone = now
	case now.Sub(h.gone) > goneAfter:
		s.updates.dropHook()
		return
	}
	s.postpone(id, now, out.retry)
}

// postpone plans the next try: the first at once, then after 2, 4, 8 seconds and so on, or when the bot asks
// for it. An update that will have expired by then is dropped. The server is locked.
func (s *Server) postpone(id int, now time.Time, asked int) {
	i, ok := s.updates.index(id)
	if !ok {
		return // expired meanwhile
	}
	u := &s.updates.list[i]
	wait := asked
	if asked == 0 && u.fails > 0 {
		u.pause = min(2*max(u.pause, 1), longestRetry+s.options.Random.IntN(longestRetry+1))
		wait = u.pause
	}
	u.busy, u.fails, u.due = false, u.fails+1, now.Add(time.Duration(wait)*time.Second)
	if u.due.After(u.expires) {
		s.updates.forget(id)
	}
}

// index finds an update by its number.
func (q *queue) index(id int) (int, bool) {
	return slices.BinarySearchFunc(q.list, id, func(u update, id int) int { return u.id - id })
}

// forget takes an update out of the queue.
func (q *queue) forget(id int) {
	if i, ok := q.index(id); ok {
		q.list = slices.Delete(q.list, i, i+1)
	}
}
