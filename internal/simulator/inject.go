package simulator

import (
	"slices"
	"strconv"
	"sync"
	"time"
)

const maxFaults = 200 // remembered, the spent ones included

// Injected is a fault at work.
type Injected struct {
	Fault
	ID int // counts from one

	srv     *Server
	left    int       // calls; negative: no end
	until   time.Time // zero: no end
	hits    int
	release chan struct{}
	once    sync.Once
}

// Inject makes the next matching calls go wrong. Faults are tried in the order they were injected.
func (s *Server) Inject(f Fault) *Injected {
	f = f.complete()
	s.mu.Lock()
	s.lastFault++
	i := &Injected{Fault: f, ID: s.lastFault, srv: s, left: f.Count, release: make(chan struct{})}
	if f.For > 0 {
		i.until = s.clock.Now().Add(f.For)
	}
	if len(s.faults) >= maxFaults {
		s.faults = slices.DeleteFunc(s.faults, func(old *Injected) bool { return !old.active(s.clock.Now()) })
	}
	s.faults = append(s.faults, i)
	s.changed()
	s.mu.Unlock()
	if f.Kind == Unreachable {
		s.unplug(i)
	}
	return i
}

// complete fills in what was left out.
func (f Fault) complete() Fault {
	switch {
	case f.Kind == Unreachable:
		f.Method, f.Chat, f.Probability, f.Count = EveryMethod, 0, 0, -1
	case f.Count == 0 && f.For > 0:
		f.Count = -1
	case f.Count == 0:
		f.Count = 1
	}
	if f.RetryAfter == 0 {
		f.RetryAfter = 1
	}
	return f
}

// Faults lists the faults at work and the latest of those that are over, oldest first.
func (s *Server) Faults() []*Injected {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

// ClearFaults stops all faults and forgets them.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	faults := s.faults
	s.faults = nil
	s.mu.Unlock()
	for _, i := range faults {
		i.Stop()
	}
}

// Hits counts the calls that went wrong, those that still wait for their end included.
func (i *Injected) Hits() int {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return i.hits
}

// Active tells whether more calls may go wrong.
func (i *Injected) Active() bool {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return i.active(i.srv.clock.Now())
}

func (i *Injected) active(now time.Time) bool {
	return i.left != 0 && (i.until.IsZero() || now.Before(i.until))
}

// Release lets the calls held by a Slow fault go on, and those that would be held later.
func (i *Injected) Release() { i.once.Do(func() { close(i.release) }) }

// Stop ends the fault and releases what it holds.
func (i *Injected) Stop() {
	i.srv.mu.Lock()
	over := i.left == 0
	i.left = 0
	i.srv.changed()
	i.srv.mu.Unlock()
	if i.Kind == Unreachable && !over {
		i.srv.plug()
	}
	i.Release()
}

// faultFor takes one strike from the first fault that fits the call; nil if none does.
func (s *Server) faultFor(c *call) *Injected {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return nil
	}
	now := s.clock.Now()
	for _, i := range s.faults {
		if !i.active(now) || !i.fits(c) {
			continue
		}
		if i.Probability > 0 && s.options.Random.Float64() >= i.Probability {
			continue
		}
		i.hits++
		if i.left > 0 {
			i.left--
		}
		s.changed()
		return i
	}
	return nil
}

func (i *Injected) fits(c *call) bool {
	switch i.Method {
	case EveryMethod:
	case "":
		if c.method.Name == "getUpdates" || c.method.Name == Downloads {
			return false
		}
	case c.method.Name:
	default:
		return false
	}
	return i.Chat == 0 || strconv.FormatInt(i.Chat, 10) == i.srv.chatOf(c)
}

// chatOf names the chat that a call is about. s.mu is held.
func (s *Server) chatOf(c *call) string {
	if q := s.queries[c.text("callback_query_id")]; q != nil {
		return strconv.FormatInt(q.seat.id, 10)
	}
	return c.text("chat_id")
}

// held tells whether deliveries to a webhook are held, and until when; the zero time means until told
// otherwise. s.mu is held.
func (s *Server) held(now time.Time) (until time.Time, held bool) {
	for _, i := range s.faults {
		off := i.Kind == Silent && (i.Method == EveryMethod || i.Method == Deliveries)
		if (off || i.Kind == Unreachable) && i.active(now) {
			return i.until, true
		}
	}
	return time.Time{}, false
}
