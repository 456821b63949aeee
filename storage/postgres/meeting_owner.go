package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// selectCaller tells as whom the person $1 may call a meeting of the house $2: as an owner of premises there,
// or for the organisation that manages it. The flats of other people's accounts do not count: who pays is no owner.
const selectCaller = `
	SELECT h.id, h.organisation_id AS org, o.name AS org_name,
		coalesce((SELECT concat_ws(' ', surname, name, patronymic) FROM identities WHERE person_id = $1), '') AS name,
		coalesce((
			SELECT string_agg(DISTINCT p.number, ', ')
			FROM links l
			JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
			LEFT JOIN premises p ON p.id = a.premises_id
			WHERE l.person_id = $1 AND a.house_id = h.id AND l.suspended_at IS NULL AND l.role = 'owner'
		), '') AS premises,
		EXISTS (
			SELECT 1
			FROM links l JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
			WHERE l.person_id = $1 AND a.house_id = h.id AND l.suspended_at IS NULL AND l.role = 'owner'
		) AS owner,
		EXISTS (
			SELECT 1
			FROM operators w
			WHERE w.person_id = $1 AND w.organisation_id = h.organisation_id AND w.removed_at IS NULL
			  AND w.role IN ('admin', 'operator')
		) AS works
	FROM houses h JOIN organisations o ON o.id = h.organisation_id
	WHERE h.id = $2`

type callerRow struct {
	House    int64  `db:"id"`
	Org      int64  `db:"org"`
	OrgName  string `db:"org_name"`
	Name     string `db:"name"`
	Premises string `db:"premises"`
	Owner    bool   `db:"owner"`
	Works    bool   `db:"works"`
}

// Caller tells as whom a person may call a meeting of a house; the zero Caller: not at all.
func (s *Meetings) Caller(
	ctx context.Context, person housing.PersonID, house housing.HouseID,
) (meeting.Caller, error) {
	return callerOf(ctx, s.DB.pool, person, house)
}

func callerOf(
	ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, house housing.HouseID,
) (meeting.Caller, error) {
	var row callerRow
	if err := get(ctx, q, &row, selectCaller, int64(person), int64(house)); err != nil {
		return meeting.Caller{}, fmt.Errorf("find who calls a meeting: %w", err)
	}
	switch {
	case row.Owner:
		return meeting.Caller{May: true, Name: strings.TrimSpace(row.Name), Premises: row.Premises}, nil
	case row.Works:
		return meeting.Caller{
			May: true, Organisation: housing.OrganisationID(row.Org), Name: row.OrgName,
		}, nil
	}
	return meeting.Caller{}, nil
}

// mayCall refuses whoever owns nothing in the house any more and does not work for its organisation.
func mayCall(ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, house housing.HouseID) error {
	c, err := callerOf(ctx, q, person, house)
	if err == nil && !c.May {
		err = refused("error.meeting_not_owner")
	}
	return err
}
