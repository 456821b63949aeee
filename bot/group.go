package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/housing"
)

// Groups looks after the groups that the bot is in.
type Groups interface {
	// Answer says what a group reads after a command.
	Answer(ctx context.Context, a dialogs.Asked) (dialogs.Told, error)
	// Press answers, in the words of one toast, who pressed a button in a group.
	Press(ctx context.Context, p dialogs.Pressed) (string, error)
	// Reply takes an answer to a message of the bot; what it is to nobody is not kept.
	Reply(ctx context.Context, r dialogs.Replied) error
	// Fare learns how it went with what was sent to a group.
	Fare(ctx context.Context, bot, chat int64, how housing.ChatFare) error
	// Retitle learns the name of a group.
	Retitle(ctx context.Context, bot, chat int64, title string) error
}

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

// newer is what the library does not know of a message.
type newer struct {
	Message struct {
		Thread  int64 `json:"message_thread_id"`
		InTopic bool  `json:"is_topic_message"`
		ReplyTo struct {
			Topic struct {
				Name string `json:"name"`
			} `json:"forum_topic_created"`
		} `json:"reply_to_message"`
		Shared *struct {
			Chat  int64  `json:"chat_id"`
			Title string `json:"title"`
		} `json:"chat_shared"`
	} `json:"message"`
}

func (j job) newer() (n newer) {
	if json.Unmarshal(j.raw, &n) != nil {
		return newer{} // it was read once: the library took it
	}
	return n
}

// chosen is the group that a person chose by the key that lets them.
func (j job) chosen() (housing.ChatPlace, bool) {
	shared := j.newer().Message.Shared
	if shared == nil {
		return housing.ChatPlace{}, false
	}
	return housing.ChatPlace{Chat: shared.Chat, Title: shared.Title}, true
}

// place is where a message was written. The beginning of a topic, which carries
// its name, is what every message there answers that answers no other.
func (j job) place(m *tgbotapi.Message) housing.ChatPlace {
	p, n := housing.ChatPlace{Chat: m.Chat.ID, Title: m.Chat.Title}, j.newer().Message
	if n.InTopic {
		p.Thread, p.Topic = n.Thread, n.ReplyTo.Topic.Name
	}
	return p
}

// unnamed reports whether an administrator writes in the name of the group.
func unnamed(m *tgbotapi.Message) bool {
	return m.SenderChat != nil && !m.Chat.IsPrivate() && m.SenderChat.ID == m.Chat.ID
}

// elsewhere answers a command in a group. Dialogs are not held there: they hold
// what neighbours need not read.
func (d *desk) elsewhere(ctx context.Context, j job, m *tgbotapi.Message) state {
	switch {
	case m.MigrateToChatID != 0:
		d.moved(ctx, m.Chat.ID, m.MigrateToChatID)
		return done
	case m.MigrateFromChatID != 0:
		d.moved(ctx, m.MigrateFromChatID, m.Chat.ID)
		return done
	case m.NewChatTitle != "":
		d.retitled(ctx, m.Chat.ID, m.NewChatTitle)
		return done
	case !d.addressed(m.Text):
		return d.replied(ctx, j, m, false)
	}
	told, err := d.ask(ctx, j, m)
	if err != nil {
		if stopped(ctx) {
			return waiting
		}
		d.Log.ErrorContext(ctx, "group was not answered", slog.Int64("update_id", j.id), slog.Any("err", err))
		return done
	}
	if !told.Known {
		told.Screen = dialogs.Screen{
			Text: d.Texts.T("group.private"),
			Rows: [][]dialogs.Button{{{
				Label: d.Texts.Label("group.open"), URL: "https://t.me/" + d.me.UserName + "?start",
			}}},
		}
	}
	return d.show(ctx, j, d.reply(j.place(m), told))
}

// replied passes on what a person answers to a message of the bot; nothing else that is written in a group is
// anybody's business. Who writes in the name of a group or a channel is nobody.
func (d *desk) replied(ctx context.Context, j job, m *tgbotapi.Message, edited bool) state {
	to := m.ReplyToMessage
	text := cmp.Or(m.Text, m.Caption)
	foreign := to == nil || to.From == nil || to.From.ID != d.me.ID
	if d.Groups == nil || foreign || m.SenderChat != nil || m.From == nil || text == "" {
		return done
	}
	return d.takeReply(ctx, j, dialogs.Replied{
		Bot: d.me.ID, User: m.From.ID, Chat: m.Chat.ID, Under: int64(to.MessageID),
		Message: int64(m.MessageID), Text: text, Edited: edited,
	})
}

// takeReply tries until the answer is taken or refused.
func (d *desk) takeReply(ctx context.Context, j job, r dialogs.Replied) state {
	for n := 0; ; n++ {
		err := d.Groups.Reply(ctx, r)
		switch {
		case err == nil:
			return done
		case stopped(ctx):
			return waiting
		}
		again := housing.KindOf(err) == housing.Internal && n < replyTries &&
			wait(ctx, d.chance.pause(&telegram.Error{Kind: telegram.Network}, n))
		if !again && !stopped(ctx) {
			d.Log.ErrorContext(ctx, "answer in a group was not taken",
				slog.Int64("update_id", j.id), slog.Any("err", err))
			return done
		}
	}
}

// replyTries is how often an answer that was not taken is tried again, while its deadline lasts: it comes
// once, and the storage may be away for a moment.
const replyTries = 8

// touched answers a press in a group, to the person alone.
func (d *desk) touched(ctx context.Context, j job, q *tgbotapi.CallbackQuery) state {
	word, ok := strings.CutPrefix(q.Data, worded)
	if !ok || d.Groups == nil {
		return done
	}
	toast, err := d.Groups.Press(ctx, dialogs.Pressed{
		Bot: d.me.ID, User: j.who.user, Chat: q.Message.Chat.ID, Word: word,
	})
	if err != nil {
		if stopped(ctx) {
			return waiting
		}
		d.Log.ErrorContext(ctx, "press in a group was not carried out",
			slog.Int64("update_id", j.id), slog.Any("err", err))
		toast = d.Texts.Label("chat.press_failed")
	}
	j.press.answer(ctx, toast)
	return done
}

// reply is what a group is owed. It disturbs nobody.
func (d *desk) reply(p housing.ChatPlace, told dialogs.Told) owed {
	o := owed{}
	if told.Drop != 0 {
		o.letters = append(o.letters, removal(p.Chat, told.Drop))
	}
	if told.Screen.Text != "" {
		told.Screen.Silent = true
		m := d.aside(p.Chat, told.Screen)
		m.Thread, m.Under = p.Thread, told.Under
		o.letters = append(o.letters, message(m))
	}
	return o
}

// ask asks what a group reads after a command.
func (d *desk) ask(ctx context.Context, j job, m *tgbotapi.Message) (dialogs.Told, error) {
	if d.Groups == nil {
		return dialogs.Told{}, nil
	}
	words := append(strings.Fields(m.Text), "")
	command, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(words[0], "/")), "@")
	a := dialogs.Asked{Bot: d.me.ID, User: j.who.user, Place: j.place(m), Command: command, Arg: words[1]}
	if unnamed(m) {
		a.User = 0
	}
	return d.Groups.Answer(ctx, a)
}

func (d *desk) retitled(ctx context.Context, chat int64, title string) {
	if d.Groups == nil {
		return
	}
	if err := d.Groups.Retitle(ctx, d.me.ID, chat, title); err != nil {
		d.Log.ErrorContext(ctx, "name of a group was not stored", slog.Any("err", err))
	}
}

// fareTime bounds the noting of a fare, which is finished also when the bot stops.
const fareTime = 2 * time.Second

// fare tells how it went with what was sent to a group.
func (d *desk) fare(ctx context.Context, chat int64, how housing.ChatFare) {
	if d.Groups == nil {
		return
	}
	err := within(context.WithoutCancel(ctx), fareTime, func(ctx context.Context) error {
		return d.Groups.Fare(ctx, d.me.ID, chat, how)
	})
	if err != nil {
		d.Log.ErrorContext(ctx, "state of a group was not stored", slog.Any("err", err))
	}
}

// told draws conclusions from a notice to a group, and pins what is to stay there.
func (d *desk) told(ctx context.Context, to housing.Mailbox, message int64, err error) {
	switch {
	case telegram.KindOf(err) == telegram.Muted:
		d.fare(ctx, to.Chat, housing.ChatMuted)
	case err != nil:
	case to.Keep && (!to.Pinned || message != to.Edit):
		d.fare(ctx, to.Chat, housing.ChatFine)
		d.pin(ctx, to.Chat, message)
	case !to.Keep && to.Pinned:
		err = d.call(ctx, Call{Chat: to.Chat, Edit: true}, func(ctx context.Context) error {
			return d.API.UnpinChatMessage(ctx, to.Chat, message)
		})
		if err != nil {
			d.Log.InfoContext(ctx, "message stays pinned", slog.Any("err", err))
		}
	default:
		d.fare(ctx, to.Chat, housing.ChatFine)
	}
}

// pin pins a message that was sent just now: it waits for no turn. Where that is
// refused, the message is there without.
func (d *desk) pin(ctx context.Context, chat, message int64) {
	quick := *d
	quick.class = Answer
	err := quick.call(ctx, Call{Chat: chat, Edit: true}, func(ctx context.Context) error {
		return d.API.PinChatMessage(ctx, chat, message)
	})
	switch {
	case err == nil || strings.Contains(strings.ToLower(err.Error()), "chat_not_modified"):
		d.fare(ctx, chat, housing.ChatPinned)
	case later(err) || hopeless(ctx, err):
		d.Log.InfoContext(ctx, "message is not pinned yet", slog.Any("err", err))
	default:
		d.fare(ctx, chat, housing.ChatUnpinned)
	}
}

// leading is s with the addresses of buttons that lead to the private chat.
func (d *desk) leading(s dialogs.Screen) dialogs.Screen {
	rows := make([][]dialogs.Button, len(s.Rows))
	for i, row := range s.Rows {
		rows[i] = slices.Clone(row)
		for k, b := range row {
			if b.Start != "" {
				rows[i][k].URL = "https://t.me/" + d.me.UserName + "?start=" + b.Start
			}
		}
	}
	s.Rows = rows
	return s
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
	return slices.ContainsFunc(slices.Concat(d.Commands, d.InGroups), func(c Command) bool {
		return c.Name == name
	})
}
