package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

const operatorColumns = `
	p.id, p.name, p.role, p.since, p.shift_since, p.signs, p.person_id, people.user_id,
	o.id AS org_id, o.inn, o.name AS org_name, o.phone`

const operatorTables = `
	operators p
	JOIN people ON people.id = p.person_id
	JOIN organisations o ON o.id = p.organisation_id`

const selectOperators = `
	SELECT` + operatorColumns + `
	FROM` + operatorTables + `
	WHERE p.organisation_id = $1 AND p.removed_at IS NULL
	ORDER BY p.since, p.id`

type operatorRow struct {
	ID      int64        `db:"id"`
	Name    string       `db:"name"`
	Role    string       `db:"role"`
	Since   time.Time    `db:"since"`
	Shift   sql.NullTime `db:"shift_since"`
	Signs   bool         `db:"signs"`
	Person  int64        `db:"person_id"`
	User    int64        `db:"user_id"`
	OrgID   int64        `db:"org_id"`
	INN     string       `db:"inn"`
	OrgName string       `db:"org_name"`
	Phone   string       `db:"phone"`
}

func (r operatorRow) operator() housing.Operator {
	o := housing.Operator{
		ID: housing.OperatorID(r.ID), Name: r.Name, Role: housing.StaffRole(r.Role), Signs: r.Signs,
		Person: housing.PersonID(r.Person), User: r.User, Since: r.Since.UTC(),
		Organisation: housing.Organisation{
			ID: housing.OrganisationID(r.OrgID), INN: r.INN, Name: r.OrgName, Phone: r.Phone,
		},
	}
	if r.Shift.Valid {
		o.Shift = r.Shift.Time.UTC()
	}
	return o
}

// Of lists the operators of an organisation.
func (s *Operators) Of(ctx context.Context, org housing.OrganisationID) ([]housing.Operator, error) {
	var rows []operatorRow
	if err := list(ctx, s.DB.pool, &rows, selectOperators, int64(org)); err != nil {
		return nil, fmt.Errorf("list operators: %w", err)
	}
	return each(rows, operatorRow.operator), nil
}

const selectWork = `
	SELECT` + operatorColumns + `
	FROM` + operatorTables + `
	WHERE p.person_id = $1 AND p.organisation_id = $2 AND p.removed_at IS NULL`

// Work returns what a person is in an organisation; who does not work there is Refused.
func (s *Operators) Work(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID,
) (housing.Operator, error) {
	o, err := workOf(ctx, s.DB.pool, p, org)
	if err != nil {
		return o, fmt.Errorf("find work of person: %w", err)
	}
	return o, nil
}

func workOf(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, org housing.OrganisationID,
) (housing.Operator, error) {
	var row operatorRow
	err := get(ctx, q, &row, selectWork, int64(p), int64(org))
	if isNoRows(err) {
		return housing.Operator{}, refused("operator.not_yours")
	}
	return row.operator(), err
}

// Crew lists those who work for an organisation to somebody who may say who does.
func (s *Operators) Crew(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID,
) ([]housing.Operator, error) {
	may := attempt{by, org, housing.StaffManages, "look.crew"}
	if err := s.DB.allow(ctx, may, s.DB.now()); err != nil {
		return nil, fmt.Errorf("list crew: %w", err)
	}
	return s.Of(ctx, org)
}

const selectHirings = `
	SELECT id, organisation_id, name, role, issued_at
	FROM operator_invites i
	WHERE organisation_id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2
	  AND ` + inviteHolds + `
	ORDER BY issued_at, id`

// Pending lists the invitations that can still be used.
func (s *Operators) Pending(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
) ([]housing.Hiring, error) {
	may := attempt{by, org, housing.StaffManages, "look.crew"}
	if err := s.DB.allow(ctx, may, now); err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	var rows []struct {
		ID     int64     `db:"id"`
		Org    int64     `db:"organisation_id"`
		Name   string    `db:"name"`
		Role   string    `db:"role"`
		Issued time.Time `db:"issued_at"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectHirings, int64(org), now); err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	pending := make([]housing.Hiring, len(rows))
	for i, r := range rows {
		pending[i] = housing.Hiring{
			ID: housing.HiringID(r.ID), Organisation: housing.OrganisationID(r.Org), Name: r.Name,
			Role: housing.StaffRole(r.Role), Issued: r.Issued.UTC(),
		}
	}
	return pending, nil
}

const revokeInvite = `
	UPDATE operator_invites
	SET revoked_at = $3
	WHERE organisation_id = $1 AND id = $2 AND used_at IS NULL AND revoked_at IS NULL
	RETURNING name, role`

// Revoke makes an invitation void. One that was used or revoked before is Refused.
func (s *Operators) Revoke(ctx context.Context, o housing.Once, m housing.Managing, now time.Time) error {
	return s.manage(ctx, confirmed{"operator.revoked", o, now}, m, func(tx *Tx, n *note) error {
		var row struct {
			Name string `db:"name"`
			Role string `db:"role"`
		}
		err := get(ctx, tx, &row, revokeInvite, int64(m.Organisation), int64(m.Hiring), now)
		if isNoRows(err) {
			return refused("operator.revoke_late")
		}
		n.subject, n.was = row.Name, row.Role
		return err
	})
}

// manage carries out what only an administrator may, one at a time in an
// organisation: the last two cannot dismiss each other.
func (s *Operators) manage(
	ctx context.Context, c confirmed, m housing.Managing, work func(*Tx, *note) error,
) error {
	what, now := c.deed, c.now
	_, err := once(ctx, s.DB, c, func(tx *Tx) (nothing, error) {
		var id int64
		if err := get(ctx, tx, &id, lockOrganisation, int64(m.Organisation)); err != nil {
			return nothing{}, err
		}
		may := attempt{m.By, m.Organisation, housing.StaffManages, what}
		if err := may.check(ctx, tx); err != nil {
			return nothing{}, err
		}
		n := note{deed: deed{m.By, 0, what, now}, org: m.Organisation}
		if err := work(tx, &n); err != nil {
			return nothing{}, err
		}
		return nothing{}, journal(ctx, tx, n)
	})
	if err != nil {
		return fmt.Errorf("manage crew: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

const lockOperator = `
	SELECT` + operatorColumns + `
	FROM` + operatorTables + `
	WHERE p.organisation_id = $1 AND p.id = $2 AND p.removed_at IS NULL
	FOR UPDATE OF p`

const countAdmins = `
	SELECT count(*) FROM operators WHERE organisation_id = $1 AND role = 'admin' AND removed_at IS NULL`

// member returns one who works for the organisation; the last administrator
// stays one, unless it is the command line that says otherwise.
func member(ctx context.Context, tx *Tx, m housing.Managing, stays bool) (operatorRow, error) {
	var row operatorRow
	err := get(ctx, tx, &row, lockOperator, int64(m.Organisation), int64(m.Operator))
	if isNoRows(err) {
		return row, notFound("cli.operator_unknown")
	}
	if err != nil || stays || m.By == 0 || row.Role != string(housing.StaffAdmin) {
		return row, err
	}
	var admins int
	if err := get(ctx, tx, &admins, countAdmins, int64(m.Organisation)); err != nil {
		return row, err
	}
	if admins == 1 {
		return row, refused("operator.last_admin")
	}
	return row, nil
}

const updateStaffRole = `
	UPDATE operators
	SET role = $2, shift_since = CASE WHEN $2 = 'viewer' THEN NULL ELSE shift_since END
	WHERE id = $1`

// Assign gives one who works for the organisation another role.
func (s *Operators) Assign(ctx context.Context, o housing.Once, m housing.Managing, now time.Time) error {
	return s.manage(ctx, confirmed{"operator.role", o, now}, m, func(tx *Tx, n *note) error {
		row, err := member(ctx, tx, m, m.Role == housing.StaffAdmin)
		if err != nil {
			return err
		}
		n.subject, n.was, n.is = row.called(), row.Role, string(m.Role)
		_, err = run(ctx, tx, updateStaffRole, row.ID, string(m.Role))
		return err
	})
}

const updateSigns = `UPDATE operators SET signs = $2 WHERE id = $1`

// Sign says whether one who works for the organisation may sign answers that others wrote.
func (s *Operators) Sign(ctx context.Context, o housing.Once, m housing.Managing, now time.Time) error {
	return s.manage(ctx, confirmed{"operator.signs", o, now}, m, func(tx *Tx, n *note) error {
		row, err := member(ctx, tx, m, true)
		if err != nil {
			return err
		}
		n.subject, n.is = row.called(), map[bool]string{true: "+", false: "−"}[m.Signs]
		_, err = run(ctx, tx, updateSigns, row.ID, m.Signs)
		return err
	})
}

const removeOperator = `UPDATE operators SET removed_at = $2, shift_since = NULL WHERE id = $1`

// Dismiss ends the work of one who works for the organisation. Links that the
// person still holds are void with it.
func (s *Operators) Dismiss(ctx context.Context, o housing.Once, m housing.Managing, now time.Time) error {
	return s.manage(ctx, confirmed{"operator.removed", o, now}, m, func(tx *Tx, n *note) error {
		row, err := member(ctx, tx, m, false)
		if err != nil {
			return err
		}
		n.subject, n.was = row.called(), row.Role
		_, err = run(ctx, tx, removeOperator, row.ID, now)
		return err
	})
}

// called is how the journal names one who works for an organisation.
func (r operatorRow) called() string {
	if r.Name != "" {
		return r.Name
	}
	return fmt.Sprintf("№ %d", r.ID)
}
