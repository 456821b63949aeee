package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

const (
	firstUpdate = 700_000_001
	maxQueue    = 100_000
	messageLife = 24 * time.Hour
	queryLife   = 150 * time.Second
)

// queue holds the updates that are not confirmed.
type queue struct {
	list    []update
	soonest time.Time // no update expires before it
	nextID  int
	allowed []string // nil: the default kinds
	poll    *poll    // the one under way; nil if none
	past    pollPast
	hook    *hook // nil: updates are asked for
	hookSet time.Time
	dropped int
}

type update struct {
	id      int
	kind    string
	body    json.RawMessage
	expires time.Time
	room    *room // where it happened
	given   bool  // to the bot

	delivery // to a webhook
}

func (q *queue) init() { q.nextID = firstUpdate }

// push adds an update unless its kind is not wanted. The oldest goes if there are too many.
func (q *queue) push(r *room, kind string, content any, expires time.Time) {
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
	q.list = append(q.list, update{id: id, kind: kind, body: body, expires: expires, room: r})
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
