package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

const selectMyOutages = `
	SELECT` + outageColumns + `
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.state IN ('announced', 'ended', 'called_off')
	  AND (u.state = 'announced' AND (u.ends_at IS NULL OR u.ends_at > $3) OR u.starts_at >= $2)
	  AND u.id IN (
		SELECT pl.outage_id
		FROM links l
		JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
		JOIN outage_places pl ON pl.house_id = a.house_id
		WHERE l.person_id = $1 AND` + aliveAt + `$3)
	ORDER BY u.starts_at, u.id`

// The places of outages where a person has a flat.
const selectMyPlaces = `
	SELECT DISTINCT ON (pl.outage_id, pl.house_id, pl.entrance)` + placeColumns + `
	FROM outage_places pl
	JOIN houses h ON h.id = pl.house_id
	JOIN accounts a ON a.house_id = h.id AND a.closed_on IS NULL
	JOIN links l ON l.account_id = a.id AND l.person_id = $2 AND` + aliveAt + `$3
	LEFT JOIN premises p ON p.id = a.premises_id
	WHERE pl.outage_id = ANY ($1)
	  AND (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
	  AND (cardinality(pl.premises) = 0 OR p.number_key = ANY (pl.premises))
	ORDER BY pl.outage_id, pl.house_id, pl.entrance`

// Mine lists the outages of the person's flats that are not over, or began
// since a moment, the oldest first.
func (s *Outages) Mine(
	ctx context.Context, p housing.PersonID, since, now time.Time,
) ([]housing.Outage, error) {
	var rows []outageRow
	if err := list(ctx, s.DB.pool, &rows, selectMyOutages, int64(p), since, now); err != nil {
		return nil, fmt.Errorf("list outages of person: %w", err)
	}
	all, err := withPlaces(ctx, s.DB.pool, rows, selectMyPlaces, int64(p), now)
	if err != nil {
		return nil, err
	}
	var mine []housing.Outage
	for _, o := range all {
		if len(o.Places) > 0 {
			mine = append(mine, o)
		}
	}
	return mine, nil
}

// The person's first flat in a house, with whom to call and the newest outage
// there that the report may be about.
const selectReporter = `
	SELECT` + houseColumns + `, coalesce(p.entrance, '') AS entrance,
		coalesce(nullif(` + dispatcherPhone + `, ''), o.phone) AS dispatcher,
		(
			SELECT u.id FROM outages u
			JOIN outage_places pl ON pl.outage_id = u.id AND pl.house_id = h.id
			WHERE $3 = ANY (u.utilities) AND u.starts_at <= $5
			  AND (NOT $4 AND u.state = 'announced'
				OR $4 AND (u.state = 'ended' OR u.state = 'announced' AND u.ends_at <= $5))
			ORDER BY u.starts_at DESC, u.id DESC
			LIMIT 1) AS outage_id
	FROM links l
	JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
	JOIN` + houseTables + ` ON h.id = a.house_id
	LEFT JOIN premises p ON p.id = a.premises_id
	WHERE l.person_id = $1 AND h.id = $2 AND` + aliveAt + `$5
	ORDER BY l.id
	LIMIT 1`

type reporterRow struct {
	houseRow
	Entrance   string        `db:"entrance"`
	Dispatcher string        `db:"dispatcher"`
	Outage     sql.NullInt64 `db:"outage_id"`
}

// Two taps of one person wait for one another here.
const lockReporter = `SELECT id FROM people WHERE id = $1 FOR NO KEY UPDATE`

const selectReportBefore = `
	SELECT max(at)
	FROM outage_reports
	WHERE person_id = $1 AND house_id = $2 AND utility = $3 AND still = $4 AND at > $5`

const insertReport = `
	INSERT INTO outage_reports (house_id, person_id, outage_id, utility, entrance, still, at)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`

const countReports = `
	SELECT count(DISTINCT person_id)
	FROM outage_reports
	WHERE house_id = $1 AND utility = $2 AND at > $3`

// reportsCount is for how long a report counts beside those of neighbours.
const reportsCount = 6 * time.Hour

// Report notes that a utility is off at the person's flat; who said so within
// the hour is told when. A house where the person has no flat is NotFound.
func (s *Outages) Report(
	ctx context.Context, o housing.Once, r housing.OutageReport, now time.Time,
) (housing.OutageReported, error) {
	done, err := once(ctx, s.DB, confirmed{"outage.reported", o, now},
		func(tx *Tx) (housing.OutageReported, error) { return noteReport(ctx, tx, r, now) })
	if err != nil {
		return housing.OutageReported{}, fmt.Errorf("report outage: %w", err)
	}
	return done, nil
}

func noteReport(
	ctx context.Context, tx *Tx, r housing.OutageReport, now time.Time,
) (done housing.OutageReported, err error) {
	if _, err := run(ctx, tx, lockReporter, int64(r.Person)); err != nil {
		return done, fmt.Errorf("lock person: %w", err)
	}
	var row reporterRow
	err = get(ctx, tx, &row, selectReporter, int64(r.Person), int64(r.House), string(r.Utility), r.Still, now)
	if err != nil {
		return done, fmt.Errorf("find flat of reporter: %w", notYours(err))
	}
	done = housing.OutageReported{
		House: row.house(), Phone: row.Dispatcher, Outage: housing.OutageID(row.Outage.Int64),
	}
	if done.Already, err = saidBefore(ctx, tx, r, now); err != nil {
		return done, err
	}
	if done.Already.IsZero() {
		if err := storeReport(ctx, tx, r, row, now); err != nil {
			return done, err
		}
	}
	err = get(ctx, tx, &done.Flats, countReports, int64(r.House), string(r.Utility), now.Add(-reportsCount))
	if err != nil {
		return done, fmt.Errorf("count reports: %w", err)
	}
	return done, nil
}

// saidBefore is when the person said the same within the hour; zero: not yet.
func saidBefore(
	ctx context.Context, tx *Tx, r housing.OutageReport, now time.Time,
) (time.Time, error) {
	var before sql.NullTime
	err := get(ctx, tx, &before, selectReportBefore, int64(r.Person), int64(r.House), string(r.Utility),
		r.Still, now.Add(-housing.ReportPause))
	if err != nil || !before.Valid {
		return time.Time{}, err
	}
	return before.Time.UTC(), nil
}

// storeReport notes a report, and asks dispatchers again where it is one of many
// that something is still off.
func storeReport(ctx context.Context, tx *Tx, r housing.OutageReport, of reporterRow, now time.Time) error {
	_, err := run(ctx, tx, insertReport, int64(r.House), int64(r.Person), of.Outage, string(r.Utility),
		of.Entrance, r.Still, now)
	if err != nil {
		return fmt.Errorf("store report: %w", err)
	}
	if !r.Still || !of.Outage.Valid {
		return nil
	}
	return stillOff(ctx, tx, of.Outage.Int64, now)
}

const selectLately = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	LEFT JOIN LATERAL (
		SELECT max(u.at) AS at
		FROM outage_places pl
		JOIN outages u ON u.id = pl.outage_id
		WHERE pl.house_id = h.id) last ON true
	WHERE h.organisation_id = $1
	ORDER BY last.at DESC NULLS LAST, ` + naturalOrder + `
	LIMIT $2`

// Lately lists houses of an organisation, those of its last outages first.
func (s *Houses) Lately(
	ctx context.Context, org housing.OrganisationID, limit int,
) ([]housing.House, error) {
	var rows []houseRow
	if err := list(ctx, s.DB.pool, &rows, selectLately, int64(org), limit); err != nil {
		return nil, fmt.Errorf("list houses of outages: %w", err)
	}
	return housesOf(rows), nil
}

const selectHousesOfStreets = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE h.organisation_id = $1 AND h.place_key = ANY ($2)
	ORDER BY` + naturalOrder + `
	LIMIT $3`

// OfOrganisation finds the houses of an organisation that q names exactly; of a
// query without a number all the houses of its street.
func (s *Houses) OfOrganisation(
	ctx context.Context, org housing.OrganisationID, q housing.AddressQuery, limit int,
) ([]housing.House, error) {
	if q.Number != "" {
		exact, _, err := s.search(ctx, q, limit, org)
		return exact, err
	}
	streets, err := s.streetsLike(ctx, q.Place)
	if err != nil || len(streets) == 0 {
		return nil, err
	}
	meant, _ := splitStreets(streets)
	var rows []houseRow
	err = list(
		ctx,
		s.DB.pool,
		&rows,
		selectHousesOfStreets,
		int64(org),
		pq.Array(slices.Collect(maps.Keys(meant))),
		limit,
	)
	if err != nil {
		return nil, fmt.Errorf("list houses of street: %w", err)
	}
	return housesOf(rows), nil
}
