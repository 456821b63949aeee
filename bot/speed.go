package bot

import (
	"context"
	"sync"
	"time"
)

// How fast to catch up after an outage, in calls a second.
const (
	calm     = 25.0   // fewer than Telegram takes from any bot
	steepest = 1000.0 // at most
	steeper  = 1.1    // the growth a second, where
	longLine = 60     // people would otherwise wait that many seconds
)

// speed spaces the calls of catching up evenly. It starts with what Telegram
// was seen to take, and grows only where the line is long.
type speed struct {
	now func() time.Time

	mu     sync.Mutex
	rate   float64
	next   time.Time // the next call goes out then
	raised time.Time

	last   time.Time // Telegram took a call
	second int64     // the one that is counted
	count  float64
	seen   float64 // calls that it took in one of the last busy seconds
}

// answered is when Telegram took a call the last time.
func (s *speed) answered() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// took counts a call that Telegram answered.
func (s *speed) took() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = s.now()
	if now := s.last.Unix(); now != s.second {
		s.seen = max(s.count, s.seen*0.98)
		s.second, s.count = now, 0
	}
	s.count++
}

// begin starts catching up.
func (s *speed) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rate, s.raised = min(steepest, max(calm, s.seen)), s.now()
}

// slower learns that it was too fast.
func (s *speed) slower() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen, s.count = max(s.seen, s.count)/2, 0
	s.rate = max(calm, s.rate/2)
}

// turn waits for the next call; line is how many people wait. False: ctx ended.
func (s *speed) turn(ctx context.Context, line int) bool {
	return wait(ctx, s.gap(line))
}

func (s *speed) gap(line int) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if float64(line) > longLine*s.rate && now.Sub(s.raised) >= time.Second {
		s.rate, s.raised = min(steepest, s.rate*steeper), now
	}
	at := now
	if s.next.After(now) {
		at = s.next
	}
	s.next = at.Add(time.Duration(float64(time.Second) / s.rate))
	return at.Sub(now)
}
