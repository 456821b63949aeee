package redis

import (
	"context"
	"fmt"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// maxDebts is how many keys of one bot are remembered; the newest go first
// where there are more.
const maxDebts = 50_000

// debtLife is how long what nobody pays is remembered: as long as a dialog waits.
const debtLife = 72 * time.Hour

// Debts remembers the keys of dialogs whose window is overdue: those whose
// answer could not be shown when it was due.
type Debts struct {
	db  *DB
	owe *goredis.Script
}

// NewDebts returns the debts in db.
func NewDebts(db *DB) *Debts { return &Debts{db: db, owe: goredis.NewScript(oweDebts)} }

func debtsOf(bot int64) string { return "owed:{" + strconv.FormatInt(bot, 10) + "}" }

// oweDebts adds keys behind those that are there. What is known keeps its place.
const oweDebts = `
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local n = tonumber(last[2] or '0')
for i = 3, #ARGV do
  n = n + 1
  redis.call('ZADD', KEYS[1], 'NX', n, ARGV[i])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], tonumber(ARGV[1]), -1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return n`

// Owe remembers keys of a bot, in their order, behind those remembered before.
func (d *Debts) Owe(ctx context.Context, bot int64, keys []string) error {
	args := make([]any, 0, len(keys)+2)
	args = append(args, maxDebts, debtLife.Milliseconds())
	for _, k := range keys {
		args = append(args, k)
	}
	if err := d.owe.Run(ctx, d.db.client, []string{debtsOf(bot)}, args...).Err(); err != nil {
		return fmt.Errorf("remember debts: %w", err)
	}
	return nil
}

// Paid forgets a key.
func (d *Debts) Paid(ctx context.Context, bot int64, key string) error {
	if err := d.db.client.ZRem(ctx, debtsOf(bot), key).Err(); err != nil {
		return fmt.Errorf("forget debt: %w", err)
	}
	return nil
}

// Owed returns the keys of a bot in the order in which they came.
func (d *Debts) Owed(ctx context.Context, bot int64) ([]string, error) {
	keys, err := d.db.client.ZRange(ctx, debtsOf(bot), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("read debts: %w", err)
	}
	return keys, nil
}
