package postgres

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// uncounted is which payments y the document d of a house h does not count, as
// selectPaidSince has it.
const uncounted = `y.account_id = d.account_id AND y.state = 'succeeded'
	AND y.settled_at >= coalesce((d.counted_on + 1)::timestamp AT TIME ZONE h.zone, (
		SELECT min(e.loaded_at)
		FROM documents e
		WHERE e.account_id = d.account_id AND e.period = d.period AND e.state <> 'loaded'))`

// As [Payments.Bills] has it, of all accounts at once: the newest document less
// what was paid through us and is not counted in it. Nothing is told of an
// organisation that may not send sums.
const selectDue = `
	SELECT a.id AS account, greatest(d.due - coalesce(sum(y.sum), 0), 0) AS due
	FROM links l
	JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
	JOIN houses h ON h.id = a.house_id
	JOIN organisations o ON o.id = h.organisation_id AND o.chat_content = 'full'
	JOIN LATERAL (
		SELECT account_id, period, due, counted_on
		FROM documents
		WHERE account_id = a.id AND state = 'published'
		ORDER BY period DESC
		LIMIT 1
	) d ON true
	LEFT JOIN payments y ON ` + uncounted + `
	WHERE l.person_id = $1 AND 'see' = ANY (l.rights) AND` + aliveAt + `$2
	GROUP BY a.id, d.due`

// Due returns what is to be paid now for each of the person's accounts that has
// a published document.
func (s *Payments) Due(
	ctx context.Context, p housing.PersonID,
) (map[housing.AccountID]decimal.Decimal, error) {
	var rows []struct {
		Account int64           `db:"account"`
		Due     decimal.Decimal `db:"due"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectDue, int64(p), s.DB.now()); err != nil {
		return nil, fmt.Errorf("sum what is due: %w", err)
	}
	due := make(map[housing.AccountID]decimal.Decimal, len(rows))
	for _, r := range rows {
		due[housing.AccountID(r.Account)] = r.Due
	}
	return due, nil
}

const selectSince = `
	SELECT coalesce(sum(y.sum), 0)
	FROM documents d
	JOIN accounts a ON a.id = d.account_id
	JOIN houses h ON h.id = a.house_id
	JOIN payments y ON ` + uncounted + `
	WHERE d.id = $1 AND d.period = $2`

// paidSince sums what was paid through us and is not counted in a document.
func paidSince(
	ctx context.Context, q sqlx.QueryerContext, d housing.Document,
) (sum decimal.Decimal, err error) {
	if err := get(ctx, q, &sum, selectSince, int64(d.ID), periodArg(d.Period)); err != nil {
		return sum, fmt.Errorf("sum what was paid since: %w", err)
	}
	return sum, nil
}
