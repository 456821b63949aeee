package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Press touches what bears the label: an inline button of the newest message that has it, else a key below
// the chat. The error lists what there is to touch.
func (st *Seat) Press(label string) error {
	st.srv.mu.Lock()
	key, err := st.press(label)
	st.srv.mu.Unlock()
	switch {
	case err != nil || key == nil:
		return err
	case key.Contact:
		st.SendContact()
	case key.Location:
		st.SendLocation(somewhere())
	case key.asks():
		return fmt.Errorf("press %q: the key asks for a choice, use PressChat or PressPeople", label)
	default:
		st.post(st.answerOf(key))
	}
	return nil
}

// somewhere is where people are who have not said anything else: Moscow.
func somewhere() (latitude, longitude float64) { return 55.7558, 37.6173 }

// answerOf is what pressing a plain key sends; in a group it answers the message that brought the keys, so
// that the bot gets it in privacy mode, too.
func (st *Seat) answerOf(key *Key) *Message {
	m := textOf(key.Text)
	if st.group != nil {
		m.ReplyTo = st.keysOf
	}
	return m
}

// PressOn touches an inline button of a certain message, however old.
func (st *Seat) PressOn(messageID int, label string) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	return st.pressOn(messageID, label)
}

// PressAgain sends the last tap once more as a new update, as an app does that was closed before the answer,
// or a person who taps twice.
func (st *Seat) PressAgain() error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	return st.pressAgain()
}

// Tap sends a tap with any data on any message, also such as no button has.
func (st *Seat) Tap(messageID int, callbackData string) {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	st.tap(messageID, callbackData)
}

// press taps the newest inline button with the label, else finds the key that bears it.
func (st *Seat) press(label string) (*Key, error) {
	if m, b, ok := st.newest(label); ok {
		return nil, st.touch(m, b)
	}
	if key, ok := st.keyboard.key(label); ok {
		return &key, nil
	}
	return nil, fmt.Errorf("press %q: %s sees %s", label, st.who.Name, st.offered())
}

// newest finds the newest inline button with the label.
func (r *room) newest(label string) (*Message, Button, bool) {
	for _, m := range slices.Backward(r.messages) {
		if b, ok := m.button(label); ok && !m.Deleted {
			return m, b, true
		}
	}
	return nil, Button{}, false
}

func (st *Seat) pressOn(messageID int, label string) error {
	m := st.find(messageID)
	if m == nil {
		return fmt.Errorf("press %q: %s has no message %d", label, st.who.Name, messageID)
	}
	b, ok := m.button(label)
	if !ok {
		return fmt.Errorf("press %q: message %d has only %s", label, messageID, brackets(m.Labels()))
	}
	return st.touch(m, b)
}

func (st *Seat) pressAgain() error {
	if st.lastTap == nil {
		return fmt.Errorf("press again: %s has tapped nothing", st.who.Name)
	}
	st.log(st.who.called() + " нажимает ещё раз")
	st.tap(st.lastTap.message, st.lastTap.data)
	return nil
}

// touch taps b.
func (st *Seat) touch(m *Message, b Button) error {
	switch {
	case st.away():
		return fmt.Errorf("press %q: %s is not in touch with the bot here", b.Text, st.who.Name)
	case b.Copy != "":
		st.clipboard = b.Copy
		st.log(st.who.called() + " копирует: " + b.Copy)
		return nil
	case b.URL != "":
		return st.open(b)
	case b.Pay:
		return st.begin(&checkout{payment: &Payment{Invoice: m.Invoice, MessageID: m.ID}}, nil)
	case b.Data == "":
		return errors.New("press " + b.Text + ": what the button does is not simulated")
	}
	st.log(fmt.Sprintf("%s нажимает [%s]", st.who.called(), b.Text))
	st.tap(m.ID, b.Data)
	return nil
}

// open follows the link of a button. The bot learns of it only if the link is its own.
func (st *Seat) open(b Button) error {
	link, own := st.srv.ownLink(b.URL)
	switch {
	case !own:
		return errors.New("press " + b.Text + ": the button is a link, which the bot does not learn of")
	case link.group:
		return errors.New("press " + b.Text + ": the link asks for a group, use PressChat")
	}
	st.log(fmt.Sprintf("%s нажимает [%s]", st.who.called(), b.Text))
	st.who.start(link.param)
	return nil
}

func (k *ReplyKeyboard) key(label string) (Key, bool) {
	if k == nil {
		return Key{}, false
	}
	for _, row := range k.Rows {
		for _, key := range row {
			if key.Text == label {
				return key, true
			}
		}
	}
	return Key{}, false
}

// offered lists the buttons of the newest message that has some, and the keys.
func (st *Seat) offered() string {
	var parts []string
	for _, m := range slices.Backward(st.messages) {
		if len(m.Buttons) > 0 && !m.Deleted {
			parts = append(parts, "buttons "+brackets(m.Labels()))
			break
		}
	}
	if st.keyboard != nil {
		var labels []string
		for _, row := range st.keyboard.Rows {
			for _, key := range row {
				labels = append(labels, key.Text)
			}
		}
		parts = append(parts, "keys "+brackets(labels))
	}
	if len(parts) == 0 {
		return "no buttons at all"
	}
	return "only " + strings.Join(parts, " and ")
}

func brackets(labels []string) string {
	if len(labels) == 0 {
		return "no buttons"
	}
	return "[" + strings.Join(labels, "] | [") + "]"
}
