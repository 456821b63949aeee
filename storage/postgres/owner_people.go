package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// An owner with what he owns on the day of the moment $3 by the clock of the house.
const selectOwnHouseOfOwner = `
	SELECT o.name, h.settlement, h.street, h.number AS house, h.building, coalesce((
			SELECT coalesce(string_agg(DISTINCT p.number, ', ') FILTER (WHERE p.purpose <> 'parking'),
				string_agg(DISTINCT p.number, ', '))
			FROM owner_rights r
			JOIN premises p ON p.id = r.premises_id
			WHERE r.owner_id = o.id AND r.from_on <= ($3::timestamptz AT TIME ZONE h.zone)::date
			  AND (r.until_on IS NULL OR r.until_on > ($3::timestamptz AT TIME ZONE h.zone)::date)
		), '') AS premises
	FROM owners o
	JOIN houses h ON h.id = o.house_id
	WHERE o.id = $1 AND ($2 = 0 OR h.organisation_id = $2)
	FOR UPDATE OF o`

// ownerOf is an owner of a house, as the person who is confirmed is told of it.
type ownerOf struct {
	Name       string `db:"name"`
	Settlement string `db:"settlement"`
	Street     string `db:"street"`
	House      string `db:"house"`
	Building   string `db:"building"`
	Premises   string `db:"premises"`
}

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
		of, err := s.decide(ctx, tx, c, "owner.confirmed", now)
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
			deed{c.By, 0, "owner.confirmed", now}, c.Organisation, of.Name, "", string(c.Acts),
		}, confirmedOwner{o, of})
	})
	if err != nil {
		return fmt.Errorf("confirm owner: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

const endOwnerPerson = `
	UPDATE owner_people
	SET ended_at = $3
	WHERE owner_id = $1 AND person_id = $2 AND ended_at IS NULL
	RETURNING acts`

// Revoke ends what was confirmed.
func (s *Owners) Revoke(
	ctx context.Context, o housing.Once, c owners.Confirmation, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"revoke owner", o, now}, func(tx *Tx) (nothing, error) {
		of, err := s.decide(ctx, tx, c, "owner.revoked", now)
		if err != nil {
			return nothing{}, err
		}
		acted := ""
		if err := get(ctx, tx, &acted, endOwnerPerson, int64(c.Owner), int64(c.Person), now); err != nil {
			return nothing{}, err
		}
		c.Acts = owners.Acts(acted)
		return nothing{}, s.noted(ctx, tx, c, note{
			deed{c.By, 0, "owner.revoked", now}, c.Organisation, of.Name, acted, "",
		}, confirmedOwner{o, of})
	})
	if err != nil {
		return fmt.Errorf("revoke owner: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

// decide checks that the owner is one of a house of the organisation, and that the operator may act for it.
func (s *Owners) decide(
	ctx context.Context, tx *Tx, c owners.Confirmation, what string, now time.Time,
) (of ownerOf, err error) {
	may := attempt{c.By, c.Organisation, housing.StaffActs, what}
	if err := may.check(ctx, tx); err != nil {
		return of, err
	}
	if c.By != 0 && c.Organisation == 0 {
		return of, notFound("error.not_found")
	}
	err = get(ctx, tx, &of, selectOwnHouseOfOwner, int64(c.Owner), int64(c.Organisation), now)
	return of, err
}

// confirmedOwner is who was confirmed to be an owner, or is not any more, by which confirmation.
type confirmedOwner struct {
	once housing.Once
	of   ownerOf
}

// tell writes to the person what was noted of him.
func (d confirmedOwner) tell(ctx context.Context, tx *Tx, c owners.Confirmation, n note) error {
	until := ""
	if !c.Document.Until.IsZero() {
		until = c.Document.Until.String()
	}
	return tellPeople(ctx, tx, peopleNotice{
		kind: housing.NoticeOwner, key: string(housing.NoticeOwner) + "/" + string(d.once), at: n.at,
		args: map[string]string{
			"what": n.what, "acts": string(c.Acts), "settlement": d.of.Settlement, "street": d.of.Street,
			"house": d.of.House, "building": d.of.Building, "premises": d.of.Premises, "until": until,
		},
	}, []int64{int64(c.Person)})
}

// noted tells the journal of the organisation, and the person.
func (s *Owners) noted(
	ctx context.Context, tx *Tx, c owners.Confirmation, n note, d confirmedOwner,
) error {
	if err := audit(ctx, tx, deed{c.Person, 0, n.what, n.at}); err != nil {
		return err
	}
	if err := d.tell(ctx, tx, c, n); err != nil {
		return err
	}
	if c.Organisation == 0 {
		return audit(ctx, tx, n.deed)
	}
	return journal(ctx, tx, n)
}
