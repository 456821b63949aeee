package dialogs

import (
	"context"

	"dombot/internal/texts"
)

// Contact is a phone number that a person shared.
type Contact struct {
	Phone string
	Own   bool // the number of the person who shared it, by the messenger's word
}

// Sharing starts the flow for a number that a person shared. A start without a flow is none: then only what
// is said is shown.
type Sharing func(c Contact) (Start, texts.Text)

// shared is what a number leads to.
func (t *turn) shared() (Start, bool) {
	if t.ev.Contact == nil || t.Shared == nil {
		return Start{}, false
	}
	start, _ := t.Shared(*t.ev.Contact)
	return start, start.Flow != ""
}

// unshared says why a number was not taken, above the running step.
func (t *turn) unshared(ctx context.Context) error {
	_, why := t.Shared(*t.ev.Contact)
	t.notice = why
	return t.again(ctx)
}
