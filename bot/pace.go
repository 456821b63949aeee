package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"dombot/bot/telegram"
)

// Pace says when a call may go out. One Pace is shared by all that is said to
// people: answers, edits, files, notices.
type Pace interface {
	// Take asks for a call. It may go out at once if its turn has no wait; done is
	// then told how it ended. Otherwise done is nil.
	Take(ctx context.Context, c Call) (done func(err error), turn Turn)
	// Pause holds every call back for d.
	Pause(ctx context.Context, d time.Duration)
}

// blindAfter is how many calls in a row without an answer make Telegram count as
// silent.
const blindAfter = 5

// Around pauses: what is added to one that Telegram asks for, and how often
// those look again who wait for the one call that tries a silent Telegram.
const (
	pauseMargin = 100 * time.Millisecond
	probeGap    = 500 * time.Millisecond
)

// weather is what one process was told. Telegram's "retry after" holds everything
// back. While Telegram is silent a single call goes out at a time, after ever
// longer pauses; any answer ends that.
type weather struct {
	now    func() time.Time
	chance *chance
	log    *slog.Logger

	mu      sync.Mutex
	until   time.Time // nothing goes out before
	fails   int       // calls in a row without an answer
	probes  int       // calls that tried a silent Telegram
	probing bool
}

// take asks for a call to any chat.
func (w *weather) take(ctx context.Context) (done func(err error), wait time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if wait := w.until.Sub(w.now()); wait > 0 {
		return nil, wait
	}
	if w.fails < blindAfter {
		return func(err error) { w.told(ctx, err, false) }, 0
	}
	if w.probing {
		return nil, probeGap
	}
	w.probing = true
	return func(err error) { w.told(ctx, err, true) }, 0
}

// Pause holds every call back for d.
func (w *weather) Pause(ctx context.Context, d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pause(ctx, d)
}

// pause holds calls back for d. w.mu is held.
func (w *weather) pause(ctx context.Context, d time.Duration) {
	until := w.now().Add(d + pauseMargin)
	if !until.After(w.until) {
		return
	}
	if !w.until.After(w.now()) {
		w.log.WarnContext(ctx, "telegram asks for a pause", slog.Duration("pause", d))
	}
	w.until = until
}

// told learns how a call ended; probe: it tried a silent Telegram.
func (w *weather) told(ctx context.Context, err error, probe bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if probe {
		w.probing = false
	}
	e, _ := errors.AsType[*telegram.Error](err)
	switch {
	case errors.Is(err, context.Canceled): // it was we who gave up
		return
	case e != nil && (e.Kind == telegram.Network || e.Kind == telegram.Server):
		w.unanswered(ctx, err, probe)
		return
	case e != nil && e.Kind == telegram.Flood:
		w.pause(ctx, e.RetryAfter)
	}
	if w.fails >= blindAfter {
		w.log.InfoContext(ctx, "telegram answers people again", slog.Int("tries", w.probes))
	}
	w.fails, w.probes = 0, 0
}

// unanswered counts a call without an answer. w.mu is held.
func (w *weather) unanswered(ctx context.Context, err error, probe bool) {
	w.fails++
	if w.fails == blindAfter {
		w.log.WarnContext(ctx, "telegram answers no calls, trying one at a time", slog.Any("err", err))
	}
	if probe {
		w.probes++
	}
	if probe || w.fails == blindAfter {
		w.until = w.now().Add(w.chance.pause(nil, w.probes))
	}
}
