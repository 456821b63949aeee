package sandbox

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"time"
)

// sendTime is how long a shop may take to answer a call-back.
const sendTime = 30 * time.Second

// pauses stand between the attempts at a call-back: after a day it is given up.
func pauses() []time.Duration {
	return []time.Duration{
		10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
		time.Hour, 6 * time.Hour, 16 * time.Hour,
	}
}

// letter is a call-back on its way.
type letter struct {
	to, event, payment string
	body               []byte
	due                time.Time
	tries              int
}

// Flush posts the call-backs that are due, one after the other, and returns how
// many. What is not answered with 200 is posted again later by the clock.
func (s *Sandbox) Flush(ctx context.Context) int {
	n := 0
	for ctx.Err() == nil {
		l := s.take()
		if l == nil {
			break
		}
		s.note(l, s.deliver(ctx, l))
		n++
	}
	return n
}

// Run posts call-backs as they become due, until ctx ends.
func (s *Sandbox) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second) // the clock may be moved without a word
	defer tick.Stop()
	for {
		s.Flush(ctx)
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// take picks the first call-back that is due.
func (s *Sandbox) take() *letter {
	defer s.lock()()
	now := s.now()
	i := slices.IndexFunc(s.queue, func(l *letter) bool { return !l.due.After(now) })
	if i < 0 {
		return nil
	}
	l := s.queue[i]
	s.queue = slices.Delete(s.queue, i, i+1)
	return l
}

// deliver posts l and returns the answer's status, 0 if there was none.
func (s *Sandbox) deliver(ctx context.Context, l *letter) int {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.to, bytes.NewReader(l.body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.o.HTTP.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // so that the connection is used again
	return resp.StatusCode
}

func (s *Sandbox) note(l *letter, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, Sent{At: s.now(), Event: l.event, Payment: l.payment, Status: status})
	if status == http.StatusOK || l.tries == len(pauses()) {
		return
	}
	l.due = s.now().Add(pauses()[l.tries])
	l.tries++
	s.queue = append(s.queue, l)
}
