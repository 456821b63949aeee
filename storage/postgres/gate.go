package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// aliveAt, with a moment after it, are the links l whose people have the account then: not suspended, the
// term not over. A term that is over keeps its row until [Family.End] sweeps it, so whoever asks names the
// moment.
const aliveAt = ` l.suspended_at IS NULL AND coalesce(l.ends_at, 'infinity') > `

const linkColumns = accountColumns + `,
	l.id AS link_id, l.person_id, l.role, l.name AS link_name, l.since, l.suspended_at, l.rights, l.invited,
	l.ends_at`

type linkRow struct {
	accountRow
	LinkID      int64          `db:"link_id"`
	PersonID    int64          `db:"person_id"`
	Role        string         `db:"role"`
	LinkName    string         `db:"link_name"`
	Since       time.Time      `db:"since"`
	SuspendedAt sql.NullTime   `db:"suspended_at"`
	Rights      pq.StringArray `db:"rights"`
	Invited     bool           `db:"invited"`
	EndsAt      sql.NullTime   `db:"ends_at"`
}

// connection hides from a suspended link what may belong to somebody else.
func (r linkRow) connection() housing.Connection {
	c := housing.Connection{
		Account: r.account(), Name: r.LinkName, Role: housing.Role(r.Role),
		Suspended: r.SuspendedAt.Valid, Since: r.Since.UTC(),
		Rights: rightsOf(r.Rights), Invited: r.Invited, Until: lastDay(r.EndsAt, r.house()),
	}
	if c.Suspended {
		c.Account.Holder, c.Account.Area = "", decimal.Zero
	}
	return c
}

// may reports whether the link's person has a right, while the link lives.
func (r linkRow) may(right housing.Right) bool { return slices.Contains(r.Rights, string(right)) }

func rightsOf(stored []string) []housing.Right {
	rights := make([]housing.Right, len(stored))
	for i, r := range stored {
		rights[i] = housing.Right(r)
	}
	return rights
}

// rightsArg is how rights are stored.
func rightsArg(rights []housing.Right) any {
	names := make([]string, len(rights))
	for i, r := range rights {
		names[i] = string(r)
	}
	return pq.Array(names)
}

// endOf is the moment at which a term that has a last day ends in a house; NULL: there is none.
func endOf(last housing.Date, h housing.House) sql.NullTime {
	if last.IsZero() {
		return sql.NullTime{}
	}
	return sql.NullTime{Time: last.Add(1).In(h.Location()), Valid: true}
}

// lastDay is the day before such a moment; zero: there is no term.
func lastDay(end sql.NullTime, h housing.House) housing.Date {
	if !end.Valid {
		return housing.Date{}
	}
	return housing.DateOf(end.Time.In(h.Location())).Add(-1)
}

// gate is what somebody asks of an account. Every read and every deed of an
// account passes it, or has its conditions in a query of its own.
type gate struct {
	person  housing.PersonID
	account housing.AccountID
	right   housing.Right // empty: any link will do
	at      time.Time
}

const selectLiveLink = `
	SELECT` + linkColumns + `, $3::text = '' OR $3 = ANY (l.rights) AS allowed
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	WHERE l.person_id = $1 AND l.account_id = $2 AND` + aliveAt + `$4 AND a.closed_on IS NULL`

// link returns the person's live link with the right; housing.ErrNotYours where
// there is none, housing.ErrNotAllowed where it lacks the right.
func (g gate) link(ctx context.Context, q sqlx.QueryerContext) (linkRow, error) {
	var row struct {
		linkRow

		Allowed bool `db:"allowed"`
	}
	err := get(ctx, q, &row, selectLiveLink, int64(g.person), int64(g.account), string(g.right), g.at)
	switch {
	case err != nil:
		return linkRow{}, fmt.Errorf("find link: %w", notYours(err))
	case !row.Allowed:
		return linkRow{}, fmt.Errorf("use link: %w", housing.ErrNotAllowed())
	}
	return row.linkRow, nil
}

// lock is link that keeps others from changing the account's readings and
// links until the transaction ends.
func (g gate) lock(ctx context.Context, tx *Tx) (linkRow, error) {
	if err := lockAccount(ctx, tx, g.account); err != nil {
		return linkRow{}, err
	}
	return g.link(ctx, tx)
}

const selectAccountLock = `SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE`

func lockAccount(ctx context.Context, tx *Tx, a housing.AccountID) error {
	var id int64
	if err := get(ctx, tx, &id, selectAccountLock, int64(a)); err != nil {
		return fmt.Errorf("lock account: %w", notYours(err))
	}
	return nil
}
