package simulator

import (
	"context"
	"fmt"
	"time"
)

const maxTaps = 1000 // between two cleanings

// query is a tap that waits for its answer.
type query struct {
	seat    *Seat
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
	st := q.seat
	st.logToast(toast)
	st.tell(toast)
	return true, nil
}

// tell shows the person a toast.
func (st *Seat) tell(t Toast) {
	if len(st.toasts) >= maxToasts {
		st.toasts = append(st.toasts[:0:0], st.toasts[maxToasts/2:]...)
	}
	st.toasts = append(st.toasts, t)
	st.told(t)
	st.srv.feed.add(st.id, pageEvent{
		Type: "toast", Toast: &pageToast{Text: t.Text, Alert: t.Alert}, who: st.who.ID,
	})
	st.srv.changed()
}

// forgetQueries drops the taps whose time is over. s.mu is held.
func (s *Server) forgetQueries(now time.Time) {
	for id, q := range s.queries {
		if !q.expires.After(now) {
			delete(s.queries, id)
		}
	}
}

// tap tells the bot about a button.
func (st *Seat) tap(messageID int, data string) {
	s := st.srv
	s.lastID++
	if s.lastID%maxTaps == 0 {
		s.forgetQueries(s.clock.Now()) // a clock that runs by itself tells nobody
	}
	id := fmt.Sprintf("4382%014d", s.lastID)
	now := s.clock.Now()
	expires := now.Add(queryLife)
	s.queries[id] = &query{seat: st, message: messageID, expires: expires}
	shown := &wireMessage{ID: messageID, Chat: st.wireChat()} // date 0: the message is not accessible
	if m := st.find(messageID); m != nil {
		shown = st.wire(m)
	}
	st.lastTap = &lastTap{message: messageID, data: data}
	s.updates.push(st.room, "callback_query", wireQuery{
		ID: id, From: st.who.wireUser(), Message: shown, ChatInstance: fmt.Sprintf("77%d", st.id), Data: data,
	}, expires)
	s.changed()
}
