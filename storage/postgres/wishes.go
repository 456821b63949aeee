package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// Wishes remembers what people want to hear of, and when.
type Wishes struct{ DB *DB }

const wishColumns = `
	people.tell_planned, people.digest_hour, people.ahead_hours, people.tell_emergencies,
	people.tell_hot_water, people.tell_charges, people.tell_reminders, people.quiet_from, people.quiet_until,
	people.chat_enough`

type wishRow struct {
	Zone        string `db:"zone"` // of the person, or where it is asked for of the house
	Planned     string `db:"tell_planned"`
	Digest      int    `db:"digest_hour"`
	Ahead       int    `db:"ahead_hours"`
	Emergencies bool   `db:"tell_emergencies"`
	HotWater    bool   `db:"tell_hot_water"`
	Charges     bool   `db:"tell_charges"`
	Reminders   bool   `db:"tell_reminders"`
	QuietFrom   int    `db:"quiet_from"`
	QuietUntil  int    `db:"quiet_until"`
	ChatEnough  bool   `db:"chat_enough"`
}

func (r wishRow) wishes() housing.Wishes {
	return housing.Wishes{
		Planned: housing.PlannedWish(r.Planned), Digest: r.Digest, Ahead: r.Ahead, Emergencies: r.Emergencies,
		HotWater: r.HotWater, Charges: r.Charges, Reminders: r.Reminders,
		Quiet: housing.Quiet{From: r.QuietFrom, Until: r.QuietUntil}, ChatEnough: r.ChatEnough, Zone: r.Zone,
	}
}

// local is a moment on the clock of the person.
func (r wishRow) local(t time.Time) time.Time { return t.In(housing.House{Zone: r.Zone}.Location()) }

const selectWishes = `SELECT people.zone,` + wishColumns + ` FROM people WHERE id = $1`

// Of returns the wishes of a person. Their zone is empty where the person lives by
// the clock of the house.
func (s *Wishes) Of(ctx context.Context, p housing.PersonID) (housing.Wishes, error) {
	var row wishRow
	if err := get(ctx, s.DB.pool, &row, selectWishes, int64(p)); err != nil {
		return housing.Wishes{}, fmt.Errorf("read wishes: %w", err)
	}
	return row.wishes(), nil
}

const updateWishes = `
	UPDATE people
	SET tell_planned = $2, digest_hour = $3, ahead_hours = $4, tell_emergencies = $5, tell_hot_water = $6,
		tell_charges = $7, tell_reminders = $8, quiet_from = $9, quiet_until = $10, chat_enough = $11,
		zone = $12
	WHERE id = $1`

// Wish keeps what a person wants to hear of from now on.
func (s *Wishes) Wish(
	ctx context.Context, o housing.Once, p housing.PersonID, w housing.Wishes, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"wish", o, now}, func(tx *Tx) (nothing, error) {
		_, err := run(ctx, tx, updateWishes, int64(p), string(w.Planned), w.Digest, w.Ahead, w.Emergencies,
			w.HotWater, w.Charges, w.Reminders, w.Quiet.From, w.Quiet.Until, w.ChatEnough, w.Zone)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("keep wishes: %w", err)
	}
	return nil
}

// forgetWishes makes the person's wishes those of who never said anything.
const forgetWishes = `
	UPDATE people
	SET tell_planned = DEFAULT, digest_hour = DEFAULT, ahead_hours = DEFAULT, tell_emergencies = DEFAULT,
		tell_hot_water = DEFAULT, tell_charges = DEFAULT, tell_reminders = DEFAULT, quiet_from = DEFAULT,
		quiet_until = DEFAULT, chat_enough = DEFAULT, zone = DEFAULT
	WHERE id = $1`
