package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Outages remembers what is switched off where, and tells those whom it concerns.
type Outages struct{ DB *DB }

const insertOutage = `
	INSERT INTO outages (number, organisation_id, person_id, kind, danger, utilities, starts_at, ends_at,
		next_at, cause, at, windows, note)
	VALUES ('О-' || lpad(nextval('outage_numbers')::text, 6, '0'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
		$11, $12)
	RETURNING id, number`

const insertOutagePlaces = `
	INSERT INTO outage_places (outage_id, house_id, entrance, premises, riser)
	SELECT $1, house_id, entrance, string_to_array(premises, ','), riser
	FROM unnest($2::bigint[], $3::text[], $4::text[], $5::boolean[])
		AS given (house_id, entrance, premises, riser)`

const insertOutageStep = `
	INSERT INTO outage_steps (outage_id, person_id, what, edition, ends_at, at)
	VALUES ($1, $2, $3, $4, $5, $6)`

// Announce stores an outage and writes to everybody whom it concerns, in one
// transaction. Its person works for the organisation, and the organisation
// manages its houses; else it is Refused. So is danger at a house that was told
// of danger within the hour, and planned work that is over.
func (s *Outages) Announce(
	ctx context.Context, o housing.Once, p housing.PersonID, of housing.Outage, now time.Time,
) (housing.OutageID, string, error) {
	all, err := s.AnnounceAll(ctx, o, p, []housing.Outage{of}, now)
	if err != nil {
		return 0, "", err
	}
	return all[0].ID, all[0].Number, nil
}

// AnnounceAll announces several outages as [Outages.Announce] does one: all or none.
func (s *Outages) AnnounceAll(
	ctx context.Context, o housing.Once, p housing.PersonID, all []housing.Outage, now time.Time,
) ([]housing.OutageRef, error) {
	done, err := once(ctx, s.DB, confirmed{"outage.announced", o, now},
		func(tx *Tx) (told []housing.OutageRef, err error) {
			for _, of := range all {
				ref, err := announceOutage(ctx, tx, p, of, now)
				if err != nil {
					return nil, err
				}
				told = append(told, ref)
			}
			return told, nil
		})
	if err != nil {
		return nil, fmt.Errorf("announce outages: %w", s.DB.barring(ctx, err, now))
	}
	return done, nil
}

func announceOutage(
	ctx context.Context, tx *Tx, p housing.PersonID, of housing.Outage, now time.Time,
) (ref housing.OutageRef, err error) {
	of.Places = housing.MergePlaces(of.Places)
	of.From = of.From.Truncate(time.Microsecond) // it would be rounded, and what begins now be yet to come
	if err := mayAnnounce(ctx, tx, p, of, now); err != nil {
		return ref, err
	}
	if of.Kind != housing.OutageEmergency && (of.To.IsZero() || !of.To.After(now)) {
		return ref, refused("outage.end_past")
	}
	if of.Danger {
		if err := mayRing(ctx, tx, of, now); err != nil {
			return ref, err
		}
	}
	if ref, err = storeOutage(ctx, tx, p, of, now); err != nil {
		return ref, err
	}
	of.ID = ref.ID
	of.Number = ref.Number
	if err := tellOutage(ctx, tx, of, housing.OutageSaid, now); err != nil {
		return ref, err
	}
	return ref, beginMailing(ctx, tx, p, of, now)
}

// Two dispatchers who report danger at one house wait for one another here.
const lockHousesOfOutage = `SELECT id FROM houses WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`

const selectDangerLately = `
	SELECT EXISTS (
		SELECT 1
		FROM outages u
		JOIN outage_places pl ON pl.outage_id = u.id
		WHERE u.danger AND u.at > $2 AND u.state <> 'retracted' AND pl.house_id = ANY ($1::bigint[]))`

// mayRing refuses to wake a house twice within the hour.
func mayRing(ctx context.Context, tx *Tx, of housing.Outage, now time.Time) error {
	args := placeArgs(of.Places)
	if _, err := run(ctx, tx, lockHousesOfOutage, args.houses); err != nil {
		return fmt.Errorf("lock houses of outage: %w", err)
	}
	var lately bool
	err := get(ctx, tx, &lately, selectDangerLately, args.houses, now.Add(-housing.DangerPause))
	if err != nil {
		return fmt.Errorf("find danger told lately: %w", err)
	}
	if lately {
		return refused("outage.danger_again")
	}
	return nil
}

func storeOutage(
	ctx context.Context, tx *Tx, p housing.PersonID, of housing.Outage, now time.Time,
) (housing.OutageRef, error) {
	windows, err := windowsArg(of.Windows)
	if err != nil {
		return housing.OutageRef{}, err
	}
	var row struct {
		ID     int64  `db:"id"`
		Number string `db:"number"`
	}
	err = get(ctx, tx, &row, insertOutage, int64(of.Organisation.ID), int64(p), string(of.Kind), of.Danger,
		pq.Array(utilityNames(of.Utilities)), of.From, timeArg(of.To), timeArg(of.Next), of.Cause, now,
		windows, of.Note)
	if err != nil {
		return housing.OutageRef{}, fmt.Errorf("store outage: %w", err)
	}
	at := placeArgs(of.Places)
	_, err = run(ctx, tx, insertOutagePlaces, row.ID, at.houses, at.entrances, at.premises, at.risers)
	if err != nil {
		return housing.OutageRef{}, fmt.Errorf("store places of outage: %w", err)
	}
	if _, err := run(ctx, tx, insertOutageStep, row.ID, int64(p), string(housing.OutageSaid), 1,
		timeArg(of.To), now); err != nil {
		return housing.OutageRef{}, fmt.Errorf("note step of outage: %w", err)
	}
	return housing.OutageRef{ID: housing.OutageID(row.ID), Number: row.Number}, journal(ctx, tx, note{
		deed{p, 0, outageAnnounced, now}, of.Organisation.ID, row.Number, "", momentName(of.To, of.Places),
	})
}

func utilityNames(all []housing.Utility) []string {
	return each(all, func(u housing.Utility) string { return string(u) })
}

// placesArgs are arrays of the parts of places.
type placesArgs struct{ houses, entrances, premises, risers any }

// placeArgs makes arrays of places: premises of one are joined by commas.
func placeArgs(places []housing.OutagePlace) placesArgs {
	return placesArgs{
		houses:    pq.Array(each(places, func(p housing.OutagePlace) int64 { return int64(p.House) })),
		entrances: pq.Array(each(places, func(p housing.OutagePlace) string { return p.Entrance })),
		premises: pq.Array(each(places, func(p housing.OutagePlace) string {
			return strings.Join(each(p.Premises, housing.FoldNumber), ",")
		})),
		risers: pq.Array(each(places, func(p housing.OutagePlace) bool { return p.Riser })),
	}
}

// windowsArg is the times of an outage as they are stored.
func windowsArg(windows []housing.Span) (string, error) {
	if len(windows) == 0 {
		return "[]", nil
	}
	encoded, err := json.Marshal(each(windows, func(w housing.Span) housing.Span {
		return housing.Span{From: w.From.UTC(), To: w.To.UTC()}
	}))
	if err != nil {
		return "", fmt.Errorf("encode times of outage: %w", err)
	}
	return string(encoded), nil
}

// timeArg is NULL for the zero time.
func timeArg(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

const outageColumns = `
	u.id, u.number, u.kind, u.danger, u.utilities, u.starts_at, u.ends_at, u.next_at, u.cause, u.state,
	u.edition, u.at, u.closed_at, u.windows::text AS windows, u.note,
	u.force_majeure, u.force_reason,
	o.id AS org_id, o.inn, o.name, o.phone`

type outageRow struct {
	ID        int64          `db:"id"`
	Number    string         `db:"number"`
	Kind      string         `db:"kind"`
	Danger    bool           `db:"danger"`
	Utilities pq.StringArray `db:"utilities"`
	Starts    time.Time      `db:"starts_at"`
	Ends      sql.NullTime   `db:"ends_at"`
	Next      sql.NullTime   `db:"next_at"`
	Cause     string         `db:"cause"`
	State     string         `db:"state"`
	Edition   int            `db:"edition"`
	At        time.Time      `db:"at"`
	Closed    sql.NullTime   `db:"closed_at"`
	Windows   string         `db:"windows"`
	Note      string         `db:"note"`
	OrgID     int64          `db:"org_id"`
	INN       string         `db:"inn"`
	OrgName   string         `db:"name"`
	Phone     string         `db:"phone"`
	Force     bool           `db:"force_majeure"`
	Reason    string         `db:"force_reason"`
}

func (r outageRow) outage() (housing.Outage, error) {
	o := housing.Outage{
		ID: housing.OutageID(r.ID), Number: r.Number, Kind: housing.OutageKind(r.Kind), Danger: r.Danger,
		Organisation: housing.Organisation{
			ID: housing.OrganisationID(r.OrgID), INN: r.INN, Name: r.OrgName, Phone: r.Phone,
		},
		From: r.Starts.UTC(), Cause: r.Cause, Note: r.Note, State: housing.OutageState(r.State),
		Edition: r.Edition, At: r.At.UTC(), Phone: r.Phone, Force: r.Force, ForceReason: r.Reason,
	}
	for _, u := range r.Utilities {
		o.Utilities = append(o.Utilities, housing.Utility(u))
	}
	moments := map[*sql.NullTime]*time.Time{&r.Ends: &o.To, &r.Next: &o.Next, &r.Closed: &o.Closed}
	for from, to := range moments {
		if from.Valid {
			*to = from.Time.UTC()
		}
	}
	if err := json.Unmarshal([]byte(r.Windows), &o.Windows); err != nil {
		return o, fmt.Errorf("read times of outage: %w", err)
	}
	return o, nil
}

type placeRow struct {
	OutageID   int64          `db:"outage_id"`
	HouseID    int64          `db:"house_id"`
	Zone       string         `db:"zone"`
	Region     string         `db:"region"`
	Settlement string         `db:"settlement"`
	Street     string         `db:"street"`
	Number     string         `db:"number"`
	Building   string         `db:"building"`
	Entrance   string         `db:"entrance"`
	Premises   pq.StringArray `db:"premises"`
	Riser      bool           `db:"riser"`
	Phone      string         `db:"phone"`
	Called     string         `db:"called"` // where it is asked for
}

func (r placeRow) place() housing.OutagePlace {
	return housing.OutagePlace{
		House: housing.HouseID(r.HouseID), Called: r.Called, Zone: r.Zone,
		Entrance: r.Entrance, Premises: r.Premises, Riser: r.Riser,
		Address: housing.Address{
			Region:     r.Region,
			Settlement: r.Settlement,
			Street:     r.Street,
			Number:     r.Number,
			Building:   r.Building,
		},
	}
}

const placeColumns = `
	pl.outage_id, pl.house_id, pl.entrance, pl.premises, pl.riser,
	h.zone, h.region, h.settlement, h.street, h.number, h.building, ` + dispatcherPhone + ` AS phone`

// dispatcherPhone is the phone of the dispatcher of house h; empty: there is none.
const dispatcherPhone = `coalesce((
		SELECT d.phone FROM dispatchers d
		WHERE d.organisation_id = h.organisation_id AND (d.house_id = h.id OR d.house_id IS NULL)
		ORDER BY d.house_id NULLS LAST, d.id
		LIMIT 1), '')`

const selectPlaces = `
	SELECT` + placeColumns + `
	FROM outage_places pl
	JOIN houses h ON h.id = pl.house_id
	WHERE pl.outage_id = ANY ($1)
	ORDER BY pl.outage_id, h.settlement, h.street, ` + naturalOrder + `, pl.entrance`

// withPlaces adds to outages what query finds of their places; the first
// argument of query is their ids.
func withPlaces(
	ctx context.Context, q sqlx.QueryerContext, rows []outageRow, query string, args ...any,
) ([]housing.Outage, error) {
	ids := each(rows, func(r outageRow) int64 { return r.ID })
	var places []placeRow
	if err := list(ctx, q, &places, query, append([]any{pq.Array(ids)}, args...)...); err != nil {
		return nil, fmt.Errorf("list places of outages: %w", err)
	}
	outages := make([]housing.Outage, len(rows))
	for i := range rows {
		o, err := rows[i].outage()
		if err != nil {
			return nil, err
		}
		outages[i] = o
	}
	of := map[int64][]placeRow{}
	for _, p := range places {
		of[p.OutageID] = append(of[p.OutageID], p)
	}
	for i, id := range ids {
		takePlaces(&outages[i], of[id])
	}
	return outages, nil
}

// takePlaces adds its places to an outage, and the telephone to call about it.
func takePlaces(o *housing.Outage, places []placeRow) {
	phones := make([]string, len(places))
	for i, p := range places {
		o.Places, phones[i] = append(o.Places, p.place()), p.Phone
	}
	o.Phone = housing.EmergencyPhone(o.Organisation.Phone, phones)
}
