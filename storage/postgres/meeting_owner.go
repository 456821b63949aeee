package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// heldIn are the rights that the people $1 act for in the house $3 on the day $2.
const heldIn = `
	SELECT w.name, p.number, p.purpose
	FROM (` + actingOwners + `) a
	JOIN owners w ON w.id = a.owner_id AND w.house_id = $3
	JOIN owner_rights r ON r.owner_id = w.id AND r.from_on <= $2::date
		AND (r.until_on IS NULL OR r.until_on > $2::date)
	JOIN premises p ON p.id = r.premises_id`

// saidIn are the flats of the house $3 of which the people $1 said when they connected them that they own
// them.
const saidIn = `
	SELECT coalesce(p.number, '') AS number
	FROM links l
	JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
	LEFT JOIN premises p ON p.id = a.premises_id
	WHERE l.person_id = ANY ($1) AND a.house_id = $3 AND l.suspended_at IS NULL AND l.role = 'owner'`

// selectCaller tells as whom the person $1 may call a meeting of the house $3 on the day $2: as an owner by
// the register, or for the organisation that manages it. A payer is no owner; only where nobody has loaded a
// register of the house yet, what people said of themselves is taken, and the review stands behind it.
const selectCaller = `
	SELECT h.organisation_id AS org, o.name AS org_name,
		coalesce((
			SELECT concat_ws(' ', surname, name, patronymic) FROM identities WHERE person_id = ANY ($1)
		), '') AS name,
		EXISTS (SELECT 1 FROM owners WHERE house_id = h.id) AS register,
		coalesce((SELECT min(x.name) FROM (` + heldIn + `) x), '') AS owner,
		coalesce((
			SELECT coalesce(string_agg(DISTINCT x.number, ', ') FILTER (WHERE x.purpose <> 'parking'),
				string_agg(DISTINCT x.number, ', '))
			FROM (` + heldIn + `) x
		), '') AS held,
		EXISTS (` + saidIn + `) AS says,
		coalesce((SELECT string_agg(DISTINCT x.number, ', ') FROM (` + saidIn + `) x), '') AS said,
		EXISTS (
			SELECT 1
			FROM operators w
			WHERE w.person_id = ANY ($1) AND w.organisation_id = h.organisation_id AND w.removed_at IS NULL
			  AND w.role IN ('admin', 'operator')
		) AS works
	FROM houses h JOIN organisations o ON o.id = h.organisation_id
	WHERE h.id = $3`

type callerRow struct {
	Org      int64  `db:"org"`
	OrgName  string `db:"org_name"`
	Name     string `db:"name"`
	Register bool   `db:"register"`
	Owner    string `db:"owner"` // empty: the register knows nothing of the person
	Held     string `db:"held"`
	Says     bool   `db:"says"`
	Said     string `db:"said"`
	Works    bool   `db:"works"`
}

func (r callerRow) caller() meeting.Caller {
	switch {
	case r.Owner != "":
		return meeting.Caller{May: true, Name: r.Owner, Premises: r.Held}
	case !r.Register && r.Says:
		return meeting.Caller{May: true, Name: strings.TrimSpace(r.Name), Premises: r.Said}
	case r.Works:
		return meeting.Caller{May: true, Organisation: housing.OrganisationID(r.Org), Name: r.OrgName}
	}
	return meeting.Caller{}
}

// Caller tells as whom a person may call a meeting of a house; the zero Caller: not at all.
func (s *Meetings) Caller(
	ctx context.Context, person housing.PersonID, house housing.HouseID, now time.Time,
) (meeting.Caller, error) {
	return callerOf(ctx, s.DB.pool, calling{person, house, now})
}

// calling is a person who wants to call a meeting of a house.
type calling struct {
	person housing.PersonID
	house  housing.HouseID
	now    time.Time
}

func callerOf(ctx context.Context, q sqlx.QueryerContext, c calling) (meeting.Caller, error) {
	var row callerRow
	err := get(ctx, q, &row, selectCaller, pq.Array([]int64{int64(c.person)}),
		housing.DateOf(c.now.UTC()).String(), int64(c.house))
	if err != nil {
		return meeting.Caller{}, fmt.Errorf("find who calls a meeting: %w", err)
	}
	return row.caller(), nil
}

// mayCall refuses whoever owns nothing in the house any more and does not work for its organisation.
func mayCall(ctx context.Context, q sqlx.QueryerContext, c calling) error {
	who, err := callerOf(ctx, q, c)
	if err == nil && !who.May {
		err = refused("error.meeting_not_owner")
	}
	return err
}

// ownersOf are those who own the premises of the number $3 in the house of the meeting $2, which the person
// $1 writes, on the day $4.
const ownersOf = `
	SELECT DISTINCT w.name, p.number
	FROM meetings m
	JOIN premises p ON p.house_id = m.house_id AND p.number_key = $3 AND p.purpose <> 'parking'
	JOIN owner_rights r ON r.premises_id = p.id AND r.from_on <= $4::date
		AND (r.until_on IS NULL OR r.until_on > $4::date)
	JOIN owners w ON w.id = r.owner_id
	WHERE m.id = $2 AND m.person_id = $1 AND m.state IN ('draft', 'returned')
	ORDER BY w.name
	LIMIT 40`

// Owners returns, to who writes the message of a meeting, who owns the premises of a number in its house (ЖК
// РФ ст. 45 ч. 3.1 lets who calls a meeting know the owners). That it was asked is noted.
func (s *Meetings) Owners(
	ctx context.Context, person housing.PersonID, id meeting.ID, number string, now time.Time,
) (found []meeting.Initiator, err error) {
	var rows []struct {
		Name   string `db:"name"`
		Number string `db:"number"`
	}
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		m, err := lockOwnMeeting(ctx, tx, person, id, now)
		if err != nil {
			return err
		}
		err = list(ctx, tx, &rows, ownersOf, int64(person), int64(id), housing.FoldNumber(number),
			m.Today(now).String())
		if err != nil || len(rows) == 0 {
			return err
		}
		return audit(ctx, tx, deed{person, 0, "meeting.owners", now})
	})
	if err != nil {
		return nil, fmt.Errorf("find owners of premises: %w", err)
	}
	for _, r := range rows {
		found = append(found, meeting.Initiator{Name: r.Name, Premises: r.Number})
	}
	return found, nil
}
