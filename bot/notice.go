package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dombot/bot/telegram"
	"dombot/dialogs"
)

// noticeTime bounds the sending of a notice: whoever asks holds it for five
// seconds only.
const noticeTime = 4 * time.Second

// Send shows a screen that nobody asked for; of its buttons only addresses are
// shown. It tries once: if it fails but may succeed later, retry is the pause to
// make first; a zero retry means that it can never be delivered. The chat is
// one with bot: another bot cannot write to it. Whether a notice without an
// answer arrived is unknown, and it is sent again.
func (b *Bot) Send(ctx context.Context, bot, chat int64, s dialogs.Screen) (retry time.Duration, err error) {
	d := b.desk.Load()
	switch {
	case d == nil:
		return time.Second, errors.New("send notice: the bot is not on Telegram yet")
	case d.me.ID != bot:
		return longestPause, fmt.Errorf("send notice: the chat is one of bot %d, this is %d", bot, d.me.ID)
	case d.debts.isBehind():
		return time.Second, errBehind
	}
	limited, cancel := context.WithTimeout(ctx, noticeTime)
	defer cancel()
	_, err = d.send(limited, d.aside(chat, s))
	if held, ok := errors.AsType[*heldError](err); ok {
		b.hold(held.wait)
		return held.wait, err
	}
	kind := telegram.KindOf(err)
	if later(err) || kind == telegram.Unauthorized || kind == telegram.Missing {
		retry = d.chance.pause(err, noticeStep)
		if kind == telegram.Flood {
			b.hold(retry)
		}
	}
	return retry, err
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
