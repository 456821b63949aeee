package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dombot/bot/telegram"
)

// Bounds of paying.
const (
	payers   = 8           // debts paid at once
	oneChat  = time.Second // between messages to one chat
	firstFew = 3           // but not before that many
	fewTries = 3           // after which the pauses of a debt grow no more by themselves
	patience = 10          // tries of one message while others get theirs
)

// payer pays debts in the order in which they were made.
type payer struct {
	*desk
	closed atomic.Int64 // nothing goes out before this moment
}

// run pays until ctx ends; what is being paid then ends with work at the latest.
func (p *payer) run(ctx, work context.Context) {
	var paying sync.WaitGroup
	defer paying.Wait()
	slots := make(chan struct{}, payers)
	for ctx.Err() == nil {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		x, o := p.first(ctx)
		if x == nil {
			<-slots
			continue
		}
		paying.Go(func() {
			p.pay(work, x, o)
			<-slots
		})
	}
}

// first waits until something may go out, and takes the first debt. There may be
// none when it returns.
func (p *payer) first(ctx context.Context) (*debt, owed) {
	if pause := time.Unix(0, p.closed.Load()).Sub(p.Now()); pause > 0 {
		wait(ctx, pause)
		return nil, owed{}
	}
	if p.debts.isBehind() && !p.speed.turn(ctx, p.debts.len()) {
		return nil, owed{}
	}
	x, o, pause := p.debts.next()
	if x == nil {
		p.idle(ctx, pause)
	}
	return x, o
}

// idle waits until something changes, for pause at most; zero: as long as it takes.
func (p *payer) idle(ctx context.Context, pause time.Duration) {
	var over <-chan time.Time
	if pause > 0 {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-p.debts.wake:
	case <-over:
	case <-ctx.Done():
	}
}

// pay pays one debt.
func (p *payer) pay(ctx context.Context, x *debt, o owed) {
	d := *p.desk
	d.turns = p.spaced()
	err := d.settle(ctx, x.key, &o)
	held, isHeld := errors.AsType[*heldError](err)
	switch kind := telegram.KindOf(err); {
	case err == nil:
		p.paid(ctx, x, o)
	case isHeld:
		p.closed.Store(p.Now().Add(held.Wait).UnixNano())
		p.debts.barred(x, o)
	case ctx.Err() != nil, kind == telegram.Flood, kind == telegram.Unauthorized:
		p.debts.barred(x, o)
	case kind == telegram.Unreachable:
		p.Log.InfoContext(ctx, "person cannot be reached", slog.Any("err", err))
		p.paid(ctx, x, owed{})
	default:
		p.failed(ctx, x, o, err)
	}
}

// spaced returns what the calls of one payment wait for: the speed of catching
// up, and the limit of one chat. The first has waited already.
func (p *payer) spaced() func(ctx context.Context) bool {
	calls := 0
	return func(ctx context.Context) bool {
		calls++
		if calls == 1 {
			return true
		}
		if calls > firstFew && !wait(ctx, oneChat) {
			return false
		}
		return !p.debts.isBehind() || p.speed.turn(ctx, p.debts.len())
	}
}

// paid ends a debt, or what was given up of it.
func (p *payer) paid(ctx context.Context, x *debt, left owed) {
	if left.empty() && p.debts.forget(x) {
		limited, cancel := context.WithTimeout(ctx, storeTime)
		defer cancel()
		if err := p.Debts.Paid(limited, x.key); err != nil {
			p.Log.WarnContext(ctx, "overdue answer was shown and may be again", slog.Any("err", err))
		}
	}
	p.debts.paid(x, left)
}

// failed puts a debt off. What Telegram refuses for good, or takes from others
// and not from this one, is given up: the next update shows the dialog as it is.
func (p *payer) failed(ctx context.Context, x *debt, o owed, err error) {
	inside := telegram.KindOf(err) == telegram.Foreign
	answered := p.speed.answered()
	if inside { // a database: Telegram is not at fault
		answered = p.Now()
	}
	alone, tries := p.debts.fault(x, answered)
	if inside || later(err) && alone < patience {
		if inside && tries == 1 {
			p.Log.WarnContext(ctx, "overdue window cannot be made", slog.Any("err", err))
		}
		if alone == 0 { // the Pace makes longer pauses for everybody
			tries = min(tries, fewTries)
		}
		p.debts.later(x, o, p.Now().Add(p.chance.pause(nil, tries-1)))
		return
	}
	p.Log.ErrorContext(ctx, "answer was not shown", slog.Int("tries", tries), slog.Any("err", err))
	p.paid(ctx, x, o.less())
}
