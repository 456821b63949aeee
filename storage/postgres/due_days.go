package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

const upsertDueDay = `
	INSERT INTO due_days (organisation_id, house_id, valid_from, day, basis, set_at)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (organisation_id, house_id, valid_from) DO UPDATE
	SET day = excluded.day, basis = excluded.basis, set_at = excluded.set_at`

// SetDueDay keeps a day of payment for the charges of a house, or of all houses
// of an organisation, from a period on.
func (s *Organisations) SetDueDay(
	ctx context.Context, org housing.OrganisationID, house *housing.HouseID, d housing.OwnDueDay,
) error {
	var id any
	if house != nil {
		id = int64(*house)
	}
	_, err := run(ctx, s.DB.pool, upsertDueDay, int64(org), id, periodArg(d.From), d.Day, d.Basis, s.DB.now())
	if err != nil {
		return fmt.Errorf("set due day: %w", err)
	}
	return nil
}

const selectDueDays = `
	SELECT h.id AS house, d.valid_from, d.day, d.house_id IS NOT NULL AS own, d.basis
	FROM houses h
	JOIN due_days d ON d.organisation_id = h.organisation_id AND (d.house_id IS NULL OR d.house_id = h.id)
	WHERE h.id = ANY ($1)
	ORDER BY h.id, d.valid_from`

// dueDaysOf returns the days of payment that were named for houses.
func dueDaysOf(
	ctx context.Context, q sqlx.QueryerContext, houses ...int64,
) (map[int64]housing.DueDays, error) {
	var rows []struct {
		House int64     `db:"house"`
		From  time.Time `db:"valid_from"`
		Day   int       `db:"day"`
		Own   bool      `db:"own"`
		Basis string    `db:"basis"`
	}
	if err := list(ctx, q, &rows, selectDueDays, pq.Array(houses)); err != nil {
		return nil, fmt.Errorf("list due days: %w", err)
	}
	days := map[int64]housing.DueDays{}
	for _, r := range rows {
		days[r.House] = append(days[r.House], housing.OwnDueDay{
			From: periodOf(r.From), Day: r.Day, House: r.Own, Basis: r.Basis,
		})
	}
	return days, nil
}
