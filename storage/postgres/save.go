package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// Save stores a submission as a whole or refuses it as a whole. A reading that
// already stands in the period stays as history. Who repeats once gets the
// same receipt.
func (s *Readings) Save(
	ctx context.Context, o housing.Once, sub housing.Submission, now time.Time,
) (housing.Receipt, error) {
	c := confirmed{"save", o, now}
	receipt, err := once(ctx, s.DB, c, func(tx *Tx) (housing.Receipt, error) {
		return saveReadings(ctx, tx, sub, now)
	})
	if err != nil {
		return housing.Receipt{}, fmt.Errorf("save readings: %w", err)
	}
	return receipt, nil
}

const insertSubmission = `
	INSERT INTO submissions (number, person_id, account_id, period, taken_on, at)
	VALUES ('П-' || lpad(nextval('receipt_numbers')::text, 6, '0'), $1, $2, $3, $4, $5)
	RETURNING id, number`

func saveReadings(
	ctx context.Context, tx *Tx, sub housing.Submission, now time.Time,
) (receipt housing.Receipt, err error) {
	link, err := gate{sub.Person, sub.Account, housing.MayRead, now}.lock(ctx, tx)
	if err != nil {
		return receipt, err
	}
	page, err := loadSheet(ctx, tx, link, now)
	if err != nil {
		return receipt, err
	}
	lines, err := page.check(sub)
	if err != nil {
		return receipt, err
	}
	var made struct {
		ID     int64  `db:"id"`
		Number string `db:"number"`
	}
	err = get(ctx, tx, &made, insertSubmission,
		int64(sub.Person), int64(sub.Account), periodArg(sub.Period), sub.Taken.String(), now)
	if err != nil {
		return receipt, fmt.Errorf("store submission: %w", err)
	}
	receipt = housing.Receipt{Number: made.Number, At: now.Round(0)}
	save := saving{tx: tx, sub: sub, link: link.LinkID, id: made.ID, now: now}
	for i, e := range sub.Entries {
		row, err := save.entry(ctx, lines[i], page.current[e.Meter], e)
		if err != nil {
			return receipt, err
		}
		receipt.Lines = append(receipt.Lines, row)
	}
	if err := audit(ctx, tx, deed{sub.Person, sub.Account, "readings.saved", now}); err != nil {
		return receipt, err
	}
	receipt.Another, err = another(ctx, tx, sub, now)
	return receipt, err
}

// another returns the account that the person connected first among those that
// still wait for readings and take them today; 0 if none does.
func another(ctx context.Context, tx *Tx, sub housing.Submission, now time.Time) (housing.AccountID, error) {
	waiting, err := waitingFor(ctx, tx, sub.Person, now)
	if err != nil {
		return 0, err
	}
	for _, w := range waiting {
		if w.Open && w.Pending > 0 && w.Account != sub.Account {
			return w.Account, nil
		}
	}
	return 0, nil
}

// check holds a submission against the page as it is at this moment and
// returns the line of each entry.
func (p *sheet) check(sub housing.Submission) ([]housing.Line, error) {
	switch {
	case len(sub.Entries) == 0:
		return nil, refused("error.no_readings")
	case sub.Period != p.Slot.Period:
		return nil, conflict("error.period_changed")
	case p.Today.Before(sub.Taken):
		return nil, refused("error.date_future")
	}
	byMeter := map[housing.MeterID]housing.Line{}
	for i := range p.Lines {
		byMeter[p.Lines[i].Meter.ID] = p.Lines[i]
	}
	var lines []housing.Line
	for _, e := range sub.Entries {
		line, ok := byMeter[e.Meter]
		if !ok {
			return nil, notFound("error.meter_unknown")
		}
		delete(byMeter, e.Meter) // a meter named twice is as unknown
		if err := checkEntry(line, e, sub.Taken); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func checkEntry(line housing.Line, e housing.Entry, taken housing.Date) error {
	last, known := line.Last()
	switch {
	case line.Meter.Automatic:
		return refused("error.meter_automatic")
	case len(e.Values) != line.Meter.Tariffs:
		return refused("error.reading_tariffs")
	case !storable(e.Values):
		return refused("error.reading_long")
	case line.Judge(e.Values).Lower:
		return refused("error.reading_lower")
	case known && taken.Before(last.Taken):
		return refused("error.date_early")
	}
	return nil
}

// storable reports whether values pass the column without rounding.
func storable(values housing.Values) bool {
	for _, v := range values {
		if v.IsNegative() || !v.Equal(v.Truncate(7)) || len(v.Truncate(0).String()) > 15 {
			return false
		}
	}
	return true
}

// saving is one submission on its way into the table.
type saving struct {
	tx   *Tx
	sub  housing.Submission
	link int64
	id   int64
	now  time.Time
}

const replaceReading = `UPDATE readings SET replaced_at = $3 WHERE id = $1 AND period = $2`

const insertReading = `
	INSERT INTO readings (period, meter_id, submission_id, taken_on, given_at, figures,
		state, source, correction)
	VALUES ($1, $2, $3, $4, $5, $6::numeric(22, 7)[], 'saved', 'resident', $7)
	RETURNING id`

// entry stores one meter's values unless they already stand there unchanged,
// and the photo with them.
func (s saving) entry(
	ctx context.Context, line housing.Line, old readingRow, e housing.Entry,
) (housing.ReceiptRow, error) {
	row := housing.ReceiptRow{Meter: e.Meter, Values: e.Values}
	if last, known := line.Last(); known {
		row.Use = e.Values.Sub(last.Values)
	}
	if c := line.Current; c != nil {
		same := c.Values.Equal(e.Values) && c.Taken == s.sub.Taken && c.Source == housing.FromResident
		if same && line.Given() { // the same again after a rejection is handed over again
			return s.photographed(ctx, row, e, old.ReadingID)
		}
		row.Replaced, row.Resent = c.Values, old.sent()
		_, err := run(ctx, s.tx, replaceReading, old.ReadingID, periodArg(s.sub.Period), s.now)
		if err != nil {
			return row, fmt.Errorf("replace reading: %w", err)
		}
	}
	var stored int64
	err := get(ctx, s.tx, &stored, insertReading,
		periodArg(s.sub.Period), int64(e.Meter), s.id, s.sub.Taken.String(), s.now,
		valuesArg(e.Values), row.Resent)
	if err != nil {
		return row, fmt.Errorf("store reading of meter %d: %w", e.Meter, err)
	}
	return s.photographed(ctx, row, e, stored)
}

// photographed puts the photo of an entry with its reading. A photo that is
// there no more keeps no reading from being saved.
func (s saving) photographed(
	ctx context.Context, row housing.ReceiptRow, e housing.Entry, reading int64,
) (housing.ReceiptRow, error) {
	if e.Picture == 0 {
		return row, nil
	}
	var err error
	row.Pictured, err = attach(ctx, s.tx, s.link, proving{
		picture: e.Picture, meter: e.Meter, reading: reading, period: s.sub.Period,
	})
	return row, err
}
