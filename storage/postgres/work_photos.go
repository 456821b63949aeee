package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectWorkPlace = `
	SELECT w.work AS name, h.organisation_id,
		EXISTS (
			SELECT 1
			FROM links l
			JOIN accounts a ON a.id = l.account_id
			WHERE l.person_id = $2 AND a.house_id = w.house_id AND a.closed_on IS NULL
			  AND` + aliveAt + `$3) AS resident,
		coalesce((
			SELECT o.role
			FROM operators o
			WHERE o.person_id = $2 AND o.organisation_id = h.organisation_id
			  AND o.removed_at IS NULL), '') AS role
	FROM works w
	JOIN houses h ON h.id = w.house_id
	WHERE w.id = $1`

const lockWorkPlace = selectWorkPlace + ` FOR UPDATE OF w`

type workPlaceRow struct {
	Name         string `db:"name"`
	Organisation int64  `db:"organisation_id"`
	Resident     bool   `db:"resident"`
	Role         string `db:"role"`
}

func (r workPlaceRow) standing() housing.WorkStanding {
	return housing.WorkStanding{
		Resident: r.Resident, Works: housing.StaffRole(r.Role).May(housing.StaffActs),
		Sees: r.Resident || r.Role != "",
	}
}

// Standing tells what a person is to the house of a work.
func (s *Houses) Standing(
	ctx context.Context, p housing.PersonID, w housing.WorkID, now time.Time,
) (housing.WorkStanding, error) {
	var row workPlaceRow
	if err := get(ctx, s.DB.pool, &row, selectWorkPlace, int64(w), int64(p), now); err != nil {
		return housing.WorkStanding{}, fmt.Errorf("find who looks at work: %w", workGone(err))
	}
	return row.standing(), nil
}

func workGone(err error) error {
	if isNoRows(err) {
		return notFound("house.work_gone")
	}
	return err
}

// Who lives in the house sees them, and who works for its organisation.
const selectWorkPhotos = `
	SELECT f.id, f.data
	FROM work_photos f
	JOIN works w ON w.id = f.work_id
	JOIN houses h ON h.id = w.house_id
	WHERE f.work_id = $1 AND (EXISTS (
			SELECT 1
			FROM links l
			JOIN accounts a ON a.id = l.account_id
			WHERE l.person_id = $2 AND a.house_id = w.house_id AND a.closed_on IS NULL AND` + aliveAt + `$3)
		OR EXISTS (
			SELECT 1
			FROM operators o
			WHERE o.person_id = $2 AND o.organisation_id = h.organisation_id AND o.removed_at IS NULL))
	ORDER BY f.id`

// WorkPhotos returns the photos of a work, the oldest first; none to strangers.
func (s *Houses) WorkPhotos(
	ctx context.Context, p housing.PersonID, w housing.WorkID, now time.Time,
) ([]housing.WorkPhoto, error) {
	var rows []struct {
		ID   int64  `db:"id"`
		Data []byte `db:"data"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectWorkPhotos, int64(w), int64(p), now); err != nil {
		return nil, fmt.Errorf("list photos of work: %w", err)
	}
	all := make([]housing.WorkPhoto, len(rows))
	for i, r := range rows {
		all[i] = housing.WorkPhoto{ID: housing.WorkPhotoID(r.ID), Data: r.Data}
	}
	return all, nil
}

const insertWorkPhoto = `
	INSERT INTO work_photos (work_id, data, added_by, at)
	SELECT $1, $2, $3, $4
	WHERE (SELECT count(*) FROM work_photos WHERE work_id = $1) < $5`

// AddWorkPhoto adds a photo for whoever acts for the organisation of the house. More than
// [housing.WorkPhotos] are Refused.
func (s *Houses) AddWorkPhoto(
	ctx context.Context, o housing.Once, c housing.WorkPhotoChange, now time.Time,
) error {
	return s.changePhotos(ctx, confirmed{"work.photo", o, now}, c, func(tx *Tx) error {
		n, err := run(ctx, tx, insertWorkPhoto, int64(c.Work), c.Data, int64(c.By), now, housing.WorkPhotos)
		if err == nil && n == 0 {
			err = refused("house.photos_most")
		}
		return err
	})
}

const deleteWorkPhoto = `DELETE FROM work_photos WHERE work_id = $1 AND id = $2`

// DropWorkPhoto deletes a photo for whoever acts for the organisation of the house. One that is gone already
// is no error.
func (s *Houses) DropWorkPhoto(
	ctx context.Context, o housing.Once, c housing.WorkPhotoChange, now time.Time,
) error {
	return s.changePhotos(ctx, confirmed{"work.photo_dropped", o, now}, c, func(tx *Tx) error {
		_, err := run(ctx, tx, deleteWorkPhoto, int64(c.Work), int64(c.Photo))
		return err
	})
}

func (s *Houses) changePhotos(
	ctx context.Context, as confirmed, c housing.WorkPhotoChange, change func(tx *Tx) error,
) error {
	_, err := once(ctx, s.DB, as, func(tx *Tx) (nothing, error) {
		var row workPlaceRow
		if err := get(ctx, tx, &row, lockWorkPlace, int64(c.Work), int64(c.By), as.now); err != nil {
			return nothing{}, workGone(err)
		}
		org := housing.OrganisationID(row.Organisation)
		if err := (attempt{c.By, org, housing.StaffActs, as.deed}).check(ctx, tx); err != nil {
			return nothing{}, err
		}
		if err := change(tx); err != nil {
			return nothing{}, err
		}
		return nothing{}, journal(ctx, tx, note{deed{c.By, 0, as.deed, as.now}, org, row.Name, "", ""})
	})
	if err = s.DB.barring(ctx, err, as.now); err != nil {
		return fmt.Errorf("change photos of work: %w", err)
	}
	return nil
}
