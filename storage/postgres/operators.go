package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// Operators remembers who works for an organisation. What a person may do for one is decided here, by the
// row that says so.
type Operators struct{ DB *DB }

const insertOperatorInvite = `
	INSERT INTO operator_invites (organisation_id, name, token_hash, issued_at, expires_at, role, issued_by)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`

// Hire keeps an invitation of somebody who may say who works there.
func (s *Operators) Hire(ctx context.Context, h housing.Hiring) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		may := attempt{h.By, h.Organisation, housing.StaffManages, "operator.invited"}
		if err := may.check(ctx, tx); err != nil {
			return err
		}
		_, err := run(ctx, tx, insertOperatorInvite, int64(h.Organisation), h.Name, []byte(h.Hash), h.Issued,
			h.Expires(), string(h.Role), idArg(h.By))
		if err != nil {
			return err
		}
		return journal(ctx, tx, note{
			deed{h.By, 0, may.what, h.Issued}, h.Organisation, h.Name, "", string(h.Role),
		})
	})
	if err != nil {
		return fmt.Errorf("invite operator: %w", s.DB.barring(ctx, err, h.Issued))
	}
	return nil
}

// An invitation i holds while whoever issued it may invite; the command line always may.
const inviteHolds = `(i.issued_by IS NULL OR EXISTS (
	SELECT 1
	FROM operators w
	WHERE w.person_id = i.issued_by AND w.organisation_id = i.organisation_id AND w.removed_at IS NULL
	  AND w.role = 'admin'))`

const selectOperatorInvite = `
	SELECT i.expires_at, i.used_at, i.used_by, i.revoked_at, i.role, coalesce(i.issued_by = $2, false) AS own,
		` + inviteHolds + ` AS holding,
		o.id, o.inn, o.name, o.phone,
		coalesce((SELECT p.role FROM operators p
			WHERE p.person_id = $2 AND p.organisation_id = o.id AND p.removed_at IS NULL), '') AS holds
	FROM operator_invites i
	JOIN organisations o ON o.id = i.organisation_id
	WHERE i.token_hash = $1`

type inviteRow struct {
	organisationRow
	Expires time.Time     `db:"expires_at"`
	Used    sql.NullTime  `db:"used_at"`
	By      sql.NullInt64 `db:"used_by"`
	Revoked sql.NullTime  `db:"revoked_at"`
	Role    string        `db:"role"`
	Own     bool          `db:"own"`
	Holding bool          `db:"holding"`
	Holds   string        `db:"holds"` // the role that the person has already; empty: none
}

// why is the key of why an invitation cannot be used; empty: it can.
func (r inviteRow) why(now time.Time) string {
	switch {
	case r.Used.Valid:
		return "operator.invite_used"
	case r.Revoked.Valid, !r.Holding:
		return "operator.invite_revoked"
	case !now.Before(r.Expires):
		return "operator.invite_late"
	case r.Own:
		return "operator.invite_own"
	}
	return ""
}

// Hired tells what an invitation is to. One that is used, revoked, late, unknown or the person's own is an
// error that may be read; whoever became an operator by it and still is one is told so instead.
func (s *Operators) Hired(
	ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (housing.Hired, error) {
	h, err := hired(ctx, s.DB.pool, p, hash, now)
	if err != nil {
		return h, fmt.Errorf("read invitation of operator: %w", err)
	}
	return h, nil
}

func hired(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (housing.Hired, error) {
	var row inviteRow
	err := get(ctx, q, &row, selectOperatorInvite, []byte(hash), int64(p))
	if isNoRows(err) {
		return housing.Hired{}, notFound("operator.invite_unknown")
	}
	if err != nil {
		return housing.Hired{}, err
	}
	h := housing.Hired{Organisation: row.organisation(), Role: housing.StaffRole(row.Role)}
	if row.Holds != "" && !row.Own && (!row.Used.Valid || row.By.Int64 == int64(p)) {
		h.Role, h.Already = housing.StaffRole(row.Holds), true
		return h, nil
	}
	if why := row.why(now); why != "" {
		return h, refused(why)
	}
	return h, nil
}

const useOperatorInvite = `
	UPDATE operator_invites i
	SET used_at = $2, used_by = $3
	WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2
	  AND issued_by IS DISTINCT FROM $3 AND ` + inviteHolds + `
	RETURNING organisation_id, name, role`

const insertOperator = `
	INSERT INTO operators (person_id, organisation_id, name, since, role)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (person_id, organisation_id) WHERE removed_at IS NULL DO NOTHING`

// Join makes a person an operator by an invitation, which is used up.
func (s *Operators) Join(
	ctx context.Context, o housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (housing.OrganisationID, error) {
	org, err := once(ctx, s.DB, confirmed{"operator.joined", o, now},
		func(tx *Tx) (housing.OrganisationID, error) { return join(ctx, tx, p, hash, now) })
	if err != nil {
		return 0, fmt.Errorf("become operator: %w", err)
	}
	return org, nil
}

func join(
	ctx context.Context, tx *Tx, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (housing.OrganisationID, error) {
	var used struct {
		Organisation int64  `db:"organisation_id"`
		Name         string `db:"name"`
		Role         string `db:"role"`
	}
	err := get(ctx, tx, &used, useOperatorInvite, []byte(hash), now, int64(p))
	if isNoRows(err) {
		h, err := hired(ctx, tx, p, hash, now)
		return h.Organisation.ID, err
	}
	if err != nil {
		return 0, err
	}
	_, err = run(ctx, tx, insertOperator, int64(p), used.Organisation, used.Name, now, used.Role)
	if err != nil {
		return 0, err
	}
	org := housing.OrganisationID(used.Organisation)
	return org, journal(ctx, tx, note{deed{p, 0, "operator.joined", now}, org, used.Name, "", used.Role})
}

const selectOffices = `
	SELECT o.id, o.inn, o.name, o.phone
	FROM operators p
	JOIN organisations o ON o.id = p.organisation_id
	WHERE p.person_id = $1 AND p.removed_at IS NULL
	ORDER BY o.name, o.id`

// Offices lists the organisations that a person works for.
func (s *Operators) Offices(ctx context.Context, p housing.PersonID) ([]housing.Organisation, error) {
	var rows []organisationRow
	if err := list(ctx, s.DB.pool, &rows, selectOffices, int64(p)); err != nil {
		return nil, fmt.Errorf("list offices: %w", err)
	}
	return each(rows, organisationRow.organisation), nil
}

const selectOperates = `SELECT EXISTS (SELECT 1 FROM operators WHERE person_id = $1 AND removed_at IS NULL)`

// Operates reports whether a person works for any organisation.
func (s *Operators) Operates(ctx context.Context, p housing.PersonID) (bool, error) {
	var is bool
	if err := get(ctx, s.DB.pool, &is, selectOperates, int64(p)); err != nil {
		return false, fmt.Errorf("look whether person is operator: %w", err)
	}
	return is, nil
}
