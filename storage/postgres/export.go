package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

type exportRow struct {
	accountRow
	meterRow
	readingRow
}

const selectExport = `
	SELECT` + accountColumns + `,` + meterColumns + `,` + readingColumns + `
	FROM readings r
	JOIN meters m ON m.id = r.meter_id
	JOIN (` + accountTables + `) ON a.id = m.account_id` + ofMonth + `
	WHERE r.period = $2 AND r.replaced_at IS NULL AND r.source = 'resident'
	  AND (r.state = 'saved' OR $3)
	ORDER BY h.place_key,` + naturalOrder + `,
		substring(p.number_key FROM '^\d{1,9}')::integer NULLS LAST, p.number_key,
		a.number_key, m.resource, m.place, m.id`

// ForExport returns the readings of a period that residents gave and the
// organisation has not got, with all also those that it has.
func (s *Readings) ForExport(
	ctx context.Context, org housing.OrganisationID, period housing.Period, all bool,
) ([]housing.ExportRow, error) {
	var rows []exportRow
	if err := list(ctx, s.DB.pool, &rows, selectExport, int64(org), periodArg(period), all); err != nil {
		return nil, fmt.Errorf("list readings for export: %w", err)
	}
	exported := make([]housing.ExportRow, len(rows))
	for i := range rows {
		r := &rows[i]
		reading, err := r.reading()
		if err != nil {
			return nil, err
		}
		exported[i] = housing.ExportRow{
			Reading: r.ReadingID, House: r.house(), Premises: r.Premises, Account: r.AccountNumber,
			Meter: r.meter(), Period: reading.Period, Taken: reading.Taken, Values: reading.Values,
			Again: r.Correction,
		}
	}
	return exported, nil
}

const markReadingsSent = `
	UPDATE readings r
	SET state = 'sent', sent_at = $3
	FROM meters m, accounts a, house_terms term
	WHERE r.id = ANY ($2) AND r.state = 'saved' AND m.id = r.meter_id AND a.id = m.account_id
	  AND term.house_id = a.house_id AND term.organisation_id = $1
	  AND term.from_on < r.period + interval '1 month' AND term.until_on >= r.period + interval '1 month'`

// What stands in the place of a reading that was replaced between the export
// and its marking corrects what the organisation got.
const markCorrections = `
	UPDATE readings live
	SET correction = true
	FROM readings r
	WHERE r.id = ANY ($1) AND r.replaced_at IS NOT NULL AND r.state = 'sent'
	  AND live.meter_id = r.meter_id AND live.period = r.period
	  AND live.replaced_at IS NULL AND live.state = 'saved'`

// MarkSent notes that the organisation has got readings and returns how many
// it had not had.
func (s *Readings) MarkSent(
	ctx context.Context, org housing.OrganisationID, readings []int64, now time.Time,
) (marked int, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		n, err := run(ctx, tx, markReadingsSent, int64(org), pq.Array(readings), now)
		if err != nil {
			return fmt.Errorf("mark readings sent: %w", err)
		}
		if _, err := run(ctx, tx, markCorrections, pq.Array(readings)); err != nil {
			return fmt.Errorf("mark corrections: %w", err)
		}
		marked = int(n)
		return nil
	})
	return marked, err
}
