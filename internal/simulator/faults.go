package simulator

import (
	"context"
	"net/http"
	"strconv"
	"sync"
)

// FaultKind is a way in which Telegram or the network misbehaves.
type FaultKind int

// The kinds of faults.
const (
	TooManyRequests FaultKind = iota + 1 // 429 with Fault.RetryAfter; nothing happens
	Blocked                              // 403 "bot was blocked by the user"; nothing happens
	ServerError                          // 500 as JSON; nothing happens
	BadGateway                           // 502 with an HTML page; nothing happens
	DropBefore                           // the connection ends; nothing happens
	DropAfter                            // the call is carried out, then the connection ends, no answer
	Slow                                 // the call waits for Injected.Release, then goes on as usual
)

// String names the kind.
func (k FaultKind) String() string {
	names := [...]string{"", "429", "403", "500", "502", "drop before", "drop after", "slow"}
	if k < 1 || int(k) >= len(names) {
		return "unknown"
	}
	return names[k]
}

// Fault says which calls go wrong and how.
type Fault struct {
	Kind       FaultKind
	Method     string // empty: every method but getUpdates
	Chat       int64  // zero: every chat
	Count      int    // how many calls; zero: one; negative: until Stop
	RetryAfter int    // seconds for TooManyRequests; zero: one
}

// Injected is a fault at work.
type Injected struct {
	Fault

	srv     *Server
	left    int
	hits    int
	release chan struct{}
	once    sync.Once
}

// Inject makes the next matching calls go wrong. Faults are tried in the order they were injected.
func (s *Server) Inject(f Fault) *Injected {
	if f.Count == 0 {
		f.Count = 1
	}
	if f.RetryAfter == 0 {
		f.RetryAfter = 1
	}
	i := &Injected{Fault: f, srv: s, left: f.Count, release: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, i)
	return i
}

// Hits counts the calls that went wrong, those that still wait for Release included.
func (i *Injected) Hits() int {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return i.hits
}

// Release lets the calls held by a Slow fault go on, and those that would be held later.
func (i *Injected) Release() { i.once.Do(func() { close(i.release) }) }

// Stop ends the fault and releases what it holds.
func (i *Injected) Stop() {
	i.srv.mu.Lock()
	i.left = 0
	i.srv.mu.Unlock()
	i.Release()
}

// faultFor takes one strike from the first fault that fits the call; nil if none does.
func (s *Server) faultFor(c *call) *Injected {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n, i := range s.faults {
		if i.left == 0 {
			continue
		}
		if !i.fits(c) {
			continue
		}
		i.hits++
		if i.left > 0 {
			i.left--
		}
		if i.left == 0 {
			s.faults = append(s.faults[:n:n], s.faults[n+1:]...)
		}
		s.changed()
		return i
	}
	return nil
}

func (i *Injected) fits(c *call) bool {
	if i.Method == "" && c.method.Name == "getUpdates" {
		return false
	}
	if i.Method != "" && i.Method != c.method.Name {
		return false
	}
	return i.Chat == 0 || strconv.FormatInt(i.Chat, 10) == c.params["chat_id"]
}

// before answers in place of the method; false lets the call go on. It does nothing for nil.
func (i *Injected) before(ctx context.Context, w http.ResponseWriter) bool {
	if i == nil {
		return false
	}
	switch i.Kind {
	case TooManyRequests:
		refuse(w, tooMany(i.RetryAfter))
	case Blocked:
		refuse(w, forbidden(blockedWords))
	case ServerError:
		refuse(w, &refusal{code: http.StatusInternalServerError, text: "Internal Server Error"})
	case BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html><head><title>502 Bad Gateway</title></head></html>\n"))
	case DropBefore: // the caller hangs up
	case Slow:
		select {
		case <-i.release:
			return false
		case <-ctx.Done():
			return true
		}
	default:
		return false
	}
	return true
}

func (i *Injected) after() bool { return i != nil && i.Kind == DropAfter }
