package scheduler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dombot/internal/housing"
)

// feed hands out what is due, the most urgent first. The next notices are taken
// while some are left: at the pace of Telegram a pause between batches is never
// made up for.
type feed struct {
	*pass

	line  chan<- housing.Notice
	ready []housing.Notice

	taken  chan taken // one answer at most
	taking bool       // there will be one
	dry    bool       // the last time nothing was due
}

type taken struct {
	notices []housing.Notice
	err     error
}

// run feeds until nothing is due, taking fails, or the pass is over. What was
// taken and not handed out is free then.
func (f *feed) run(ctx context.Context) error {
	f.taken = make(chan taken, 1)
	for {
		if f.ended(ctx) {
			return f.stopped(ctx)
		}
		f.take(ctx)
		var line chan<- housing.Notice // nil: nobody gets any
		var next housing.Notice
		if len(f.ready) > 0 {
			line, next = f.line, f.ready[0]
		}
		select {
		case line <- next:
			f.ready = f.ready[1:]
		case got := <-f.taken:
			f.taking = false
			if done, err := f.got(ctx, got); done || err != nil {
				return err
			}
		case <-f.over:
		case <-ctx.Done():
		}
	}
}

func (f *feed) ended(ctx context.Context) bool {
	select {
	case <-f.over:
		return true
	case <-ctx.Done():
		return true
	default:
		return false
	}
}

// take asks for the next notices, if few are left and there may be more.
func (f *feed) take(ctx context.Context) {
	few := len(f.ready) == 0 || len(f.ready) <= ahead && !f.dry
	if f.taking || !few {
		return
	}
	f.taking = true
	f.tell(ctx)
	go func() {
		notices, err := f.Outbox.Take(ctx, f.Name, batch, f.Now(), lease)
		f.taken <- taken{notices, err}
	}()
}

// got lines notices up; true: nothing is due any more.
func (f *feed) got(ctx context.Context, got taken) (done bool, err error) {
	if got.err != nil {
		err := fmt.Errorf("take notices: %w", got.err)
		return true, errors.Join(err, f.release(ctx, f.ready, time.Time{}))
	}
	f.dry = len(got.notices) == 0
	f.ready = append(slices.DeleteFunc(f.ready, takenAgain(got.notices)), got.notices...)
	slices.SortStableFunc(f.ready, func(a, b housing.Notice) int { return cmp.Compare(a.Urgency, b.Urgency) })
	return len(f.ready) == 0, nil
}

// takenAgain finds what waited here for so long that its lease ended.
func takenAgain(by []housing.Notice) func(housing.Notice) bool {
	return func(n housing.Notice) bool {
		return slices.ContainsFunc(by, func(m housing.Notice) bool { return m.ID == n.ID })
	}
}

// stopped frees what was not handed out.
func (f *feed) stopped(ctx context.Context) error {
	var err error
	if f.taking {
		got := <-f.taken
		f.ready = append(slices.DeleteFunc(f.ready, takenAgain(got.notices)), got.notices...)
		if ctx.Err() == nil && got.err != nil {
			err = fmt.Errorf("take notices: %w", got.err)
		}
	}
	return errors.Join(err, f.release(ctx, f.ready, time.Time{}))
}
