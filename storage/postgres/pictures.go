package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Pictures keeps photos of dials with the readings that they prove.
type Pictures struct{ DB *DB }

// Bounds of photos that wait for their reading.
const (
	looseLife = 4 * 24 * time.Hour // longer than a dialog waits
	looseMost = 12                 // of one person and account; the oldest go
)

const insertPicture = `
	INSERT INTO pictures (link_id, kind, data, at, until)
	VALUES ($1, 'dial', $2, $3, $4)
	RETURNING id`

const dropLoose = `
	DELETE FROM pictures
	WHERE link_id = $1 AND reading_id IS NULL AND id NOT IN (
		SELECT id
		FROM pictures
		WHERE link_id = $1 AND reading_id IS NULL
		ORDER BY id DESC
		LIMIT $2)`

// Keep stores a photo. Where its meter is told and has a saved reading of the
// period, it lies with that from now on; else it waits for one, some days.
func (s *Pictures) Keep(
	ctx context.Context, o housing.Once, p housing.Picture, now time.Time,
) (housing.Placed, error) {
	placed, err := once(ctx, s.DB, confirmed{"picture", o, now}, func(tx *Tx) (housing.Placed, error) {
		link, err := gate{p.Person, p.Account, housing.MayRead, now}.lock(ctx, tx)
		if err != nil {
			return housing.Placed{}, err
		}
		var id housing.PictureID
		if err := get(ctx, tx, &id, insertPicture, link.LinkID, p.Data, now, p.Until); err != nil {
			return housing.Placed{}, fmt.Errorf("store picture: %w", err)
		}
		if _, err := run(ctx, tx, dropLoose, link.LinkID, looseMost); err != nil {
			return housing.Placed{}, fmt.Errorf("drop pictures that wait: %w", err)
		}
		if p.Meter == 0 {
			return housing.Placed{Picture: id}, nil
		}
		return placing{tx, link, now}.place(ctx, housing.Placing{
			Person: p.Person, Picture: id, Meter: p.Meter, Period: p.Period,
		})
	})
	if err != nil {
		return housing.Placed{}, fmt.Errorf("keep picture: %w", err)
	}
	return placed, nil
}

const selectOwnPicture = `
	SELECT l.account_id
	FROM pictures p
	JOIN links l ON l.id = p.link_id
	WHERE p.id = $1 AND l.person_id = $2`

// Place tells which meter a photo that the person sent shows. See [Pictures.Keep].
func (s *Pictures) Place(
	ctx context.Context, o housing.Once, p housing.Placing, now time.Time,
) (housing.Placed, error) {
	placed, err := once(ctx, s.DB, confirmed{"place", o, now}, func(tx *Tx) (housing.Placed, error) {
		var account housing.AccountID
		if err := get(ctx, tx, &account, selectOwnPicture, int64(p.Picture), int64(p.Person)); err != nil {
			return housing.Placed{}, fmt.Errorf("find picture: %w", pictureGone(err))
		}
		link, err := gate{p.Person, account, housing.MayRead, now}.lock(ctx, tx)
		if err != nil {
			return housing.Placed{}, err
		}
		return placing{tx, link, now}.place(ctx, p)
	})
	if err != nil {
		return housing.Placed{}, fmt.Errorf("place picture: %w", err)
	}
	return placed, nil
}

// placing is a photo on its way to its meter, while the account is locked.
type placing struct {
	tx   *Tx
	link linkRow
	now  time.Time
}

const selectProvable = `
	SELECT coalesce(r.id, 0) AS reading, coalesce(r.figures, '{}') AS figures
	FROM meters m
	LEFT JOIN readings r ON r.meter_id = m.id AND r.period = $3 AND r.replaced_at IS NULL
		AND r.source = 'resident' AND r.state <> 'rejected'
	WHERE m.id = $1 AND m.account_id = $2 AND m.retired_at IS NULL AND NOT m.automatic`

const updatePictureMeter = `UPDATE pictures SET meter_id = $2 WHERE id = $1`

func (w placing) place(ctx context.Context, p housing.Placing) (housing.Placed, error) {
	if p.Period.IsZero() {
		_, slot := w.link.slot(w.now)
		p.Period = slot.Period
	}
	var row struct {
		Reading int64          `db:"reading"`
		Figures pq.StringArray `db:"figures"`
	}
	err := get(ctx, w.tx, &row, selectProvable, int64(p.Meter), w.link.AccountID, periodArg(p.Period))
	if isNoRows(err) {
		err = notFound("error.meter_unknown")
	}
	if err != nil {
		return housing.Placed{}, fmt.Errorf("find meter of picture: %w", err)
	}
	placed := housing.Placed{Picture: p.Picture}
	if row.Reading == 0 {
		if _, err := run(ctx, w.tx, updatePictureMeter, int64(p.Picture), int64(p.Meter)); err != nil {
			return placed, fmt.Errorf("place picture: %w", err)
		}
		return placed, nil
	}
	if placed.Beside, err = valuesOf(row.Figures); err != nil {
		return placed, err
	}
	_, err = attach(ctx, w.tx, w.link.LinkID, proving{
		picture: p.Picture, meter: p.Meter, reading: row.Reading, period: p.Period,
	})
	return placed, err
}

// proving is a photo and the reading that it is to lie with.
type proving struct {
	picture housing.PictureID
	meter   housing.MeterID
	reading int64
	period  housing.Period
}

// A photo follows the reading of its period when that is corrected.
const selectAttachable = `
	SELECT EXISTS (
		SELECT 1
		FROM pictures
		WHERE id = $1 AND link_id = $2 AND (period IS NULL OR period = $3))`

const dropOtherPicture = `DELETE FROM pictures WHERE reading_id = $1 AND period = $2 AND id <> $3`

const attachPicture = `UPDATE pictures SET meter_id = $2, reading_id = $3, period = $4 WHERE id = $1`

// attach puts a photo of the link with a reading, instead of the one that lies
// there. False: there is no such photo any more.
func attach(ctx context.Context, tx *Tx, link int64, p proving) (bool, error) {
	period := periodArg(p.period)
	var there bool
	err := get(ctx, tx, &there, selectAttachable, int64(p.picture), link, period)
	switch {
	case err != nil:
		return false, fmt.Errorf("find picture: %w", err)
	case !there:
		return false, nil
	}
	if _, err := run(ctx, tx, dropOtherPicture, p.reading, period, int64(p.picture)); err != nil {
		return false, fmt.Errorf("replace picture: %w", err)
	}
	_, err = run(ctx, tx, attachPicture, int64(p.picture), int64(p.meter), p.reading, period)
	if err != nil {
		return false, fmt.Errorf("attach picture: %w", err)
	}
	return true, nil
}

// shownPicture is the condition on which a photo is shown to those who may see
// the account: its sender is connected still and its term has not ended. The
// moment is the fourth parameter.
const shownPicture = `p.until > $4
	AND EXISTS (SELECT 1 FROM links s WHERE s.id = p.link_id AND s.suspended_at IS NULL)`

const selectPicture = `
	SELECT p.data,` + readingColumns + `,` + meterColumns + `
	FROM pictures p
	JOIN readings r ON r.id = p.reading_id AND r.period = p.period
	JOIN meters m ON m.id = r.meter_id
	JOIN links l ON l.account_id = m.account_id
	JOIN accounts a ON a.id = m.account_id
	WHERE p.id = $1 AND l.person_id = $2 AND $3 = ANY (l.rights)
	  AND` + aliveAt + `$4 AND a.closed_on IS NULL
	  AND ` + shownPicture

// Picture returns a photo of a reading that the person may see.
func (s *Pictures) Picture(
	ctx context.Context, person housing.PersonID, id housing.PictureID, now time.Time,
) (housing.Pictured, error) {
	var row struct {
		readingRow
		meterRow

		Data []byte `db:"data"`
	}
	err := get(ctx, s.DB.pool, &row, selectPicture, int64(id), int64(person), string(housing.MaySee), now)
	if err != nil {
		return housing.Pictured{}, fmt.Errorf("open picture: %w", pictureGone(err))
	}
	reading, err := row.reading()
	if err != nil {
		return housing.Pictured{}, err
	}
	proof := housing.Pictured{Meter: row.meter(), Reading: reading, Data: row.Data}
	return proof, auditRead(ctx, s.DB.pool, deed{person, proof.Meter.Account, "picture.seen", now})
}

func pictureGone(err error) error {
	if isNoRows(err) {
		return notFound("error.picture_gone")
	}
	return err
}

const forgetPictures = `
	DELETE FROM pictures
	WHERE until <= $1 OR reading_id IS NULL AND at <= $2`

// Forget deletes photos whose term has ended, and those that waited for their
// reading in vain.
func (s *Pictures) Forget(ctx context.Context, now time.Time) error {
	if _, err := run(ctx, s.DB.pool, forgetPictures, now, now.Add(-looseLife)); err != nil {
		return fmt.Errorf("forget pictures: %w", err)
	}
	return nil
}
