package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"dombot/bot/telegram"
)

// Times of the answer to a press.
const (
	ackTime = 4 * time.Second   // bounds one try
	ackLate = time.Second       // a press that waits this long is answered without a word
	ackLife = 150 * time.Second // Telegram takes no answer later
)

// press is a press of a button, which is answered once: Telegram shows the
// person that something is on its way until it is.
type press struct {
	desk   *desk
	query  string
	update int64
	who    person
	since  time.Time

	once  sync.Once
	late  *time.Timer
	ended chan struct{} // closed when the answer was tried
}

// newPress notes a press that arrived. Should it have to wait, it is answered
// while it waits.
func (d *desk) newPress(ctx context.Context, query string, j job) *press {
	p := &press{desk: d, query: query, update: j.id, who: j.who, since: d.Now(), ended: make(chan struct{})}
	p.late = time.AfterFunc(ackLate, func() {
		if ctx.Err() == nil {
			p.answer(ctx, "")
		}
	})
	return p
}

// answer ends the press once however often it is called. Without a toast it
// does not wait. With one it does, and false tells that the person cannot read
// the toast any more.
func (p *press) answer(ctx context.Context, toast string) (told bool) {
	told = toast == ""
	p.once.Do(func() {
		p.late.Stop()
		if toast == "" {
			go p.post(ctx, "")
			return
		}
		told = p.post(ctx, toast)
	})
	return told
}

// wait returns when the answer was tried.
func (p *press) wait() { <-p.ended }

// post answers now, or owes the answer.
func (p *press) post(ctx context.Context, toast string) bool {
	defer close(p.ended)
	err := p.desk.acknowledge(ctx, p.query, toast)
	switch {
	case err == nil:
		return true
	case ctx.Err() != nil, telegram.KindOf(err) == telegram.TooOld:
		return false
	case later(err):
		answer := owed{letters: []letter{p.letter()}}
		p.desk.debts.add(p.desk.key(p.who), loan{owed: answer, order: p.update, at: p.desk.Now()}, true)
		return false
	}
	p.desk.Log.WarnContext(ctx, "press was not answered",
		slog.Int64("update_id", p.update), slog.Any("err", err))
	return false
}

// letter is the answer that is given when Telegram takes it.
func (p *press) letter() letter {
	l := letter{text: "press " + p.query, until: p.since.Add(ackLife)}
	l.post = func(ctx context.Context, d *desk) error {
		err := d.acknowledge(ctx, p.query, "")
		if telegram.KindOf(err) == telegram.TooOld {
			return nil
		}
		return err
	}
	return l
}

// acknowledge answers a press. Telegram counts these apart from messages, so a
// pause of messages does not hold them back; a pause that they are told does
// hold back messages.
func (d *desk) acknowledge(ctx context.Context, query, toast string) error {
	done, held := d.acks.take(ctx)
	if held > 0 {
		return &heldError{Turn{Wait: held}}
	}
	err := within(ctx, ackTime, func(ctx context.Context) error {
		return d.API.AnswerCallback(ctx, query, cut(toast, maxToast))
	})
	done(err)
	if e, ok := errors.AsType[*telegram.Error](err); ok && e.Kind == telegram.Flood {
		d.Pace.Pause(ctx, e.RetryAfter)
	}
	return err
}
