package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/texts"
)

// desk is where an update meets the dialogs.
type desk struct {
	*Bot
	me    tgbotapi.User
	acks  *weather // of the answers to presses
	speed *speed
	queue *queue
	debts *debts
	sent  *shelf                  // files that were uploaded
	quit  context.CancelCauseFunc // ends the bot with an error

	turns func(ctx context.Context) bool // what calls wait for; nil: nothing
	class Class                          // of the calls
	alone bool                           // no other part of a group will do where a topic is gone
}

// handle carries an update out and returns how far that came. A panic is an
// error of that update alone.
func (d *desk) handle(ctx context.Context, j job) (come state) {
	defer func() {
		if fault := recover(); fault != nil {
			d.Log.ErrorContext(ctx, "handler panicked", slog.Int64("update_id", j.id),
				slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
			come = done
		}
	}()
	switch u := j.update; {
	case u.Message != nil:
		return d.message(ctx, j, u.Message)
	case u.EditedMessage != nil:
		return d.replied(ctx, j, u.EditedMessage, true)
	case u.CallbackQuery != nil:
		return d.press(ctx, j, u.CallbackQuery)
	case u.MyChatMember != nil:
		return d.member(ctx, j, u.MyChatMember)
	case u.PreCheckoutQuery != nil:
		return d.agree(ctx, j, u.PreCheckoutQuery)
	}
	return done
}

func (d *desk) message(ctx context.Context, j job, m *tgbotapi.Message) state {
	if m.SuccessfulPayment != nil {
		return d.paid(ctx, j, m)
	}
	if !m.Chat.IsPrivate() {
		return d.elsewhere(ctx, j, m)
	}
	ev := dialogs.Event{Key: d.key(j.who), Update: j.id, Text: m.Text, Sent: int64(m.MessageID)}
	if m.Text == "" {
		if place, ok := j.chosen(); ok {
			ev.Chat = &place
			return d.talk(ctx, j, ev)
		}
		if ev.Other = wordless(m); ev.Other == "" {
			return done
		}
		ev.File = fileOf(m)
		if c := m.Contact; c != nil {
			ev.Contact = &dialogs.Contact{Phone: c.PhoneNumber, Own: c.UserID == j.who.user}
		}
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

func (d *desk) press(ctx context.Context, j job, q *tgbotapi.CallbackQuery) state {
	defer func() { // whatever happens, the press ends
		j.press.answer(ctx, "")
		j.press.wait()
	}()
	if q.Message == nil || q.Message.Chat == nil || q.Data == "" {
		return done
	}
	if !q.Message.Chat.IsPrivate() {
		return d.touched(ctx, j, q)
	}
	if word, ok := strings.CutPrefix(q.Data, worded); ok {
		return d.talk(ctx, j, dialogs.Event{Key: d.key(j.who), Update: j.id, Text: word})
	}
	return d.talk(ctx, j, dialogs.Event{
		Key: d.key(j.who), Update: j.id, Data: q.Data, Window: int64(q.Message.MessageID),
		Ack: func(_ context.Context, toast string) bool { return j.press.answer(ctx, toast) },
	})
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
func (d *desk) talk(ctx context.Context, j job, ev dialogs.Event) state {
	stop := d.typing(ctx, ev.Key.Chat)
	defer stop()
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
	return d.show(ctx, j, d.answer(ev.Key.Chat, reply))
}

// show answers an update at once, or owes the answer: where the person waits for
// an earlier one, and where Telegram does not take it now.
func (d *desk) show(ctx context.Context, j job, o owed) state {
	k := d.key(j.who)
	l := loan{owed: o, order: j.id, hold: true, at: d.Now()}
	switch {
	case o.empty():
		return done
	case d.debts.add(k, l, false):
		return marked
	}
	err := d.settle(ctx, k, &o)
	switch {
	case err == nil:
	case stopped(ctx):
		return waiting
	case later(err):
		l.owed = o
		if kind := telegram.KindOf(err); kind == telegram.Server || kind == telegram.Network {
			l.at = l.at.Add(d.chance.pause(nil, 0))
		}
		d.debts.add(k, l, true)
		return marked
	case telegram.KindOf(err) == telegram.Unreachable:
		d.Log.InfoContext(ctx, "person cannot be reached",
			slog.Int64("update_id", j.id), slog.Any("err", err))
	default:
		d.Log.ErrorContext(ctx, "answer was not shown", slog.Int64("update_id", j.id), slog.Any("err", err))
	}
	return done
}

// dropped tells a person, the first time in a row, that too much came at once.
func (d *desk) dropped(ctx context.Context, j job, first bool) {
	d.Log.WarnContext(ctx, "update dropped: too many of one person wait", slog.Int64("update_id", j.id))
	if j.press != nil {
		j.press.answer(ctx, "")
	}
	if first && j.who.chat == j.who.user {
		m := telegram.Message{Chat: j.who.chat, Text: d.html(d.Texts.T("error.dropped"), false)}
		o := owed{letters: []letter{message(m)}}
		d.debts.add(d.key(j.who), loan{owed: o, order: j.id, at: d.Now()}, true)
	}
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
func (d *desk) apologise(ctx context.Context, j job, ev dialogs.Event, cause error) state {
	if stopped(ctx) {
		return waiting
	}
	code := d.chance.code()
	d.Log.ErrorContext(ctx, "update was not carried out",
		slog.Int64("update_id", j.id), slog.String("code", code), slog.Any("err", cause))
	m := telegram.Message{
		Chat: ev.Key.Chat,
		Text: d.html(d.Texts.T("error.internal_text", "Code", code), false),
	}
	if ev.Data != "" {
		m.Text = d.html(d.Texts.T("error.internal", "Code", code), false)
		m.Buttons = [][]telegram.Button{{{Label: d.Texts.Label("error.again"), Data: ev.Data}}}
	}
	return d.show(ctx, j, owed{letters: []letter{message(m)}})
}

// message is a letter that says m.
func message(m telegram.Message) letter {
	return letter{text: m.Text, post: func(ctx context.Context, d *desk) error {
		_, err := d.send(ctx, m)
		return err
	}}
}

func (d *desk) html(t texts.Text, veiled bool) string {
	return markup(t, d.Texts.T("screen.cut"), veiled)
}
