package simulator

import (
	"fmt"
	"time"
)

// Origin tells where a forwarded message comes from.
type Origin struct {
	Name string    // of the author, as Telegram shows it
	User int64     // zero for somebody who hides the account
	Chat int64     // the group that spoke itself; zero: somebody did
	Date time.Time // when the message was written
}

type wireOrigin struct {
	Type string    `json:"type"`
	Date int64     `json:"date"`
	User *wireUser `json:"sender_user,omitempty"`
	Name string    `json:"sender_user_name,omitempty"`
	Chat *wireChat `json:"sender_chat,omitempty"`
}

// wireOrigin is where m comes from, as the bot sees it; nil for words of one's own.
func (r *room) wireOrigin(m *Message) *wireOrigin {
	if m.Forwarded == nil {
		return nil
	}
	o := &wireOrigin{Type: "hidden_user", Date: m.Forwarded.Date.Unix(), Name: m.Forwarded.Name}
	switch from := r.srv.rooms[m.Forwarded.Chat]; {
	case from != nil:
		chat := from.wireChat()
		o.Type, o.Name, o.Chat = "chat", "", &chat
		return o
	case m.Forwarded.User == 0:
		return o
	}
	o.Type, o.Name = "user", ""
	u := r.srv.bot.user()
	if p := r.srv.byID[m.Forwarded.User]; p != nil {
		u = p.wireUser()
	}
	o.User = &u
	return o
}

// Forward sends a message of the chat once more, as a forwarded one. It returns the new number.
func (st *Seat) Forward(messageID int) (int, error) {
	st.srv.mu.Lock()
	original := st.find(messageID)
	if original == nil || !original.resendable("forward") {
		st.srv.mu.Unlock()
		return 0, fmt.Errorf("forward message %d: %s has no such message", messageID, st.who.Name)
	}
	m := st.copyOf(original)
	st.srv.mu.Unlock()
	return st.post(m), nil
}

// copyOf is original as a forwarded message: its content without buttons and without its place in the chat.
func (r *room) copyOf(original *Message) *Message {
	m := *original
	m.ReplyTo, m.AlbumID, m.Edits, m.Edited, m.FromBot = 0, "", 0, time.Time{}, false
	m.Buttons, m.rawMarkup, m.Keyboard, m.Reactions = nil, nil, nil, nil
	m.by, m.meant, m.Topic = nil, false, 0
	if m.Invoice != nil && m.Invoice.StartParameter == "" {
		unpaid := *m.Invoice
		unpaid.PaidBy = nil
		m.Invoice = &unpaid
		if mk, err := payMarkup(m.Invoice); err == nil {
			m.Buttons, m.rawMarkup = mk.inline, mk.raw
		}
	}
	if m.Forwarded == nil {
		m.Forwarded = &Origin{Name: r.srv.bot.name, User: original.From, Date: original.Date}
		switch author := r.srv.byID[original.From]; {
		case author != nil:
			m.Forwarded.Name = author.Name
		case original.From == anonymous:
			*m.Forwarded = Origin{Name: r.group.title, Chat: r.id, Date: original.Date}
		}
	}
	return &m
}

// ForwardFrom forwards what somebody outside has written, who is known by name alone.
func (st *Seat) ForwardFrom(author, text string) int {
	return st.post(&Message{Text: text, Forwarded: &Origin{Name: author, Date: st.srv.clock.Now()}})
}
