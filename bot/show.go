package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dombot/bot/telegram"
	"dombot/dialogs"
)

// Bounds of one try to show something.
const (
	tryTime  = 15 * time.Second
	maxFlood = 20 * time.Second // Telegram may ask for hundreds of seconds
)

// show sends the asides, turns or sends the window, and then takes the buttons
// of older windows away: there is always one that can be pressed.
func (d *desk) show(ctx context.Context, k dialogs.Key, r dialogs.Reply) error {
	for _, aside := range r.Asides {
		if err := d.beside(ctx, k.Chat, aside); err != nil {
			return fmt.Errorf("show aside: %w", err)
		}
	}
	if r.Quiet {
		return nil
	}
	window, err := d.window(ctx, k.Chat, r)
	if err != nil {
		return fmt.Errorf("show window: %w", err)
	}
	if err := d.Dialogs.Shown(ctx, k, r, window); err != nil {
		return fmt.Errorf("remember window: %w", err)
	}
	for _, old := range r.Strip {
		if old != window {
			d.strip(ctx, k.Chat, old)
		}
	}
	return nil
}

// beside sends a screen as a message of its own.
func (d *desk) beside(ctx context.Context, chat int64, s dialogs.Screen) error {
	if s.File != nil {
		return d.attach(ctx, chat, s)
	}
	_, err := d.send(ctx, d.aside(chat, s))
	return err
}

// aside makes a message of a screen whose presses have no meaning: of its
// buttons only addresses are shown.
func (d *desk) aside(chat int64, s dialogs.Screen) telegram.Message {
	m := telegram.Message{Chat: chat, Text: d.html(s.Text)}
	if s.Keys {
		m.Keys = d.keys()
		return m
	}
	m.Buttons = buttons(s.Rows, nil)
	return m
}

// keys are the two that stay below the chat.
func (d *desk) keys() [][]string {
	return [][]string{{d.Texts.Label("keys.home"), d.Texts.Label("keys.emergency")}}
}

// window shows the screen of r and returns the number of its message.
func (d *desk) window(ctx context.Context, chat int64, r dialogs.Reply) (int64, error) {
	m := telegram.Message{Chat: chat, Text: d.html(r.Screen.Text)}
	if r.Screen.Keys {
		m.Keys = d.keys()
		return d.send(ctx, m)
	}
	m.Buttons = buttons(r.Screen.Rows, r.Data)
	if r.Edit == 0 {
		return d.send(ctx, m)
	}
	err := d.say(ctx, m, d.twice(func(ctx context.Context, m telegram.Message) error {
		return d.API.EditMessageText(ctx, r.Edit, m)
	}))
	switch telegram.KindOf(err) {
	case telegram.NotModified:
		return r.Edit, nil
	case telegram.Gone:
		return d.send(ctx, m)
	default:
		return r.Edit, err
	}
}

// poster sends a message or turns another into it.
type poster func(ctx context.Context, m telegram.Message) error

// send answers with a message and returns its number.
func (d *desk) send(ctx context.Context, m telegram.Message) (id int64, err error) {
	err = d.say(ctx, m, d.twice(func(ctx context.Context, m telegram.Message) (err error) {
		id, err = d.API.SendMessage(ctx, m)
		return err
	}))
	return id, err
}

// say posts m, as plain text if its markup is not understood, and notes a chat
// that cannot be reached.
func (d *desk) say(ctx context.Context, m telegram.Message, post poster) error {
	err := post(ctx, m)
	if telegram.KindOf(err) == telegram.BadMarkup && !m.Plain {
		d.Log.ErrorContext(ctx, "markup was not understood, sending plain text", slog.Any("err", err))
		m.Plain, m.Text = true, plain(m.Text)
		err = post(ctx, m)
	}
	if telegram.KindOf(err) == telegram.Unreachable {
		return errors.Join(err, d.reachable(ctx, m.Chat, false))
	}
	return err
}

// twice tries once more after the pause that Telegram asks for, and after an
// outcome that is unknown: an answer shown twice does less harm than none.
func (d *desk) twice(post poster) poster {
	return func(ctx context.Context, m telegram.Message) error {
		try := func(ctx context.Context) error { return post(ctx, m) }
		err := within(ctx, tryTime, try)
		switch telegram.KindOf(err) {
		case telegram.Flood, telegram.Server, telegram.Network:
		default:
			return err
		}
		if pause := d.chance.pause(err, 0); pause > maxFlood || !wait(ctx, pause) {
			return err
		}
		return within(ctx, tryTime, try)
	}
}

func within(ctx context.Context, limit time.Duration, try func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return try(limited)
}

// strip takes the buttons of an old window away. It may be gone, or have none:
// only being too fast is worth another try.
func (d *desk) strip(ctx context.Context, chat, message int64) {
	try := func(ctx context.Context) error { return d.API.EditReplyMarkup(ctx, chat, message, nil) }
	err := within(ctx, tryTime, try)
	if telegram.KindOf(err) != telegram.Flood {
		return
	}
	if pause := d.chance.pause(err, 0); pause <= maxFlood && wait(ctx, pause) {
		if err := within(ctx, tryTime, try); err != nil {
			d.Log.InfoContext(ctx, "old buttons stayed", slog.Any("err", err))
		}
	}
}

// migrated returns where a group went.
func migrated(err error) (*telegram.Error, bool) {
	e, ok := errors.AsType[*telegram.Error](err)
	return e, ok && e.Kind == telegram.Migrated
}
