package bot

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"dombot/dialogs"
)

// Debts remembers across restarts whose window is overdue.
type Debts interface {
	Owe(ctx context.Context, keys []dialogs.Key) error
	Paid(ctx context.Context, k dialogs.Key) error
	// Owed returns who is owed a window by a bot, first come first.
	Owed(ctx context.Context, bot int64) ([]dialogs.Key, error)
}

// Times of remembering.
const (
	noteAfter = 5 * time.Second // a debt that is older is worth a call
	noteEvery = time.Second
	storeTime = 2 * time.Second
)

// noDebts remembers nothing: what is owed stays with Telegram as long as it may.
type noDebts struct{}

var errNoDebts = errors.New("nothing remembers debts")

// Owe implements [Debts].
func (noDebts) Owe(context.Context, []dialogs.Key) error { return errNoDebts }

// Paid implements [Debts].
func (noDebts) Paid(context.Context, dialogs.Key) error { return nil }

// Owed implements [Debts].
func (noDebts) Owed(context.Context, int64) ([]dialogs.Key, error) { return nil, nil }

// keepBooks remembers debts that get old, until ctx ends.
func (d *desk) keepBooks(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		keys, err := d.Debts.Owed(ctx, d.me.ID)
		if err == nil {
			d.inherit(ctx, keys)
			break
		}
		if n == 0 && ctx.Err() == nil {
			d.Log.WarnContext(ctx, "overdue answers of before cannot be read", slog.Any("err", err))
		}
		wait(ctx, d.chance.pause(nil, n))
	}
	for wait(ctx, noteEvery) {
		d.note(ctx, noteAfter)
	}
}

// inherit owes what was owed before the start.
func (d *desk) inherit(ctx context.Context, keys []dialogs.Key) {
	if len(keys) > 0 {
		d.Log.InfoContext(ctx, "some answers are overdue from before", slog.Int("people", len(keys)))
	}
	for _, k := range keys {
		d.debts.add(k, loan{owed: owed{again: true}, noted: true}, true)
	}
}

// note remembers the debts that are older than age.
func (d *desk) note(ctx context.Context, age time.Duration) {
	late := d.debts.late(age)
	if len(late) == 0 {
		return
	}
	keys := make([]dialogs.Key, 0, len(late))
	for _, x := range late {
		keys = append(keys, x.key)
	}
	limited, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := d.Debts.Owe(limited, keys); err != nil {
		d.Log.DebugContext(ctx, "overdue answers are not remembered", slog.Any("err", err))
		return
	}
	for _, x := range d.debts.note(late) {
		if err := d.Debts.Paid(limited, x.key); err != nil {
			d.Log.DebugContext(ctx, "overdue answer was shown and may be again", slog.Any("err", err))
		}
	}
}
