package bot

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"dombot/bot/telegram"
	"dombot/dialogs"
)

// Bounds of what one person is owed.
const (
	maxLetters = 8
	maxKept    = 256 << 10 // bytes of files; larger ones are not kept
	maxStrips  = 8
	fresh      = 10 * time.Second // a window that waited longer is made anew
)

// owed is what a person has to be shown, in order: letters, the window, and
// then the buttons of older windows go.
type owed struct {
	letters []letter
	window  *dialogs.Reply
	made    time.Time // when the window was
	again   bool      // the window has to be made anew, whatever is kept of it
	strip   []int64

	shown int64 // the window that was shown; a later one takes its buttons away
}

// letter is a message beside the window.
type letter struct {
	text  string // tells letters apart; those with the same text are one
	post  func(ctx context.Context, d *desk) error
	until time.Time // no use later; zero: for good

	size    int     // bytes of a file
	instead *letter // of a file that cannot be kept or sent
}

func (o owed) empty() bool {
	return len(o.letters) == 0 && o.window == nil && !o.again && len(o.strip) == 0
}

// answer is what a reply owes.
func (d *desk) answer(chat int64, r dialogs.Reply) owed {
	o := owed{made: d.Now()}
	if r.Drop != 0 {
		o.letters = append(o.letters, removal(chat, r.Drop))
	}
	for _, s := range r.Asides {
		o.letters = append(o.letters, d.beside(chat, s))
	}
	if !r.Quiet {
		o.window = &r
	}
	return o
}

// follow adds to what is owed what came later.
func (d *desk) follow(chat int64, o, later owed) owed {
	all := o
	all.letters = slices.Clone(o.letters)
	if later.window != nil || later.again {
		all = all.replaced(chat, later)
	}
	for _, l := range later.letters {
		if !slices.ContainsFunc(all.letters, func(known letter) bool { return known.text == l.text }) {
			all.letters = append(all.letters, l)
		}
	}
	if n := len(all.letters) - maxLetters; n > 0 {
		d.Log.Warn("messages dropped: too many wait for one person", slog.Int("count", n))
	}
	all.letters = bounded(all.letters)
	all.strip = append(all.strip, later.strip...)
	all.strip = all.strip[max(0, len(all.strip)-maxStrips):]
	return all
}

// replaced is o with the window of a later one: the last one counts. A window
// that tells what was carried out is shown as well, without its buttons.
func (o owed) replaced(chat int64, later owed) owed {
	if old := o.window; old != nil {
		o.strip = append(slices.Clone(o.strip), old.Strip...)
		if old.Final && (old.Edit == 0 || later.window == nil || later.window.Edit != old.Edit) {
			o.letters = append(o.letters, closed(chat, *old))
		}
	}
	if o.shown != 0 {
		o.strip = append(o.strip, o.shown)
	}
	o.window, o.made, o.again, o.shown = later.window, later.made, later.again, later.shown
	return o
}

// bounded drops the oldest letters over the limit, and files that are too large
// to keep: a sentence stands for them.
func bounded(letters []letter) []letter {
	size := 0
	for i, l := range letters {
		if size += l.size; l.size > 0 && size > maxKept {
			letters[i] = *l.instead
		}
	}
	return letters[max(0, len(letters)-maxLetters):]
}

// less is o without what comes first, which cannot be shown.
func (o owed) less() owed {
	switch {
	case len(o.letters) > 0 && o.letters[0].instead != nil:
		o.letters = append([]letter{*o.letters[0].instead}, o.letters[1:]...)
	case len(o.letters) > 0:
		o.letters = o.letters[1:]
	case o.window != nil || o.again:
		o.window, o.again = nil, false
	default:
		o.strip = nil
	}
	return o
}

// closed shows a window that is history: without buttons, where it was due.
func closed(chat int64, r dialogs.Reply) letter {
	return letter{text: string(r.Screen.Text), post: func(ctx context.Context, d *desk) error {
		r.Screen.Rows = nil
		_, err := d.window(ctx, chat, r)
		return err
	}}
}

// settle shows what o holds and takes out of it what was shown. What is left
// after an error is still owed, if the error is one that passes.
func (d *desk) settle(ctx context.Context, k dialogs.Key, o *owed) error {
	for len(o.letters) > 0 {
		if err := d.post(ctx, o.letters[0]); err != nil {
			return err
		}
		o.letters = o.letters[1:]
	}
	if err := d.turn(ctx, k, o); err != nil {
		return err
	}
	for len(o.strip) > 0 {
		if err := d.strip(ctx, k.Chat, o.strip[0], o.shown); err != nil {
			return err
		}
		o.strip = o.strip[1:]
	}
	return nil
}

// post shows a letter. One that Telegram refuses for good does not hold up what
// comes after it.
func (d *desk) post(ctx context.Context, l letter) error {
	if !l.until.IsZero() && !d.Now().Before(l.until) {
		return nil
	}
	err := l.post(ctx, d)
	if err == nil || later(err) || hopeless(ctx, err) {
		return err
	}
	d.Log.ErrorContext(ctx, "message was not shown", slog.Any("err", err))
	return nil
}

// hopeless reports whether nothing else has to be tried in the chat now.
func hopeless(ctx context.Context, err error) bool {
	return ctx.Err() != nil || telegram.KindOf(err) == telegram.Unreachable
}

// turn shows the window.
func (d *desk) turn(ctx context.Context, k dialogs.Key, o *owed) error {
	r, err := d.current(ctx, k, o)
	if err != nil || r == nil {
		return err
	}
	window, err := d.window(ctx, k.Chat, *r)
	if err != nil {
		return err
	}
	o.strip = append(o.strip, r.Strip...)
	o.window, o.again, o.shown = nil, false, window
	if err := d.Dialogs.Shown(ctx, k, *r, window); err != nil {
		d.Log.WarnContext(ctx, "window was not remembered", slog.Any("err", err))
	}
	return nil
}

// current is the window to show: the one that is kept, or what the dialog shows
// by now. A dialog that cannot be asked does not hold up what is kept of it.
func (d *desk) current(ctx context.Context, k dialogs.Key, o *owed) (*dialogs.Reply, error) {
	if !o.again && (o.window == nil || d.Now().Sub(o.made) < fresh) {
		return o.window, nil
	}
	thinking, cancel := context.WithTimeout(ctx, d.Limits.Think)
	defer cancel()
	r, err := d.Dialogs.Again(thinking, k)
	switch {
	case err == nil && !r.Quiet:
		if o.window != nil {
			r.Strip = append(r.Strip, o.window.Strip...)
		}
		return &r, nil
	case err == nil:
		o.again = false
		return o.window, nil
	case o.window != nil:
		d.Log.WarnContext(ctx, "window could not be made anew", slog.Any("err", err))
		return o.window, nil
	}
	return nil, err
}
