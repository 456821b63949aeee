package simulator

import (
	"context"
	"encoding/json"
	"time"
)

const (
	maxPoll       = 50 * time.Second
	maxLimit      = 100
	otherPoller   = "terminated by other getUpdates request; make sure that only one bot instance is running"
	hookSet       = "terminated by setWebhook request"
	webhookActive = "can't use getUpdates method while webhook is active; " +
		"use deleteWebhook to delete the webhook first"
)

// Bounds of what Limits.BusyPolls punishes.
const (
	busyGap    = 3 * time.Second
	hastyGap   = 500 * time.Millisecond
	shortPoll  = 3 * time.Second
	conflictIn = 3 * time.Second
)

// poll is a getUpdates under way.
type poll struct {
	stop chan struct{} // closed to end it
	why  string        // it was ended
}

// pollPast is what the polls before tell of a bot in a hurry.
type pollPast struct {
	offset   int
	begun    time.Time
	conflict time.Time
}

// question is a decoded getUpdates.
type question struct {
	limit int
	wait  time.Duration
}

// getUpdates is the long poll. It waits in real time, whatever the simulated clock says.
func (s *Server) getUpdates(ctx context.Context, c *call) (any, error) {
	q := question{limit: maxLimit, wait: time.Duration(c.integer("timeout")) * time.Second}
	q.wait = min(max(q.wait, 0), maxPoll)
	if c.text("limit") != "" {
		q.limit = min(max(c.integer("limit"), 1), maxLimit)
	}
	p, err := s.beginPoll(c, &q)
	if err != nil {
		return nil, err
	}
	defer s.endPoll(p)
	waiting, cancel := context.WithTimeout(ctx, q.wait)
	defer cancel()
	for {
		batch, changes := s.pending(q.limit)
		if len(batch) > 0 || q.wait == 0 {
			return batch, nil
		}
		select {
		case <-changes:
		case <-p.stop:
			return nil, s.pollEnded(ctx, p)
		case <-waiting.Done():
			return batch, nil
		}
		if stopped(p.stop) {
			return nil, s.pollEnded(ctx, p)
		}
	}
}

func stopped(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}

// beginPoll confirms, and ends the poll that is under way.
func (s *Server) beginPoll(c *call, q *question) (*poll, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updates.hook != nil {
		return nil, conflict(webhookActive)
	}
	if err := s.setAllowed(c); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	s.punish(now, c.integer("offset"), q)
	s.updates.stopPoll(otherPoller)
	s.updates.poll = &poll{stop: make(chan struct{})}
	s.updates.expire(now)
	s.updates.confirm(c.integer("offset"))
	s.changed()
	return s.updates.poll, nil
}

// punish slows down a bot that asks the same again at once. s.mu is held.
func (s *Server) punish(now time.Time, offset int, q *question) {
	past := &s.updates.past
	since := now.Sub(past.begun)
	if s.limits.BusyPolls && offset == past.offset && !past.begun.IsZero() {
		if since < busyGap && q.wait < shortPoll {
			q.wait = shortPoll
		}
		if since < hastyGap {
			q.limit = 1
		}
	}
	past.offset, past.begun = offset, now
}

// setAllowed remembers which kinds of updates are wanted, if the call says so. s.mu is held.
func (s *Server) setAllowed(c *call) error {
	if _, given := c.params["allowed_updates"]; !given {
		return nil
	}
	var kinds []string
	if err := c.object("allowed_updates", &kinds); err != nil {
		return err
	}
	s.updates.allowed = kinds
	return nil
}

// stopPoll ends the poll under way. The server is locked.
func (q *queue) stopPoll(why string) {
	if q.poll == nil {
		return
	}
	q.poll.why = why
	close(q.poll.stop)
	q.poll = nil
}

// pollEnded is the answer to a poll that was ended; the second within a short time has to wait for it.
func (s *Server) pollEnded(ctx context.Context, p *poll) error {
	s.mu.Lock()
	now := s.clock.Now()
	past := &s.updates.past
	again := s.limits.BusyPolls && !past.conflict.IsZero() && now.Sub(past.conflict) < conflictIn
	past.conflict = now
	s.mu.Unlock()
	if again {
		waiting, cancel := context.WithTimeout(ctx, conflictIn)
		defer cancel()
		<-waiting.Done()
	}
	return conflict(p.why)
}

func (s *Server) endPoll(p *poll) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updates.poll == p {
		s.updates.poll = nil
	}
}

func (s *Server) pending(limit int) (list []json.RawMessage, changes <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.expire(s.clock.Now())
	for i := range s.updates.list[:min(limit, len(s.updates.list))] {
		s.handOver(&s.updates.list[i])
	}
	return s.updates.first(limit), s.changes
}
