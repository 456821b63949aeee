package simulator

import (
	"fmt"
	"slices"
	"strings"
)

const botCalled = "бот"

// Transcript is what has happened in the chat, in order, for people and for golden files: who said what, the
// buttons as [A] | [B], taps, edits, deletions and the answers to taps. Dates and numbers of messages are
// left out, so that the same conversation is always the same text.
func (p *Person) Transcript() string {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	if len(p.lines) == 0 {
		return ""
	}
	return strings.Join(p.lines, "\n") + "\n"
}

func (p *Person) called() string { return strings.ToLower(p.Name) }

// log adds lines. The server is locked.
func (p *Person) log(lines ...string) {
	if len(p.lines) >= maxHistory {
		p.lines = slices.Delete(p.lines, 0, maxHistory/2)
	}
	p.lines = append(p.lines, lines...)
}

func (p *Person) logMessage(m *Message) {
	who := p.called()
	if m.FromBot {
		who = botCalled
	}
	p.log(who + ": " + m.content())
	p.logButtons(m)
	if m.Keyboard == nil {
		return
	}
	for _, row := range m.Keyboard.Rows {
		var labels []string
		for _, key := range row {
			labels = append(labels, key.Text)
		}
		p.log("  клавиши " + brackets(labels))
	}
}

func (p *Person) logButtons(m *Message) {
	for _, row := range m.Buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, b.Text)
		}
		p.log("  " + brackets(labels))
	}
}

func (p *Person) logEdit(m *Message, sameWords bool) {
	who := p.called()
	if m.FromBot {
		who = botCalled
	}
	switch {
	case !sameWords:
		p.log(who + " (правка): " + m.content())
		p.logButtons(m)
	case len(m.Buttons) == 0:
		p.log(who + " (правка): кнопок больше нет")
	default:
		p.log(who + " (правка): другие кнопки")
		p.logButtons(m)
	}
}

func (p *Person) logDelete(m *Message) {
	first, _, _ := strings.Cut(m.Text, "\n")
	p.log(fmt.Sprintf("%s удаляет: %s", botCalled, first))
}

func (p *Person) logToast(t Toast) {
	switch {
	case t.Text == "":
	case t.Alert:
		p.log(botCalled + " (окно): " + indent(t.Text))
	default:
		p.log(botCalled + " (подсказка): " + indent(t.Text))
	}
}

func (p *Person) logBlock() {
	if p.blocked {
		p.log(p.called() + " блокирует бота")
		return
	}
	p.log(p.called() + " разблокирует бота")
}

// content is the message in words.
func (m *Message) content() string {
	var parts []string
	switch {
	case m.Photo != nil:
		parts = append(parts, "(фото)")
	case m.Document != nil:
		parts = append(parts, "(файл "+m.Document.Name+")")
	case m.Voice != nil:
		parts = append(parts, "(голосовое сообщение)")
	case m.Contact != nil:
		parts = append(parts, "(контакт "+m.Contact.Phone+")")
	}
	if m.Text != "" {
		parts = append(parts, indent(m.Text))
	}
	return strings.Join(parts, " ")
}

func indent(text string) string { return strings.ReplaceAll(text, "\n", "\n  ") }
