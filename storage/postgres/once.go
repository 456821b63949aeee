package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// outcome is what a confirmation came to, as it is stored.
type outcome struct {
	Deed   string          `json:"deed"`
	Result json.RawMessage `json:"result,omitempty"`
}

// voidDeed is the outcome of a confirmation that was settled before anybody
// carried it out.
const voidDeed = "void"

const reserveOutcome = `
	INSERT INTO outcomes (once, outcome, at)
	VALUES ($1, $2, $3)
	ON CONFLICT (once) DO NOTHING`

const selectOutcome = `SELECT outcome::text FROM outcomes WHERE once = $1`

const updateOutcome = `UPDATE outcomes SET outcome = $2 WHERE once = $1`

// confirmed is one confirmation on its way to its outcome.
type confirmed struct {
	deed string // what is carried out
	once housing.Once
	now  time.Time
}

// once runs work in a transaction and remembers its outcome under the name of
// the confirmation. Whoever comes second, also while the first is still at
// work, gets that outcome. An error is not remembered: the next one tries again.
func once[T any](
	ctx context.Context, db *DB, c confirmed, work func(*Tx) (T, error),
) (result T, err error) {
	if c.once == "" {
		return result, errors.New("confirm " + c.deed + ": the confirmation has no name")
	}
	err = db.inTx(ctx, func(tx *Tx) error {
		first, err := run(ctx, tx, reserveOutcome, string(c.once), `{"deed": ""}`, c.now)
		if err != nil {
			return fmt.Errorf("reserve outcome: %w", err)
		}
		if first == 0 {
			return c.second(ctx, tx, &result)
		}
		done, err := work(tx)
		if err != nil {
			return err
		}
		return c.keep(ctx, tx, done, &result)
	})
	return result, err
}

// second reads the outcome of whoever was first.
func (c confirmed) second(ctx context.Context, tx *Tx, result any) error {
	o, err := readOutcome(ctx, tx, c.once)
	switch {
	case err != nil:
		return err
	case o.Deed == voidDeed:
		return refused("error.void")
	case o.Deed != c.deed:
		return fmt.Errorf("confirm %s: the confirmation was for %q", c.deed, o.Deed)
	}
	return decode(o.Result, result)
}

// keep stores what was done and reads it back into result, as those who come
// second will read it.
func (c confirmed) keep(ctx context.Context, tx *Tx, done, result any) error {
	b, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("encode outcome: %w", err)
	}
	stored, err := json.Marshal(outcome{Deed: c.deed, Result: b})
	if err != nil {
		return fmt.Errorf("encode outcome: %w", err)
	}
	if _, err := run(ctx, tx, updateOutcome, string(c.once), string(stored)); err != nil {
		return fmt.Errorf("store outcome: %w", err)
	}
	return decode(b, result)
}

func readOutcome(ctx context.Context, tx *Tx, o housing.Once) (outcome, error) {
	var stored string
	if err := get(ctx, tx, &stored, selectOutcome, string(o)); err != nil {
		return outcome{}, fmt.Errorf("read outcome: %w", err)
	}
	var found outcome
	err := decode([]byte(stored), &found)
	return found, err
}

func decode(stored []byte, dst any) error {
	if err := json.Unmarshal(stored, dst); err != nil {
		return fmt.Errorf("decode outcome: %w", err)
	}
	return nil
}

// nothing is the outcome of a deed that has nothing to tell.
type nothing struct{}

// Outcomes remembers what confirmations came to.
type Outcomes struct{ DB *DB }

// Settle reports whether a confirmation was carried out. One that was not is
// void from then on: whoever still tries to carry it out is refused. It waits
// for whoever is carrying it out at this moment.
func (s *Outcomes) Settle(ctx context.Context, o housing.Once, now time.Time) (done bool, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		void, err := run(ctx, tx, reserveOutcome, string(o), `{"deed": "`+voidDeed+`"}`, now)
		if err != nil || void > 0 {
			return err
		}
		found, err := readOutcome(ctx, tx, o)
		done = found.Deed != voidDeed
		return err
	})
	if err != nil {
		return false, fmt.Errorf("settle confirmation: %w", err)
	}
	return done, nil
}
