package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"dombot/internal/housing"
)

// Letters holds letters that still have to be sent.
type Letters interface {
	// Take leases up to limit due letters to by; nobody else gets them before
	// the lease ends. It returns none only when none are due.
	Take(
		ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
	) ([]housing.Mail, error)
	Sent(ctx context.Context, id int64, now time.Time) error
	// Renew keeps a letter leased to by; false: it is somebody else's now, or not
	// to be sent any more.
	Renew(ctx context.Context, id int64, by string, now, until time.Time) (bool, error)
	// Failed frees a letter for retryAt; the zero time gives it up.
	Failed(ctx context.Context, id int64, by string, retryAt time.Time, reason string) error
}

// Fate is what becomes of a letter that was not handed over.
type Fate int

// The fates of letters.
const (
	Retried Fate = iota // it is tried again
	GivenUp             // it never arrives
	Stuck               // no letter arrives now: all of them wait
	Broken              // as Stuck, until an operator changes something
)

// Postman hands a letter to a mail server; the fate counts where err is not nil.
type Postman interface {
	Send(ctx context.Context, m housing.Mail) (Fate, error)
}

// Mailing sends the letters that are due.
type Mailing struct {
	Letters Letters
	Postman Postman
	Now     func() time.Time
	Name    string // of this replica, in leases; no other has it
	Log     *slog.Logger
	// Beat is how often a lease is renewed while a letter is handed over, in real
	// time; 2 s if zero.
	Beat time.Duration

	busy    sync.Mutex
	stuck   int       // passes in a row that ended because no letter arrives
	waits   time.Time // no letter is taken before
	trouble bool      // was logged
}

const mailBeat = 2 * time.Second

var errLeaseLost = errors.New("the lease of the letter has ended")

// Pass sends what is due now, until nothing is, no letter can be sent, or ctx
// ends. It returns how many letters were sent. Passes take turns: one that finds
// another at work leaves it to that one.
func (p *Mailing) Pass(ctx context.Context) (int, error) {
	if !p.busy.TryLock() {
		return 0, nil
	}
	defer p.busy.Unlock()
	if p.Now().Before(p.waits) {
		return 0, nil // letters that are not taken count no attempt
	}
	sent := 0
	for {
		letters, err := p.Letters.Take(ctx, p.Name, batch, p.Now(), lease)
		if err != nil {
			return sent, fmt.Errorf("take letters: %w", err)
		}
		n, again, err := p.sendAll(ctx, letters)
		sent += n
		if err != nil || !again {
			return sent, err
		}
	}
}

// sendAll sends letters in order; false: the pass is over, and the rest is free
// when its leases end.
func (p *Mailing) sendAll(ctx context.Context, letters []housing.Mail) (sent int, again bool, err error) {
	for _, m := range letters {
		ok, goOn, err := p.one(ctx, m)
		if ok {
			sent++
		}
		if err != nil || !goOn {
			return sent, false, err
		}
	}
	return sent, len(letters) > 0, nil
}

// one sends a letter, unless it is late or somebody else's. It records what
// became of it even when ctx has ended meanwhile.
func (p *Mailing) one(ctx context.Context, m housing.Mail) (sent, goOn bool, err error) {
	mine, err := p.renew(ctx, m.ID)
	if err != nil || !mine {
		return false, err == nil, err
	}
	record := context.WithoutCancel(ctx)
	if p.Now().Sub(m.At) >= m.Kind.Patience() {
		return false, true, p.failed(record, m, GivenUp, errors.New("it is too late for it"))
	}
	fate, cause := p.hand(ctx, m)
	switch {
	case errors.Is(cause, errLeaseLost):
		return false, true, nil
	case cause != nil:
		return false, p.goesOn(ctx, fate, cause), p.failed(record, m, fate, cause)
	}
	p.goesOn(ctx, Retried, nil)
	if err := p.Letters.Sent(record, m.ID, p.Now()); err != nil {
		return false, false, fmt.Errorf("record letter %d as sent: %w", m.ID, err)
	}
	return true, true, nil
}

func (p *Mailing) renew(ctx context.Context, id int64) (bool, error) {
	now := p.Now()
	mine, err := p.Letters.Renew(ctx, id, p.Name, now, now.Add(lease))
	if err != nil {
		return false, fmt.Errorf("renew lease: %w", err)
	}
	return mine, nil
}

// hand gives a letter to the postman. A server may take longer than a lease, so
// it is renewed meanwhile; where that fails the letter is left to others.
func (p *Mailing) hand(ctx context.Context, m housing.Mail) (Fate, error) {
	ctx, drop := context.WithCancelCause(ctx)
	defer drop(nil)
	var beating sync.WaitGroup
	done := make(chan struct{})
	beating.Go(func() {
		ticker := time.NewTicker(p.beat())
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if mine, err := p.renew(ctx, m.ID); err != nil || !mine {
				drop(errors.Join(errLeaseLost, err))
			}
		}
	})
	fate, err := p.Postman.Send(ctx, m)
	close(done)
	beating.Wait()
	if err != nil && errors.Is(context.Cause(ctx), errLeaseLost) {
		return Retried, errLeaseLost
	}
	return fate, err
}

func (p *Mailing) beat() time.Duration {
	if p.Beat > 0 {
		return p.Beat
	}
	return mailBeat
}

// goesOn counts how long no letter arrives, and makes all of them wait longer
// each time. The trouble is logged when it begins and when it ends.
func (p *Mailing) goesOn(ctx context.Context, fate Fate, cause error) bool {
	if fate != Stuck && fate != Broken {
		if p.trouble {
			p.Log.InfoContext(ctx, "letters are sent again")
		}
		p.stuck, p.waits, p.trouble = 0, time.Time{}, false
		return true
	}
	p.stuck++
	p.waits = p.Now().Add(backOff(p.stuck))
	if !p.trouble && ctx.Err() == nil {
		level := slog.LevelWarn
		if fate == Broken {
			level = slog.LevelError
		}
		p.Log.Log(ctx, level, "no letter can be sent", slog.Any("err", cause))
		p.trouble = true
	}
	return false
}

// failed records a letter that was not handed over.
func (p *Mailing) failed(ctx context.Context, m housing.Mail, fate Fate, cause error) error {
	again := p.Now().Add(backOff(m.Attempts))
	if fate == GivenUp || again.Sub(m.At) >= m.Kind.Patience() {
		again = time.Time{}
	}
	if fate == Retried || again.IsZero() {
		p.Log.WarnContext(ctx, "letter not sent", slog.Int64("letter", m.ID),
			slog.String("kind", string(m.Kind)), slog.Time("again", again), slog.Any("err", cause))
	}
	if err := p.Letters.Failed(ctx, m.ID, p.Name, again, cause.Error()); err != nil {
		return fmt.Errorf("record letter %d as failed: %w", m.ID, err)
	}
	return nil
}
