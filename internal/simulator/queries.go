package simulator

import (
	"context"
	"fmt"
	"time"
)

const maxTaps = 1000 // between two cleanings

// query is a tap that waits for its answer.
type query struct {
	person  *Person
	message int
	expires time.Time
}

func (s *Server) answerCallbackQuery(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.text("callback_query_id")
	q := s.queries[id]
	if q == nil || !q.expires.After(s.clock.Now()) {
		return nil, bad(queryTooOld)
	}
	delete(s.queries, id)
	toast := Toast{Text: c.text("text"), Alert: c.flag("show_alert"), MessageID: q.message}
	p := q.person
	if len(p.toasts) >= maxToasts {
		p.toasts = append(p.toasts[:0:0], p.toasts[maxToasts/2:]...)
	}
	p.toasts = append(p.toasts, toast)
	p.logToast(toast)
	s.feed.add(p.ID, pageEvent{Type: "toast", Toast: &pageToast{Text: toast.Text, Alert: toast.Alert}})
	s.changed()
	return true, nil
}

// forgetQueries drops the taps whose time is over. s.mu is held.
func (s *Server) forgetQueries(now time.Time) {
	for id, q := range s.queries {
		if !q.expires.After(now) {
			delete(s.queries, id)
		}
	}
}

// tap tells the bot about a button. The server is locked.
func (p *Person) tap(messageID int, data string) {
	s := p.srv
	s.lastID++
	if s.lastID%maxTaps == 0 {
		s.forgetQueries(s.clock.Now()) // a clock that runs by itself tells nobody
	}
	id := fmt.Sprintf("4382%014d", s.lastID)
	now := s.clock.Now()
	expires := now.Add(queryLife)
	s.queries[id] = &query{person: p, message: messageID, expires: expires}
	shown := &wireMessage{ID: messageID, Chat: p.wireChat()} // date 0: the message is not accessible any more
	if m := p.find(messageID); m != nil {
		shown = p.wire(m)
	}
	p.lastTap = &lastTap{message: messageID, data: data}
	s.updates.push("callback_query", wireQuery{
		ID: id, From: p.wireUser(), Message: shown, ChatInstance: fmt.Sprintf("77%d", p.ID), Data: data,
	}, expires)
	s.changed()
}
