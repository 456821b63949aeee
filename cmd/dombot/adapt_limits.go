package main

import (
	"context"
	"strings"
	"time"

	"dombot/bot"
	"dombot/storage/redis"
)

// limits count in Redis what all replicas of the bot send.
type limits struct{ store *redis.Limits }

// limitsOf returns those of the bot that a token belongs to: its number begins the token.
func limitsOf(db *redis.DB, token Secret, r bot.Rates) limits {
	number, _, _ := strings.Cut(string(token), ":")
	return limits{redis.NewLimits(db, number, redis.Rates(r))}
}

// Take implements [bot.Counter].
func (l limits) Take(ctx context.Context, now time.Time, calls []bot.Call) (bot.Turn, error) {
	sent := make([]redis.Sent, len(calls))
	for i, c := range calls {
		sent[i] = redis.Sent{Chat: c.Chat, Turn: turnPlace(c.Class), Edit: c.Edit}
	}
	turn, err := l.store.Take(ctx, now, sent)
	return bot.Turn(turn), err
}

func turnPlace(c bot.Class) redis.Place {
	switch c {
	case bot.Urgent:
		return redis.Urgent
	case bot.Mass:
		return redis.Mass
	default:
		return redis.AtOnce
	}
}

// Pause implements [bot.Counter].
func (l limits) Pause(ctx context.Context, now, until time.Time) error {
	return l.store.Pause(ctx, now, until)
}
