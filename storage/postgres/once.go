package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const reserveOutcome = `
	INSERT INTO outcomes (once, outcome, at)
	VALUES ($1, 'null', $2)
	ON CONFLICT (once) DO NOTHING`

const selectOutcome = `SELECT outcome::text FROM outcomes WHERE once = $1`

const updateOutcome = `UPDATE outcomes SET outcome = $2 WHERE once = $1`

// once runs work in a transaction and remembers its outcome under key. Whoever
// comes second, also while the first is still at work, gets that outcome. An
// error is not remembered: the next one tries again.
func once[T any](
	ctx context.Context, db *DB, key string, now time.Time, work func(*Tx) (T, error),
) (outcome T, err error) {
	err = db.inTx(ctx, func(tx *Tx) error {
		first, err := run(ctx, tx, reserveOutcome, key, now)
		if err != nil {
			return fmt.Errorf("reserve outcome: %w", err)
		}
		var stored string
		if first == 0 {
			if err := get(ctx, tx, &stored, selectOutcome, key); err != nil {
				return fmt.Errorf("read outcome: %w", err)
			}
			return decode(stored, &outcome)
		}
		done, err := work(tx)
		if err != nil {
			return err
		}
		b, err := json.Marshal(done)
		if err != nil {
			return fmt.Errorf("encode outcome: %w", err)
		}
		if _, err := run(ctx, tx, updateOutcome, key, string(b)); err != nil {
			return fmt.Errorf("store outcome: %w", err)
		}
		return decode(string(b), &outcome)
	})
	return outcome, err
}

func decode(stored string, dst any) error {
	if err := json.Unmarshal([]byte(stored), dst); err != nil {
		return fmt.Errorf("decode outcome: %w", err)
	}
	return nil
}

// onceKey tells the outcomes of different deeds apart.
func onceKey(deed string, o housing.Once) (string, error) {
	if o == "" {
		return "", errors.New("confirm " + deed + ": the confirmation has no name")
	}
	return deed + "/" + string(o), nil
}
