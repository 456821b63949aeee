package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Press touches what bears the label: an inline button of the newest message that has it, else a key below
// the chat. The error lists what there is to touch.
func (p *Person) Press(label string) error {
	s := p.srv
	s.mu.Lock()
	for _, m := range slices.Backward(p.messages) {
		b, ok := m.button(label)
		if !ok || m.Deleted {
			continue
		}
		err := p.touch(m, b)
		s.mu.Unlock()
		return err
	}
	key, ok := p.keyboard.key(label)
	offered := p.offered()
	s.mu.Unlock()
	if !ok {
		return fmt.Errorf("press %q: %s sees only %s", label, p.Name, offered)
	}
	if key.Contact {
		p.SendContact()
	} else {
		p.Send(key.Text)
	}
	return nil
}

// PressOn touches an inline button of a certain message, however old.
func (p *Person) PressOn(messageID int, label string) error {
	s := p.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	m := p.find(messageID)
	if m == nil {
		return fmt.Errorf("press %q: %s has no message %d", label, p.Name, messageID)
	}
	b, ok := m.button(label)
	if !ok {
		return fmt.Errorf("press %q: message %d has only %s", label, messageID, brackets(m.Labels()))
	}
	return p.touch(m, b)
}

// PressAgain sends the last tap once more as a new update, as an app does that was closed before the answer,
// or a person who taps twice.
func (p *Person) PressAgain() error {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	if p.lastTap == nil {
		return fmt.Errorf("press again: %s has tapped nothing", p.Name)
	}
	p.log(p.called() + " нажимает ещё раз")
	p.tap(p.lastTap.message, p.lastTap.data)
	return nil
}

// Tap sends a tap with any data on any message, also such as no button has.
func (p *Person) Tap(messageID int, callbackData string) {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	p.tap(messageID, callbackData)
}

// touch taps b. The server is locked.
func (p *Person) touch(m *Message, b Button) error {
	switch {
	case p.blocked || p.deactivated:
		return fmt.Errorf("press %q: %s has blocked the bot", b.Text, p.Name)
	case b.URL != "":
		return errors.New("press " + b.Text + ": the button is a link, which the bot does not learn of")
	case b.Data == "":
		return errors.New("press " + b.Text + ": what the button does is not simulated")
	}
	p.log(fmt.Sprintf("%s нажимает [%s]", p.called(), b.Text))
	p.tap(m.ID, b.Data)
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

// offered lists the buttons of the newest message that has some, and the keys. The server is locked.
func (p *Person) offered() string {
	var parts []string
	for _, m := range slices.Backward(p.messages) {
		if len(m.Buttons) > 0 && !m.Deleted {
			parts = append(parts, "buttons "+brackets(m.Labels()))
			break
		}
	}
	if p.keyboard != nil {
		var labels []string
		for _, row := range p.keyboard.Rows {
			for _, key := range row {
				labels = append(labels, key.Text)
			}
		}
		parts = append(parts, "keys "+brackets(labels))
	}
	if len(parts) == 0 {
		return "no buttons at all"
	}
	return strings.Join(parts, " and ")
}

func brackets(labels []string) string {
	if len(labels) == 0 {
		return "no buttons"
	}
	return "[" + strings.Join(labels, "] | [") + "]"
}
