package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"time"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// today is the day of the moment $2 by the clock of a house h.
const today = `($2::timestamptz AT TIME ZONE h.zone)::date`

// Whom the person $1 may act for at the moment $2: see [actingOwners]. Each house has its own day.
const actingNow = `
	SELECT o.id AS owner_id, '' AS document
	FROM identities i
	JOIN owners o ON o.snils = i.snils
	WHERE i.person_id = $1
	UNION
	SELECT op.owner_id, concat_ws(' ', nullif(op.document, ''), nullif(op.document_number, ''))
	FROM owner_people op
	JOIN owners o ON o.id = op.owner_id
	JOIN houses h ON h.id = o.house_id
	WHERE op.person_id = $1 AND op.ended_at IS NULL
	  AND (op.document_until IS NULL OR op.document_until >= ` + today + `)`

const selectMine = `
	SELECT` + houseColumns + `,
		p.id, p.number, p.room, p.purpose, p.area, p.cadastre,
		r.id AS right_id, r.owner_id, r.share_num, r.share_den, r.joint, r.number AS right_number,
		r.registered_on, r.from_on, r.until_on, r.source, r.stated_on,
		w.name AS owner_name, w.organisation, w.ogrn,
		CASE WHEN a.document = '' THEN 'self' ELSE 'representative' END AS acts
	FROM (` + actingNow + `) a
	JOIN owners w ON w.id = a.owner_id
	JOIN (` + houseTables + `) ON h.id = w.house_id
	JOIN owner_rights r ON r.owner_id = w.id AND r.from_on <= ` + today + `
		AND (r.until_on IS NULL OR r.until_on > ` + today + `)
	JOIN premises p ON p.id = r.premises_id AND p.area IS NOT NULL
	ORDER BY h.id, p.purpose <> 'residential', p.number_key, r.id`

type mineRow struct {
	houseRow
	premisesRow
	statedRow

	RightID      int64        `db:"right_id"`
	RightNumber  string       `db:"right_number"`
	Owner        int64        `db:"owner_id"`
	OwnerName    string       `db:"owner_name"`
	Organisation bool         `db:"organisation"`
	OGRN         string       `db:"ogrn"`
	Acts         string       `db:"acts"`
	Num          int64        `db:"share_num"`
	Den          int64        `db:"share_den"`
	Joint        bool         `db:"joint"`
	Registered   sql.NullTime `db:"registered_on"`
	From         time.Time    `db:"from_on"`
	Until        sql.NullTime `db:"until_on"`
}

func (r mineRow) mine() owners.Mine {
	share := owners.Share{Num: r.Num, Den: r.Den}
	p := r.premises()
	return owners.Mine{
		House: r.house(), Premises: p, Acts: owners.Acts(r.Acts), Stated: r.stated(),
		Owner: owners.Owner{
			ID: owners.OwnerID(r.Owner), Name: r.OwnerName, Organisation: r.Organisation,
			OGRN: r.OGRN,
		},
		Right: owners.Right{
			ID: owners.RightID(r.RightID), Premises: p.ID, Owner: owners.OwnerID(r.Owner), Share: share,
			Joint:  r.Joint,
			Number: r.RightNumber, On: dateOf(r.Registered), From: housing.DateOf(r.From),
			Until: dateOf(r.Until),
		},
		Weight: new(big.Rat).Mul(p.Area.Rat(), share.Rat()),
	}
}

// Mine returns what the register says of a person today: as an owner by СНИЛС or by confirmation, or as who
// acts for one. What others own beside is not in it.
func (s *Owners) Mine(ctx context.Context, p housing.PersonID, now time.Time) ([]owners.Mine, error) {
	var rows []mineRow
	err := list(ctx, s.DB.pool, &rows, selectMine, int64(p), now)
	if err != nil {
		return nil, fmt.Errorf("read own rights: %w", err)
	}
	return each(rows, mineRow.mine), nil
}

const selectOwnedHouses = `
	SELECT DISTINCT` + houseColumns + `
	FROM (` + actingNow + `) a
	JOIN owners w ON w.id = a.owner_id
	JOIN (` + houseTables + `) ON h.id = w.house_id
	WHERE EXISTS (SELECT 1 FROM owner_rights r
		WHERE r.owner_id = w.id AND r.from_on <= ` + today + `
		  AND (r.until_on IS NULL OR r.until_on > ` + today + `))
	ORDER BY h.id`

// Houses returns the houses in which the person is an owner today, or acts for one, whether an account is
// connected or not.
func (s *Owners) Houses(
	ctx context.Context, p housing.PersonID, now time.Time,
) ([]housing.House, error) {
	var rows []houseRow
	if err := list(ctx, s.DB.pool, &rows, selectOwnedHouses, int64(p), now); err != nil {
		return nil, fmt.Errorf("list houses of owner: %w", err)
	}
	return each(rows, func(r houseRow) housing.House { return r.house() }), nil
}
