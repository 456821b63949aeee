package main

import (
	"fmt"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/console"
)

// perilChat is a chat as Telegram keeps it: what was accepted is what a person sees.
type perilChat struct {
	messages []*perilMessage
	window   *perilMessage // the one that changed last
	gone     []perilButton // buttons that went; a late tap still presses them
	last     *did
	seen     strings.Builder // since the person's last deed
	log      strings.Builder
}

type perilMessage struct {
	id      int64
	text    string
	buttons []perilButton
}

type perilButton struct {
	label, data string
	message     int64
}

func (c *perilChat) print(text string) {
	c.seen.WriteString(text + "\n")
	c.log.WriteString(text + "\n")
}

// button finds the newest button with a label, or with one that begins so; one
// that went is found last.
func (c *perilChat) button(label string) (perilButton, bool) {
	var all []perilButton
	all = append(all, c.gone...)
	for _, m := range c.messages {
		all = append(all, m.buttons...)
	}
	for _, match := range []func(string) bool{
		func(s string) bool { return s == label },
		func(s string) bool { return strings.HasPrefix(s, label) },
	} {
		for _, b := range slices.Backward(all) {
			if match(b.label) {
				return b, true
			}
		}
	}
	return perilButton{}, false
}

// labels returns the labels of the buttons of the window.
func (c *perilChat) labels() []string {
	var all []string
	if c.window != nil {
		for _, b := range c.window.buttons {
			all = append(all, b.label)
		}
	}
	return all
}

// offered returns every label that was ever shown.
func (c *perilChat) offered() []string {
	var all []string
	for _, b := range c.gone {
		all = append(all, b.label)
	}
	for _, m := range c.messages {
		for _, b := range m.buttons {
			all = append(all, b.label)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// aside accepts a message beside the window; its buttons mean nothing.
func (c *perilChat) aside(s dialogs.Screen, id int64) {
	c.messages = append(c.messages, &perilMessage{id: id, text: s.Text.Plain()})
	c.print(console.Render(s))
}

// show accepts the window of a reply as message id.
func (c *perilChat) show(r dialogs.Reply, id int64) error {
	m := &perilMessage{id: id}
	if r.Edit != 0 {
		i := slices.IndexFunc(c.messages, func(m *perilMessage) bool { return m.id == r.Edit })
		if i < 0 {
			return fmt.Errorf("message %d is edited, which nobody sent", r.Edit)
		}
		m = c.messages[i]
	} else {
		c.messages = append(c.messages, m)
	}
	c.drop(m)
	m.text = r.Screen.Text.Plain()
	i := 0
	for _, row := range r.Screen.Rows {
		for _, b := range row {
			if b.URL == "" {
				m.buttons = append(m.buttons, perilButton{b.Label, r.Data(i), m.id})
				i++
			}
		}
	}
	c.window = m
	c.print(console.Render(r.Screen))
	return nil
}

// strip takes the buttons of messages away.
func (c *perilChat) strip(ids []int64) {
	for _, m := range c.messages {
		if slices.Contains(ids, m.id) && m != c.window {
			c.drop(m)
		}
	}
}

func (c *perilChat) drop(m *perilMessage) {
	c.gone = append(c.gone, m.buttons...)
	m.buttons = nil
}
