package bot

import (
	"context"
	"log/slog"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
)

// member learns that a person or a group let the bot in, or shut it out.
func (d *desk) member(ctx context.Context, j job, m *tgbotapi.ChatMemberUpdated) state {
	in := false
	switch m.NewChatMember.Status {
	case "member", "administrator", "creator":
		in = true
	case "restricted":
		in = m.NewChatMember.IsMember
	}
	if err := d.reachable(ctx, m.Chat.ID, in); err != nil {
		if stopped(ctx) {
			return waiting
		}
		d.Log.ErrorContext(ctx, "change of a chat was not stored",
			slog.Int64("update_id", j.id), slog.Any("err", err))
	}
	return done
}

// moved notes that a group goes on under another number. Telegram says so in
// the old chat, in the new one, and to whoever writes to the old one.
func (d *desk) moved(ctx context.Context, from, to int64) {
	d.Log.InfoContext(ctx, "group goes on under another number")
	if err := d.Chats.Moved(ctx, d.me.ID, from, to); err != nil {
		d.Log.ErrorContext(ctx, "number of a group was not stored", slog.Any("err", err))
	}
}

// elsewhere answers one of our commands in a group with the way to the private
// chat. Nothing else is said there: dialogs hold what neighbours need not read.
func (d *desk) elsewhere(ctx context.Context, j job, m *tgbotapi.Message) state {
	switch {
	case m.MigrateToChatID != 0:
		d.moved(ctx, m.Chat.ID, m.MigrateToChatID)
		return done
	case m.MigrateFromChatID != 0:
		d.moved(ctx, m.MigrateFromChatID, m.Chat.ID)
		return done
	case !d.addressed(m.Text):
		return done
	}
	answer := message(telegram.Message{
		Chat: m.Chat.ID, Text: d.html(d.Texts.T("group.private"), false), Silent: true,
		Buttons: [][]telegram.Button{{{
			Label: d.Texts.Label("group.open"), URL: "https://t.me/" + d.me.UserName + "?start",
		}}},
	})
	return d.show(ctx, j, owed{letters: []letter{answer}})
}

// addressed reports whether text is one of our commands, and not one of another
// bot in the same group.
func (d *desk) addressed(text string) bool {
	command, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	name, bot, named := strings.Cut(strings.ToLower(command), "@")
	name, slash := strings.CutPrefix(name, "/")
	switch {
	case !slash:
		return false
	case named:
		return strings.EqualFold(bot, d.me.UserName)
	case name == "start":
		return true
	}
	for _, c := range d.Commands {
		if c.Name == name {
			return true
		}
	}
	return false
}
