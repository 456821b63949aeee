package bot

import (
	"context"

	"dombot/bot/telegram"
	"dombot/internal/housing"
)

// recall deletes a message; one that Telegram does not delete any more is written
// over. Whichever of them it is, one that is not there is deleted.
func (d *desk) recall(ctx context.Context, to housing.Mailbox, m telegram.Message) (deleted bool, err error) {
	err = d.change(ctx, m, func(ctx context.Context, m telegram.Message) error {
		return d.API.DeleteMessage(ctx, m.Chat, to.Edit)
	})
	switch telegram.KindOf(err) {
	case telegram.Gone:
		return true, nil
	case telegram.Kept, telegram.Refused:
	default:
		return err == nil, err
	}
	err = d.change(ctx, m, func(ctx context.Context, m telegram.Message) error {
		return d.API.EditMessageText(ctx, to.Edit, m)
	})
	if telegram.KindOf(err) == telegram.Gone { // it is there: it may be a picture, with words below it
		err = d.change(ctx, m, func(ctx context.Context, m telegram.Message) error {
			return d.API.EditMessageCaption(ctx, to.Edit, m)
		})
	}
	if telegram.KindOf(err) == telegram.NotModified {
		return false, nil
	}
	return false, err
}
