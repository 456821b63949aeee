package postgres

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

const selectMeter = `
	SELECT` + meterColumns + `
	FROM meters m
	JOIN links l ON l.account_id = m.account_id
	JOIN accounts a ON a.id = m.account_id
	WHERE m.id = $1 AND l.person_id = $2 AND $3 = ANY (l.rights)
	  AND` + aliveAt + `$4 AND a.closed_on IS NULL`

const selectHistory = `
	SELECT` + readingColumns + `, coalesce(earlier.figures, '{}') AS earlier,
		coalesce(p.id, 0) AS picture
	FROM readings r
	LEFT JOIN pictures p ON p.reading_id = r.id AND p.period = r.period AND ` + shownPicture + `
	LEFT JOIN LATERAL (
		SELECT e.figures
		FROM readings e
		WHERE e.meter_id = r.meter_id AND e.period < r.period
			AND e.replaced_at IS NULL AND e.state <> 'rejected'
		ORDER BY e.period DESC
		LIMIT 1
	) earlier ON true
	WHERE r.meter_id = $1
	ORDER BY r.period DESC, r.replaced_at IS NOT NULL, r.given_at DESC, r.id DESC
	LIMIT $2 OFFSET $3`

type historyRow struct {
	readingRow
	Earlier pq.StringArray    `db:"earlier"`
	Picture housing.PictureID `db:"picture"`
}

// History returns up to limit readings of a meter, newest first, after the
// first skip ones. Replaced readings stand below the one in their place.
func (s *Readings) History(
	ctx context.Context, person housing.PersonID, meter housing.MeterID, skip, limit int,
) (housing.History, error) {
	var m meterRow
	err := get(ctx, s.DB.pool, &m, selectMeter, int64(meter), int64(person), string(housing.MaySee),
		s.DB.now())
	if err != nil {
		return housing.History{}, fmt.Errorf("open history: %w", notYours(err))
	}
	var rows []historyRow
	err = list(ctx, s.DB.pool, &rows, selectHistory, int64(meter), limit+1, skip, s.DB.now())
	if err != nil {
		return housing.History{}, fmt.Errorf("list history: %w", err)
	}
	h := housing.History{Meter: m.meter(), More: len(rows) > limit}
	for i := range min(limit, len(rows)) {
		row, err := rows[i].historyRow()
		if err != nil {
			return h, err
		}
		h.Rows = append(h.Rows, row)
	}
	return h, auditRead(ctx, s.DB.pool, deed{person, h.Meter.Account, "readings.history", s.DB.now()})
}

func (r historyRow) historyRow() (housing.HistoryRow, error) {
	reading, err := r.reading()
	if err != nil {
		return housing.HistoryRow{}, err
	}
	row := housing.HistoryRow{Reading: reading, Replaced: r.ReplacedAt.Valid, Picture: r.Picture}
	earlier, err := valuesOf(r.Earlier)
	if err != nil {
		return row, err
	}
	if len(earlier) > 0 {
		row.Use = reading.Values.Sub(earlier)
	}
	return row, nil
}
