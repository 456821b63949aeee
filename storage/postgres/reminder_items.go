package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// itemsOf returns what a topic is about, by person, as it is at a moment.
type itemsOf func(
	ctx context.Context, q sqlx.QueryerContext, people []int64, at time.Time,
) (map[int64][]housing.ReminderItem, error)

// reminderItems returns what people could be reminded of, without that of which
// they said that it needs no word.
func reminderItems(
	ctx context.Context, q sqlx.QueryerContext, topic housing.ReminderTopic, people []int64, at time.Time,
) (map[int64][]housing.ReminderItem, error) {
	find := map[housing.ReminderTopic]itemsOf{
		housing.RemindReadings: readingItems,
		housing.RemindPayment:  paymentItems,
		housing.RemindMeters:   meterItems,
	}[topic]
	if find == nil {
		return nil, fmt.Errorf("nobody is reminded of %q", topic)
	}
	items, err := find(ctx, q, people, at)
	if err != nil {
		return nil, err
	}
	return withoutSaid(ctx, q, topic, items, people)
}

const selectSaid = `
	SELECT person_id, account_id, subject
	FROM reminder_says
	WHERE person_id = ANY ($1) AND topic = $2`

func withoutSaid(
	ctx context.Context, q sqlx.QueryerContext, topic housing.ReminderTopic,
	items map[int64][]housing.ReminderItem, people []int64,
) (map[int64][]housing.ReminderItem, error) {
	type said struct {
		Person  int64  `db:"person_id"`
		Account int64  `db:"account_id"`
		Subject string `db:"subject"`
	}
	var rows []said
	if err := list(ctx, q, &rows, selectSaid, pq.Array(people), string(topic)); err != nil {
		return nil, fmt.Errorf("list answers to reminders: %w", err)
	}
	known := make(map[said]bool, len(rows))
	for _, r := range rows {
		known[r] = true
	}
	left := make(map[int64][]housing.ReminderItem, len(items))
	for person, all := range items {
		for _, i := range all {
			if !known[said{person, int64(i.Account.ID), i.Subject}] {
				left[person] = append(left[person], i)
			}
		}
	}
	return left, nil
}

// add puts an item under the name that its person knows the account by.
func (r linkRow) add(items map[int64][]housing.ReminderItem, i housing.ReminderItem) {
	i.Account, i.Name = r.account(), r.LinkName
	items[r.PersonID] = append(items[r.PersonID], i)
}

const selectLinksOf = `
	SELECT` + linkColumns + `
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	WHERE l.person_id = ANY ($1) AND $2 = ANY (l.rights) AND a.closed_on IS NULL AND` + aliveAt + `$3
	ORDER BY l.person_id, l.since, l.id`

// notRead tells a meter that lacks a reading of the period it is asked for, as
// [selectPending] counts them.
const notRead = `NOT EXISTS (
		SELECT 1
		FROM readings r
		WHERE r.meter_id = m.id AND r.period = asked.period AND r.replaced_at IS NULL
		  AND r.state <> 'rejected' AND r.source NOT IN ('average', 'norm'))`

// OFFSET keeps the meters of each account to be
// found by it: a batch of a mailing asks for few of all.
const selectUnread = `
	SELECT` + meterColumns + `
	FROM unnest($1::bigint[], $2::date[]) AS asked (account_id, period)
	CROSS JOIN LATERAL (
		SELECT *
		FROM meters
		WHERE account_id = asked.account_id AND retired_at IS NULL AND NOT automatic
		OFFSET 0
	) m
	WHERE ` + notRead + `
	ORDER BY m.account_id, array_position(ARRAY['cold_water', 'hot_water', 'electricity', 'gas', 'heating',
		'sewage'], m.resource), m.place, m.serial`

// readingItems are the accounts with what they lack in the period that a
// reading counts for on the day of their house.
func readingItems(
	ctx context.Context, q sqlx.QueryerContext, people []int64, at time.Time,
) (map[int64][]housing.ReminderItem, error) {
	var links []linkRow
	if err := list(ctx, q, &links, selectLinksOf, pq.Array(people), string(housing.MayRead), at); err != nil {
		return nil, fmt.Errorf("list accounts with meters: %w", err)
	}
	var accounts []int64
	var periods []string
	asked, days := map[int64]bool{}, slotDays{}
	for i := range links {
		if id := links[i].AccountID; !asked[id] {
			slot := days.of(links[i].houseRow, at).slot
			accounts, periods = append(accounts, id), append(periods, periodArg(slot.Period))
			asked[id] = true
		}
	}
	var rows []meterRow
	if err := list(ctx, q, &rows, selectUnread, pq.Array(accounts), pq.Array(periods)); err != nil {
		return nil, fmt.Errorf("list missing readings: %w", err)
	}
	missing := map[int64][]housing.Meter{}
	for _, r := range rows {
		missing[r.MeterAccount] = append(missing[r.MeterAccount], r.meter())
	}
	items := map[int64][]housing.ReminderItem{}
	for i := range links {
		day := days.of(links[i].houseRow, at)
		links[i].add(items, housing.ReadingsItem(day.slot, missing[links[i].AccountID], day.today))
	}
	return items, nil
}

// slotDays are the days of houses at one moment: of many houses few differ, and
// a time zone is read from a file.
type slotDays map[slotClock]slotDay

type slotClock struct {
	zone   string
	window housing.Window
}

type slotDay struct {
	today housing.Date
	slot  housing.Slot
}

func (s slotDays) of(r houseRow, at time.Time) slotDay {
	clock := slotClock{r.Zone, r.window()}
	day, known := s[clock]
	if !known {
		day.today, day.slot = r.slot(at)
		s[clock] = day
	}
	return day
}

// The newest document less what was paid through us and is not counted in it,
// as [Payments.Bills] has it. What is being paid at this moment is left alone.
const selectDues = `
	SELECT` + linkColumns + `, d.period AS due_period, d.counted_on, d.loaded_at,
		greatest(d.due - coalesce((
			SELECT sum(y.sum)
			FROM payments y
			WHERE y.account_id = a.id AND y.state = 'succeeded'
			  AND y.settled_at >= coalesce((d.counted_on + 1)::timestamp AT TIME ZONE h.zone, (
				SELECT min(e.loaded_at)
				FROM documents e
				WHERE e.account_id = a.id AND e.period = d.period AND e.state <> 'loaded'))), 0), 0) AS due
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	JOIN LATERAL (
		SELECT period, due, counted_on, loaded_at
		FROM documents
		WHERE account_id = a.id AND state = 'published'
		ORDER BY period DESC
		LIMIT 1
	) d ON true
	WHERE l.person_id = ANY ($1) AND 'pay' = ANY (l.rights) AND a.closed_on IS NULL AND` + aliveAt + `$2
	  AND NOT EXISTS (
		SELECT 1 FROM payments y WHERE y.account_id = a.id AND y.state IN ('created', 'pending'))
	ORDER BY l.person_id, l.since, l.id`

type dueRow struct {
	linkRow
	DuePeriod time.Time       `db:"due_period"`
	CountedOn sql.NullTime    `db:"counted_on"`
	LoadedAt  time.Time       `db:"loaded_at"`
	Due       decimal.Decimal `db:"due"`
}

func paymentItems(
	ctx context.Context, q sqlx.QueryerContext, people []int64, at time.Time,
) (map[int64][]housing.ReminderItem, error) {
	var rows []dueRow
	if err := list(ctx, q, &rows, selectDues, pq.Array(people), at); err != nil {
		return nil, fmt.Errorf("sum what is due: %w", err)
	}
	houses := make([]int64, len(rows))
	for i := range rows {
		houses[i] = rows[i].HouseID
	}
	days, err := dueDaysOf(ctx, q, houses...)
	if err != nil {
		return nil, err
	}
	items := map[int64][]housing.ReminderItem{}
	for i := range rows {
		r := &rows[i]
		loc := r.house().Location()
		if !r.may(housing.MaySee) {
			if r.Due, err = monthDue(ctx, q, r.linkRow, at); err != nil {
				return nil, err
			}
		}
		item := housing.PaymentItem(
			periodOf(r.DuePeriod), r.Due, housing.DateOf(at.In(loc)), days[r.HouseID])
		if item.Stage == housing.StageClosing && !r.may(housing.MaySee) {
			continue // it is a debt by now
		}
		if item.Counted = dateOf(r.CountedOn); item.Counted.IsZero() {
			item.Counted = housing.DateOf(r.LoadedAt.In(loc))
		}
		r.add(items, item)
	}
	return items, nil
}

const selectVerified = `
	SELECT` + linkColumns + `, ` + meterColumns + `
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	JOIN meters m ON m.account_id = a.id AND m.retired_at IS NULL AND m.verified_on IS NOT NULL
	WHERE l.person_id = ANY ($1) AND 'see' = ANY (l.rights) AND a.closed_on IS NULL AND` + aliveAt + `$2
	ORDER BY l.person_id, l.since, l.id, m.verified_on, m.id`

func meterItems(
	ctx context.Context, q sqlx.QueryerContext, people []int64, at time.Time,
) (map[int64][]housing.ReminderItem, error) {
	var rows []struct {
		linkRow
		meterRow
	}
	if err := list(ctx, q, &rows, selectVerified, pq.Array(people), at); err != nil {
		return nil, fmt.Errorf("list verified meters: %w", err)
	}
	items := map[int64][]housing.ReminderItem{}
	for i := range rows {
		r := &rows[i]
		day := housing.DateOf(at.In(r.house().Location()))
		r.add(items, housing.MeterItem(r.meter(), day))
	}
	return items, nil
}

// monthDue is what of the newest document is to be paid for its period alone.
func monthDue(
	ctx context.Context, q sqlx.QueryerContext, link linkRow, at time.Time,
) (due decimal.Decimal, err error) {
	bills, err := billsOf(ctx, q, link, at)
	for _, b := range bills {
		due = due.Add(b.Charges)
	}
	return due, err
}
