package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// deskEnded is the day on which an appeal was answered or closed, by the clock of its place.
const deskEnded = `
	LEFT JOIN LATERAL (
		SELECT (max(e.at) AT TIME ZONE coalesce(h.zone, 'Europe/Moscow'))::date AS day
		FROM appeal_events e
		WHERE e.appeal_id = p.id AND e.kind IN ('answer', 'close') AND p.state IN ('answered', 'closed')
	) ended ON true`

// countHandedOn counts the appeals that the organisation $1 handed on in the month $3, by the clock of their
// places: they are others' now, and in no other count.
const countHandedOn = `
	SELECT count(DISTINCT e.appeal_id)
	FROM appeal_events e
	JOIN appeals gone ON gone.id = e.appeal_id AND gone.organisation_id IS DISTINCT FROM $1
	LEFT JOIN houses at ON at.id = gone.house_id
	WHERE e.organisation_id = $1 AND e.kind = 'redirect'
	  AND (e.at AT TIME ZONE coalesce(at.zone, 'Europe/Moscow'))::date >= $3::date
	  AND (e.at AT TIME ZONE coalesce(at.zone, 'Europe/Moscow'))::date < $3::date + interval '1 month'`

const selectDeskMonth = `
	SELECT count(*) AS received,
		count(*) FILTER (WHERE ended.day <= p.due_on) AS in_term,
		count(*) FILTER (WHERE ended.day > p.due_on) AS late,
		count(*) FILTER (WHERE ` + deskIsOpen + `
			AND p.due_on < ($4::timestamptz ` + deskToday + `) AS overdue,
		count(*) FILTER (WHERE ` + deskIsOpen + `
			AND p.due_on >= ($4::timestamptz ` + deskToday + `) AS waiting,
		count(*) FILTER (WHERE ` + deskSort + ` = 'meter') AS meters,
		count(*) FILTER (WHERE ` + deskSort + ` = 'support') AS support,
		count(*) FILTER (WHERE p.due_on IS NULL AND ended.day IS NOT NULL) AS done,
		count(*) FILTER (WHERE p.due_on IS NULL AND ` + deskIsOpen + `) AS termless,
		count(*) FILTER (WHERE p.state = 'withdrawn') AS withdrawn,
		(` + countHandedOn + `) AS handed_on,
		percentile_disc(0.5) WITHIN GROUP (ORDER BY ended.day - p.received_on)
			FILTER (WHERE p.due_on IS NOT NULL) AS median
	FROM appeals p
	LEFT JOIN houses h ON h.id = p.house_id` + deskEnded + deskReader + `
	WHERE p.organisation_id = $1 AND p.state NOT IN ('draft', 'prepared')
	  AND p.received_on >= $3::date AND p.received_on < $3::date + interval '1 month'`

const selectDeskMonthTopics = `
	SELECT p.topic_name AS topic, count(*) AS n
	FROM appeals p` + deskReader + `
	WHERE p.organisation_id = $1 AND p.state NOT IN ('draft', 'prepared')
	  AND p.received_on >= $3::date AND p.received_on < $3::date + interval '1 month'
	GROUP BY p.topic_name
	ORDER BY n DESC, p.topic_name
	LIMIT 10`

// Month counts what became of the appeals that an organisation received in a month.
func (s *Reception) Month(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, month housing.Period, now time.Time,
) (housing.DeskMonth, error) {
	m := housing.DeskMonth{Period: month, Median: -1}
	if err := s.looks(ctx, by, org, now); err != nil {
		return m, fmt.Errorf("count month of appeals: %w", err)
	}
	var row struct {
		Received int           `db:"received"`
		InTerm   int           `db:"in_term"`
		Late     int           `db:"late"`
		Overdue  int           `db:"overdue"`
		Waiting  int           `db:"waiting"`
		Meters   int           `db:"meters"`
		Support  int           `db:"support"`
		Done     int           `db:"done"`
		Termless int           `db:"termless"`
		Gone     int           `db:"withdrawn"`
		HandedOn int           `db:"handed_on"`
		Median   sql.NullInt64 `db:"median"`
	}
	err := get(ctx, s.DB.pool, &row, selectDeskMonth, int64(org), int64(by), periodArg(month), now)
	if err != nil {
		return m, fmt.Errorf("count month of appeals: %w", err)
	}
	m.Received, m.InTerm, m.Late, m.Overdue, m.Waiting = row.Received, row.InTerm, row.Late, row.Overdue,
		row.Waiting
	m.Meters, m.Support, m.Done, m.Termless, m.Withdrawn = row.Meters, row.Support, row.Done, row.Termless,
		row.Gone
	m.HandedOn = row.HandedOn
	if row.Median.Valid {
		m.Median = int(row.Median.Int64)
	}
	var topics []struct {
		Topic string `db:"topic"`
		N     int    `db:"n"`
	}
	err = list(ctx, s.DB.pool, &topics, selectDeskMonthTopics, int64(org), int64(by), periodArg(month))
	if err != nil {
		return m, fmt.Errorf("count topics of appeals: %w", err)
	}
	for _, t := range topics {
		m.Topics = append(m.Topics, housing.TopicCount(t))
	}
	m.Marks, err = s.marks(ctx, by, org, month)
	return m, err
}

const selectDeskMarks = `
	SELECT k.mark, count(*) AS n
	FROM appeal_marks k
	JOIN appeals p ON p.id = k.appeal_id` + deskReader + `
	WHERE p.organisation_id = $1
	  AND p.received_on >= $3::date AND p.received_on < $3::date + interval '1 month'
	GROUP BY k.mark`

// marks counts what authors said of the answers to the appeals of a month.
func (s *Reception) marks(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, month housing.Period,
) (map[housing.AppealGrade]int, error) {
	var rows []struct {
		Mark string `db:"mark"`
		N    int    `db:"n"`
	}
	err := list(ctx, s.DB.pool, &rows, selectDeskMarks, int64(org), int64(by), periodArg(month))
	if err != nil {
		return nil, fmt.Errorf("count grades: %w", err)
	}
	counts := map[housing.AppealGrade]int{}
	for _, r := range rows {
		counts[housing.AppealGrade(r.Mark)] = r.N
	}
	return counts, nil
}

const selectDeskMonths = `
	SELECT date_trunc('month', p.received_on)::date AS period, count(*) AS entries
	FROM appeals p` + deskReader + `
	WHERE p.organisation_id = $1 AND p.state NOT IN ('draft', 'prepared') AND p.received_on >= $3::date
	GROUP BY 1
	ORDER BY 1 DESC`

// Months counts the appeals of each month since one, the newest first.
func (s *Reception) Months(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, since housing.Period,
) ([]housing.RegisterMonth, error) {
	if err := s.looks(ctx, by, org, s.DB.now()); err != nil {
		return nil, fmt.Errorf("count months of appeals: %w", err)
	}
	var rows []struct {
		Period  time.Time `db:"period"`
		Entries int       `db:"entries"`
	}
	err := list(ctx, s.DB.pool, &rows, selectDeskMonths, int64(org), int64(by), periodArg(since))
	if err != nil {
		return nil, fmt.Errorf("count months of appeals: %w", err)
	}
	months := make([]housing.RegisterMonth, len(rows))
	for i, r := range rows {
		months[i] = housing.RegisterMonth{Period: periodOf(r.Period), Entries: r.Entries}
	}
	return months, nil
}

const selectDeskEntries = `
	SELECT` + deskColumns + `, ended.day AS ended
	FROM` + appealTables + deskTaker + deskEnded + `
	WHERE p.organisation_id = $1 AND p.state NOT IN ('draft', 'prepared')
	  AND p.received_on >= $2::date AND p.received_on < $2::date + interval '1 month'
	ORDER BY p.received_on, p.id`

// Entries lists the appeals that an organisation received in a month, for a table.
func (s *Reception) Entries(
	ctx context.Context, org housing.OrganisationID, month housing.Period,
) ([]housing.DeskEntry, error) {
	var rows []struct {
		deskRow

		Ended sql.NullTime `db:"ended"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectDeskEntries, int64(org), periodArg(month)); err != nil {
		return nil, fmt.Errorf("list appeals of a month: %w", err)
	}
	entries := make([]housing.DeskEntry, len(rows))
	for i := range rows {
		entries[i] = housing.DeskEntry{DeskLine: rows[i].line(), Ended: dateOf(rows[i].Ended)}
	}
	return entries, nil
}
