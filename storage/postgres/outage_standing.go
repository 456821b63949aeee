package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectStandingOutages = `
	SELECT` + outageColumns + `
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.organisation_id = $1 AND u.state = 'announced' AND (u.ends_at IS NULL OR u.ends_at > $2)
	ORDER BY u.starts_at, u.id`

// unclosed is for how long an outage whose time ran out stands, so that somebody
// says that it is over, or lasts.
const unclosed = 24 * time.Hour

// Standing lists the outages of an organisation that last, are to come, or ran
// out within the day without a word that they are over.
func (s *Outages) Standing(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
) ([]housing.Outage, error) {
	if err := s.DB.allow(ctx, attempt{p, org, housing.StaffLooks, "look.outages"}, now); err != nil {
		return nil, fmt.Errorf("list standing outages: %w", err)
	}
	var rows []outageRow
	if err := list(ctx, s.DB.pool, &rows, selectStandingOutages, int64(org), now.Add(-unclosed)); err != nil {
		return nil, fmt.Errorf("list standing outages: %w", err)
	}
	return withPlaces(ctx, s.DB.pool, rows, selectPlaces)
}

// An outage that ran out is over once it stands no longer.
const selectPastOutages = `
	SELECT` + outageColumns + `
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.organisation_id = $1
	  AND (u.state = 'ended' AND coalesce(u.closed_at, u.ends_at) > $2
		OR u.state = 'announced' AND u.ends_at > $2 AND u.ends_at <= $3)
	ORDER BY u.starts_at DESC, u.id DESC
	LIMIT 20`

// Past lists the last outages of an organisation that ended or ran out since a
// moment, the newest first.
func (s *Outages) Past(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, since, now time.Time,
) ([]housing.Outage, error) {
	if err := s.DB.allow(ctx, attempt{p, org, housing.StaffLooks, "look.outages"}, now); err != nil {
		return nil, fmt.Errorf("list past outages: %w", err)
	}
	var rows []outageRow
	err := list(ctx, s.DB.pool, &rows, selectPastOutages, int64(org), since, now.Add(-unclosed))
	if err != nil {
		return nil, fmt.Errorf("list past outages: %w", err)
	}
	return withPlaces(ctx, s.DB.pool, rows, selectPlaces)
}
