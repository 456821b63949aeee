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
	// Take leases up to limit due notices to by; nobody else gets them before
	// the lease ends. It returns none only when none are due.
	Take(
		ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
	) ([]housing.Notice, error)
	// Sent notes that a notice arrived as a message.
	Sent(ctx context.Context, id, message int64, now time.Time) error
	// Renew keeps a notice leased to by; false: the lease has ended.
	Renew(ctx context.Context, id int64, by string, now, until time.Time) (bool, error)
	// Failed frees a notice for retryAt; the zero time gives it up.
	Failed(ctx context.Context, id int64, by string, retryAt time.Time, reason string) error
}

// Sender delivers a screen to a chat and returns the number of its message. If
// it fails but may succeed later, retry is the pause to make first; a zero retry
// means it can never be delivered.
type Sender interface {
	Send(ctx context.Context, to housing.Mailbox, s dialogs.Screen) (
		message int64, retry time.Duration, err error,
	)
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

	busy sync.Mutex
}

// Limits of delivery.
const (
	batch    = 20
	lease    = 5 * time.Second
	oldest   = 48 * time.Hour // an older notice is given up
	maxPause = 10 * time.Minute
)

// Pass sends what is due now, until nothing is, a send fails for a reason that
// concerns everybody, or ctx ends. It returns how many notices were sent.
// Passes take turns: one that finds another at work leaves it to that one.
func (d *Delivery) Pass(ctx context.Context) (int, error) {
	if !d.busy.TryLock() {
		return 0, nil
	}
	defer d.busy.Unlock()
	if d.Hold != nil && d.Hold() > 0 {
		return 0, nil // notices that are not taken count no attempt
	}
	sent := 0
	for {
		notices, err := d.Outbox.Take(ctx, d.Name, batch, d.Now(), lease)
		if err != nil {
			return sent, fmt.Errorf("take notices: %w", err)
		}
		n, again, err := d.sendAll(ctx, notices)
		sent += n
		if err != nil || !again {
			return sent, err
		}
	}
}

// sendAll sends notices in order; false: the pass is over.
func (d *Delivery) sendAll(ctx context.Context, notices []housing.Notice) (sent int, again bool, err error) {
	for _, n := range notices {
		now := d.Now()
		mine, err := d.Outbox.Renew(ctx, n.ID, d.Name, now, now.Add(lease))
		if err != nil {
			return sent, false, fmt.Errorf("renew lease: %w", err)
		}
		if !mine {
			continue
		}
		ok, pause, err := d.send(ctx, n)
		if err != nil || pause > 0 {
			return sent, false, err
		}
		if ok {
			sent++
		}
	}
	return sent, len(notices) > 0, nil
}

// send delivers one notice and records what became of it. A pause means that
// sending waits: the rest of the batch is free when its leases end. An
// unknown outcome counts as not sent: it is better told twice than never.
func (d *Delivery) send(ctx context.Context, n housing.Notice) (ok bool, pause time.Duration, err error) {
	to := housing.Mailbox{Bot: n.Bot, Chat: n.Chat, Edit: n.Edit}
	message, pause, cause := d.Sender.Send(ctx, to, Screen(n, d.Texts, d.Now()))
	if cause == nil {
		if err := d.Outbox.Sent(ctx, n.ID, message, d.Now()); err != nil {
			return false, 0, fmt.Errorf("record notice %d as sent: %w", n.ID, err)
		}
		return true, 0, nil
	}
	var again time.Time
	if pause > 0 && d.Now().Sub(n.At) < oldest {
		again = d.Now().Add(max(pause, backOff(n.Attempts)))
	}
	d.Log.WarnContext(ctx, "notice not sent", slog.Int64("notice", n.ID), slog.String("kind", string(n.Kind)),
		slog.Time("again", again), slog.Any("err", cause))
	if err := d.Outbox.Failed(ctx, n.ID, d.Name, again, cause.Error()); err != nil {
		return false, 0, fmt.Errorf("record notice %d as failed: %w", n.ID, err)
	}
	return false, pause, nil
}

// backOff doubles from a second with every attempt, up to maxPause.
func backOff(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 20), maxPause)
}
