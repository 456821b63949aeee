package scheduler

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dombot/internal/housing"
)

// telling is what tells operators how mailings go. It counts rows, the longer
// the larger a mailing is, and stands beside the passes: neither what is urgent nor
// the end of a pass waits for it.
type telling struct {
	began time.Time // the last time; under busy of the delivery
	busy  atomic.Bool
	all   sync.WaitGroup
}

// tell has operators told how mailings go, if the last time is a while ago: what
// they are told is a notice like others. Whoever calls it is the only pass.
func (d *Delivery) tell(ctx context.Context) {
	now, t := d.Now(), &d.telling
	recent := !t.began.IsZero() && now.Sub(t.began).Abs() < housing.MailingPause
	if d.Mailings == nil || recent || !t.busy.CompareAndSwap(false, true) {
		return
	}
	t.began = now
	t.all.Go(func() {
		defer t.busy.Store(false)
		if err := d.Mailings(ctx, now); err != nil && ctx.Err() == nil {
			d.Log.WarnContext(ctx, "operators are not told how mailings go", slog.Any("err", err))
		}
	})
}

// Wait returns when what passes began beside themselves is done. Nobody may pass
// any more.
func (d *Delivery) Wait() { d.telling.all.Wait() }
