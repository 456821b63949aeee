package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

const selectPayees = `
	SELECT bik, account, name, inn, kpp, bank, correspondent
	FROM payees
	WHERE organisation_id = $1`

type payeeRow struct {
	BIK           string `db:"bik"`
	Account       string `db:"account"`
	Name          string `db:"name"`
	INN           string `db:"inn"`
	KPP           string `db:"kpp"`
	Bank          string `db:"bank"`
	Correspondent string `db:"correspondent"`
}

// payeesOf returns the payees of requisites in their order; the zero Payee
// where the organisation has not said who it is.
func payeesOf(
	ctx context.Context, q sqlx.QueryerContext, org housing.OrganisationID, requisites []housing.Requisite,
) ([]housing.Payee, error) {
	var rows []payeeRow
	if err := list(ctx, q, &rows, selectPayees, int64(org)); err != nil {
		return nil, fmt.Errorf("list payees: %w", err)
	}
	payees := make([]housing.Payee, len(requisites))
	for i, r := range requisites {
		for _, p := range rows {
			if p.BIK == r.BIK && p.Account == r.Account {
				payees[i] = housing.Payee(p)
			}
		}
	}
	return payees, nil
}

const upsertPayee = `
	INSERT INTO payees (organisation_id, bik, account, name, inn, kpp, bank, correspondent, changed_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (organisation_id, bik, account) DO UPDATE
	SET name = excluded.name, inn = excluded.inn, kpp = excluded.kpp, bank = excluded.bank,
		correspondent = excluded.correspondent, changed_at = excluded.changed_at`

// SetPayee says who gets the money that is paid on a bank account.
func (s *Documents) SetPayee(
	ctx context.Context, org housing.OrganisationID, p housing.Payee, now time.Time,
) error {
	_, err := run(ctx, s.DB.pool, upsertPayee, int64(org),
		p.BIK, p.Account, p.Name, p.INN, p.KPP, p.Bank, p.Correspondent, now)
	if err != nil {
		return fmt.Errorf("set payee: %w", err)
	}
	return nil
}
