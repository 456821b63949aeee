package forum

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/internal/forum"
)

// Replies makes messages of the forum of answers in groups to what the bot wrote there of a topic; answers to
// anything else are not kept.
type Replies interface {
	Reply(ctx context.Context, r forum.Reply, now time.Time) (taken bool, err error)
	EditReply(ctx context.Context, r forum.Reply, now time.Time) error
}

// Echo takes answers in groups.
type Echo struct {
	Replies Replies
	Now     func() time.Time
}

// Reply takes an answer, or what its author changed.
func (e Echo) Reply(ctx context.Context, r dialogs.Replied) error {
	is := forum.Reply{
		Bot: r.Bot, Chat: r.Chat, User: r.User, Under: r.Under, Message: r.Message, Text: r.Text,
	}
	if r.Edited {
		return e.Replies.EditReply(ctx, is, e.Now())
	}
	_, err := e.Replies.Reply(ctx, is, e.Now())
	return err
}
