package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const upsertPhone = `
	INSERT INTO person_phones (person_id, phone, since)
	VALUES ($1, $2, $3)
	ON CONFLICT (person_id) DO UPDATE SET phone = excluded.phone, since = excluded.since`

const deletePhone = `DELETE FROM person_phones WHERE person_id = $1`

// KeepPhone keeps the own number of a person who agreed.
func (s *People) KeepPhone(
	ctx context.Context, o housing.Once, person housing.PersonID, phone string, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"phone", o, now}, func(tx *Tx) (nothing, error) {
		if err := consented(ctx, tx, person); err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, upsertPhone, int64(person), phone, now); err != nil {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{person, 0, "phone.kept", now})
	})
	if err != nil {
		return fmt.Errorf("keep phone: %w", err)
	}
	return nil
}

// HasPhone reports whether a number of the person is kept.
func (s *People) HasPhone(ctx context.Context, person housing.PersonID) (has bool, err error) {
	err = get(ctx, s.DB.pool, &has,
		`SELECT EXISTS (SELECT 1 FROM person_phones WHERE person_id = $1)`, int64(person))
	if err != nil {
		return false, fmt.Errorf("find phone: %w", err)
	}
	return has, nil
}
