package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectWatch = `
	SELECT` + operatorColumns + `
	FROM` + operatorTables + `
	WHERE p.organisation_id = $1 AND p.removed_at IS NULL AND p.role <> 'viewer'
	ORDER BY p.shift_since NULLS LAST, p.name, p.id`

// Watch lists those who may be on shift, first those who are, to whoever works with them.
func (s *Operators) Watch(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID,
) ([]housing.Operator, error) {
	if err := s.looks(ctx, p, org, "shift"); err != nil {
		return nil, fmt.Errorf("list shift: %w", err)
	}
	var rows []operatorRow
	if err := list(ctx, s.DB.pool, &rows, selectWatch, int64(org)); err != nil {
		return nil, fmt.Errorf("list shift: %w", err)
	}
	return each(rows, operatorRow.operator), nil
}

const updateShift = `
	UPDATE operators
	SET shift_since = $2
	WHERE id = $1 AND (shift_since IS NULL) <> ($2::timestamptz IS NULL)`

// TakeShift puts a person on shift: from now on the person is asked about outages.
func (s *Operators) TakeShift(ctx context.Context, o housing.Once, m housing.Managing, now time.Time) error {
	return s.shift(ctx, o, m, "shift.taken", now)
}

// EndShift takes a person off shift; if to is given, that one is on shift from
// now on, and is told so.
func (s *Operators) EndShift(ctx context.Context, o housing.Once, m housing.Managing, now time.Time) error {
	if m.Operator != 0 {
		return s.shift(ctx, o, m, "shift.handed", now)
	}
	return s.shift(ctx, o, m, "shift.ended", now)
}

func (s *Operators) shift(
	ctx context.Context, o housing.Once, m housing.Managing, what string, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{what, o, now}, func(tx *Tx) (nothing, error) {
		may := attempt{m.By, m.Organisation, housing.StaffActs, what}
		if err := may.check(ctx, tx); err != nil {
			return nothing{}, err
		}
		return nothing{}, changeShift(ctx, tx, m, what, now)
	})
	if err != nil {
		return fmt.Errorf("change shift: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

func changeShift(ctx context.Context, tx *Tx, m housing.Managing, what string, now time.Time) error {
	who, err := workOf(ctx, tx, m.By, m.Organisation)
	if err != nil {
		return err
	}
	var since any
	if what == "shift.taken" {
		since = now
	}
	if _, err := run(ctx, tx, updateShift, int64(who.ID), since); err != nil {
		return err
	}
	n := note{deed: deed{m.By, 0, what, now}, org: m.Organisation}
	if m.Operator != 0 {
		next, err := handShift(ctx, tx, m, now)
		if err != nil {
			return err
		}
		n.subject = next
	}
	return journal(ctx, tx, n)
}

const insertShiftNotice = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT $1, bot_id, chat_id, $3
	FROM people
	WHERE id = $2 AND reachable`

// handShift puts another on shift, and tells that one.
func handShift(ctx context.Context, tx *Tx, m housing.Managing, now time.Time) (string, error) {
	var row operatorRow
	err := get(ctx, tx, &row, lockOperator, int64(m.Organisation), int64(m.Operator))
	if isNoRows(err) || err == nil && !housing.StaffRole(row.Role).May(housing.StaffActs) {
		return "", refused("operator.shift_gone")
	}
	if err != nil {
		return "", err
	}
	if _, err := run(ctx, tx, updateShift, row.ID, now); err != nil {
		return "", err
	}
	by, err := workOf(ctx, tx, m.By, m.Organisation)
	if err != nil {
		return "", err
	}
	args, err := json.Marshal(map[string]string{"organisation": row.OrgName, "who": by.Name})
	if err != nil {
		return "", fmt.Errorf("encode notice: %w", err)
	}
	var notice int64
	key := fmt.Sprintf("shift/%d/%d", row.ID, now.UnixNano())
	err = get(ctx, tx, &notice, insertNotice, key, string(housing.NoticeShift), string(args), now, nil)
	if err != nil {
		return "", fmt.Errorf("write notice: %w", err)
	}
	n, err := run(ctx, tx, insertShiftNotice, notice, row.Person, now)
	tx.wake = tx.wake || n > 0
	return row.called(), errors.Join(err)
}
