package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/housing"
)

// noticeTime bounds the sending of a notice: whoever asks holds it for five
// seconds only.
const noticeTime = 4 * time.Second

// turnTime is how much of it a notice waits for its turn.
const turnTime = 2 * time.Second

// Send shows a screen that nobody asked for; of its buttons only addresses and
// words are shown. It waits for its turn among all replicas, but not for long, and
// tries once. The chat is one with a bot: another bot
// cannot write to it. Whether a notice without an answer arrived is unknown, and
// it is sent again. A message that is brought up to date keeps its number; one
// that is gone needs no more of that.
func (b *Bot) Send(ctx context.Context, to housing.Mailbox, s dialogs.Screen) (housing.Delivered, error) {
	d := b.desk.Load()
	switch {
	case d == nil:
		return held(time.Second), errors.New("send notice: the bot is not on Telegram yet")
	case d.me.ID != to.Bot:
		return housing.Delivered{Again: longestPause, Alone: true}, fmt.Errorf(
			"send notice: the chat is one of bot %d, this is %d", to.Bot, d.me.ID)
	case d.debts.isBehind():
		return held(time.Second), errBehind
	}
	sender := *d
	sender.class = Urgent
	if to.Urgency.Mass() {
		sender.class = Mass
	}
	limited, cancel := context.WithTimeout(ctx, noticeTime)
	defer cancel()
	m := d.aside(to.Chat, s)
	m.Thread, m.Under, sender.alone = to.Thread, to.Under, to.Alone
	if to.Recall {
		deleted, err := sender.recall(limited, to, m)
		is := b.delivered(to.Edit, err)
		is.Deleted = deleted
		return is, err
	}
	tell := sender.tell
	if s.File != nil {
		m.Text = caption(s.Text, d.Texts.T("screen.cut"), s.Veiled)
		tell = func(ctx context.Context, to housing.Mailbox, m telegram.Message) (int64, error) {
			return sender.pictured(ctx, to, m, *s.File)
		}
	}
	message, err := sender.inTurn(limited, to, m, tell)
	if to.Chat < 0 {
		sender.told(limited, to, message, err)
	}
	return b.delivered(message, err), err
}

func held(wait time.Duration) housing.Delivered { return housing.Delivered{Again: wait, Held: true} }

// inTurn tells as soon as it may, unless that takes too long.
func (d *desk) inTurn(
	ctx context.Context, to housing.Mailbox, m telegram.Message, tell teller,
) (message int64, err error) {
	for last := d.Now().Add(turnTime); ; {
		message, err = tell(ctx, to, m)
		turn, held := errors.AsType[*heldError](err)
		if !held || turn.Paused || d.Now().Add(turn.Wait).After(last) || !wait(ctx, turn.Wait) {
			return message, err
		}
	}
}

// teller sends a message or brings the one that is there up to date, and returns its number.
type teller func(ctx context.Context, to housing.Mailbox, m telegram.Message) (int64, error)

// pictured is picture, or what is to be read instead where the group takes no photos.
func (d *desk) pictured(
	ctx context.Context, to housing.Mailbox, m telegram.Message, a dialogs.Attachment,
) (int64, error) {
	message, err := d.picture(ctx, to, m, a)
	if a.Instead != "" && (telegram.Pictureless(err) || telegram.Captionless(err)) {
		m.Text = d.html(a.Instead, false)
		return d.tell(ctx, to, m)
	}
	return message, err
}

// picture is tell for a picture, of which only the words change.
func (d *desk) picture(
	ctx context.Context, to housing.Mailbox, m telegram.Message, a dialogs.Attachment,
) (message int64, err error) {
	if to.Edit != 0 {
		err = d.change(ctx, m, func(ctx context.Context, m telegram.Message) error {
			return d.API.EditMessageCaption(ctx, to.Edit, m)
		})
		if kind := telegram.KindOf(err); kind == telegram.NotModified || kind == telegram.Gone {
			err = nil
		}
		return to.Edit, err
	}
	err = d.say(ctx, m, func(ctx context.Context, m telegram.Message) error {
		u := d.upload(a)
		u.Chat, u.Caption, u.Plain, u.Buttons = m.Chat, m.Text, m.Plain, m.Buttons
		u.Silent, u.Thread, u.Under = m.Silent, m.Thread, m.Under
		sent, err := d.API.SendPhoto(ctx, u)
		if err == nil {
			message = sent.Message
			d.sent.keep(a, sent.ID)
		}
		return err
	})
	return message, err
}

// delivered tells what became of a notice.
func (b *Bot) delivered(message int64, err error) housing.Delivered {
	if turn, ok := errors.AsType[*heldError](err); ok {
		if !turn.Alone {
			b.hold(turn.Wait)
		}
		return housing.Delivered{Again: turn.Wait, Held: true, Alone: turn.Alone}
	}
	is := housing.Delivered{Message: message}
	switch kind := telegram.KindOf(err); {
	case kind == telegram.Unreachable:
		is.Unreachable = true
	case kind == telegram.Topic:
		is.Topicless = true
	case later(err), kind == telegram.Unauthorized, kind == telegram.Missing:
		is.Again = b.chance.pause(err, noticeStep)
		if kind == telegram.Flood {
			is.Held = true
			b.hold(is.Again)
		}
	}
	return is
}

// tell sends a message, or brings the one that is there up to date.
func (d *desk) tell(ctx context.Context, to housing.Mailbox, m telegram.Message) (int64, error) {
	edit := to.Edit
	if edit == 0 {
		return d.send(ctx, m)
	}
	err := d.change(ctx, m, func(ctx context.Context, m telegram.Message) error {
		return d.API.EditMessageText(ctx, edit, m)
	})
	switch telegram.KindOf(err) {
	case telegram.NotModified:
		return edit, nil
	case telegram.Gone, telegram.Topic:
		if to.Keep {
			return d.send(ctx, m)
		}
		return edit, nil
	default:
		return edit, err
	}
}

// hold remembers that nothing may be sent for d.
func (b *Bot) hold(d time.Duration) { b.held.Store(b.Now().Add(d).UnixNano()) }

// Hold tells how long notices have to wait because people wait for answers, or
// because nothing may be sent; zero: not at all.
func (b *Bot) Hold() time.Duration {
	d := b.desk.Load()
	if d == nil || d.debts.isBehind() {
		return time.Second
	}
	return max(0, time.Unix(0, b.held.Load()).Sub(b.Now()))
}

var errBehind = errors.New("send notice: people wait for their answers")

// noticeStep makes the pause before another try up to eight seconds.
const noticeStep = 4
