package simulator

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Seat is a person in a chat: what they do there and what only they see of it. A [Person] is their own seat
// in the private chat with the bot. The server must be locked for whatever is not exported.
type Seat struct {
	*room
	who       *Person
	keyboard  *ReplyKeyboard
	keysOf    int // the message that brought the keyboard
	toasts    []Toast
	payments  []*Payment
	unread    int
	viewers   int // open streams of the page
	topic     int // of a forum, where what they send goes; zero: General
	lastTap   *lastTap
	answers   int         // the message that the bot wants an answer to; zero: none
	clipboard string      // what a button copied
	watcher   func(Sight) // nil: nobody
}

// Person is who sits here.
func (st *Seat) Person() *Person { return st.who }

type lastTap struct {
	message int
	data    string
}

// sit gives p a place in the chat.
func (r *room) sit(p *Person) *Seat {
	st := &Seat{room: r, who: p}
	r.seats = append(r.seats, st)
	return st
}

// notify counts a message of the bot as unread where nobody looks.
func (r *room) notify() {
	for _, st := range r.seats {
		if st.viewers == 0 {
			st.unread++
		}
	}
}

// show changes the keys of everybody, or of those whom a selective markup means.
func (r *room) show(mk markup, m *Message) {
	if mk.keyboard == nil && !mk.remove && !mk.force {
		return
	}
	for _, st := range r.seats {
		switch {
		case mk.selective && r.group != nil && !r.means(m, st.who):
		case mk.force:
			st.answers = m.ID
		default:
			st.setKeyboard(mk.keyboard)
			st.keysOf = m.ID
		}
	}
}

// means tells whether m speaks to somebody: it names them or answers them.
func (r *room) means(m *Message, p *Person) bool {
	if original := r.find(m.ReplyTo); original != nil && original.by == p {
		return true
	}
	return p.username != "" && slices.ContainsFunc(strings.FieldsFunc(m.Text, func(c rune) bool {
		return c != '@' && c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}), func(word string) bool { return strings.EqualFold(word, "@"+p.username) })
}

// setKeyboard replaces the keys below the chat; nil takes them away.
func (st *Seat) setKeyboard(k *ReplyKeyboard) {
	if st.keyboard == nil && k == nil {
		return
	}
	st.keyboard = k
	st.srv.feed.add(st.id, pageEvent{Type: "keyboard", Keyboard: pageKeyboardOf(k), who: st.who.ID})
	st.srv.changed()
}

// replyOf is the message that m answers; nothing that is gone can be answered.
func (st *Seat) replyOf(m *Message) int {
	for _, id := range []int{m.ReplyTo, st.answers} {
		if st.find(id) != nil && m.service == nil {
			return id
		}
	}
	return 0
}

// name is whom Telegram names as the author of what the person says.
func (st *Seat) name() int64 {
	if g := st.group; g != nil && g.allowed(g.standing(st.who.ID)).has(Anonymous) {
		return anonymous
	}
	return st.who.ID
}

// inside tells whether the person sees the chat.
func (st *Seat) inside() bool {
	g := st.group
	return g == nil || !g.deleted && g.standing(st.who.ID).present()
}

// say puts a message into the chat, tells the bot and returns its number.
func (st *Seat) say(m *Message) int {
	m.From, m.by, m.Topic, m.ReplyTo = st.name(), st.who, st.topicFor(m), st.replyOf(m)
	st.answers = 0
	st.unread = 0
	st.add(m)
	st.report("message", m)
	if st.keyboard != nil && st.keyboard.OneTime {
		st.setKeyboard(nil)
	}
	return m.ID
}

// amend changes a text the person has sent and tells the bot.
func (st *Seat) amend(messageID int, text string) error {
	m := st.find(messageID)
	if m == nil || m.by != st.who {
		return fmt.Errorf("edit message %d: %s has no such message", messageID, st.who.Name)
	}
	if err := st.edit(m, change{text: text, file: m.file()}); err != nil {
		return err
	}
	st.report("edited_message", m)
	return nil
}

// Chat is a copy of what the person sees.
func (st *Seat) Chat() Chat {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	st.srv.settle()
	return st.snapshot()
}

// away tells whether nothing that the person does in the chat reaches the bot.
func (st *Seat) away() bool {
	return st.who.deactivated || st.person != nil && st.person.blocked || !st.inside()
}

// snapshot copies what the person sees.
func (st *Seat) snapshot() Chat {
	if !st.inside() {
		return Chat{}
	}
	c := st.view()
	for _, p := range st.payments {
		c.Payments = append(c.Payments, *p)
	}
	c.Answers, c.Clipboard = st.answers, st.clipboard
	c.Keyboard, c.Toasts = st.keyboard, slices.Clone(st.toasts)
	c.Blocked = st.person != nil && st.person.blocked
	return c
}
