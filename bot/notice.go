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
// one with bot: another bot cannot write to it.
func (b *Bot) Send(ctx context.Context, bot, chat int64, s dialogs.Screen) (retry time.Duration, err error) {
	d := b.desk.Load()
	switch {
	case d == nil:
		return time.Second, errors.New("send notice: the bot is not on Telegram yet")
	case d.me.ID != bot:
		return longestPause, fmt.Errorf("send notice: the chat is one of bot %d, this is %d", bot, d.me.ID)
	}
	err = d.say(ctx, d.aside(chat, s), func(ctx context.Context, m telegram.Message) error {
		return within(ctx, noticeTime, func(ctx context.Context) error {
			_, err := d.API.SendMessage(ctx, m)
			return err
		})
	})
	switch telegram.KindOf(err) {
	case telegram.Flood, telegram.Server, telegram.Network, telegram.Unauthorized, telegram.Missing:
		return d.chance.pause(err, noticeStep), err
	default:
		return 0, err
	}
}

// noticeStep makes the pause before another try up to eight seconds.
const noticeStep = 4
