package simulator

// Sight is what a person has just seen of the bot.
type Sight struct {
	Message Message // new or edited; its ID is zero if it is a toast
	Toast   Toast
}

// Watch calls f with everything that the bot shows in the chat from now on, in order; it replaces an earlier
// f. The server waits for f, which must therefore not call any method of the server or its people: a channel
// with room is what it fills. It tells a crowd of waiting people apart much faster than Wait does.
func (st *Seat) Watch(f func(Sight)) {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	st.watcher = f
}

// witness tells the watchers about a message of the bot. The server is locked.
func (r *room) witness(m *Message) {
	for _, st := range r.seats {
		if st.watcher != nil && m.FromBot {
			st.watcher(Sight{Message: *m})
		}
	}
}

// told tells the watcher about a toast. The server is locked.
func (st *Seat) told(t Toast) {
	if st.watcher != nil {
		st.watcher(Sight{Toast: t})
	}
}
