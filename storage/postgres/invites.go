package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectInvited = `
	SELECT` + accountColumns + `
	FROM` + accountTables + `
	WHERE h.organisation_id = $1 AND a.closed_on IS NULL AND ($4::bigint[] = '{}' OR h.id = ANY ($4))
	  AND (a.number_key = $2 OR a.els_key = $3 OR a.izhku_key = $3)
	ORDER BY a.number_key <> $2, a.id
	LIMIT 10`

// The salt comes from the database's strong random source.
const upsertInvite = `
	INSERT INTO invites (account_id, generation, salt, code_hash, issued_at)
	VALUES ($1, 1, gen_random_uuid(), NULL, $2)
	ON CONFLICT (account_id) DO UPDATE
	SET generation = invites.generation + 1, salt = excluded.salt,
		code_hash = NULL, issued_at = excluded.issued_at
	RETURNING salt`

const updateInvite = `UPDATE invites SET code_hash = $2 WHERE account_id = $1`

const deleteClaimNumber = `DELETE FROM claim_numbers WHERE target = $1`

// Invite gives an account a new code: the old one is void and wrong proofs
// are forgotten.
func (s *Organisations) Invite(
	ctx context.Context, in housing.Inviting, now time.Time,
) (account housing.Account, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		if account, err = invited(ctx, tx, in); err != nil {
			return err
		}
		var salt string
		if err := get(ctx, tx, &salt, upsertInvite, int64(account.ID), now); err != nil {
			return fmt.Errorf("issue code: %w", err)
		}
		hash, err := hashCode(housing.FoldSecret(in.Code), salt)
		if err != nil {
			return err
		}
		if _, err := run(ctx, tx, updateInvite, int64(account.ID), hash); err != nil {
			return fmt.Errorf("store code: %w", err)
		}
		if _, err := run(ctx, tx, deleteClaimNumber, claimTarget(account.ID)); err != nil {
			return fmt.Errorf("forget misses: %w", err)
		}
		return audit(ctx, tx, deed{0, account.ID, "invite.issued", now})
	})
	if err != nil {
		return housing.Account{}, fmt.Errorf("invite to account %s: %w", in.Number.Value, err)
	}
	return account, nil
}

func invited(ctx context.Context, tx *Tx, in housing.Inviting) (housing.Account, error) {
	var rows []accountRow
	err := list(ctx, tx, &rows, selectInvited, int64(in.Organisation), in.Number.Value,
		unifiedKey(in.Number.Value), ints(in.Houses))
	if err != nil {
		return housing.Account{}, fmt.Errorf("find account: %w", err)
	}
	switch len(rows) {
	case 0:
		return housing.Account{}, notFound("error.account_unknown")
	case 1:
		return rows[0].account(), nil
	}
	houses := each(rows, func(r accountRow) housing.House { return r.house() })
	err = refused("error.account_ambiguous")
	return housing.Account{}, fmt.Errorf("name the house%s: %w", listed(houses), err)
}
