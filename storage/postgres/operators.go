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
	INSERT INTO operator_invites (organisation_id, name, token_hash, issued_at, expires_at)
	VALUES ($1, $2, $3, $4, $5)`

// Hire keeps an invitation.
func (s *Operators) Hire(ctx context.Context, h housing.Hiring) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		_, err := run(ctx, tx, insertOperatorInvite, int64(h.Organisation), h.Name, []byte(h.Hash), h.Issued,
			h.Issued.Add(housing.HiringLife))
		if err != nil {
			return err
		}
		return audit(ctx, tx, deed{0, 0, "operator.invited", h.Issued})
	})
	if err != nil {
		return fmt.Errorf("invite operator: %w", err)
	}
	return nil
}

const selectOperatorInvite = `
	SELECT i.expires_at, i.used_at, i.used_by, o.id, o.inn, o.name, o.phone,
		EXISTS (SELECT 1 FROM operators p
			WHERE p.person_id = $2 AND p.organisation_id = o.id AND p.removed_at IS NULL) AS already
	FROM operator_invites i
	JOIN organisations o ON o.id = i.organisation_id
	WHERE i.token_hash = $1`

type inviteRow struct {
	organisationRow
	Expires time.Time     `db:"expires_at"`
	Used    sql.NullTime  `db:"used_at"`
	By      sql.NullInt64 `db:"used_by"`
	Already bool          `db:"already"`
}

// Hired tells what an invitation is to. One that is used, late or unknown is an error that may be read;
// whoever became an operator by it and still is one is told so instead.
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
	h := housing.Hired{Organisation: row.organisation(), Already: row.Already}
	switch {
	case err != nil:
		return h, err
	case row.Already && (!row.Used.Valid || row.By.Int64 == int64(p)):
		return h, nil
	case row.Used.Valid:
		return h, refused("operator.invite_used")
	case !now.Before(row.Expires):
		return h, refused("operator.invite_late")
	}
	return h, nil
}

const useOperatorInvite = `
	UPDATE operator_invites
	SET used_at = $2, used_by = $3
	WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
	RETURNING organisation_id, name`

const insertOperator = `
	INSERT INTO operators (person_id, organisation_id, name, since)
	VALUES ($1, $2, $3, $4)
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
	}
	err := get(ctx, tx, &used, useOperatorInvite, []byte(hash), now, int64(p))
	if isNoRows(err) {
		h, err := hired(ctx, tx, p, hash, now)
		return h.Organisation.ID, err
	}
	if err != nil {
		return 0, err
	}
	if _, err := run(ctx, tx, insertOperator, int64(p), used.Organisation, used.Name, now); err != nil {
		return 0, err
	}
	return housing.OrganisationID(used.Organisation), audit(ctx, tx, deed{p, 0, "operator.joined", now})
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

const selectOperators = `
	SELECT p.id, p.name, p.since, people.user_id
	FROM operators p
	JOIN people ON people.id = p.person_id
	WHERE p.organisation_id = $1 AND p.removed_at IS NULL
	ORDER BY p.since, p.id`

type operatorRow struct {
	ID    int64     `db:"id"`
	Name  string    `db:"name"`
	Since time.Time `db:"since"`
	User  int64     `db:"user_id"`
}

func (r operatorRow) operator() housing.Operator {
	return housing.Operator{ID: housing.OperatorID(r.ID), Name: r.Name, Since: r.Since.UTC(), User: r.User}
}

// Of lists the operators of an organisation.
func (s *Operators) Of(ctx context.Context, org housing.OrganisationID) ([]housing.Operator, error) {
	var rows []operatorRow
	if err := list(ctx, s.DB.pool, &rows, selectOperators, int64(org)); err != nil {
		return nil, fmt.Errorf("list operators: %w", err)
	}
	return each(rows, operatorRow.operator), nil
}

const removeOperator = `
	UPDATE operators
	SET removed_at = $3
	WHERE organisation_id = $1 AND id = $2 AND removed_at IS NULL
	RETURNING person_id`

// Remove ends the work of an operator. Links that the person still holds are void with it.
func (s *Operators) Remove(
	ctx context.Context, org housing.OrganisationID, id housing.OperatorID, now time.Time,
) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		var person housing.PersonID
		err := get(ctx, tx, &person, removeOperator, int64(org), int64(id), now)
		if isNoRows(err) {
			return notFound("cli.operator_unknown")
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, deed{person, 0, "operator.removed", now})
	})
	if err != nil {
		return fmt.Errorf("remove operator: %w", err)
	}
	return nil
}

const selectOffice = `
	SELECT EXISTS (SELECT 1 FROM operators
		WHERE person_id = $1 AND organisation_id = $2 AND removed_at IS NULL)`

// mustWork refuses a person who does not work for the organisation.
func mustWork(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, org housing.OrganisationID,
) error {
	var works bool
	err := get(ctx, q, &works, selectOffice, int64(p), int64(org))
	if err == nil && !works {
		err = refused("operator.not_yours")
	}
	return err
}
