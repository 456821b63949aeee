package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
)

// Rhythm of the polls while updates are in hand; see the package comment.
const (
	maxBatch  = 100
	movedGap  = 300 * time.Millisecond
	stillGap  = time.Second
	fullGap   = 500 * time.Millisecond
	drainTime = 2400 * time.Millisecond
	endTime   = 500 * time.Millisecond
	lastTime  = 1500 * time.Millisecond
)

// wanted are the kinds of updates that are asked for.
func (o Options) wanted() []string {
	kinds := []string{"message", "callback_query", "my_chat_member", "pre_checkout_query"}
	if o.Edits {
		kinds = append(kinds, "edited_message")
	}
	return kinds
}

// poller brings updates from Telegram into the queue.
type poller struct {
	*Bot
	queue *queue
	desk  *desk
	sent  int64 // the offset that Telegram knows
	full  bool  // the last batch was all known: look further
	fails int   // polls that failed in a row
}

// run polls until ctx ends; jobs run under work.
func (p *poller) run(ctx, work context.Context) error {
	for ctx.Err() == nil {
		if p.desk.debts.len() >= p.Limits.Owed { // what is not asked for stays with Telegram
			wait(ctx, fullGap)
			continue
		}
		if p.full {
			p.desk.note(ctx, 0)
		}
		gap := time.NewTimer(stillGap)
		offset := p.queue.offset(p.full)
		n, err := p.poll(ctx, work, offset)
		switch {
		case ctx.Err() != nil:
			err = nil
		case err != nil:
			err = p.failed(ctx, err)
		default:
			p.recovered(ctx)
			p.rest(ctx, offset, n == 0, gap.C)
		}
		gap.Stop()
		if err != nil {
			return err
		}
	}
	return nil
}

// poll asks once and puts what came into the queue; n updates came.
func (p *poller) poll(ctx, work context.Context, offset int64) (n int, err error) {
	batch, err := p.API.GetUpdates(ctx, telegram.Poll{
		Offset: offset, Limit: maxBatch, Timeout: p.Limits.Poll, Allowed: p.wanted(),
	})
	if err != nil {
		return 0, err
	}
	p.sent = offset
	p.queue.confirmed(offset)
	if ctx.Err() == nil { // else it is too late to begin: they stay with Telegram
		err = p.take(work, batch)
	}
	return len(batch), err
}

// take puts the updates that did not come before into the queue. The error
// tells that none had a number, so that the offset cannot move.
func (p *poller) take(ctx context.Context, batch []json.RawMessage) error {
	numbered, fresh := 0, 0
	for _, raw := range batch {
		var head struct {
			ID int64 `json:"update_id"`
		}
		if err := json.Unmarshal(raw, &head); err != nil || head.ID == 0 {
			p.Log.ErrorContext(ctx, "update without a number left behind", slog.Int("bytes", len(raw)))
			continue
		}
		numbered++
		if p.queue.meet(head.ID) {
			fresh++
			p.enter(ctx, head.ID, raw)
		}
	}
	p.full = fresh == 0 && len(batch) >= maxBatch
	if numbered == 0 && len(batch) > 0 {
		return errors.New("read updates: none has a number")
	}
	return nil
}

// enter decodes an update on its own: a bad one is logged and left behind.
func (p *poller) enter(ctx context.Context, id int64, raw json.RawMessage) {
	j := job{id: id, raw: raw}
	if err := json.Unmarshal(raw, &j.update); err != nil {
		// The update itself is not logged: it holds what a person wrote.
		p.Log.ErrorContext(ctx, "update cannot be read and is left behind",
			slog.Int64("update_id", id), slog.Any("err", err))
		p.queue.skip(id)
		return
	}
	who, ok := p.desk.whose(j.update)
	if !ok {
		p.queue.skip(id)
		return
	}
	j.who = who
	if q := j.update.CallbackQuery; q != nil {
		j.press = p.desk.newPress(ctx, q.ID, j)
	}
	if dropped := p.queue.add(ctx, j); dropped > 0 {
		p.desk.dropped(ctx, j, dropped == 1)
	}
}

// rest waits until the next poll makes sense.
func (p *poller) rest(ctx context.Context, offset int64, empty bool, gap <-chan time.Time) {
	if empty {
		// A server that does not wait for updates must not be asked in a circle.
		select {
		case <-gap:
		case <-ctx.Done():
		}
		return
	}
	soon, still := time.NewTimer(movedGap), time.NewTimer(stillGap)
	defer soon.Stop()
	defer still.Stop()
	early := true
	for {
		busy, changes := p.queue.look()
		if moved := p.queue.offset(p.full) > offset; moved && (!busy || !early) {
			return
		}
		select {
		case <-changes:
		case <-soon.C:
			early = false
		case <-still.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// failed says what is wrong, once for a row of the same, and waits. An error is
// returned if waiting does not heal it.
func (p *poller) failed(ctx context.Context, err error) error {
	switch telegram.KindOf(err) {
	case telegram.Unauthorized:
		return fmt.Errorf("poll: %w", err)
	case telegram.Conflict:
		p.Log.ErrorContext(ctx, "somebody else receives the updates of this bot: stop the other program",
			slog.Any("err", err))
		if strings.Contains(strings.ToLower(err.Error()), "webhook is active") {
			if err := p.API.DeleteWebhook(ctx); err != nil {
				p.Log.WarnContext(ctx, "webhook was not removed", slog.Any("err", err))
			}
		}
	default:
		if p.fails == 0 {
			p.Log.WarnContext(ctx, "telegram is out of reach, trying again", slog.Any("err", err))
		}
	}
	wait(ctx, p.chance.pause(err, p.fails))
	p.fails++
	return nil
}

func (p *poller) recovered(ctx context.Context) {
	if p.fails > 0 {
		p.Log.InfoContext(ctx, "telegram answers again", slog.Int("tries", p.fails+1))
	}
	p.fails = 0
}

// finish ends what is in hand, also what is being paid, and confirms it; cancel
// interrupts what is too slow. What is still owed then is remembered.
func (p *poller) finish(ctx context.Context, cancel context.CancelFunc, paid <-chan struct{}) {
	p.queue.stop()
	last := context.WithoutCancel(ctx)
	drained, stop := context.WithTimeout(last, drainTime)
	defer stop()
	settled := p.queue.settle(drained)
	select {
	case <-paid:
	case <-drained.Done():
	}
	p.queue.shut()
	cancel()
	end, stop := context.WithTimeout(last, endTime)
	defer stop()
	if !settled {
		p.queue.settle(end)
	}
	p.desk.note(end, 0)
	offset := p.queue.offset(false)
	if offset == p.sent {
		return
	}
	limited, release := context.WithTimeout(last, lastTime)
	defer release()
	if _, err := p.API.GetUpdates(limited, telegram.Poll{Offset: offset, Limit: 1}); err != nil {
		p.Log.WarnContext(last, "last updates were not confirmed and will come again", slog.Any("err", err))
	}
}

// whose tells who sent an update; false if it is nothing to us.
func (d *desk) whose(u tgbotapi.Update) (person, bool) {
	switch {
	case u.Message != nil:
		return writer(u.Message)
	case u.EditedMessage != nil && u.EditedMessage.Chat != nil && !u.EditedMessage.Chat.IsPrivate():
		return writer(u.EditedMessage)
	case u.PreCheckoutQuery != nil && u.PreCheckoutQuery.From != nil:
		return person{chat: u.PreCheckoutQuery.From.ID, user: u.PreCheckoutQuery.From.ID, asks: true}, true
	case u.CallbackQuery != nil && u.CallbackQuery.From != nil:
		who := person{chat: u.CallbackQuery.From.ID, user: u.CallbackQuery.From.ID}
		if m := u.CallbackQuery.Message; m != nil && m.Chat != nil {
			who.chat = m.Chat.ID
		}
		return who, true
	case u.MyChatMember != nil:
		return person{chat: u.MyChatMember.Chat.ID, user: u.MyChatMember.From.ID}, true
	}
	return person{}, false
}

// writer tells who wrote a message; what Telegram itself says of a group that
// goes on under another number is said by the group.
func writer(m *tgbotapi.Message) (person, bool) {
	switch {
	case m.Chat == nil:
		return person{}, false
	case m.MigrateToChatID != 0, m.MigrateFromChatID != 0:
		return person{chat: m.Chat.ID, user: m.Chat.ID}, true
	case unnamed(m):
		return person{chat: m.Chat.ID, user: m.Chat.ID}, true
	case m.From == nil, m.From.IsBot:
		return person{}, false
	}
	return person{chat: m.Chat.ID, user: m.From.ID}, true
}
