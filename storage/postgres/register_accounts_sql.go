package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/housing"
)

const upsertPremises = `
	INSERT INTO premises (house_id, number, number_key, room, room_key, kind, gis_id, entrance)
	SELECT DISTINCT ON (house_id, premises_key, room_key)
		house_id, premises, premises_key, room, room_key, premises_kind, gis_id, entrance
	FROM import_accounts
	WHERE premises_key <> ''
	ORDER BY house_id, premises_key, room_key, gis_id DESC, entrance DESC
	ON CONFLICT (house_id, number_key, room_key) DO UPDATE
	SET kind = coalesce(nullif(excluded.kind, ''), premises.kind),
		gis_id = coalesce(nullif(excluded.gis_id, ''), premises.gis_id),
		entrance = coalesce(nullif(excluded.entrance, ''), premises.entrance)
	WHERE excluded.kind <> '' AND excluded.kind <> premises.kind
		OR excluded.gis_id <> '' AND excluded.gis_id <> premises.gis_id
		OR excluded.entrance <> '' AND excluded.entrance <> premises.entrance`

const matchPremises = `
	UPDATE import_accounts i
	SET premises_id = p.id
	FROM premises p
	WHERE p.house_id = i.house_id AND p.number_key = i.premises_key AND p.room_key = i.room_key`

// What the file leaves empty is taken from the account; СНИЛС only while the holder is the same.
const matchAccounts = `
	UPDATE import_accounts i
	SET account_id = a.id,
		els = coalesce(nullif(i.els, ''), a.els), els_key = coalesce(nullif(i.els_key, ''), a.els_key),
		izhku = coalesce(nullif(i.izhku, ''), a.izhku),
		izhku_key = coalesce(nullif(i.izhku_key, ''), a.izhku_key),
		kind = coalesce(nullif(i.kind, ''), a.kind),
		holder = coalesce(nullif(i.holder, ''), a.holder),
		holder_key = coalesce(nullif(i.holder_key, ''), a.holder_key),
		holder_snils = CASE
			WHEN i.holder_snils IS NULL AND i.holder_key IN ('', a.holder_key) THEN a.holder_snils
			ELSE i.holder_snils END,
		area = coalesce(nullif(i.area, 0), a.area), living = coalesce(nullif(i.living, 0), a.living),
		heated = coalesce(nullif(i.heated, 0), a.heated), persons = coalesce(nullif(i.persons, 0), a.persons),
		share = coalesce(nullif(i.share, 0), a.share), premises_id = coalesce(i.premises_id, a.premises_id)
	FROM accounts a
	WHERE a.house_id = i.house_id AND a.number_key = i.number_key`

// A СНИЛС tells who holds an account, whatever the name became; a name tells it where there is none. Hashes
// under two keys, which their first four bytes name, tell nothing.
const compareAccounts = `
	UPDATE import_accounts i
	SET changed = true,
		suspends = a.closed_on IS NULL AND i.closed_on IS NOT NULL
			OR CASE
				WHEN substring(a.holder_snils FOR 4) = substring(i.holder_snils FOR 4)
				THEN a.holder_snils <> i.holder_snils
				ELSE a.holder_key <> '' AND a.holder_key <> i.holder_key END
	FROM accounts a
	WHERE a.id = i.account_id
	  AND (a.number, a.els, a.izhku, a.kind, a.renter, a.holder, a.holder_snils, a.area, a.living, a.heated,
			a.persons, a.share, a.closed_on, a.premises_id)
		IS DISTINCT FROM (i.number, i.els, i.izhku, i.kind, i.renter, i.holder, i.holder_snils,
			i.area, i.living, i.heated, i.persons, i.share, i.closed_on, i.premises_id)`

func matchAccountSteps() []step {
	return []step{
		{name: "measure import", query: `ANALYZE import_accounts`},
		{name: "store premises", query: upsertPremises},
		{name: "find premises", query: matchPremises},
		{name: "find accounts", query: matchAccounts},
		{name: "compare accounts", query: compareAccounts},
	}
}

const updateAccounts = `
	UPDATE accounts a
	SET number = i.number, els = i.els, els_key = i.els_key, izhku = i.izhku, izhku_key = i.izhku_key,
		kind = i.kind, renter = i.renter, holder = i.holder, holder_key = i.holder_key,
		holder_snils = i.holder_snils, area = i.area, living = i.living, heated = i.heated,
		persons = i.persons, share = i.share,
		closed_on = i.closed_on, premises_id = i.premises_id, changed_at = $1,
		by_code = a.by_code OR i.suspends
	FROM import_accounts i
	WHERE a.id = i.account_id AND i.changed`

const insertAccounts = `
	INSERT INTO accounts (house_id, premises_id, number, number_key, els, els_key, izhku, izhku_key,
		kind, renter, holder, holder_key, holder_snils, area, living, heated, persons, share, closed_on,
		changed_at)
	SELECT house_id, premises_id, number, number_key, els, els_key, izhku, izhku_key, kind, renter,
		holder, holder_key, holder_snils, area, living, heated, persons, share, closed_on, $1
	FROM import_accounts
	WHERE account_id IS NULL`

const voidProofs = `
	DELETE FROM proofs v
	USING import_accounts i
	WHERE v.account_id = i.account_id AND i.suspends`

const voidInvites = `
	UPDATE invites v
	SET code_hash = NULL
	FROM import_accounts i
	WHERE v.account_id = i.account_id AND i.suspends`

func storeAccountSteps(now time.Time) []step {
	return []step{
		{name: "change accounts", query: updateAccounts, args: []any{now}},
		{name: "create accounts", query: insertAccounts, args: []any{now}},
		{name: "void proofs", query: voidProofs},
		{name: "void codes", query: voidInvites},
	}
}

const suspendLinks = `
	UPDATE links l
	SET suspended_at = $1
	FROM import_accounts i
	WHERE l.account_id = i.account_id AND i.suspends AND l.suspended_at IS NULL
	RETURNING l.id, l.account_id AS account, l.invited, i.closed_on IS NOT NULL AS closed`

// suspendImported suspends the links of accounts whose holder changed or that
// were closed, and tells their people which of the two it was. Those whom the
// household had invited are out.
func suspendImported(ctx context.Context, tx *Tx, now time.Time) (int, error) {
	var rows []struct {
		ID      int64             `db:"id"`
		Account housing.AccountID `db:"account"`
		Invited bool              `db:"invited"`
		Closed  bool              `db:"closed"`
	}
	if err := list(ctx, tx, &rows, suspendLinks, now); err != nil {
		return 0, fmt.Errorf("suspend links: %w", err)
	}
	why := map[string][]int64{}
	var accounts []housing.AccountID
	for _, r := range rows {
		accounts = append(accounts, r.Account)
		switch {
		case r.Invited: // their link ends, and they are told so
		case r.Closed:
			why["closed"] = append(why["closed"], r.ID)
		default:
			why["holder"] = append(why["holder"], r.ID)
		}
	}
	for reason, links := range why {
		err := tellLinks(ctx, tx, linkNotice{
			kind: housing.NoticeSuspended, occasion: strconv.FormatInt(now.UnixNano(), 10), at: now,
			args: map[string]string{"reason": reason}, links: links,
		})
		if err != nil {
			return 0, err
		}
	}
	if err := endOrphans(ctx, tx, accounts, now); err != nil {
		return 0, err
	}
	return len(rows), nil
}
