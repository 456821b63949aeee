package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// An outage is of the day on which it begins where it is.
const outageDay = `
	(SELECT (u.starts_at AT TIME ZONE h.zone)::date
	 FROM outage_places pl JOIN houses h ON h.id = pl.house_id
	 WHERE pl.outage_id = u.id
	 ORDER BY h.id LIMIT 1)`

// The bounds without a zone let the index be used: no zone is a day away.
const selectOutageEntries = `
	SELECT` + outageColumns + `
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.organisation_id = $1 AND u.starts_at >= $2::date - 1 AND u.starts_at < $3::date + 2
	  AND` + outageDay + ` BETWEEN $2::date AND $3::date
	ORDER BY u.starts_at, u.id`

const selectGUIDsOfOutages = `
	SELECT DISTINCT h.id, h.fias
	FROM outage_places pl
	JOIN houses h ON h.id = pl.house_id
	WHERE pl.outage_id = ANY ($1)`

// Entries lists the outages of an organisation that began on some days of their
// houses, the oldest first, for its register.
func (s *Outages) Entries(
	ctx context.Context, org housing.OrganisationID, days housing.Days,
) ([]housing.OutageEntry, error) {
	var rows []outageRow
	err := list(ctx, s.DB.pool, &rows, selectOutageEntries,
		int64(org), days.From.String(), days.To.String())
	if err != nil {
		return nil, fmt.Errorf("list outages of days: %w", err)
	}
	outages, err := withPlaces(ctx, s.DB.pool, rows, selectPlaces)
	if err != nil {
		return nil, err
	}
	var guids []struct {
		ID   int64  `db:"id"`
		FIAS string `db:"fias"`
	}
	ids := each(rows, func(r outageRow) int64 { return r.ID })
	if err := list(ctx, s.DB.pool, &guids, selectGUIDsOfOutages, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("list houses of outages: %w", err)
	}
	fias := make(map[housing.HouseID]string, len(guids))
	for _, g := range guids {
		fias[housing.HouseID(g.ID)] = g.FIAS
	}
	filed, err := s.filed(ctx, org, ids)
	if err != nil {
		return nil, err
	}
	return each(outages, func(o housing.Outage) housing.OutageEntry {
		return housing.OutageEntry{Outage: o, FIAS: fias, Filed: filed[o.ID]}
	}), nil
}

const selectOutageMonths = `
	SELECT date_trunc('month', day)::date AS period, count(*) AS entries
	FROM (
		SELECT` + outageDay + ` AS day
		FROM outages u
		WHERE u.organisation_id = $1 AND u.starts_at >= $2::date - 1) begun
	WHERE day >= $2::date
	GROUP BY 1
	ORDER BY 1 DESC`

// Outages counts the outages of the registers that an operator may take since a
// month, the newest month first.
func (s *Operators) Outages(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, since housing.Period,
) ([]housing.RegisterMonth, error) {
	var rows []struct {
		Period  time.Time `db:"period"`
		Entries int       `db:"entries"`
	}
	if err := s.looks(ctx, p, org, "register"); err != nil {
		return nil, fmt.Errorf("count outages to export: %w", err)
	}
	err := list(ctx, s.DB.pool, &rows, selectOutageMonths, int64(org), periodArg(since))
	if err != nil {
		return nil, fmt.Errorf("count outages to export: %w", err)
	}
	months := make([]housing.RegisterMonth, len(rows))
	for i, r := range rows {
		months[i] = housing.RegisterMonth{Period: periodOf(r.Period), Entries: r.Entries}
	}
	return months, nil
}
