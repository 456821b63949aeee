package simulator

import (
	"slices"
	"time"
)

// State is the simulated world as Wait shows it.
type State struct{ srv *Server }

// Now is the simulated moment.
func (st State) Now() time.Time { return st.srv.clock.Now() }

// Pending counts the updates that the bot has not confirmed.
func (st State) Pending() int {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	st.srv.updates.expire(st.srv.clock.Now())
	return len(st.srv.updates.list)
}

// Chat is the chat of a person with the bot, or a group without what only one of its people sees; empty for
// an unknown id.
func (st State) Chat(id int64) Chat {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	if p := st.srv.byID[id]; p != nil {
		return p.snapshot()
	}
	if r := st.srv.rooms[id]; r != nil {
		return r.view()
	}
	return Chat{}
}

// Count tells how often the bot called a method, within what is remembered.
func (st State) Count(method string) int {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	n := 0
	for _, c := range st.srv.calls {
		if c.Method == method {
			n++
		}
	}
	return n
}

// Calls lists the latest calls of the bot, a few thousand at most, oldest first.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Failures lists the mistakes of the bot: calls that break the description of the API, methods that are not
// simulated. Refusals that depend on the state, such as "message is not modified" or "bot was blocked by the
// user", are not among them; for taps without an answer see Unanswered.
func (s *Server) Failures() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.failures)
}

// ForgetFailures empties Failures, for a test that provokes some on purpose.
func (s *Server) ForgetFailures() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = nil
}

// Unanswered counts the taps of the last 150 simulated seconds that the bot has not answered.
func (s *Server) Unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetQueries(s.clock.Now())
	return len(s.queries)
}
