package main

import (
	"context"
	"errors"

	"dombot/dialogs"
	"dombot/storage/redis"
)

// debts keeps in Redis whose answer is overdue.
type debts struct{ store *redis.Debts }

// Owe implements [bot.Debts]; the keys are those of one bot.
func (d debts) Owe(ctx context.Context, keys []dialogs.Key) error {
	if len(keys) == 0 {
		return nil
	}
	all := make([]string, len(keys))
	for i, k := range keys {
		all[i] = k.String()
	}
	return d.store.Owe(ctx, keys[0].Bot, all)
}

// Paid implements [bot.Debts].
func (d debts) Paid(ctx context.Context, k dialogs.Key) error {
	return d.store.Paid(ctx, k.Bot, k.String())
}

// Owed implements [bot.Debts]. A key that cannot be read is dropped and reported:
// the bot asks again.
func (d debts) Owed(ctx context.Context, bot int64) ([]dialogs.Key, error) {
	stored, err := d.store.Owed(ctx, bot)
	if err != nil {
		return nil, err
	}
	keys := make([]dialogs.Key, 0, len(stored))
	for _, s := range stored {
		k, err := dialogs.ParseKey(s)
		if err != nil {
			return nil, errors.Join(err, d.store.Paid(ctx, bot, s))
		}
		keys = append(keys, k)
	}
	return keys, nil
}
