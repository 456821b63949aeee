package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/texts"
)

// ackTime bounds the answer to a press: the dialog waits for it.
const ackTime = 4 * time.Second

// desk is where an update meets the dialogs.
type desk struct {
	*Bot
	me tgbotapi.User
}

// handle carries an update out; false: the bot is stopping and it must come
// again. A panic is an error of that update alone.
func (d *desk) handle(ctx context.Context, j job) (handled bool) {
	defer func() {
		if fault := recover(); fault != nil {
			d.Log.ErrorContext(ctx, "handler panicked", slog.Int64("update_id", j.id),
				slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
			handled = true
		}
	}()
	switch u := j.update; {
	case u.Message != nil:
		return d.message(ctx, j, u.Message)
	case u.CallbackQuery != nil:
		return d.press(ctx, j, u.CallbackQuery)
	case u.MyChatMember != nil:
		return d.member(ctx, j, u.MyChatMember)
	}
	return true
}

func (d *desk) message(ctx context.Context, j job, m *tgbotapi.Message) bool {
	if !m.Chat.IsPrivate() {
		return d.elsewhere(ctx, j, m)
	}
	ev := dialogs.Event{Key: d.key(j.who), Update: j.id, Text: m.Text}
	if m.Text == "" {
		if ev.Other = wordless(m); ev.Other == "" {
			return true
		}
		ev.File = fileOf(m)
	}
	return d.talk(ctx, j, ev)
}

// wordless names a message without a text; empty for the notes of Telegram
// itself, which ask for no answer.
func wordless(m *tgbotapi.Message) dialogs.Wordless {
	switch {
	case m.Voice != nil, m.VideoNote != nil:
		return dialogs.Voice
	case len(m.Photo) > 0:
		return dialogs.Picture
	case m.Document != nil, m.Video != nil, m.Audio != nil, m.Animation != nil:
		return dialogs.File
	case m.PinnedMessage != nil, m.MessageAutoDeleteTimerChanged != nil, m.ConnectedWebsite != "",
		len(m.NewChatMembers) > 0, m.LeftChatMember != nil, m.SuccessfulPayment != nil:
		return ""
	}
	return dialogs.Strange
}

func (d *desk) press(ctx context.Context, j job, q *tgbotapi.CallbackQuery) bool {
	ack := d.ack(q.ID, j.id)
	defer ack(ctx, "") // whatever happens, the press ends
	if q.Message == nil || q.Message.Chat == nil || !q.Message.Chat.IsPrivate() || q.Data == "" {
		return true
	}
	return d.talk(ctx, j, dialogs.Event{
		Key: d.key(j.who), Update: j.id, Data: q.Data, Window: int64(q.Message.MessageID),
		Ack: func(_ context.Context, toast string) bool { return ack(ctx, toast) },
	})
}

// ack returns what answers a press, once however often it is called, and tells
// whether that was done.
func (d *desk) ack(query string, update int64) func(ctx context.Context, toast string) bool {
	var once sync.Once
	return func(ctx context.Context, toast string) (told bool) {
		once.Do(func() {
			limited, cancel := context.WithTimeout(ctx, ackTime)
			defer cancel()
			err := d.API.AnswerCallback(limited, query, cut(toast, maxToast))
			if err != nil && telegram.KindOf(err) != telegram.TooOld {
				d.Log.WarnContext(ctx, "press was not answered",
					slog.Int64("update_id", update), slog.Any("err", err))
			}
			told = err == nil
		})
		return told
	}
}

// member learns that a person blocked the bot, or let it speak again.
func (d *desk) member(ctx context.Context, j job, m *tgbotapi.ChatMemberUpdated) bool {
	if !m.Chat.IsPrivate() {
		return true
	}
	if err := d.reachable(ctx, m.Chat.ID, m.NewChatMember.Status == "member"); err != nil {
		if ctx.Err() != nil {
			return false
		}
		d.Log.ErrorContext(ctx, "change of a chat was not stored",
			slog.Int64("update_id", j.id), slog.Any("err", err))
	}
	return true
}

func (d *desk) reachable(ctx context.Context, chat int64, ok bool) error {
	if err := d.Chats.Reachable(ctx, d.me.ID, chat, ok); err != nil {
		return fmt.Errorf("note that chat can be reached (%t): %w", ok, err)
	}
	return nil
}

func (d *desk) key(who person) dialogs.Key {
	return dialogs.Key{Bot: d.me.ID, Chat: who.chat, User: who.user}
}

// talk gives an event to the dialogs and shows what they say.
func (d *desk) talk(ctx context.Context, j job, ev dialogs.Event) bool {
	thinking, cancel := context.WithTimeout(ctx, d.Limits.Think)
	reply, err := d.think(thinking, ev)
	cancel()
	if ev.Ack != nil {
		ev.Ack(ctx, "")
	}
	if err != nil {
		return d.apologise(ctx, j, ev, err)
	}
	j.mark()
	err = d.show(ctx, ev.Key, reply)
	switch {
	case err == nil:
	case stopped(ctx):
		return false
	case telegram.KindOf(err) == telegram.Unreachable:
		d.Log.InfoContext(ctx, "person cannot be reached",
			slog.Int64("update_id", j.id), slog.Any("err", err))
	default:
		d.Log.ErrorContext(ctx, "answer was not shown", slog.Int64("update_id", j.id), slog.Any("err", err))
	}
	return true
}

// think asks the dialogs. A panic is an error of that event alone.
func (d *desk) think(ctx context.Context, ev dialogs.Event) (reply dialogs.Reply, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("dialog panicked: %v\n%s", fault, debug.Stack())
		}
	}()
	return d.Dialogs.Handle(ctx, ev)
}

// stopped tells an interruption of the bot from the deadline of one update.
func stopped(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }

// apologise says that something broke, with a code by which it is found in the
// log. A press can be repeated: the button carries the same again.
func (d *desk) apologise(ctx context.Context, j job, ev dialogs.Event, cause error) bool {
	if stopped(ctx) {
		return false
	}
	code := d.chance.code()
	d.Log.ErrorContext(ctx, "update was not carried out",
		slog.Int64("update_id", j.id), slog.String("code", code), slog.Any("err", cause))
	m := telegram.Message{Chat: ev.Key.Chat, Text: d.html(d.Texts.T("error.internal_text", "Code", code))}
	if ev.Data != "" {
		m.Text = d.html(d.Texts.T("error.internal", "Code", code))
		m.Buttons = [][]telegram.Button{{{Label: d.Texts.Label("error.again"), Data: ev.Data}}}
	}
	if _, err := d.send(ctx, m); err != nil {
		d.Log.WarnContext(ctx, "error was not shown", slog.String("code", code), slog.Any("err", err))
	}
	return true
}

// elsewhere answers one of our commands in a group with the way to the private
// chat. Nothing else is said there: dialogs hold what neighbours need not read.
func (d *desk) elsewhere(ctx context.Context, j job, m *tgbotapi.Message) bool {
	if !d.addressed(m.Text) {
		return true
	}
	answer := telegram.Message{
		Chat: m.Chat.ID, Text: d.html(d.Texts.T("group.private")), Silent: true,
		Buttons: [][]telegram.Button{{{
			Label: d.Texts.Label("group.open"), URL: "https://t.me/" + d.me.UserName + "?start",
		}}},
	}
	_, err := d.send(ctx, answer)
	if e, ok := migrated(err); ok {
		answer.Chat = e.To
		_, err = d.send(ctx, answer)
	}
	if err != nil {
		if stopped(ctx) {
			return false
		}
		d.Log.WarnContext(ctx, "group was not answered", slog.Int64("update_id", j.id), slog.Any("err", err))
	}
	return true
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

func (d *desk) html(t texts.Text) string { return markup(t, d.Texts.T("screen.cut")) }
