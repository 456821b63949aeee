package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// deed is what a person did with an account, or saw of it.
type deed struct {
	person  housing.PersonID  // 0: the organisation
	account housing.AccountID // 0: none
	what    string
	at      time.Time
}

const insertAudit = `
	INSERT INTO audit (person_id, account_id, what, day, at)
	VALUES ($1, $2, $3, NULL, $4)`

// audit notes a change.
func audit(ctx context.Context, q sqlx.ExecerContext, d deed) error {
	if _, err := run(ctx, q, insertAudit, idArg(d.person), idArg(d.account), d.what, d.at); err != nil {
		return fmt.Errorf("audit %s: %w", d.what, err)
	}
	return nil
}

const insertAuditOfDay = `
	INSERT INTO audit (person_id, account_id, what, day, at)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (person_id, account_id, what, day) DO NOTHING`

// auditRead notes that a person saw an account: once a day is enough.
func auditRead(ctx context.Context, q sqlx.ExecerContext, d deed) error {
	day := housing.DateOf(d.at.UTC()).String()
	_, err := run(ctx, q, insertAuditOfDay, int64(d.person), int64(d.account), d.what, day, d.at)
	if err != nil {
		return fmt.Errorf("audit %s: %w", d.what, err)
	}
	return nil
}

// note is a deed for an organisation, as its journal tells it.
type note struct {
	deed
	org     housing.OrganisationID
	subject string // with what it was done; may be empty
	was, is string // what changed; may be empty
}

const insertEntry = `
	INSERT INTO audit (person_id, what, day, at, organisation_id, subject, was, became)
	VALUES ($1, $2, NULL, $3, $4, $5, $6, $7)`

// journal notes a deed for an organisation.
func journal(ctx context.Context, q sqlx.ExecerContext, e note) error {
	_, err := run(ctx, q, insertEntry, idArg(e.person), e.what, e.at, int64(e.org), e.subject, e.was, e.is)
	if err != nil {
		return fmt.Errorf("note %s in the journal: %w", e.what, err)
	}
	return nil
}
