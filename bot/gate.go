package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"dombot/bot/telegram"
)

// Around the counter that all replicas share.
const (
	countTime  = 250 * time.Millisecond // bounds one question to it
	countGap   = 50 * time.Millisecond  // answers to people are told to it together
	countAgain = time.Second            // one that is away is asked again
	maxTold    = 100                    // answers that wait to be told to it
)

// gate is the usual [Pace]: the weather of this process, and what all replicas
// send together. While their counter is away this process counts for itself.
type gate struct {
	*weather
	own    *counter
	shared Counter // nil: there is one process alone

	line sync.Mutex // notices ask one after the other

	mu    sync.Mutex
	told  []Call    // answers that went out and were not told yet
	asked time.Time // when shared was asked last
	away  time.Time // shared is not asked before
	lost  bool
	until time.Time // what another replica was told by Telegram
}

// Take implements [Pace].
func (g *gate) Take(ctx context.Context, c Call) (done func(err error), turn Turn) {
	told, wait := g.take(ctx)
	if told == nil {
		return nil, Turn{Wait: wait}
	}
	turn = g.turn(ctx, c)
	if turn.Wait > 0 {
		told(context.Canceled) // nothing was tried
		return nil, turn
	}
	return func(err error) {
		told(err)
		if e, ok := errors.AsType[*telegram.Error](err); ok && e.Kind == telegram.Flood {
			g.share(ctx, e.RetryAfter)
		}
	}, Turn{}
}

// Pause implements [Pace].
func (g *gate) Pause(ctx context.Context, d time.Duration) {
	g.weather.Pause(ctx, d)
	g.share(ctx, d)
}

// share tells all replicas of a pause.
func (g *gate) share(ctx context.Context, d time.Duration) {
	now := g.now()
	until := now.Add(d + pauseMargin)
	_ = g.own.Pause(ctx, now, until) // it never fails
	if g.shared == nil {
		return
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), countTime)
	defer cancel()
	if err := g.shared.Pause(limited, now, until); err != nil {
		g.miss(ctx, err)
	}
}

// turn asks whether a call may go out, and counts it if so. A notice for which
// this process alone has sent too much need not ask what all have sent.
func (g *gate) turn(ctx context.Context, c Call) Turn {
	if c.Class == Answer {
		return g.ask(ctx, c)
	}
	g.line.Lock()
	defer g.line.Unlock()
	if turn := g.own.look(g.now(), c); turn.Wait > 0 {
		return turn
	}
	return g.ask(ctx, c)
}

// ask asks the counters.
func (g *gate) ask(ctx context.Context, c Call) Turn {
	now := g.now()
	calls, held := g.telling(now, c)
	switch {
	case held > 0:
		return Turn{Wait: held}
	case calls == nil && c.Class == Answer:
		g.own.note(now, c)
		return Turn{}
	case calls != nil:
		limited, cancel := context.WithTimeout(ctx, countTime)
		defer cancel()
		turn, err := g.shared.Take(limited, now, calls)
		if err == nil {
			g.counted(ctx, now, turn)
			if turn.Wait <= 0 {
				g.own.note(now, c)
			}
			return turn
		}
		if ctx.Err() == nil {
			g.miss(ctx, err)
		}
	}
	turn, _ := g.own.Take(ctx, now, []Call{c}) // it never fails
	return turn
}

// telling returns what the shared counter is to be told now, nil if it need not or
// cannot be asked; held: another replica was told to be silent.
func (g *gate) telling(now time.Time, c Call) (calls []Call, held time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if held = g.until.Sub(now); held > 0 {
		return nil, held
	}
	if g.shared == nil || now.Before(g.away) {
		return nil, 0
	}
	g.told = append(g.told, c)
	if c.Class == Answer && now.Sub(g.asked) < countGap && len(g.told) <= maxTold {
		return nil, 0
	}
	calls, g.told, g.asked = g.told, nil, now
	return calls, 0
}

// counted notes what the shared counter said.
func (g *gate) counted(ctx context.Context, now time.Time, turn Turn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.lost {
		g.log.InfoContext(ctx, "what is sent is counted over all replicas again")
		g.lost = false
	}
	if turn.Paused {
		g.until = now.Add(turn.Wait)
	}
}

// miss notes that the shared counter does not answer.
func (g *gate) miss(ctx context.Context, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.lost {
		g.log.WarnContext(ctx, "what is sent is counted by this replica alone", slog.Any("err", err))
	}
	g.lost, g.away = true, g.now().Add(countAgain)
}
