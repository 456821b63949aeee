package bot

import (
	"context"
	"fmt"
	"slices"

	"dombot/bot/telegram"
	"dombot/internal/housing"
)

// Administrators lists who administers a group; [telegram.Client] does.
type Administrators interface {
	GetChatAdministrators(ctx context.Context, chat int64) ([]int64, error)
}

// Admins knows who administers a group.
type Admins struct{ API Administrators }

// Administers reports whether a user administers a group. Where the bot is not
// in it, the error may be read.
func (a Admins) Administers(ctx context.Context, chat, user int64) (bool, error) {
	ids, err := a.API.GetChatAdministrators(ctx, chat)
	if e, ok := migrated(err); ok {
		ids, err = a.API.GetChatAdministrators(ctx, e.To)
	}
	switch {
	case telegram.KindOf(err) == telegram.Unreachable:
		return false, &housing.Error{Kind: housing.Refused, Text: "chat.no_bot"}
	case err != nil:
		return false, fmt.Errorf("ask who administers a group: %w", err)
	}
	return slices.Contains(ids, user), nil
}
