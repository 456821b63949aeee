package main

import (
	"context"

	"dombot/dialogs"
	"dombot/storage/redis"
)

// sessions keeps dialogs in Redis.
type sessions struct{ store *redis.Sessions }

// Load implements [dialogs.Sessions].
func (s sessions) Load(ctx context.Context, key string, update int64) (dialogs.Stored, error) {
	found, err := s.store.Load(ctx, key, update)
	return dialogs.Stored(found), err
}

// Save implements [dialogs.Sessions].
func (s sessions) Save(ctx context.Context, w dialogs.Saved) (bool, error) {
	return s.store.Save(ctx, redis.Write(w))
}
