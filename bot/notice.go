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

// Send shows a screen that nobody asked for; of its buttons only addresses and
// words are shown. It tries once: if it fails but may succeed later, retry is the
// pause to make first; a zero retry means that it can never be delivered. The
// chat is one with a bot: another bot cannot write to it. Whether a notice
// without an answer arrived is unknown, and it is sent again. A message that is
// brought up to date keeps its number; one that is gone needs no more of that.
func (b *Bot) Send(
	ctx context.Context, to housing.Mailbox, s dialogs.Screen,
) (message int64, retry time.Duration, err error) {
	d := b.desk.Load()
	switch {
	case d == nil:
		return 0, time.Second, errors.New("send notice: the bot is not on Telegram yet")
	case d.me.ID != to.Bot:
		return 0, longestPause, fmt.Errorf(
			"send notice: the chat is one of bot %d, this is %d",
			to.Bot,
			d.me.ID,
		)
	case d.debts.isBehind():
		return 0, time.Second, errBehind
	}
	limited, cancel := context.WithTimeout(ctx, noticeTime)
	defer cancel()
	message, err = d.tell(limited, to.Edit, d.aside(to.Chat, s))
	if held, ok := errors.AsType[*heldError](err); ok {
		b.hold(held.wait)
		return 0, held.wait, err
	}
	kind := telegram.KindOf(err)
	if later(err) || kind == telegram.Unauthorized || kind == telegram.Missing {
		retry = d.chance.pause(err, noticeStep)
		if kind == telegram.Flood {
			b.hold(retry)
		}
	}
	return message, retry, err
}

// tell sends a message, or brings the one that is there up to date.
func (d *desk) tell(ctx context.Context, edit int64, m telegram.Message) (int64, error) {
	if edit == 0 {
		return d.send(ctx, m)
	}
	err := d.say(ctx, m, func(ctx context.Context, m telegram.Message) error {
		return d.API.EditMessageText(ctx, edit, m)
	})
	switch telegram.KindOf(err) {
	case telegram.NotModified, telegram.Gone:
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
