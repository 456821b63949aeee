package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Sales ends what the former owner of a flat has of its account, on the word of the organisation.
type Sales struct{ DB *DB }

const countLinks = `
	SELECT count(*) FILTER (WHERE NOT invited) AS people, count(*) FILTER (WHERE invited) AS guests
	FROM links
	WHERE account_id = $1 AND suspended_at IS NULL`

// Selling tells what would end if a flat was sold: nobody is named.
func (s *Sales) Selling(
	ctx context.Context, x housing.Sale, now time.Time,
) (v housing.Selling, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		v, err = selling(ctx, tx, x)
		return err
	})
	if err != nil {
		return v, fmt.Errorf("look what a sale ends: %w", s.DB.barring(ctx, err, now))
	}
	return v, nil
}

// selling finds the account for who may act for its organisation.
func selling(ctx context.Context, tx *Tx, x housing.Sale) (v housing.Selling, err error) {
	if err := (attempt{x.By, x.Organisation, housing.StaffActs, soldDeed}).check(ctx, tx); err != nil {
		return v, err
	}
	in := housing.Inviting{Organisation: x.Organisation, Number: x.Number, Houses: x.Houses}
	if v.Account, err = invited(ctx, tx, in); err != nil {
		return v, err
	}
	var n struct {
		People int `db:"people"`
		Guests int `db:"guests"`
	}
	if err := get(ctx, tx, &n, countLinks, int64(v.Account.ID)); err != nil {
		return v, fmt.Errorf("count links: %w", err)
	}
	v.Account.Holder, v.People, v.Guests = "", n.People, n.Guests
	return v, nil
}

// HouseByText finds a house of the organisation.
func (s *Sales) HouseByText(
	ctx context.Context, org housing.OrganisationID, q housing.AddressQuery,
) (housing.House, error) {
	return (&Organisations{DB: s.DB}).HouseByText(ctx, org, q)
}

const soldDeed = "account.sold"

const suspendSold = `
	UPDATE links
	SET suspended_at = $2
	WHERE account_id = $1 AND suspended_at IS NULL
	RETURNING id`

// Who pays now is not known yet: the former holder neither stands on the new one's screen nor comes back by
// СНИЛС.
const forgetHolder = `
	UPDATE accounts
	SET holder = '', holder_key = '', holder_snils = NULL, by_code = true, changed_at = $2
	WHERE id = $1`

const voidSoldProofs = `DELETE FROM proofs WHERE account_id = $1`

const voidSoldCode = `UPDATE invites SET code_hash = NULL WHERE account_id = $1`

// Sell suspends the links of an account whose flat was sold, ends those of whom the household invited and
// voids what proved it; a new code lets the new owner in. Votes, payments and readings stay. Only the account
// that is named is touched: a flat may have several, of owners who sold nothing.
func (s *Sales) Sell(
	ctx context.Context, o housing.Once, x housing.Sale, now time.Time,
) (v housing.Selling, err error) {
	v, err = once(ctx, s.DB, confirmed{soldDeed, o, now}, func(tx *Tx) (v housing.Selling, err error) {
		if v, err = selling(ctx, tx, x); err != nil {
			return v, err
		}
		if err := lockAccount(ctx, tx, v.Account.ID); err != nil {
			return v, err
		}
		return v, sell(ctx, tx, x, v.Account, now)
	})
	if err != nil {
		return v, fmt.Errorf("end what a former owner has: %w", s.DB.barring(ctx, err, now))
	}
	return v, nil
}

func sell(ctx context.Context, tx *Tx, x housing.Sale, a housing.Account, now time.Time) error {
	id := int64(a.ID)
	var links []int64
	if err := list(ctx, tx, &links, suspendSold, id, now); err != nil {
		return fmt.Errorf("suspend links: %w", err)
	}
	err := runSteps(ctx, tx, []step{
		{name: "forget holder", query: forgetHolder, args: []any{id, now}},
		{name: "void proofs", query: voidSoldProofs, args: []any{id}},
		{name: "void code", query: voidSoldCode, args: []any{id}},
	})
	if err != nil {
		return err
	}
	var owners []int64
	if err := list(ctx, tx, &owners, selectNotInvited, pq.Array(links)); err != nil {
		return fmt.Errorf("find who is told: %w", err)
	}
	err = tellLinks(ctx, tx, linkNotice{
		kind: housing.NoticeSuspended, occasion: strconv.FormatInt(now.UnixNano(), 10), at: now,
		args: map[string]string{"reason": "sold"}, links: owners,
	})
	if err != nil {
		return err
	}
	if err := endOrphans(ctx, tx, []housing.AccountID{a.ID}, now); err != nil {
		return err
	}
	if err := audit(ctx, tx, deed{x.By, a.ID, soldDeed, now}); err != nil {
		return err
	}
	return journal(ctx, tx, note{
		deed: deed{x.By, 0, soldDeed, now}, org: x.Organisation, subject: a.Number,
	})
}

const selectNotInvited = `SELECT id FROM links WHERE id = ANY ($1) AND NOT invited`
