package main

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/forum"
	"dombot/dialogs/housechat"
	"dombot/dialogs/registration"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// people knows who talks, and who agreed.
type people struct {
	store *postgres.People
	now   func() time.Time
	// signIn is how people sign in: what they agree to depends on it.
	signIn string
}

// Enter implements [dialogs.People].
func (p people) Enter(ctx context.Context, k dialogs.Key, now time.Time) (housing.PersonID, error) {
	return p.store.Enter(ctx, k.Bot, k.User, k.Chat, now)
}

// Agreed implements [dialogs.People]: a consent to another version does not count.
func (p people) Agreed(ctx context.Context, id housing.PersonID) (bool, error) {
	c, ok, err := p.store.Consent(ctx, id)
	return ok && c.Version == registration.VersionOf(p.signIn), err
}

// Reachable notes whether a chat can be written to.
func (p people) Reachable(ctx context.Context, bot, chat int64, ok bool) error {
	return p.store.SetReachable(ctx, bot, chat, ok, p.now())
}

// groups answers in groups, and remembers how it goes with them.
type groups struct {
	housechat.Desk
	store *postgres.Chats
	now   func() time.Time
	forum bool // there is one: topics may be shown in groups and answered there
}

// Fare notes how it went with what was sent to a group.
func (g groups) Fare(ctx context.Context, bot, chat int64, how housing.ChatFare) error {
	return g.store.Fare(ctx, bot, chat, how, g.now())
}

// Reply takes an answer to a message of the bot, where there is a forum.
func (g groups) Reply(ctx context.Context, r dialogs.Replied) error {
	if !g.forum {
		return nil
	}
	return forum.Echo{Replies: &postgres.Forum{DB: g.store.DB}, Now: g.now}.Reply(ctx, r)
}

// Retitle notes the name of a group.
func (g groups) Retitle(ctx context.Context, bot, chat int64, title string) error {
	return g.store.Retitle(ctx, bot, chat, title)
}

// Moved notes that a group goes on under another number.
func (p people) Moved(ctx context.Context, bot, from, to int64) error {
	return p.store.MoveChat(ctx, bot, from, to, p.now())
}
