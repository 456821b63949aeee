package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/alicebob/miniredis/v2"

	"dombot/storage/postgres"
	"dombot/storage/redis"
)

// services are what an App remembers in.
type services struct {
	db    *postgres.DB
	redis *redis.DB
}

// openServices reaches PostgreSQL and Redis, however long it takes, and
// migrates the schema. Only what cannot heal is an error.
func (a *App) openServices(ctx context.Context, c Config, clock Clock) (s services, err error) {
	err = untilUp(ctx, a.Log, "PostgreSQL", func(ctx context.Context) error {
		if err := postgres.Migrate(ctx, string(c.Direct)); err != nil {
			return err
		}
		s.db, err = postgres.Open(ctx, string(c.Database), postgres.Options{
			Now: clock.Now, Prepare: c.Direct == c.Database, Mail: c.SMTP != "",
		})
		return err
	}, unfit)
	if err != nil {
		return s, err
	}
	a.onStop("PostgreSQL", func(context.Context) error { return s.db.Close() })
	if s.redis, err = redis.Open(string(c.Redis)); err != nil {
		return s, err
	}
	a.onStop("Redis", func(context.Context) error { return s.redis.Close() })
	return s, untilUp(ctx, a.Log, "Redis", s.redis.Ping, func(error) bool { return false })
}

// unfit reports whether a database answered but can never be used.
func unfit(err error) bool {
	_, ok := errors.AsType[*postgres.UnfitError](err)
	return ok
}

// ownRedis starts a Redis inside the program, for the demo.
func (a *App) ownRedis() (Secret, error) {
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		return "", fmt.Errorf("start own Redis: %w", err)
	}
	a.onStop("own Redis", func(context.Context) error { m.Close(); return nil })
	return Secret("redis://" + m.Addr() + "/0"), nil
}
