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
func (st *Seat) Transcript() string {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	return st.transcript()
}

func (r *room) transcript() string {
	if len(r.lines) == 0 {
		return ""
	}
	return strings.Join(r.lines, "\n") + "\n"
}

func (p *Person) called() string { return strings.ToLower(p.Name) }

// log adds lines.
func (r *room) log(lines ...string) {
	if len(r.lines) >= maxHistory {
		r.lines = slices.Delete(r.lines, 0, maxHistory/2)
	}
	r.lines = append(r.lines, lines...)
}

func (r *room) logMessage(m *Message) {
	if m.Service != "" {
		r.log(m.Service)
		return
	}
	r.log(r.author(m) + ": " + m.content())
	r.logButtons(m)
	if m.Keyboard == nil {
		return
	}
	for _, row := range m.Keyboard.Rows {
		var labels []string
		for _, key := range row {
			labels = append(labels, key.Text)
		}
		r.log("  клавиши " + brackets(labels))
	}
}

func (r *room) logButtons(m *Message) {
	for _, row := range m.Buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, b.Text)
		}
		r.log("  " + brackets(labels))
	}
}

func (r *room) logEdit(m *Message, sameWords bool) {
	who := r.author(m)
	switch {
	case !sameWords:
		r.log(who + " (правка): " + m.content())
		r.logButtons(m)
	case len(m.Buttons) == 0:
		r.log(who + " (правка): кнопок больше нет")
	default:
		r.log(who + " (правка): другие кнопки")
		r.logButtons(m)
	}
}

func (r *room) logDelete(m *Message) {
	first, _, _ := strings.Cut(m.content(), "\n")
	r.log(fmt.Sprintf("%s удаляет: %s", botCalled, first))
}

func (r *room) logToast(t Toast) {
	switch {
	case t.Text == "":
	case t.Alert:
		r.log(botCalled + " (окно): " + indent(t.Text))
	default:
		r.log(botCalled + " (подсказка): " + indent(t.Text))
	}
}

func (st *Seat) logBlock() {
	if st.who.blocked {
		st.log(st.who.called() + " блокирует бота")
		return
	}
	st.log(st.who.called() + " разблокирует бота")
}

// content is the message in words.
func (m *Message) content() string {
	if m.Service != "" {
		return m.Service
	}
	parts := m.marks()
	if kind := m.kindWords(); kind != "" {
		parts = append(parts, kind)
	}
	if m.Text != "" {
		parts = append(parts, indent(m.Text))
	}
	return strings.Join(parts, " ")
}

func indent(text string) string { return strings.ReplaceAll(text, "\n", "\n  ") }
