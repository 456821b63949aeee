package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

const selectOwnHouseOfOwner = `
	SELECT o.name
	FROM owners o
	JOIN houses h ON h.id = o.house_id
	WHERE o.id = $1 AND ($2 = 0 OR h.organisation_id = $2)
	FOR UPDATE OF o`

const insertOwnerPerson = `
	INSERT INTO owner_people (owner_id, person_id, acts, document, document_number, document_on,
		document_until,
		confirmed_by, confirmed_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (owner_id, person_id) WHERE ended_at IS NULL DO UPDATE
	SET (acts, document, document_number, document_on, document_until, confirmed_by, confirmed_at) =
		(excluded.acts, excluded.document, excluded.document_number, excluded.document_on,
			excluded.document_until,
		excluded.confirmed_by, excluded.confirmed_at)`

// Confirm notes that a person is an owner of a house of the organisation, or may act for one; in place of
// what was noted of the same person and owner.
func (s *Owners) Confirm(
	ctx context.Context, o housing.Once, c owners.Confirmation, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"confirm owner", o, now}, func(tx *Tx) (nothing, error) {
		name, err := s.decide(ctx, tx, c, "owner.confirmed")
		if err != nil {
			return nothing{}, err
		}
		if c.Acts == owners.Representative && (c.Document.Kind == "" || c.Document.Number == "") {
			return nothing{}, refused("owner.no_document")
		}
		d := c.Document
		_, err = run(ctx, tx, insertOwnerPerson, int64(c.Owner), int64(c.Person), string(c.Acts), d.Kind,
			d.Number,
			dateArg(d.On), dateArg(d.Until), idArg(c.By), now)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, s.noted(ctx, tx, c, note{
			deed{c.By, 0, "owner.confirmed", now}, c.Organisation, name, "", string(c.Acts),
		})
	})
	if err != nil {
		return fmt.Errorf("confirm owner: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

const endOwnerPerson = `
	UPDATE owner_people
	SET ended_at = $3
	WHERE owner_id = $1 AND person_id = $2 AND ended_at IS NULL`

// Revoke ends what was confirmed.
func (s *Owners) Revoke(
	ctx context.Context, o housing.Once, c owners.Confirmation, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"revoke owner", o, now}, func(tx *Tx) (nothing, error) {
		name, err := s.decide(ctx, tx, c, "owner.revoked")
		if err != nil {
			return nothing{}, err
		}
		n, err := run(ctx, tx, endOwnerPerson, int64(c.Owner), int64(c.Person), now)
		if err != nil {
			return nothing{}, err
		}
		if n == 0 {
			return nothing{}, notFound("error.not_found")
		}
		return nothing{}, s.noted(ctx, tx, c, note{
			deed{c.By, 0, "owner.revoked", now}, c.Organisation, name, string(c.Acts), "",
		})
	})
	if err != nil {
		return fmt.Errorf("revoke owner: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

// decide checks that the owner is one of a house of the organisation, and that the operator may act for it.
func (s *Owners) decide(ctx context.Context, tx *Tx, c owners.Confirmation, what string) (name string,
	err error,
) {
	may := attempt{c.By, c.Organisation, housing.StaffActs, what}
	if err := may.check(ctx, tx); err != nil {
		return "", err
	}
	if c.By != 0 && c.Organisation == 0 {
		return "", notFound("error.not_found")
	}
	err = get(ctx, tx, &name, selectOwnHouseOfOwner, int64(c.Owner), int64(c.Organisation))
	return name, err
}

// noted tells the journal of the organisation, and the person.
func (s *Owners) noted(ctx context.Context, tx *Tx, c owners.Confirmation, n note) error {
	if err := audit(ctx, tx, deed{c.Person, 0, n.what, n.at}); err != nil {
		return err
	}
	if c.Organisation == 0 {
		return audit(ctx, tx, n.deed)
	}
	return journal(ctx, tx, n)
}

const selectMine = `
	SELECT` + houseColumns + `,
		p.id, p.number, p.room, p.purpose, p.area, p.cadastre,
		r.id AS right_id, r.owner_id, r.share_num, r.share_den, r.joint, r.number AS right_number,
		r.registered_on, r.from_on, r.until_on, r.source, r.stated_on,
		w.name AS owner_name, w.organisation, w.ogrn,
		CASE WHEN a.document = '' THEN 'self' ELSE 'representative' END AS acts
	FROM (` + actingOwners + `) a
	JOIN owners w ON w.id = a.owner_id
	JOIN owner_rights r ON r.owner_id = w.id AND r.from_on <= $2::date
		AND (r.until_on IS NULL OR r.until_on > $2::date)
	JOIN premises p ON p.id = r.premises_id AND p.area IS NOT NULL
	JOIN (` + houseTables + `) ON h.id = p.house_id
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
	err := list(ctx, s.DB.pool, &rows, selectMine, pq.Array([]int64{int64(p)}),
		dateArg(housing.DateOf(now.UTC())))
	if err != nil {
		return nil, fmt.Errorf("read own rights: %w", err)
	}
	return each(rows, mineRow.mine), nil
}
