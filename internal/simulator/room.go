package simulator

import (
	"cmp"
	"reflect"
	"slices"
	"time"
)

// room is a chat with all that is said in it. The server must be locked for every use.
type room struct {
	srv      *Server
	id       int64
	person   *Person // whose private chat with the bot it is; nil if it is a group
	group    *Group
	moved    int64 // where the group went on as a supergroup; zero: it did not
	seats    []*Seat
	messages []*Message
	pins     []int // numbers of messages, the latest pinned last
	nextID   int
	typing   int // how often the bot said that it is busy
	lines    []string
}

// open adds a chat. The server is locked.
func (s *Server) open(id int64) *room {
	r := &room{srv: s, id: id}
	s.rooms[id] = r
	return r
}

// author is the name of who wrote m, as the transcript calls them.
func (r *room) author(m *Message) string {
	return r.srv.called(m.From)
}

// view copies what everybody sees.
func (r *room) view() Chat {
	c := Chat{Typing: r.typing, Pinned: slices.Clone(r.pins)}
	for _, m := range r.messages {
		if !m.Deleted {
			c.Messages = append(c.Messages, *m)
		}
	}
	return c
}

// find returns a message that is not deleted; nil if there is none.
func (r *room) find(id int) *Message {
	i, ok := slices.BinarySearchFunc(r.messages, id, func(m *Message, id int) int {
		return cmp.Compare(m.ID, id)
	})
	if !ok || r.messages[i].Deleted {
		return nil
	}
	return r.messages[i]
}

// add puts m at the end of the chat and tells the pages.
func (r *room) add(m *Message) {
	r.nextID++
	m.ID = r.nextID
	m.Date = r.srv.clock.Now()
	if len(r.messages) >= maxHistory {
		r.messages = slices.Delete(r.messages, 0, len(r.messages)-maxHistory+1)
	}
	r.messages = append(r.messages, m)
	r.watchPoll(m)
	r.logMessage(m)
	shown := r.pageMessage(m)
	r.srv.feed.add(r.id, pageEvent{Type: "message", Message: &shown})
	r.srv.feed.add(0, pageEvent{Type: "people"})
	r.witness(m)
	r.srv.changed()
}

// refresh shows the pages that something about m has changed.
func (r *room) refresh(m *Message) {
	shown := r.pageMessage(m)
	r.srv.feed.add(r.id, pageEvent{Type: "edit", Message: &shown})
}

// change is what an edit makes of a message.
type change struct {
	text     string
	entities []Entity
	file     *File
	markup   markup
}

// edit applies ch, or refuses if it would leave everything as it is.
func (r *room) edit(m *Message, ch change) error {
	sameWords := m.Text == ch.text && sameFile(m.file(), ch.file)
	sameMarkup := reflect.DeepEqual(m.Entities, ch.entities) && string(m.rawMarkup) == string(ch.markup.raw)
	if sameWords && sameMarkup {
		return bad(notModified)
	}
	m.Text, m.Entities = ch.text, ch.entities
	m.setFile(ch.file)
	m.Buttons, m.rawMarkup = ch.markup.inline, ch.markup.raw
	m.Edited = r.srv.clock.Now()
	m.Edits++
	r.logEdit(m, sameWords)
	shown := r.pageMessage(m)
	r.srv.feed.add(r.id, pageEvent{Type: "edit", Message: &shown})
	if !sameWords {
		r.srv.feed.add(0, pageEvent{Type: "people"})
	}
	r.witness(m)
	r.srv.changed()
	return nil
}

// remove takes a message out of the chat.
func (r *room) remove(m *Message) {
	m.Deleted = true
	r.unpin(m.ID)
	r.logDelete(m)
	shown := pageMessage{ID: m.ID, From: authorOf(m), Date: m.Date.Format(time.RFC3339), Deleted: true}
	r.srv.feed.add(r.id, pageEvent{Type: "delete", Message: &shown})
	r.srv.changed()
}

func sameFile(a, b *File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.UniqueID == b.UniqueID
}
