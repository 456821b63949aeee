package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// outageAnnounced names the announcement of an outage in the journal.
const outageAnnounced = "outage.announced"

// dayOf is the day of a moment by the clock of a house h; both are expressions.
func dayOf(moment string) string { return `(` + moment + ` AT TIME ZONE h.zone)::date` }

// Houses that the organisation does not manage now, and those of the others that
// it does not manage when the outage begins.
func countForeignHouses() string {
	on := func(term, day string) string {
		return `
	LEFT JOIN house_terms ` + term + ` ON ` + term + `.house_id = h.id AND ` + term + `.organisation_id = $2
		AND ` + term + `.from_on <= ` + day + ` AND ` + term + `.until_on > ` + day
	}
	return `
	SELECT count(*) FILTER (WHERE today.house_id IS NULL) AS foreign_houses,
		count(*) FILTER (WHERE today.house_id IS NOT NULL AND begun.house_id IS NULL) AS leaving
	FROM unnest($1::bigint[]) AS given (id)
	LEFT JOIN houses h ON h.id = given.id` +
		on("today", dayOf(`$3::timestamptz`)) + on("begun", dayOf(`$4::timestamptz`))
}

// mayAnnounce refuses who may not act for the organisation, and houses that it
// does not manage, now or when the outage begins.
func mayAnnounce(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, of housing.Outage, now time.Time,
) error {
	may := attempt{p, of.Organisation.ID, housing.StaffActs, outageAnnounced}
	if err := may.check(ctx, q); err != nil {
		return err
	}
	if len(of.Places) == 0 {
		return refused("outage.nowhere")
	}
	var n struct {
		Foreign int `db:"foreign_houses"`
		Leaving int `db:"leaving"`
	}
	begins := of.From
	if begins.Before(now) {
		begins = now
	}
	err := get(ctx, q, &n, countForeignHouses(),
		placeArgs(of.Places).houses, int64(of.Organisation.ID), now, begins)
	switch {
	case err != nil:
		return fmt.Errorf("find houses of outage: %w", err)
	case n.Foreign > 0:
		return may.barred("outage.foreign", "")
	case n.Leaving > 0:
		return may.barred("outage.leaving", "")
	}
	return nil
}

// seenOutage is what an organisation sees of an outage u at $3: one that lasted
// in a term of it. Nobody sees that of a person's past organisations.
const seenOutage = `EXISTS (
		SELECT 1
		FROM outage_places pl
		JOIN houses h ON h.id = pl.house_id
		JOIN house_terms t ON t.house_id = h.id AND t.organisation_id = p.organisation_id
		WHERE pl.outage_id = u.id AND t.until_on > (u.starts_at AT TIME ZONE h.zone)::date
		  AND t.from_on <= (greatest(u.starts_at, coalesce(u.closed_at, least(u.ends_at, $3::timestamptz)))
			AT TIME ZONE h.zone)::date
		  AND (u.starts_at <= $3::timestamptz OR u.organisation_id = p.organisation_id))`

// A person of several organisations that see it works for the one that it is of.
const selectSeenOutage = `
	SELECT` + outageColumns + `
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	JOIN operators p ON p.person_id = $1 AND p.removed_at IS NULL
	WHERE u.id = $2 AND ` + seenOutage + `
	ORDER BY p.organisation_id <> u.organisation_id
	LIMIT 1`

// Outage returns an outage that lasted in a house while an organisation that
// the person works for managed it.
func (s *Outages) Outage(
	ctx context.Context, p housing.PersonID, id housing.OutageID,
) (housing.Outage, error) {
	var row outageRow
	err := get(ctx, s.DB.pool, &row, selectSeenOutage, int64(p), int64(id), s.DB.now())
	if isNoRows(err) {
		err = s.hidden(ctx, p, id)
	}
	if err != nil {
		return housing.Outage{}, fmt.Errorf("find outage: %w", err)
	}
	return onePlaced(ctx, s.DB.pool, row)
}

// hidden is why a person does not see an outage.
func (s *Outages) hidden(ctx context.Context, p housing.PersonID, id housing.OutageID) error {
	var row ownedRow
	err := get(ctx, s.DB.pool, &row, selectOwnedOutage, int64(p), int64(id), s.DB.now())
	if err == nil {
		may := attempt{p, housing.OrganisationID(row.OrgID), housing.StaffLooks, "look.outage"}
		err = s.DB.barring(ctx, &barredError{may, row.Number, notFound("outage.unknown")}, s.DB.now())
	}
	if isNoRows(err) {
		return notFound("outage.unknown")
	}
	return err
}

func onePlaced(ctx context.Context, q sqlx.QueryerContext, row outageRow) (housing.Outage, error) {
	all, err := withPlaces(ctx, q, []outageRow{row}, selectPlaces)
	if err != nil {
		return housing.Outage{}, err
	}
	return all[0], nil
}

// An outage with what its person is in its organisation, and how many of its
// houses that does not manage at $3.
const selectOwnedOutage = `
	SELECT` + outageColumns + `, p.role,
		(
			SELECT count(*)
			FROM outage_places pl
			JOIN houses h ON h.id = pl.house_id
			WHERE pl.outage_id = u.id AND NOT EXISTS (
				SELECT 1
				FROM house_terms t
				WHERE t.house_id = h.id AND t.organisation_id = u.organisation_id
				  AND t.from_on <= ($3::timestamptz AT TIME ZONE h.zone)::date
				  AND t.until_on > ($3::timestamptz AT TIME ZONE h.zone)::date)
		) AS passed
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	LEFT JOIN operators p ON p.organisation_id = o.id AND p.person_id = $1 AND p.removed_at IS NULL
	WHERE u.id = $2`

type ownedRow struct {
	outageRow
	Role   sql.NullString `db:"role"`
	Passed int            `db:"passed"`
}

// mayChange returns an outage that a person may take a step with: one of an
// organisation for which the person acts, whose houses that still manages.
func mayChange(ctx context.Context, tx *Tx, c housing.OutageChange, now time.Time) (housing.Outage, error) {
	var row ownedRow
	err := get(ctx, tx, &row, selectOwnedOutage, int64(c.Person), int64(c.ID), now)
	if isNoRows(err) {
		return housing.Outage{}, notFound("outage.unknown")
	}
	if err != nil {
		return housing.Outage{}, fmt.Errorf("find outage: %w", err)
	}
	may := attempt{
		c.Person, housing.OrganisationID(row.OrgID), housing.StaffActs, "outage." + string(c.Step),
	}
	if err := may.held(housing.StaffRole(row.Role.String), row.Number); err != nil {
		return housing.Outage{}, err
	}
	if row.Passed > 0 {
		return housing.Outage{}, may.barred("outage.passed", row.Number)
	}
	if err := may.check(ctx, tx); err != nil { // and whoever dismisses the person waits
		return housing.Outage{}, err
	}
	return onePlaced(ctx, tx, row.outageRow)
}

// momentName is how the journal names a moment: by the clock of the first house.
func momentName(t time.Time, places []housing.OutagePlace) string {
	if t.IsZero() || len(places) == 0 {
		return ""
	}
	return t.In(housing.House{Zone: places[0].Zone}.Location()).Format("02.01.2006 15:04")
}
