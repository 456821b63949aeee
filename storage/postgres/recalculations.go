package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

const selectSuffering = `
	SELECT` + linkColumns + `
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	WHERE l.person_id = $1 AND 'see' = ANY (l.rights) AND` + aliveAt + `$2 AND a.closed_on IS NULL
	ORDER BY l.since, l.id`

// The outages at the premises of accounts that lasted since a moment.
const selectLost = `
	SELECT DISTINCT ON (u.starts_at, u.id, a.id) a.id AS suffering, ` + outageColumns + `
	FROM accounts a
	LEFT JOIN premises p ON p.id = a.premises_id
	JOIN outage_places pl ON pl.house_id = a.house_id
	JOIN outages u ON u.id = pl.outage_id
	JOIN organisations o ON o.id = u.organisation_id
	WHERE a.id = ANY ($1) AND u.state IN ('announced', 'ended') AND u.starts_at <= $3
	  AND (u.ends_at IS NULL OR u.ends_at > $2)
	  AND (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
	  AND (cardinality(pl.premises) = 0 OR p.number_key = ANY (pl.premises))
	ORDER BY u.starts_at, u.id, a.id`

// The newest documents of accounts.
const selectCharged = `
	SELECT` + documentColumns + `
	FROM unnest($1::bigint[]) AS asked (account_id)
	CROSS JOIN LATERAL (
		SELECT *
		FROM documents
		WHERE account_id = asked.account_id AND state = 'published'
		ORDER BY period DESC
		LIMIT 4
	) d
	ORDER BY d.account_id, d.period DESC`

// Losses returns what the person's accounts went without in this month and the
// one before, and what they were charged.
func (s *Outages) Losses(ctx context.Context, p housing.PersonID, now time.Time) ([]housing.Loss, error) {
	all, err := lossesOf(ctx, s.DB.pool, p, now)
	if err != nil {
		return nil, fmt.Errorf("list losses: %w", err)
	}
	return all, nil
}

func lossesOf(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, now time.Time,
) (all []housing.Loss, err error) {
	var links []linkRow
	if err := list(ctx, q, &links, selectSuffering, int64(p), now); err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	var ids []int64
	for i := range links {
		ids = append(ids, links[i].AccountID)
		all = append(all, housing.Loss{Account: links[i].account(), Name: links[i].LinkName})
	}
	var lost []struct {
		outageRow
		Account int64 `db:"suffering"`
	}
	since := now.AddDate(0, -2, 0) // the month before began later in every zone
	if err := list(ctx, q, &lost, selectLost, pq.Array(ids), since, now); err != nil {
		return nil, fmt.Errorf("list outages: %w", err)
	}
	for i := range lost {
		o, err := lost[i].outage()
		if err != nil {
			return nil, err
		}
		l := &all[slices.Index(ids, lost[i].Account)]
		l.Outages = append(l.Outages, o)
	}
	var rows []documentRow
	if err := list(ctx, q, &rows, selectCharged, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	for i := range rows {
		d, err := rows[i].document()
		if err != nil {
			return nil, err
		}
		l := &all[slices.Index(ids, rows[i].Account)]
		l.Documents = append(l.Documents, d)
	}
	return all, nil
}

const upsertRecalculation = `
	INSERT INTO recalculations (person_id, account_id, utility, period, off, hours, percent,
		base, base_of, sum, outages, rule, at)
	VALUES ($1, $2, $3, $4, make_interval(secs => $5), $6, $7, $8, $9, $10, $11, $12, $13)
	ON CONFLICT (person_id, account_id, utility, period) DO UPDATE
	SET off = excluded.off, hours = excluded.hours, percent = excluded.percent, base = excluded.base,
		base_of = excluded.base_of, sum = excluded.sum, outages = excluded.outages, rule = excluded.rule,
		at = excluded.at`

// KeepRecalculations keeps the estimates for the person's accounts as they are
// now, for an appeal; one that was kept before is brought up to date. It returns
// how many there are.
func (s *Outages) KeepRecalculations(
	ctx context.Context, o housing.Once, p housing.PersonID, now time.Time,
) (kept int, err error) {
	deed := confirmed{"recalculations.kept", o, now}
	kept, err = once(ctx, s.DB, deed, func(tx *Tx) (kept int, err error) {
		if err := lockPerson(ctx, tx, p); err != nil {
			return 0, err
		}
		all, err := lossesOf(ctx, tx, p, now)
		if err != nil {
			return 0, err
		}
		for _, l := range all {
			for _, r := range l.Recalculations(now) {
				if err := keepRecalculation(ctx, tx, p, r, now); err != nil {
					return kept, err
				}
				kept++
			}
		}
		return kept, nil
	})
	if err != nil {
		return 0, fmt.Errorf("keep recalculations: %w", err)
	}
	return kept, nil
}

func keepRecalculation(
	ctx context.Context, tx *Tx, p housing.PersonID, r housing.Recalculation, now time.Time,
) error {
	var baseOf any
	if r.Base.Valid {
		baseOf = periodArg(r.BaseOf)
	}
	outages := each(r.Outages, func(id housing.OutageID) int64 { return int64(id) })
	_, err := run(ctx, tx, upsertRecalculation,
		int64(p), int64(r.Account.ID), string(r.Utility), periodArg(r.Period),
		r.Off.Seconds(), r.Hours, r.Percent, r.Base, baseOf, r.Sum, pq.Array(outages), r.Rule, now)
	if err != nil {
		return fmt.Errorf("keep recalculation: %w", err)
	}
	return audit(ctx, tx, deed{p, r.Account.ID, "recalculation.kept", now})
}
