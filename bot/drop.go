package bot

import (
	"context"
	"log/slog"
	"strconv"
)

// removal takes a message of the person out of the chat. One that is gone, or too old to be deleted, holds
// nothing up.
func removal(chat, message int64) letter {
	post := func(ctx context.Context, d *desk) error {
		err := d.call(ctx, Call{Chat: chat, Edit: true}, func(ctx context.Context) error {
			return d.API.DeleteMessage(ctx, chat, message)
		})
		if err == nil || later(err) || hopeless(ctx, err) {
			return err
		}
		d.Log.WarnContext(ctx, "message was not deleted", slog.Any("err", err))
		return nil
	}
	return letter{text: "drop " + strconv.FormatInt(message, 10), post: post}
}
