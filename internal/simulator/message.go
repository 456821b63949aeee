package simulator

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"time"
)

const (
	maxHistory = 5000 // messages kept in a chat, and lines of its transcript
	maxToasts  = 500
)

// Message is one entry of a chat.
type Message struct {
	ID       int
	FromBot  bool
	Date     time.Time
	Edited   time.Time // of the last edit; zero if there was none
	Edits    int
	Text     string // the caption if there is a file
	Entities []Entity
	Buttons  [][]Button
	Keyboard *ReplyKeyboard // that came with the message
	Photo    *File
	Document *File
	Voice    *File
	Contact  *Contact
	ReplyTo  int  // zero if it is no reply
	Deleted  bool // by the bot; kept so that its number stays taken

	rawMarkup json.RawMessage
}

// HTML renders the text with its entities, safe to put into a page.
func (m *Message) HTML() string { return renderHTML(m.Text, m.Entities) }

// Labels lists the inline buttons in reading order.
func (m *Message) Labels() []string {
	var labels []string
	for _, row := range m.Buttons {
		for _, b := range row {
			labels = append(labels, b.Text)
		}
	}
	return labels
}

func (m *Message) hasFile() bool { return m.Photo != nil || m.Document != nil || m.Voice != nil }

// button finds an inline button by its label.
func (m *Message) button(label string) (Button, bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b, true
			}
		}
	}
	return Button{}, false
}

// Contact is a phone number sent to the bot.
type Contact struct {
	Phone  string `json:"phone_number"`
	Name   string `json:"first_name"`
	UserID int64  `json:"user_id,omitempty"` // zero for somebody who is not known to Telegram
}

// Toast is an answer to a tap.
type Toast struct {
	Text      string // empty if the bot only took note of the tap
	Alert     bool   // a window that must be closed
	MessageID int    // whose button was tapped
}

// Chat is a copy of what a person sees.
type Chat struct {
	Messages []Message // without the deleted
	Keyboard *ReplyKeyboard
	Toasts   []Toast
	Typing   int // how often the bot said that it is busy
	Blocked  bool
}

// Last is the newest message of the bot; false if there is none.
func (c Chat) Last() (Message, bool) {
	for _, m := range slices.Backward(c.Messages) {
		if m.FromBot {
			return m, true
		}
	}
	return Message{}, false
}

// Message finds a message by its number.
func (c Chat) Message(id int) (Message, bool) {
	i, ok := slices.BinarySearchFunc(c.Messages, id, func(m Message, id int) int {
		return cmp.Compare(m.ID, id)
	})
	if !ok {
		return Message{}, false
	}
	return c.Messages[i], true
}

// find returns a message that is not deleted; nil if there is none. The server is locked.
func (p *Person) find(id int) *Message {
	i, ok := slices.BinarySearchFunc(p.messages, id, func(m *Message, id int) int {
		return cmp.Compare(m.ID, id)
	})
	if !ok || p.messages[i].Deleted {
		return nil
	}
	return p.messages[i]
}

// add puts m at the end of the chat and tells the pages. The server is locked.
func (p *Person) add(m *Message) {
	p.nextID++
	m.ID = p.nextID
	m.Date = p.srv.clock.Now()
	if len(p.messages) >= maxHistory {
		p.messages = slices.Delete(p.messages, 0, len(p.messages)-maxHistory+1)
	}
	p.messages = append(p.messages, m)
	p.logMessage(m)
	shown := pageMessageOf(m)
	p.srv.feed.add(p.ID, pageEvent{Type: "message", Message: &shown})
	p.srv.feed.add(0, pageEvent{Type: "people"})
	p.srv.changed()
}

// setKeyboard replaces the keys below the chat; nil takes them away. The server is locked.
func (p *Person) setKeyboard(k *ReplyKeyboard) {
	if p.keyboard == nil && k == nil {
		return
	}
	p.keyboard = k
	p.srv.feed.add(p.ID, pageEvent{Type: "keyboard", Keyboard: pageKeyboardOf(k)})
	p.srv.changed()
}

// change is what an edit makes of a message.
type change struct {
	text            string
	entities        []Entity
	photo, document *File
	markup          markup
}

// edit applies ch, or refuses if it would leave everything as it is. The server is locked.
func (p *Person) edit(m *Message, ch change) error {
	if m.Text == ch.text && reflect.DeepEqual(m.Entities, ch.entities) && sameFile(m.Photo, ch.photo) &&
		sameFile(m.Document, ch.document) && string(m.rawMarkup) == string(ch.markup.raw) {
		return bad(notModified)
	}
	sameWords := m.Text == ch.text && sameFile(m.Photo, ch.photo) && sameFile(m.Document, ch.document)
	m.Text, m.Entities, m.Photo, m.Document = ch.text, ch.entities, ch.photo, ch.document
	m.Buttons, m.rawMarkup = ch.markup.inline, ch.markup.raw
	m.Edited = p.srv.clock.Now()
	m.Edits++
	p.logEdit(m, sameWords)
	shown := pageMessageOf(m)
	p.srv.feed.add(p.ID, pageEvent{Type: "edit", Message: &shown})
	if !sameWords {
		p.srv.feed.add(0, pageEvent{Type: "people"})
	}
	p.srv.changed()
	return nil
}

// remove takes a message out of the chat. The server is locked.
func (p *Person) remove(m *Message) {
	m.Deleted = true
	p.logDelete(m)
	shown := pageMessage{ID: m.ID, From: authorOf(m), Date: m.Date.Format(time.RFC3339), Deleted: true}
	p.srv.feed.add(p.ID, pageEvent{Type: "delete", Message: &shown})
	p.srv.changed()
}

func sameFile(a, b *File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.UniqueID == b.UniqueID
}
