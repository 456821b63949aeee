package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/housing"
)

// tryTime bounds one try to show something.
const tryTime = 15 * time.Second

// heldError is a call that was not made: nothing may be sent for now.
type heldError struct{ Turn }

// Error tells how long to wait.
func (e *heldError) Error() string { return "telegram has to be left alone for " + e.Wait.String() }

// later reports whether what failed may be tried again: it was held back, or
// refused for now, or nobody knows whether it was carried out.
func later(err error) bool {
	if _, held := errors.AsType[*heldError](err); held {
		return true
	}
	switch telegram.KindOf(err) {
	case telegram.Flood, telegram.Server, telegram.Network:
		return true
	default:
		return false
	}
}

// call makes a call, if it may go out now.
func (d *desk) call(ctx context.Context, c Call, try func(context.Context) error) error {
	if d.turns != nil && !d.turns(ctx) {
		return fmt.Errorf("wait for the turn: %w", ctx.Err())
	}
	c.Class = d.class
	done, turn := d.Pace.Take(ctx, c)
	if turn.Wait > 0 {
		return &heldError{turn}
	}
	err := within(ctx, tryTime, try)
	done(err)
	d.learn(err)
	return err
}

// learn draws conclusions for everybody from how a call ended.
func (d *desk) learn(err error) {
	switch telegram.KindOf(err) {
	case telegram.Flood:
		d.speed.slower()
	case telegram.Unauthorized:
		d.quit(fmt.Errorf("answer: %w", err))
	case telegram.Server, telegram.Network:
	default:
		d.speed.took()
	}
}

// beside is the letter of a screen that is shown beside the window.
func (d *desk) beside(chat int64, s dialogs.Screen) letter {
	if s.File != nil {
		return attached(chat, s)
	}
	return letter{text: string(s.Text), post: func(ctx context.Context, d *desk) error {
		_, err := d.send(ctx, d.aside(chat, s))
		return err
	}}
}

// aside makes a message of a screen whose presses have no meaning: of its
// buttons only addresses are shown.
func (d *desk) aside(chat int64, s dialogs.Screen) telegram.Message {
	m := telegram.Message{Chat: chat, Text: d.html(s.Text, s.Veiled), Silent: s.Silent}
	if s.Keys {
		m.Keys, m.Choose, m.Share = d.keys(), s.Choose, s.Share
		return m
	}
	m.Buttons = buttons(d.leading(s), nil)
	return m
}

// keys are the two that stay below the chat.
func (d *desk) keys() [][]string {
	return [][]string{{d.Texts.Label("keys.home"), d.Texts.Label("keys.emergency")}}
}

// window shows the screen of r and returns the number of its message.
func (d *desk) window(ctx context.Context, chat int64, r dialogs.Reply) (int64, error) {
	m := telegram.Message{Chat: chat, Text: d.html(r.Screen.Text, r.Screen.Veiled)}
	if r.Screen.Keys {
		m.Keys = d.keys()
		return d.send(ctx, m)
	}
	m.Buttons = buttons(r.Screen, r.Data)
	if r.Edit == 0 {
		return d.send(ctx, m)
	}
	err := d.change(ctx, m, func(ctx context.Context, m telegram.Message) error {
		return d.API.EditMessageText(ctx, r.Edit, m)
	})
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
	err = d.say(ctx, m, func(ctx context.Context, m telegram.Message) (err error) {
		id, err = d.API.SendMessage(ctx, m)
		return err
	})
	return id, err
}

// say posts a new message.
func (d *desk) say(ctx context.Context, m telegram.Message, post poster) error {
	return d.utter(ctx, m, false, post)
}

// change turns a message into m.
func (d *desk) change(ctx context.Context, m telegram.Message, post poster) error {
	return d.utter(ctx, m, true, post)
}

// utter posts m: as plain text if its markup is not understood, to where its group
// went, and it notes a chat that cannot be reached.
func (d *desk) utter(ctx context.Context, m telegram.Message, edit bool, post poster) error {
	try := func() error {
		c := Call{Chat: m.Chat, Edit: edit}
		return d.call(ctx, c, func(ctx context.Context) error { return post(ctx, m) })
	}
	err := try()
	if telegram.KindOf(err) == telegram.BadMarkup && !m.Plain {
		d.Log.ErrorContext(ctx, "markup was not understood, sending plain text", slog.Any("err", err))
		m.Plain, m.Text = true, plain(m.Text)
		err = try()
	}
	if e, ok := migrated(err); ok {
		d.moved(ctx, m.Chat, e.To)
		m.Chat = e.To
		err = try()
	}
	if telegram.KindOf(err) == telegram.Topic && m.Thread != 0 && !d.alone {
		d.fare(ctx, m.Chat, housing.ChatTopic)
		m.Thread = 0
		err = try()
	}
	if telegram.KindOf(err) == telegram.Unreachable {
		return errors.Join(err, d.reachable(ctx, m.Chat, false))
	}
	return err
}

func within(ctx context.Context, limit time.Duration, try func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return try(limited)
}

// strip takes the buttons of an old window away, unless it is the present one. It
// may be gone, or have none.
func (d *desk) strip(ctx context.Context, chat, message, present int64) error {
	if message == present {
		return nil
	}
	err := d.call(ctx, Call{Chat: chat, Edit: true}, func(ctx context.Context) error {
		return d.API.EditReplyMarkup(ctx, chat, message, nil)
	})
	if later(err) || hopeless(ctx, err) {
		return err
	}
	return nil
}

// migrated returns where a group went.
func migrated(err error) (*telegram.Error, bool) {
	e, ok := errors.AsType[*telegram.Error](err)
	return e, ok && e.Kind == telegram.Migrated
}
