package postgres

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"dombot/internal/housing"
)

// Accounts remembers who may do what with which account.
type Accounts struct{ DB *DB }

const selectLinks = `
	SELECT` + linkColumns + `
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	WHERE l.person_id = $1 AND (l.ends_at IS NULL OR l.ends_at > $2)
	ORDER BY l.since, l.id`

// Connections returns the person's accounts, oldest first, suspended ones too.
func (s *Accounts) Connections(ctx context.Context, person housing.PersonID) ([]housing.Connection, error) {
	var rows []linkRow
	if err := list(ctx, s.DB.pool, &rows, selectLinks, int64(person), s.DB.now()); err != nil {
		return nil, fmt.Errorf("list connections: %w", err)
	}
	connections := each(rows, linkRow.connection)
	if len(rows) == 0 {
		return connections, nil
	}
	now := s.DB.now()
	day := housing.DateOf(now.UTC()).String()
	if _, err := run(ctx, s.DB.pool, auditLinks, int64(person), day, now); err != nil {
		return nil, fmt.Errorf("audit connections: %w", err)
	}
	return connections, nil
}

const auditLinks = `
	INSERT INTO audit (person_id, account_id, what, day, at)
	SELECT person_id, account_id, 'account.listed', $2, $3
	FROM links
	WHERE person_id = $1
	ON CONFLICT (person_id, account_id, what, day) DO NOTHING`

const selectLink = `
	SELECT` + linkColumns + `
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	WHERE l.person_id = $1 AND l.account_id = $2 AND (l.ends_at IS NULL OR l.ends_at > $3)`

// Connection returns the person's link to an account, also a suspended one:
// that tells neither the holder nor the area.
func (s *Accounts) Connection(
	ctx context.Context, person housing.PersonID, account housing.AccountID,
) (housing.Connection, error) {
	var row linkRow
	now := s.DB.now()
	if err := get(ctx, s.DB.pool, &row, selectLink, int64(person), int64(account), now); err != nil {
		return housing.Connection{}, fmt.Errorf("read connection: %w", notYours(err))
	}
	if err := auditRead(ctx, s.DB.pool, deed{person, account, "account.seen", now}); err != nil {
		return housing.Connection{}, err
	}
	return row.connection(), nil
}

const updateLinkName = `UPDATE links SET name = $3 WHERE person_id = $1 AND account_id = $2`

// Rename gives an account the person's own name, up to 40 signs.
func (s *Accounts) Rename(
	ctx context.Context, o housing.Once, person housing.PersonID, account housing.AccountID, name string,
) error {
	if utf8.RuneCountInString(name) > 40 {
		return refused("error.name_long")
	}
	_, err := once(ctx, s.DB, confirmed{"rename", o, s.DB.now()}, func(tx *Tx) (nothing, error) {
		n, err := run(ctx, tx, updateLinkName, int64(person), int64(account), name)
		if err == nil && n == 0 {
			err = housing.ErrNotYours()
		}
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("rename account: %w", err)
	}
	return nil
}

const deleteLink = `
	DELETE FROM links
	WHERE person_id = $1 AND account_id = $2
	RETURNING invited, called`

const deleteProof = `DELETE FROM proofs WHERE person_id = $1 AND account_id = $2`

// Disconnect ends the person's link. Readings and submissions stay. Those who
// may invite are told that somebody left whom they had invited; those whom nobody
// is left to answer for are out.
func (s *Accounts) Disconnect(
	ctx context.Context, o housing.Once, person housing.PersonID, account housing.AccountID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"disconnect", o, now}, func(tx *Tx) (nothing, error) {
		var gone struct {
			Invited bool   `db:"invited"`
			Called  string `db:"called"`
		}
		if err := get(ctx, tx, &gone, deleteLink, int64(person), int64(account)); err != nil {
			return nothing{}, fmt.Errorf("delete link: %w", notYours(err))
		}
		if _, err := run(ctx, tx, deleteProof, int64(person), int64(account)); err != nil {
			return nothing{}, fmt.Errorf("delete proof: %w", err)
		}
		if err := audit(ctx, tx, deed{person, account, "link.ended", now}); err != nil {
			return nothing{}, err
		}
		if !gone.Invited {
			return nothing{}, endOrphans(ctx, tx, []housing.AccountID{account}, now)
		}
		hosts, err := hostsOf(ctx, tx, account)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, tellFamily(ctx, tx, familyNotice{
			what: housing.FamilyLeft, account: account, people: hosts, at: now, called: gone.Called,
			about: int64(person),
		})
	})
	if err != nil {
		return fmt.Errorf("disconnect account: %w", err)
	}
	return nil
}
