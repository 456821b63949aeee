package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
)

const selectPersonKnown = `SELECT EXISTS (SELECT 1 FROM people WHERE id = $1)`

const selectHomesOf = `
	SELECT DISTINCT p.number
	FROM links l
	JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
	JOIN premises p ON p.id = a.premises_id
	WHERE l.person_id = $1 AND l.suspended_at IS NULL AND a.house_id = $2
	ORDER BY p.number
	LIMIT 20`

// The owners of the house $2, which the organisation $3 manages, on the day of the moment $4 by the clock of the
// house, with what the person $1 is to them.
const selectOwnersAsked = `
	SELECT p.id, p.number, p.room, p.purpose, p.area, p.cadastre, o.id AS owner_id, o.name,
		coalesce((SELECT x.acts FROM owner_people x
			WHERE x.owner_id = o.id AND x.person_id = $1 AND x.ended_at IS NULL), '') AS acts
	FROM owner_rights r
	JOIN premises p ON p.id = r.premises_id AND p.area IS NOT NULL
	JOIN owners o ON o.id = r.owner_id
	JOIN houses h ON h.id = p.house_id
	WHERE p.house_id = $2 AND h.organisation_id = $3
	  AND r.from_on <= ($4::timestamptz AT TIME ZONE h.zone)::date
	  AND (r.until_on IS NULL OR r.until_on > ($4::timestamptz AT TIME ZONE h.zone)::date)
	ORDER BY p.purpose <> 'residential', p.number_key, o.name, o.id`

// Asked returns whose premises are that an operator typed, and what the person is to the house so far. A
// person whom nobody knows is not found.
func (s *Owners) Asked(ctx context.Context, a owners.Asked, now time.Time) (found owners.Answer, err error) {
	db := s.DB.pool
	may := attempt{a.By, a.Organisation, housing.StaffActs, "owner.confirmed"}
	if err := s.DB.allow(ctx, may, now); err != nil {
		return found, fmt.Errorf("look for owners: %w", err)
	}
	var known bool
	if err := get(ctx, db, &known, selectPersonKnown, int64(a.Person)); err != nil {
		return found, fmt.Errorf("find person: %w", err)
	}
	if !known {
		return found, notFound("owner.person_unknown")
	}
	if err := list(ctx, db, &found.Homes, selectHomesOf, int64(a.Person), int64(a.House)); err != nil {
		return found, fmt.Errorf("find homes of person: %w", err)
	}
	var rows []struct {
		premisesRow
		Owner int64  `db:"owner_id"`
		Name  string `db:"name"`
		Acts  string `db:"acts"`
	}
	err = list(ctx, db, &rows, selectOwnersAsked, int64(a.Person), int64(a.House), int64(a.Organisation), now)
	if err != nil {
		return found, fmt.Errorf("list owners: %w", err)
	}
	for _, r := range rows {
		h := meeting.Holder{Owner: owners.OwnerID(r.Owner), Premises: r.premises()}
		if len(meeting.Numbered([]meeting.Holder{h}, a.Premises)) > 0 {
			found.Owners = append(found.Owners, owners.Candidate{
				Owner: h.Owner, Name: r.Name, Premises: h.Premises, Acts: owners.Acts(r.Acts),
			})
		}
	}
	return found, nil
}
