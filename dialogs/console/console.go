// Package console shows dialogs as plain text: a second face of the same
// screens, which proves that nothing in a dialog leans on Telegram.
package console

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// Engine runs dialogs.
type Engine interface {
	Handle(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error)
	Shown(ctx context.Context, k dialogs.Key, r dialogs.Reply, message int64) error
}

// Talk is one person's conversation as text.
type Talk struct {
	engine  Engine
	key     dialogs.Key
	next    func() int64 // numbers of updates and messages
	windows []window
	toast   string
	log     strings.Builder
	seen    strings.Builder

	received []dialogs.Screen // with files, since the last deed
	link     string           // the address of the last button that opens one
}

// window is a message with the buttons it was shown with.
type window struct {
	id      int64
	text    string
	buttons []button
}

type button struct{ label, data string }

// New returns a conversation of the person behind key. next hands out rising
// numbers, over all conversations of one world.
func New(e Engine, key dialogs.Key, next func() int64) *Talk {
	return &Talk{engine: e, key: key, next: next}
}

// Say types a text.
func (t *Talk) Say(ctx context.Context, text string) error {
	t.begin("> " + text)
	return t.handle(ctx, dialogs.Event{Key: t.key, Update: t.next(), Text: text})
}

// Send sends something that is no text.
func (t *Talk) Send(ctx context.Context, kind dialogs.Wordless) error {
	t.begin("> (" + string(kind) + ")")
	return t.handle(ctx, dialogs.Event{Key: t.key, Update: t.next(), Other: kind})
}

// Choose chooses a group by the key with the label.
func (t *Talk) Choose(ctx context.Context, label string, place housing.ChatPlace) error {
	t.begin("> [" + label + "] " + place.Title)
	return t.handle(ctx, dialogs.Event{Key: t.key, Update: t.next(), Chat: &place})
}

// Share sends a phone number; own: the person's.
func (t *Talk) Share(ctx context.Context, c dialogs.Contact) error {
	t.begin("> " + c.Phone)
	return t.handle(ctx, dialogs.Event{Key: t.key, Update: t.next(), Other: dialogs.Strange, Contact: &c})
}

// Press presses the newest button with a label. A label that no button has
// is looked for among those that begin with it.
func (t *Talk) Press(ctx context.Context, label string) error {
	label = strings.ReplaceAll(label, "\u00a0", " ")
	for _, match := range []func(string) bool{
		func(s string) bool { return s == label },
		func(s string) bool { return strings.HasPrefix(s, label) },
	} {
		for _, w := range slices.Backward(t.windows) {
			for _, b := range w.buttons {
				if match(strings.ReplaceAll(b.label, "\u00a0", " ")) {
					return t.press(ctx, w.id, b)
				}
			}
		}
	}
	return fmt.Errorf("no button %q; there are: %s", label, strings.Join(t.Offered(), " | "))
}

func (t *Talk) press(ctx context.Context, id int64, b button) error {
	t.begin("> [" + b.label + "]")
	return t.handle(ctx, dialogs.Event{
		Key: t.key, Update: t.next(), Data: b.data, Window: id,
		Ack: func(_ context.Context, toast string) bool {
			t.toast = toast
			return true
		},
	})
}

// PressOld presses a button by what it carried when it was first shown.
func (t *Talk) PressOld(ctx context.Context, data string) error {
	if len(t.windows) == 0 {
		return fmt.Errorf("no window to press %q on", data)
	}
	return t.press(ctx, t.windows[len(t.windows)-1].id, button{label: "old", data: data})
}

// Data returns what the newest button with a label carries.
func (t *Talk) Data(label string) string {
	for _, w := range slices.Backward(t.windows) {
		for _, b := range w.buttons {
			if b.label == label {
				return b.data
			}
		}
	}
	return ""
}

// Offered returns the labels of every live button.
func (t *Talk) Offered() []string {
	var labels []string
	for _, w := range t.windows {
		for _, b := range w.buttons {
			labels = append(labels, b.label)
		}
	}
	return labels
}

// Seen returns what was shown since the person last did something.
func (t *Talk) Seen() string { return t.seen.String() }

// Transcript returns the whole conversation.
func (t *Talk) Transcript() string { return t.log.String() }

func (t *Talk) begin(line string) {
	t.seen.Reset()
	t.toast = ""
	t.received = nil
	t.log.WriteString(line + "\n")
}

func (t *Talk) handle(ctx context.Context, ev dialogs.Event) error {
	reply, err := t.engine.Handle(ctx, ev)
	if err != nil {
		return fmt.Errorf("handle: %w", err)
	}
	if t.toast != "" {
		t.print("(" + t.toast + ")")
	}
	for _, s := range reply.Asides {
		t.print(Render(s))
		t.follow(s)
		if s.File != nil {
			t.received = append(t.received, s)
		}
	}
	if reply.Quiet {
		return nil
	}
	id := reply.Edit
	if id == 0 {
		id = t.next()
	}
	t.strip(append(reply.Strip, id))
	t.windows = append(t.windows, window{id: id, text: reply.Screen.Text.Plain(), buttons: buttons(reply)})
	t.print(Render(reply.Screen))
	t.follow(reply.Screen)
	if err := t.engine.Shown(ctx, t.key, reply, id); err != nil {
		return fmt.Errorf("remember window: %w", err)
	}
	return nil
}

// Key returns whose conversation it is.
func (t *Talk) Key() dialogs.Key { return t.key }

// Note writes down what the person does beside the dialogs, and what is said of it.
func (t *Talk) Note(deed, said string) {
	t.begin("> (" + deed + ")")
	if said != "" {
		t.print("(" + said + ")")
	}
}

// Link returns the address of the last button that opened one.
func (t *Talk) Link() string { return t.link }

func (t *Talk) follow(s dialogs.Screen) {
	for _, row := range s.Rows {
		for _, b := range row {
			if b.URL != "" {
				t.link = b.URL
			}
		}
	}
}

// strip forgets the windows with the given ids.
func (t *Talk) strip(ids []int64) {
	t.windows = slices.DeleteFunc(t.windows, func(w window) bool { return slices.Contains(ids, w.id) })
}

func (t *Talk) print(s string) {
	t.seen.WriteString(s + "\n")
	t.log.WriteString(s + "\n")
}

func buttons(r dialogs.Reply) []button {
	var all []button
	i := 0
	for _, row := range r.Screen.Rows {
		for _, b := range row {
			if b.URL == "" && b.Copy == "" && b.Start == "" {
				all = append(all, button{label: b.Label, data: r.Data(i)})
				i++
			}
		}
	}
	return all
}

// Render returns a screen as text: the buttons of a row in brackets.
func Render(s dialogs.Screen) string {
	var out strings.Builder
	out.WriteString(file(s.File))
	for _, a := range s.More {
		out.WriteString(file(&a))
	}
	out.WriteString(s.Text.Plain())
	for _, row := range s.Rows {
		labels := make([]string, len(row))
		for i, b := range row {
			labels[i] = "[" + b.Label + "]"
		}
		out.WriteString("\n" + strings.Join(labels, " "))
	}
	return out.String()
}
