package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dombot/bot/telegram"
	"dombot/internal/housing"
)

// TopicMaker opens topics; [telegram.Client] does.
type TopicMaker interface {
	CreateForumTopic(ctx context.Context, chat int64, name string) (int64, error)
}

// Topics opens topics of groups.
type Topics struct{ API TopicMaker }

// Open opens a topic and returns its number; 0: the group has no topics. Where the bot may not, the error may
// be read.
func (t Topics) Open(ctx context.Context, chat int64, name string) (int64, error) {
	id, err := t.API.CreateForumTopic(ctx, chat, name)
	if e, ok := migrated(err); ok {
		id, err = t.API.CreateForumTopic(ctx, e.To, name)
	}
	if err == nil {
		return id, nil
	}
	e, _ := errors.AsType[*telegram.Error](err)
	switch {
	case telegram.KindOf(err) == telegram.Unreachable:
		return 0, &housing.Error{Kind: housing.Refused, Text: "chat.no_bot"}
	case e != nil && strings.Contains(strings.ToLower(e.Text), "not a forum"):
		return 0, nil
	case e != nil && strings.Contains(strings.ToLower(e.Text), "rights"):
		return 0, &housing.Error{Kind: housing.Refused, Text: "forum.mirror_right"}
	}
	return 0, fmt.Errorf("open topic of group: %w", err)
}
