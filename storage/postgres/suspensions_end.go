package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// Suspensions tells whether reminders and news wait, and ends that.
type Suspensions struct{ DB *DB }

const selectSuspension = `
	SELECT since, until, failed, of_last,
		EXISTS (SELECT 1 FROM operators
			WHERE person_id = $2 AND removed_at IS NULL AND role = 'admin') AS admin,
		EXISTS (SELECT 1 FROM operators WHERE person_id = $2 AND removed_at IS NULL) AS works
	FROM (SELECT 1) one
	LEFT JOIN suspensions ON until > $1
	ORDER BY until DESC
	LIMIT 1`

type suspensionRow struct {
	Since  *time.Time `db:"since"`
	Until  *time.Time `db:"until"`
	Failed *int       `db:"failed"`
	Of     *int       `db:"of_last"`
	Admin  bool       `db:"admin"`
	Works  bool       `db:"works"`
}

// Standing returns the suspension in force, to whoever works for an organisation; by
// 0 is the command line. The zero one: everything is sent.
func (s *Suspensions) Standing(
	ctx context.Context, by housing.PersonID, now time.Time,
) (is housing.Suspension, mayEnd bool, err error) {
	var row suspensionRow
	if err := get(ctx, s.DB.pool, &row, selectSuspension, now, int64(by)); err != nil {
		return is, false, fmt.Errorf("find suspension: %w", err)
	}
	if by != 0 && !row.Works {
		return is, false, refused("operator.nobody")
	}
	if row.Until != nil {
		is = housing.Suspension{
			Since: row.Since.UTC(), Until: row.Until.UTC(), Failed: *row.Failed, Of: *row.Of,
		}
	}
	return is, row.Admin || by == 0, nil
}

// An administrator of any organisation may: what waits is that of all.
const selectOwnOffice = `
	SELECT organisation_id AS org, role
	FROM operators
	WHERE person_id = $1 AND removed_at IS NULL
	ORDER BY role <> 'admin', id
	LIMIT 1
	FOR SHARE`

const endSuspensions = `UPDATE suspensions SET until = $1, resumed_by = $2 WHERE until > $1`

const noteForAll = `
	INSERT INTO audit (person_id, what, day, at, organisation_id, subject, was, became)
	SELECT $1, $2, NULL, $3, id, '', '', '' FROM organisations`

const resumedDeed = "sending.resumed"

// End lets reminders and news be sent again at once. Every organisation reads of it
// in its journal. Where nothing waits, that is Refused.
func (s *Suspensions) End(
	ctx context.Context, o housing.Once, by housing.PersonID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{resumedDeed, o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, endSuspension(ctx, tx, by, now)
	})
	if err != nil {
		return fmt.Errorf("end suspension: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

func endSuspension(ctx context.Context, tx *Tx, by housing.PersonID, now time.Time) error {
	if by != 0 {
		var own struct {
			Org  int64  `db:"org"`
			Role string `db:"role"`
		}
		if err := get(ctx, tx, &own, selectOwnOffice, int64(by)); err != nil && !isNoRows(err) {
			return fmt.Errorf("find role: %w", err)
		}
		may := attempt{by, housing.OrganisationID(own.Org), housing.StaffManages, resumedDeed}
		if err := may.held(housing.StaffRole(own.Role), ""); err != nil {
			return err
		}
	}
	if _, err := run(ctx, tx, lockSuspensions); err != nil {
		return fmt.Errorf("lock suspensions: %w", err)
	}
	n, err := run(ctx, tx, endSuspensions, now, idArg(by))
	if err != nil {
		return fmt.Errorf("store end: %w", err)
	}
	if n == 0 {
		return refused("sending.goes")
	}
	if _, err := run(ctx, tx, noteForAll, idArg(by), resumedDeed, now); err != nil {
		return fmt.Errorf("note in journals: %w", err)
	}
	tx.wake = true
	return nil
}
