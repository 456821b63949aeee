package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// AnnounceNew announces those outages, and those places of them, that the
// organisation has not announced at those times yet: all or none. The same again
// announces nothing.
func (s *Outages) AnnounceNew(
	ctx context.Context, o housing.Once, p housing.PersonID, all []housing.Outage, now time.Time,
) ([]housing.OutageRef, error) {
	done, err := once(ctx, s.DB, confirmed{"outage.loaded", o, now},
		func(tx *Tx) ([]housing.OutageRef, error) { return announceNew(ctx, tx, p, all, now) })
	if err != nil {
		return nil, fmt.Errorf("announce outages of file: %w", s.DB.barring(ctx, err, now))
	}
	return done, nil
}

const updateOrigin = `UPDATE outages SET origin = $2 WHERE id = $1`

func announceNew(
	ctx context.Context, tx *Tx, p housing.PersonID, all []housing.Outage, now time.Time,
) (told []housing.OutageRef, err error) {
	for _, of := range all {
		// Whoever loads the same at the same time waits here.
		var org int64
		if err := get(ctx, tx, &org, lockOrganisation, int64(of.Organisation.ID)); err != nil {
			return nil, fmt.Errorf("lock organisation: %w", err)
		}
		may := attempt{p, of.Organisation.ID, housing.StaffActs, outageAnnounced}
		if err := may.check(ctx, tx); err != nil { // even where there is nothing new
			return nil, err
		}
		fresh, err := freshPlaces(ctx, tx, of)
		if err != nil {
			return nil, err
		}
		if len(fresh.Places) == 0 {
			continue
		}
		ref, err := announceOutage(ctx, tx, p, fresh, now)
		if err != nil {
			return nil, err
		}
		if _, err := run(ctx, tx, updateOrigin, int64(ref.ID), originOf(of)); err != nil {
			return nil, fmt.Errorf("note origin of outage: %w", err)
		}
		told = append(told, ref)
	}
	return told, nil
}

// originOf names what is announced: the kind, what is off, and when.
func originOf(of housing.Outage) string {
	names := utilityNames(of.Utilities)
	slices.Sort(names)
	parts := append([]string{string(of.Kind)}, names...)
	for _, span := range of.Spans() {
		parts = append(parts, span.From.UTC().Format(time.RFC3339), span.To.UTC().Format(time.RFC3339))
	}
	return strings.Join(parts, " ")
}

// What was announced by hand has no origin; it is known by its times.
const selectToldPlaces = `
	SELECT DISTINCT pl.house_id, pl.entrance, array_to_string(pl.premises, ',') AS premises
	FROM outages u
	JOIN outage_places pl ON pl.outage_id = u.id
	WHERE u.organisation_id = $1 AND u.state <> 'retracted' AND (
		u.origin = $2
		OR u.origin = '' AND u.kind = $3 AND u.utilities @> $4 AND u.utilities <@ $4 AND u.starts_at = $5
			AND u.ends_at IS NOT DISTINCT FROM $6)`

// freshPlaces returns the outage with the places that were not told of it.
func freshPlaces(ctx context.Context, q sqlx.QueryerContext, of housing.Outage) (housing.Outage, error) {
	var rows []struct {
		House    int64  `db:"house_id"`
		Entrance string `db:"entrance"`
		Premises string `db:"premises"`
	}
	err := list(ctx, q, &rows, selectToldPlaces, int64(of.Organisation.ID), originOf(of), string(of.Kind),
		pq.Array(utilityNames(of.Utilities)), of.From, timeArg(of.To))
	if err != nil {
		return of, fmt.Errorf("find what was told: %w", err)
	}
	of.Places = slices.DeleteFunc(housing.MergePlaces(of.Places), func(p housing.OutagePlace) bool {
		flats := strings.Join(each(p.Premises, housing.FoldNumber), ",")
		for _, r := range rows {
			whole := r.Entrance == "" && r.Premises == ""
			if r.House == int64(p.House) && (whole || r.Entrance == p.Entrance && r.Premises == flats) {
				return true
			}
		}
		return false
	})
	return of, nil
}

// Untold returns the outages with the places that were not told of them; one
// whose places all were has none.
func (s *Outages) Untold(ctx context.Context, all []housing.Outage) ([]housing.Outage, error) {
	fresh := make([]housing.Outage, len(all))
	for i, of := range all {
		var err error
		if fresh[i], err = freshPlaces(ctx, s.DB.pool, of); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

const selectOutageByNumber = `
	SELECT u.id
	FROM outages u
	JOIN operators p ON p.organisation_id = u.organisation_id AND p.person_id = $1 AND p.removed_at IS NULL
	WHERE u.organisation_id = $2 AND upper(u.number) = upper($3)`

// ByNumber finds an outage of an organisation that the person works for.
func (s *Outages) ByNumber(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, number string,
) (housing.Outage, error) {
	var id int64
	err := get(ctx, s.DB.pool, &id, selectOutageByNumber, int64(p), int64(org), number)
	if isNoRows(err) {
		return housing.Outage{}, notFound("outage.unknown")
	}
	if err != nil {
		return housing.Outage{}, fmt.Errorf("find outage by number: %w", err)
	}
	return s.Outage(ctx, p, housing.OutageID(id))
}

const selectPersonOfOperator = `
	SELECT person_id FROM operators WHERE organisation_id = $1 AND id = $2 AND removed_at IS NULL`

// Person returns who an operator of an organisation is.
func (s *Operators) Person(
	ctx context.Context, org housing.OrganisationID, id housing.OperatorID,
) (housing.PersonID, error) {
	var person int64
	err := get(ctx, s.DB.pool, &person, selectPersonOfOperator, int64(org), int64(id))
	if isNoRows(err) {
		return 0, notFound("cli.operator_unknown")
	}
	if err != nil {
		return 0, fmt.Errorf("find person of operator: %w", err)
	}
	return housing.PersonID(person), nil
}
