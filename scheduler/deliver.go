package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// Outbox holds notices and who still has to get them.
type Outbox interface {
	// Take leases up to limit due notices to by, the most urgent first; nobody else
	// gets them before the lease ends. It returns none only when none are due.
	Take(
		ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
	) ([]housing.Notice, error)
	// Sent notes how a notice arrived.
	Sent(ctx context.Context, id int64, as housing.Arrival, now time.Time) error
	// Renew keeps a notice leased to by, up to a second less than until; false: the
	// lease has ended.
	Renew(ctx context.Context, n housing.Notice, by string, now, until time.Time) (bool, error)
	// Failed frees a notice for retryAt; the zero time gives it up.
	Failed(ctx context.Context, id int64, by string, retryAt time.Time, reason string) error
	// Release frees notices that were not tried; none is due before at.
	Release(ctx context.Context, ids []int64, by string, at time.Time) error
	// Suspend keeps what can wait from being taken, and tells the operators.
	Suspend(ctx context.Context, s housing.Suspension) error
}

// Sender delivers a screen to a chat when its turn comes.
type Sender interface {
	Send(ctx context.Context, to housing.Mailbox, s dialogs.Screen) (housing.Delivered, error)
}

// Delivery sends the notices that are due.
type Delivery struct {
	Outbox Outbox
	Sender Sender
	Texts  dialogs.Texter
	Now    func() time.Time
	Name   string // of this replica, in leases; no other has it
	Log    *slog.Logger
	// Hold tells how long nothing may be sent anyway; nil: sending never has to wait.
	Hold func() time.Duration
	// Guard watches how many do not arrive; nil: nobody does.
	Guard *Guard
	// Mailings tells operators how mailings go; nil: nobody is told.
	Mailings func(ctx context.Context, now time.Time) error

	busy    sync.Mutex
	telling telling
}

// Limits of delivery.
const (
	batch    = 20
	ahead    = 10 // when so few of them are left, the next are taken
	senders  = 3  // at once: a call takes longer than its turn
	lease    = 5 * time.Second
	oldest   = 48 * time.Hour // an older notice is given up
	maxPause = 10 * time.Minute
)

// Pass sends what is due now, until nothing is, a send fails for a reason that
// concerns everybody, or ctx ends: what is being sent then is ended. It returns
// how many notices were sent. Passes take turns: one that finds another at work
// leaves it to that one.
func (d *Delivery) Pass(ctx context.Context) (int, error) {
	if !d.busy.TryLock() {
		return 0, nil
	}
	defer d.busy.Unlock()
	if d.Hold != nil && d.Hold() > 0 {
		return 0, nil // notices that are not taken count no attempt
	}
	d.tell(ctx)
	p := &pass{Delivery: d, over: make(chan struct{})}
	line := make(chan housing.Notice)
	var working sync.WaitGroup
	for range senders {
		working.Go(func() {
			for n := range line {
				p.note(p.one(ctx, n))
			}
		})
	}
	p.note(false, (&feed{pass: p, line: line}).run(ctx))
	close(line)
	working.Wait()
	return p.sent, p.err
}

// pass is one run of a delivery.
type pass struct {
	*Delivery

	over chan struct{} // closed when nothing more is to be sent

	mu   sync.Mutex
	sent int
	err  error
}

// release frees notices that were not tried.
func (p *pass) release(ctx context.Context, notices []housing.Notice, at time.Time) error {
	if len(notices) == 0 {
		return nil
	}
	ids := make([]int64, len(notices))
	for i, n := range notices {
		ids[i] = n.ID
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease)
	defer cancel()
	if err := p.Outbox.Release(limited, ids, p.Name, at); err != nil {
		return fmt.Errorf("release notices: %w", err)
	}
	return nil
}

// note counts what was sent; an error ends the pass.
func (p *pass) note(sent bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if sent {
		p.sent++
	}
	if err != nil && p.err == nil {
		p.err = err
		p.end()
	}
}

// end makes the pass hand out nothing more. p.mu is held.
func (p *pass) end() {
	select {
	case <-p.over:
	default:
		close(p.over)
	}
}

func (p *pass) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end()
}

// one sends a notice, unless its lease has ended, and records what became of it,
// also when ctx has ended meanwhile. An unknown outcome counts as not sent: it is
// better told twice than never.
func (p *pass) one(ctx context.Context, n housing.Notice) (sent bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease)
	defer cancel()
	now := p.Now()
	mine, err := p.Outbox.Renew(ctx, n, p.Name, now, now.Add(lease))
	if err != nil || !mine {
		return false, err
	}
	to := housing.Mailbox{
		Bot: n.Bot, Chat: n.Chat, Edit: n.Edit, Urgency: n.Urgency, Thread: n.Thread, Keep: n.Keep,
		Pinned: n.Pinned, Recall: n.Recall, Alone: n.Alone, Under: n.Under,
	}
	screen := Screen(n, p.Texts, now)
	is, cause := p.Sender.Send(ctx, to, screen)
	record, done := context.WithTimeout(context.WithoutCancel(ctx), lease)
	defer done()
	if cause == nil {
		as := housing.Arrival{Message: is.Message, Silent: screen.Silent, Recall: recalled(n, is)}
		if err := p.Outbox.Sent(record, n.ID, as, p.Now()); err != nil {
			return false, fmt.Errorf("record notice %d as sent: %w", n.ID, err)
		}
		return true, p.watch(record, n, is, false)
	}
	return false, p.failed(record, n, is, cause)
}

// recalled tells how a message was taken back; empty: it was told.
func recalled(n housing.Notice, is housing.Delivered) housing.Recall {
	switch {
	case !n.Recall:
		return ""
	case is.Deleted:
		return housing.RecallDeleted
	}
	return housing.RecallRewritten
}

// failed records a notice that did not arrive. One that was not tried waits
// without counting an attempt; unless it is its chat that has to rest, so do all.
func (p *pass) failed(ctx context.Context, n housing.Notice, is housing.Delivered, cause error) error {
	if is.Held {
		at := time.Time{}
		if is.Alone {
			at = p.Now().Add(is.Again)
		} else {
			p.stop()
		}
		return p.release(ctx, []housing.Notice{n}, at)
	}
	var again time.Time
	if is.Again > 0 && p.Now().Sub(n.At) < oldest {
		again = p.Now().Add(max(is.Again, backOff(n.Attempts)))
	}
	p.Log.WarnContext(ctx, "notice not sent", slog.Int64("notice", n.ID), slog.String("kind", string(n.Kind)),
		slog.Time("again", again), slog.Any("err", cause))
	reason := cause.Error()
	switch {
	case is.Unreachable:
		reason = housing.ReasonUnreachable
	case is.Topicless:
		reason = housing.ReasonTopic
	}
	if err := p.Outbox.Failed(ctx, n.ID, p.Name, again, reason); err != nil {
		return fmt.Errorf("record notice %d as failed: %w", n.ID, err)
	}
	return p.watch(ctx, n, is, true)
}

// watch counts a notice that can wait; where too many fail, all of them do. One group that refuses everything
// says nothing of the others, and is not counted.
func (p *pass) watch(ctx context.Context, n housing.Notice, is housing.Delivered, failed bool) error {
	if p.Guard == nil || !n.Urgency.Pausable() || is.Unreachable || n.Chat < 0 {
		return nil
	}
	s, ok := p.Guard.note(failed, p.Now())
	if !ok {
		return nil
	}
	p.Log.ErrorContext(ctx, "too many notices are not delivered: reminders and news wait",
		slog.Int("failed", s.Failed), slog.Int("of", s.Of), slog.Time("until", s.Until))
	if err := p.Outbox.Suspend(ctx, s); err != nil {
		return fmt.Errorf("suspend notices: %w", err)
	}
	p.stop()
	return nil
}

// backOff doubles from a second with every attempt, up to maxPause.
func backOff(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 20), maxPause)
}
