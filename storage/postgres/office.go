package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectWaiting = `
	SELECT DISTINCT d.period
	FROM documents d
	JOIN accounts a ON a.id = d.account_id
	JOIN house_terms term ON term.house_id = a.house_id AND term.organisation_id = $1
		AND term.from_on < d.period + interval '1 month' AND term.until_on >= d.period + interval '1 month'
	WHERE d.state = 'loaded'
	ORDER BY d.period DESC
	LIMIT 24`

// Waiting lists the months of which an operator's organisation loaded documents that nobody sees yet, the
// newest first.
func (s *Operators) Waiting(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID,
) ([]housing.Period, error) {
	if err := s.looks(ctx, p, org, "months"); err != nil {
		return nil, fmt.Errorf("list months to publish: %w", err)
	}
	var rows []time.Time
	if err := list(ctx, s.DB.pool, &rows, selectWaiting, int64(org)); err != nil {
		return nil, fmt.Errorf("list months to publish: %w", err)
	}
	return each(rows, periodOf), nil
}

// Loaded tells an operator what waits to be published for a month.
func (s *Operators) Loaded(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, period housing.Period,
) (housing.LoadReport, error) {
	if err := s.looks(ctx, p, org, "report"); err != nil {
		return housing.LoadReport{}, fmt.Errorf("sum loaded documents: %w", err)
	}
	return (&Documents{DB: s.DB}).Loaded(ctx, org, period)
}

// Publish shows residents what an operator looked at.
func (s *Operators) Publish(
	ctx context.Context, o housing.Once, p housing.Publishing, now time.Time,
) (housing.Published, error) {
	done, err := once(ctx, s.DB, confirmed{"document.published", o, now},
		func(tx *Tx) (housing.Published, error) { return publish(ctx, tx, p, now) })
	if err != nil {
		return done, fmt.Errorf("publish documents: %w", s.DB.barring(ctx, err, now))
	}
	return done, nil
}

const selectUnsent = `
	SELECT r.period, count(*) FILTER (WHERE r.state = 'saved') AS fresh, count(*) AS everything
	FROM readings r
	JOIN meters m ON m.id = r.meter_id
	JOIN accounts a ON a.id = m.account_id
	JOIN house_terms term ON term.house_id = a.house_id AND term.organisation_id = $1
		AND term.from_on < r.period + interval '1 month' AND term.until_on >= r.period + interval '1 month'
	WHERE r.replaced_at IS NULL AND r.source = 'resident' AND r.period >= $2
	GROUP BY r.period
	ORDER BY r.period DESC`

// Unsent counts what residents handed in since a month, the newest month first.
func (s *Operators) Unsent(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, since housing.Period,
) ([]housing.UnsentMonth, error) {
	if err := s.looks(ctx, p, org, "unsent"); err != nil {
		return nil, fmt.Errorf("count readings to export: %w", err)
	}
	var rows []struct {
		Period time.Time `db:"period"`
		Fresh  int       `db:"fresh"`
		All    int       `db:"everything"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectUnsent, int64(org), periodArg(since)); err != nil {
		return nil, fmt.Errorf("count readings to export: %w", err)
	}
	months := make([]housing.UnsentMonth, len(rows))
	for i, r := range rows {
		months[i] = housing.UnsentMonth{Period: periodOf(r.Period), Fresh: r.Fresh, All: r.All}
	}
	return months, nil
}

// looks refuses who may not even look at what an organisation has.
func (s *Operators) looks(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, what string,
) error {
	return s.DB.allow(ctx, attempt{p, org, housing.StaffLooks, "look." + what}, s.DB.now())
}
