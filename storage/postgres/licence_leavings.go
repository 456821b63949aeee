package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// A house that came back, or left on another day, is not said to have left. Whoever manages it now decides.
const selectLeavings = `
	SELECT v.id, l.number, l.organisation, x.excluded_on, x.source, x.stated_on, h.street,
		h.number AS house_number, h.building,
		(SELECT count(*) FROM (` + licenceReaders + `h.id = v.house_id) reader) AS people
	FROM licence_leavings v
	JOIN licences l ON l.id = v.licence_id
	JOIN houses h ON h.id = v.house_id
	JOIN licence_houses x ON x.licence_id = v.licence_id AND x.fias = h.fias AND h.fias <> ''
		AND x.excluded_on = v.excluded_on
	WHERE h.organisation_id = $1 AND v.decided_at IS NULL
	ORDER BY v.id`

type leavingRow struct {
	statedRow

	ID           int64     `db:"id"`
	Number       string    `db:"number"`
	Organisation string    `db:"organisation"`
	Left         time.Time `db:"excluded_on"`
	Street       string    `db:"street"`
	House        string    `db:"house_number"`
	Building     string    `db:"building"`
	People       int       `db:"people"`
}

func (r leavingRow) leaving() housing.LicenceLeaving {
	return housing.LicenceLeaving{
		ID: r.ID, Number: r.Number, Organisation: r.Organisation, On: housing.DateOf(r.Left),
		House:  housing.Address{Street: r.Street, Number: r.House, Building: r.Building},
		People: r.People, Stated: r.stated(),
	}
}

// Leavings returns the houses of an organisation that were taken out of a licence and whose residents were
// not told of it, to whoever acts for it.
func (s *Licences) Leavings(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
) ([]housing.LicenceLeaving, error) {
	if err := s.DB.allow(ctx, attempt{p, org, housing.StaffActs, "licence.look"}, now); err != nil {
		return nil, err
	}
	return s.leavings(ctx, s.DB.pool, org, now)
}

func (s *Licences) leavings(
	ctx context.Context, q sqlx.QueryerContext, org housing.OrganisationID, now time.Time,
) ([]housing.LicenceLeaving, error) {
	var rows []leavingRow
	if err := list(ctx, q, &rows, selectLeavings, int64(org), now); err != nil {
		return nil, fmt.Errorf("list houses that left a licence: %w", err)
	}
	return each(rows, leavingRow.leaving), nil
}

const closeLeaving = `
	UPDATE licence_leavings
	SET decided_at = $2, decided_by = $3, told = $4
	WHERE id = $1 AND decided_at IS NULL
	RETURNING house_id`

// DecideLeaving tells the residents of a house that it left a licence, or tells nobody. What is not as
// it was shown any more, or was decided about, is Refused.
func (s *Licences) DecideLeaving(
	ctx context.Context, o housing.Once, n housing.LeavingNews, now time.Time,
) (people int, err error) {
	people, err = once(ctx, s.DB, confirmed{"licence.left", o, now}, func(tx *Tx) (int, error) {
		decides := attempt{n.By, n.Organisation, housing.StaffActs, "licence.decided"}
		if err := decides.check(ctx, tx); err != nil {
			return 0, err
		}
		all, err := s.leavings(ctx, tx, n.Organisation, now)
		if err != nil {
			return 0, err
		}
		for _, v := range all {
			if v.ID == n.Leaving && v.On == n.On && v.Stated == n.Stated {
				return tellLeaving(ctx, tx, v, n, now)
			}
		}
		return 0, refused("licence.changed_meanwhile")
	})
	if err = s.DB.barring(ctx, err, now); err != nil {
		return 0, fmt.Errorf("decide about house that left a licence: %w", err)
	}
	return people, nil
}

func tellLeaving(
	ctx context.Context, tx *Tx, v housing.LicenceLeaving, n housing.LeavingNews, now time.Time,
) (int, error) {
	var house int64
	err := get(ctx, tx, &house, closeLeaving, v.ID, now, idArg(n.By), n.Tell)
	if isNoRows(err) {
		return 0, refused("licence.changed_meanwhile")
	}
	if err != nil {
		return 0, err
	}
	what, told := "licence.kept", int64(0)
	if n.Tell {
		what = "licence.told"
		told, err = licenceNotice{
			query: tellHouse, whose: house, now: now, key: fmt.Sprintf("licence-left/%d", v.ID),
			args: map[string]string{
				"organisation": v.Organisation, "number": v.Number,
				"street": v.House.Street, "house": v.House.Number, "building": v.House.Building,
				"left": v.On.String(), "source": v.Source, "on": v.Stated.On.String(),
			},
		}.write(ctx, tx)
		if err != nil {
			return 0, err
		}
	}
	return int(told), journal(ctx, tx, note{deed{n.By, 0, what, now}, n.Organisation, v.Number, "", ""})
}
