package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

const selectMeterLines = `
	SELECT m.resource, m.serial, m.place, m.unit, m.tariffs, r.figures, r.taken_on,
		coalesce(earlier.figures, '{}') AS earlier
	FROM meters m
	JOIN readings r ON r.meter_id = m.id AND r.period = $2 AND r.replaced_at IS NULL AND r.state <> 'rejected'
	LEFT JOIN LATERAL (
		SELECT e.figures
		FROM readings e
		WHERE e.meter_id = m.id AND e.period < $2 AND e.replaced_at IS NULL AND e.state <> 'rejected'
		ORDER BY e.period DESC
		LIMIT 1) earlier ON true
	WHERE m.account_id = $1
	ORDER BY m.resource, m.place, m.id`

type meterLineRow struct {
	Resource string         `db:"resource"`
	Serial   string         `db:"serial"`
	Place    string         `db:"place"`
	Unit     string         `db:"unit"`
	Tariffs  int            `db:"tariffs"`
	Figures  pq.StringArray `db:"figures"`
	Earlier  pq.StringArray `db:"earlier"`
	Taken    time.Time      `db:"taken_on"`
}

// shownMeters returns what the meters of an account showed in a period.
func shownMeters(
	ctx context.Context, q sqlx.QueryerContext, account housing.AccountID, period housing.Period,
) ([]housing.MeterLine, error) {
	if period.IsZero() {
		return nil, nil
	}
	var rows []meterLineRow
	if err := list(ctx, q, &rows, selectMeterLines, int64(account), periodArg(period)); err != nil {
		return nil, fmt.Errorf("list readings of period: %w", err)
	}
	lines := make([]housing.MeterLine, len(rows))
	for i := range rows {
		r := &rows[i]
		lines[i] = housing.MeterLine{
			Meter: housing.Meter{
				Resource: housing.Resource(r.Resource), Serial: r.Serial, Place: r.Place, Unit: r.Unit,
				Tariffs: r.Tariffs,
			},
			Taken: housing.DateOf(r.Taken),
		}
		var err error
		if lines[i].Now, err = valuesOf(r.Figures); err != nil {
			return nil, err
		}
		if lines[i].Before, err = valuesOf(r.Earlier); err != nil {
			return nil, err
		}
	}
	return lines, nil
}
