package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

const (
	firstUpdate   = 700_000_001
	maxQueue      = 100_000
	maxPoll       = 50 * time.Second
	maxLimit      = 100
	messageLife   = 24 * time.Hour
	queryLife     = 150 * time.Second
	otherPoller   = "terminated by other getUpdates request; make sure that only one bot instance is running"
	webhookActive = "can't use getUpdates method while webhook is active; " +
		"use deleteWebhook to delete the webhook first"
)

// queue holds the updates that are not confirmed.
type queue struct {
	list    []update
	soonest time.Time // no update expires before it
	nextID  int
	allowed []string      // nil: the default kinds
	poll    chan struct{} // closed to end the poll under way; nil if none
	webhook string
	dropped int
}

type update struct {
	id      int
	body    json.RawMessage
	expires time.Time
}

func (q *queue) init() { q.nextID = firstUpdate }

// push adds an update unless its kind is not wanted. The oldest goes if there are too many.
func (q *queue) push(kind string, content any, expires time.Time) {
	if !q.wants(kind) {
		return
	}
	id := q.nextID
	q.nextID++
	body, err := json.Marshal(map[string]any{"update_id": id, kind: content})
	if err != nil {
		panic(err) // only our own plain structs come here
	}
	if len(q.list) >= maxQueue {
		q.list = slices.Delete(q.list, 0, 1)
		q.dropped++
	}
	if len(q.list) == 0 || expires.Before(q.soonest) {
		q.soonest = expires
	}
	q.list = append(q.list, update{id: id, body: body, expires: expires})
}

func (q *queue) wants(kind string) bool {
	if len(q.allowed) > 0 {
		return slices.Contains(q.allowed, kind)
	}
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

// confirm forgets what lies before offset; a negative offset keeps that many from the end.
func (q *queue) confirm(offset int) {
	if offset < 0 {
		q.list = q.list[max(0, len(q.list)+offset):]
		return
	}
	n := 0
	for n < len(q.list) && q.list[n].id < offset {
		n++
	}
	q.list = q.list[n:]
	if len(q.list) == 0 {
		q.list = nil
	}
}

func (q *queue) expire(now time.Time) {
	if len(q.list) == 0 || q.soonest.After(now) {
		return
	}
	q.list = slices.DeleteFunc(q.list, func(u update) bool { return !u.expires.After(now) })
	for i, u := range q.list {
		if i == 0 || u.expires.Before(q.soonest) {
			q.soonest = u.expires
		}
	}
}

func (q *queue) first(limit int) []json.RawMessage {
	batch := make([]json.RawMessage, 0, min(limit, len(q.list)))
	for _, u := range q.list[:min(limit, len(q.list))] {
		batch = append(batch, u.body)
	}
	return batch
}

// getUpdates is the long poll. It waits in real time, whatever the simulated clock says.
func (s *Server) getUpdates(ctx context.Context, c *call) (any, error) {
	limit := maxLimit
	if c.text("limit") != "" {
		limit = min(max(c.integer("limit"), 1), maxLimit)
	}
	wait := min(max(time.Duration(c.integer("timeout"))*time.Second, 0), maxPoll)
	stop, err := s.beginPoll(c)
	if err != nil {
		return nil, err
	}
	defer s.endPoll(stop)
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		batch, changes := s.pending(limit)
		if len(batch) > 0 || wait == 0 {
			return batch, nil
		}
		select {
		case <-changes:
		case <-stop:
			return nil, conflict(otherPoller)
		case <-ctx.Done():
			return batch, nil
		}
		if stopped(stop) {
			return nil, conflict(otherPoller)
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
func (s *Server) beginPoll(c *call) (chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updates.webhook != "" {
		return nil, conflict(webhookActive)
	}
	if _, given := c.params["allowed_updates"]; given {
		var kinds []string
		if err := c.object("allowed_updates", &kinds); err != nil {
			return nil, err
		}
		s.updates.allowed = kinds
	}
	if s.updates.poll != nil {
		close(s.updates.poll)
	}
	s.updates.poll = make(chan struct{})
	s.updates.expire(s.clock.Now())
	s.updates.confirm(c.integer("offset"))
	s.changed()
	return s.updates.poll, nil
}

func (s *Server) endPoll(stop chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updates.poll == stop {
		s.updates.poll = nil
	}
}

func (s *Server) pending(limit int) (list []json.RawMessage, changes <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.expire(s.clock.Now())
	return s.updates.first(limit), s.changes
}

// UseWebhook makes the server believe that a webhook is set, so that polling is refused until deleteWebhook.
// Nothing is delivered to it.
func (s *Server) UseWebhook(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.webhook = url
	s.changed()
}

func (s *Server) deleteWebhook(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.webhook = ""
	if c.flag("drop_pending_updates") {
		s.updates.list = nil
	}
	s.changed()
	return true, nil
}

func (s *Server) getWebhookInfo(context.Context, *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := map[string]any{
		"url": s.updates.webhook, "has_custom_certificate": false,
		"pending_update_count": len(s.updates.list),
	}
	if len(s.updates.allowed) > 0 {
		info["allowed_updates"] = s.updates.allowed
	}
	return info, nil
}

// Idle waits until every update is confirmed: the bot has called getUpdates with an offset beyond it, or the
// update has outlived its time. A bot that confirms an update only after handling it has then carried out
// all it was told and come back for more. It returns at once if nothing waits. What the bot does outside
// updates, such as scheduled notices, is not covered: use Wait for that.
func (s *Server) Idle(ctx context.Context) error {
	return s.Wait(ctx, func(st State) bool { return st.Pending() == 0 })
}

// Wait returns when done says so. It is asked at once and after every change, without a lock held, so that it
// may call any method. The error is that of ctx.
func (s *Server) Wait(ctx context.Context, done func(State) bool) error {
	for {
		s.mu.Lock()
		changes := s.changes
		s.mu.Unlock()
		if done(State{s}) {
			return nil
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return errors.Join(errors.New("wait for the bot: nothing came"), ctx.Err())
		}
	}
}
