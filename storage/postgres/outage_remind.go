package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Prevention of a zone that is to come, or that ended lately without a word.
const selectPrevention = `
	SELECT` + outageColumns + `
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.kind = 'prevention' AND u.state = 'announced' AND u.ends_at > $2
	  AND $1 = (
		SELECT min(h.zone)
		FROM outage_places pl
		JOIN houses h ON h.id = pl.house_id
		WHERE pl.outage_id = u.id)
	ORDER BY u.id`

// remembered is how long ago prevention ended that is still looked at.
const remembered = 72 * time.Hour

// RemindOfPrevention writes to the people of houses of a zone whose hot water
// will be off in a week or a day, or is due back; to each once.
func (s *Outages) RemindOfPrevention(ctx context.Context, zone string, now time.Time) error {
	var rows []outageRow
	if err := list(ctx, s.DB.pool, &rows, selectPrevention, zone, now.Add(-remembered)); err != nil {
		return fmt.Errorf("list prevention: %w", err)
	}
	all, err := withPlaces(ctx, s.DB.pool, rows, selectPlaces)
	if err != nil {
		return err
	}
	local := now.In(housing.House{Zone: zone}.Location())
	for _, o := range all {
		step := o.PreventionStage(local)
		if step == "" {
			continue
		}
		err := s.DB.inTx(ctx, func(tx *Tx) error { return tellOutage(ctx, tx, o, step, now) })
		if err != nil {
			return fmt.Errorf("remind of prevention: %w", err)
		}
	}
	return nil
}

const selectEntrances = `
	SELECT p.house_id, p.entrance
	FROM premises p
	JOIN houses h ON h.id = p.house_id AND h.organisation_id = $1
	WHERE p.house_id = ANY ($2::bigint[]) AND p.entrance <> ''
	GROUP BY p.house_id, p.entrance
	ORDER BY p.house_id, length(p.entrance), p.entrance`

// Entrances lists the entrances of houses of an organisation, as far as they are known.
func (s *Houses) Entrances(
	ctx context.Context, org housing.OrganisationID, houses []housing.HouseID,
) (map[housing.HouseID][]string, error) {
	var rows []struct {
		House    int64  `db:"house_id"`
		Entrance string `db:"entrance"`
	}
	ids := each(houses, func(h housing.HouseID) int64 { return int64(h) })
	if err := list(ctx, s.DB.pool, &rows, selectEntrances, int64(org), pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("list entrances: %w", err)
	}
	all := map[housing.HouseID][]string{}
	for _, r := range rows {
		all[housing.HouseID(r.House)] = append(all[housing.HouseID(r.House)], r.Entrance)
	}
	return all, nil
}
