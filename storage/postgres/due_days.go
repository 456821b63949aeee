package postgres

import (
	"context"
	"database/sql"
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

// A day is for the months that are of the organisation that named it, as
// [ofMonth] has it: a house that has passed keeps what held for its earlier months.
const selectDueDays = `
	SELECT term.house_id AS house,
		greatest(d.valid_from, date_trunc('month', term.from_on)::date) AS from_month,
		nullif(date_trunc('month', term.until_on)::date, 'infinity') AS until_month, d.day,
		d.house_id IS NOT NULL AS own, d.basis
	FROM house_terms term
	JOIN due_days d ON d.organisation_id = term.organisation_id
		AND (d.house_id IS NULL OR d.house_id = term.house_id) AND d.valid_from < term.until_on
	WHERE term.house_id = ANY ($1)
	ORDER BY term.house_id, d.valid_from`

// dueDaysOf returns the days of payment that were named for houses.
func dueDaysOf(
	ctx context.Context, q sqlx.QueryerContext, houses ...int64,
) (map[int64]housing.DueDays, error) {
	var rows []struct {
		House int64        `db:"house"`
		From  time.Time    `db:"from_month"`
		Until sql.NullTime `db:"until_month"`
		Day   int          `db:"day"`
		Own   bool         `db:"own"`
		Basis string       `db:"basis"`
	}
	if err := list(ctx, q, &rows, selectDueDays, pq.Array(houses)); err != nil {
		return nil, fmt.Errorf("list due days: %w", err)
	}
	days := map[int64]housing.DueDays{}
	for _, r := range rows {
		d := housing.OwnDueDay{From: periodOf(r.From), Day: r.Day, House: r.Own, Basis: r.Basis}
		if r.Until.Valid {
			d.Until = periodOf(r.Until.Time)
		}
		days[r.House] = append(days[r.House], d)
	}
	return days, nil
}
