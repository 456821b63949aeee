package simulator

import (
	"cmp"
	"encoding/json"
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
	From     int64 // who wrote it
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
	ReplyTo  int    // zero if it is no reply
	Topic    int    // of a forum; zero in General and elsewhere
	Service  string // what happened, in words, if it is no message of somebody
	Deleted  bool   // by the bot; kept so that its number stays taken

	AlbumID   string  // the same for all that was sent together; empty for a message of its own
	Forwarded *Origin // where the message was taken from; nil for one's own words
	Video     *File
	Audio     *File
	Animation *File // a film without sound
	VideoNote *File // a round film
	Sticker   *File
	Location  *Location
	Venue     *Venue
	Dice      *Dice
	Poll      *Poll
	Reactions []Reaction
	Invoice   *Invoice
	Paid      *Receipt // the message says that this was paid
	Refunded  *Receipt // or given back

	rawMarkup json.RawMessage
	service   *wireService
	by        *Person // who wrote, also in the name of the group; nil if it was the bot
	meant     bool    // for the bot, so that privacy mode lets it through
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
	Phone    string `json:"phone_number"`
	Name     string `json:"first_name"`
	LastName string `json:"last_name,omitempty"`
	UserID   int64  `json:"user_id,omitempty"` // zero for somebody who is not known to Telegram
}

// Toast is an answer to a tap, or what the person is told when a payment came to nothing.
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
	Payments []Payment
	Typing   int // how often the bot said that it is busy

	Answers   int    // the message that what the person sends next will answer; zero: none
	Clipboard string // what a button has copied
	Pinned    []int  // numbers of messages, the latest pinned last
	Blocked   bool
}

// Last is the newest message of the bot; false if there is none.
func (c Chat) Last() (Message, bool) {
	for _, m := range slices.Backward(c.Messages) {
		if m.FromBot && m.Service == "" {
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
