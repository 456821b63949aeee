package bot

import (
	"context"
	"log/slog"
	"time"
)

// Rhythm of the sign that the bot is at work. Telegram shows it for five seconds.
const (
	typingAfter = time.Second
	typingAgain = 4500 * time.Millisecond
	typingTime  = 2 * time.Second
)

// typing shows that the bot is at work if that takes longer than a second; stop
// ends it.
func (d *desk) typing(ctx context.Context, chat int64) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(typingAfter, func() {
		for ctx.Err() == nil {
			d.sign(ctx, chat)
			wait(ctx, typingAgain)
		}
	})
	return func() {
		timer.Stop()
		cancel()
	}
}

// sign shows it once, if anything may be sent.
func (d *desk) sign(ctx context.Context, chat int64) {
	done, turn := d.Pace.Take(ctx, Call{Chat: chat, Edit: true})
	if turn.Wait > 0 {
		return
	}
	err := within(ctx, typingTime, func(ctx context.Context) error {
		return d.API.SendChatAction(ctx, chat, "typing")
	})
	done(err)
	if err != nil && ctx.Err() == nil {
		d.Log.DebugContext(ctx, "typing was not shown", slog.Any("err", err))
	}
}
