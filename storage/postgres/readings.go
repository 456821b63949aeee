package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Readings remembers what people and organisations read from meters.
type Readings struct{ DB *DB }

// readingsShown is how many readings before the page's period a page carries:
// six spans make what is usual.
const readingsShown = 7

const readingColumns = `
	r.id AS reading_id, r.meter_id AS reading_meter, r.period, r.taken_on, r.given_at, r.figures,
	r.state, r.reason, r.source, r.correction, r.replaced_at`

type readingRow struct {
	ReadingID    int64          `db:"reading_id"`
	ReadingMeter int64          `db:"reading_meter"`
	Period       time.Time      `db:"period"`
	TakenOn      time.Time      `db:"taken_on"`
	GivenAt      time.Time      `db:"given_at"`
	Figures      pq.StringArray `db:"figures"`
	State        string         `db:"state"`
	Reason       string         `db:"reason"`
	Source       string         `db:"source"`
	Correction   bool           `db:"correction"`
	ReplacedAt   sql.NullTime   `db:"replaced_at"`
}

func (r readingRow) reading() (housing.Reading, error) {
	values, err := valuesOf(r.Figures)
	return housing.Reading{
		Meter: housing.MeterID(r.ReadingMeter), Period: periodOf(r.Period), Taken: housing.DateOf(r.TakenOn),
		Given: r.GivenAt.UTC(), Values: values, State: housing.ReadingState(r.State), Reason: r.Reason,
		Source: housing.Source(r.Source),
	}, err
}

// sent reports whether the organisation has r or what r corrects. Its own
// estimates do not count.
func (r readingRow) sent() bool {
	return !housing.Source(r.Source).Estimate() && (r.State != string(housing.Saved) || r.Correction)
}

// sheet is a page with the rows behind its current readings.
type sheet struct {
	housing.Page
	current map[housing.MeterID]readingRow
}

// Page returns everything that the page of readings of an account shows.
func (s *Readings) Page(
	ctx context.Context, person housing.PersonID, account housing.AccountID, now time.Time,
) (housing.Page, error) {
	link, err := gate{person, account, housing.MayRead, now}.link(ctx, s.DB.pool)
	if err != nil {
		return housing.Page{}, fmt.Errorf("open page of readings: %w", err)
	}
	page, err := loadSheet(ctx, s.DB.pool, link, now)
	if err != nil {
		return housing.Page{}, fmt.Errorf("open page of readings: %w", err)
	}
	return page.Page, auditRead(ctx, s.DB.pool, deed{person, account, "readings.page", now})
}

func loadSheet(ctx context.Context, q sqlx.QueryerContext, link linkRow, now time.Time) (sheet, error) {
	today, slot := link.slot(now)
	page := sheet{
		Page: housing.Page{
			Account: link.account(), Name: link.LinkName,
			Today: today, Now: now, Window: link.window(), Slot: slot, Blind: !link.may(housing.MaySee),
		},
		current: map[housing.MeterID]readingRow{},
	}
	meters, err := metersOf(ctx, q, page.Account.ID)
	if err != nil {
		return page, err
	}
	at := map[housing.MeterID]int{}
	for i := range meters {
		at[meters[i].ID] = i
		asked := housing.Case{Meter: meters[i], Period: slot.Period}
		page.Lines = append(page.Lines, housing.Line{Case: asked})
	}
	var rows []readingRow
	err = list(ctx, q, &rows, selectPageReadings,
		int64(page.Account.ID), periodArg(slot.Period), readingsShown)
	if err != nil {
		return page, fmt.Errorf("list readings: %w", err)
	}
	for i := range rows {
		if err := page.put(at[housing.MeterID(rows[i].ReadingMeter)], rows[i]); err != nil {
			return page, err
		}
	}
	return page, nil
}

// A rejected reading is nothing to compare with; the page's own period shows it.
const selectPageReadings = `
	SELECT` + readingColumns + `
	FROM meters m
	CROSS JOIN LATERAL (
		(SELECT id, meter_id, period, taken_on, given_at, figures, state, reason, source, correction,
			replaced_at
		FROM readings
		WHERE meter_id = m.id AND replaced_at IS NULL AND period < $2 AND state <> 'rejected'
		ORDER BY period DESC
		LIMIT $3)
		UNION ALL
		(SELECT id, meter_id, period, taken_on, given_at, figures, state, reason, source, correction,
			replaced_at
		FROM readings
		WHERE meter_id = m.id AND replaced_at IS NULL AND period = $2)
	) r
	WHERE m.account_id = $1 AND m.retired_at IS NULL
	ORDER BY r.period DESC`

// put sets one reading into line i.
func (p *sheet) put(i int, row readingRow) error {
	reading, err := row.reading()
	if err != nil {
		return err
	}
	line := &p.Lines[i]
	if reading.Period != p.Slot.Period {
		line.Before = append(line.Before, reading)
		return nil
	}
	line.Current, line.Sent = &reading, row.State != string(housing.Saved)
	p.current[reading.Meter] = row
	return nil
}

const selectReadableLinks = `
	SELECT` + linkColumns + `
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	WHERE l.person_id = $1 AND $2 = ANY (l.rights) AND` + aliveAt + `$3 AND a.closed_on IS NULL
	ORDER BY l.since, l.id`

// A reading that was not accepted is to be given again, and an estimate is none.
const selectPending = `
	SELECT asked.account_id, count(m.id) AS pending
	FROM unnest($1::bigint[], $2::date[]) AS asked (account_id, period)
	LEFT JOIN meters m ON m.account_id = asked.account_id AND m.retired_at IS NULL AND NOT m.automatic
		AND NOT EXISTS (
			SELECT 1
			FROM readings r
			WHERE r.meter_id = m.id AND r.period = asked.period AND r.replaced_at IS NULL
				AND r.state <> 'rejected' AND r.source NOT IN ('average', 'norm'))
	GROUP BY asked.account_id`

// waiting is an account with the meters that still lack a reading in the
// period that a reading of today counts for.
type waiting struct {
	Account housing.AccountID `db:"account_id"`
	Pending int               `db:"pending"`
	Open    bool              // the window of that period has begun
}

// Pending counts, for each account of the person, the meters that still lack a
// reading in the period that a reading of today counts for. An account with
// nothing to give has 0.
func (s *Readings) Pending(
	ctx context.Context, person housing.PersonID, now time.Time,
) (map[housing.AccountID]int, error) {
	all, err := waitingFor(ctx, s.DB.pool, person, now)
	counts := make(map[housing.AccountID]int, len(all))
	for _, w := range all {
		counts[w.Account] = w.Pending
	}
	return counts, err
}

// waitingFor returns the person's accounts in the order in which they were connected.
func waitingFor(
	ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, now time.Time,
) ([]waiting, error) {
	var links []linkRow
	err := list(ctx, q, &links, selectReadableLinks, int64(person), string(housing.MayRead), now)
	if err != nil {
		return nil, fmt.Errorf("list accounts with meters: %w", err)
	}
	all := make([]waiting, len(links))
	accounts, periods := make([]int64, len(links)), make([]string, len(links))
	at := map[housing.AccountID]int{}
	for i := range links {
		_, slot := links[i].slot(now)
		accounts[i], periods[i] = links[i].AccountID, periodArg(slot.Period)
		all[i] = waiting{Account: housing.AccountID(links[i].AccountID), Open: slot.Open}
		at[all[i].Account] = i
	}
	var rows []waiting
	if err := list(ctx, q, &rows, selectPending, pq.Array(accounts), pq.Array(periods)); err != nil {
		return nil, fmt.Errorf("count missing readings: %w", err)
	}
	for _, r := range rows {
		all[at[r.Account]].Pending = r.Pending
	}
	return all, nil
}
