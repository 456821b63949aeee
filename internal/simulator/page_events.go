package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"time"
)

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 20 * time.Second

// pageEvents streams what happens to a person behind seq, or behind Last-Event-ID when a browser comes back.
func (s *Server) pageEvents(w http.ResponseWriter, r *http.Request) {
	st := s.seatOf(r.FormValue("person"), r.FormValue("in"))
	if st == nil {
		complain(w, http.StatusNotFound, "Такого человека или чата нет.")
		return
	}
	seq := number(r.FormValue("seq"))
	if id, err := strconv.Atoi(r.Header.Get("Last-Event-ID")); err == nil {
		seq = id
	}
	w.Header().Set("Content-Type", "text/event-stream")
	s.watch(st, 1)
	defer s.watch(st, -1)
	if _, err := fmt.Fprint(w, "retry: 1000\n\n"); err != nil {
		return
	}
	s.stream(r.Context(), w, st, seq)
}

// watch counts the open pages of a person in a chat.
func (s *Server) watch(st *Seat, by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st.viewers += by
	if by > 0 {
		st.unread = 0
	}
}

func (s *Server) stream(ctx context.Context, w http.ResponseWriter, st *Seat, seq int) {
	out := http.NewResponseController(w)
	for {
		events, last, changes := s.news(st, seq)
		for _, e := range events {
			if writeEvent(w, e) != nil {
				return
			}
		}
		seq = last
		if out.Flush() != nil {
			return
		}
		if !waitNews(ctx, w, changes) {
			return
		}
	}
}

// news lists the events behind seq. If some of them are forgotten, the chat as it is takes their place.
func (s *Server) news(st *Seat, seq int) (events []pageEvent, last int, changes <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events, complete := s.feed.after(st.id, st.who.ID, seq)
	if complete {
		return events, s.feed.last, s.changes
	}
	for _, m := range st.pageMessages() {
		events = append(events, pageEvent{Seq: s.feed.last, Type: "message", Message: &m})
	}
	events = append(events,
		pageEvent{Seq: s.feed.last, Type: "keyboard", Keyboard: pageKeyboardOf(st.keyboard)},
		pageEvent{Seq: s.feed.last, Type: "clock", Now: s.clock.Now().Format(time.RFC3339)})
	return events, s.feed.last, s.changes
}

// waitNews waits for a change and keeps the line alive meanwhile.
func waitNews(ctx context.Context, w http.ResponseWriter, changes <-chan struct{}) bool {
	pause, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	select {
	case <-changes:
		return true
	case <-pause.Done():
	}
	if ctx.Err() != nil {
		return false
	}
	_, err := fmt.Fprint(w, ": still here\n\n")
	return err == nil
}

func writeEvent(w http.ResponseWriter, e pageEvent) error {
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	if _, err = fmt.Fprintf(w, "id: %d\ndata: %s\n\n", e.Seq, data); err != nil {
		return fmt.Errorf("send event: %w", err)
	}
	return nil
}

// disposition offers a file under its name.
func disposition(name string) string {
	called := map[string]string{"filename": path.Base(name)}
	if text := mime.FormatMediaType("attachment", called); text != "" {
		return text
	}
	return "attachment"
}
