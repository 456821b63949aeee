package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// dueItems returns as much of the same as it takes to decide who is written to:
// accounts have a number alone, and of readings it is known only that some are missing.
func dueItems(
	ctx context.Context, q sqlx.QueryerContext, topic housing.ReminderTopic, people []int64, at time.Time,
) (map[int64][]housing.ReminderItem, error) {
	if topic != housing.RemindReadings {
		return reminderItems(ctx, q, topic, people, at)
	}
	items, err := dueReadings(ctx, q, people, at)
	if err != nil {
		return nil, err
	}
	return withoutSaid(ctx, q, topic, items, people)
}

const selectWindowsOf = `
	SELECT l.person_id, a.id AS account_id, h.zone,
		coalesce(h.window_from, o.window_from) AS window_from, coalesce(h.window_to, o.window_to) AS window_to
	FROM links l
	JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
	JOIN houses h ON h.id = a.house_id
	JOIN organisations o ON o.id = h.organisation_id
	WHERE l.person_id = ANY ($1) AND $2 = ANY (l.rights) AND` + aliveAt + `$3`

// OFFSET keeps the accounts to be gone through one by one, up to the first meter
// of each that lacks a reading.
const selectLacking = `
	SELECT asked.account_id
	FROM unnest($1::bigint[], $2::date[]) AS asked (account_id, period)
	WHERE EXISTS (
		SELECT 1
		FROM meters m
		WHERE m.account_id = asked.account_id AND m.retired_at IS NULL AND NOT m.automatic AND ` + notRead + `
		OFFSET 0)`

// dueReadings finds what [readingItems] does, without what only a message needs.
// Meters are looked at where a window is open, or opens this month.
func dueReadings(
	ctx context.Context, q sqlx.QueryerContext, people []int64, at time.Time,
) (map[int64][]housing.ReminderItem, error) {
	var links []struct {
		Person  int64 `db:"person_id"`
		Account int64 `db:"account_id"`
		houseRow
	}
	err := list(ctx, q, &links, selectWindowsOf, pq.Array(people), string(housing.MayRead), at)
	if err != nil {
		return nil, fmt.Errorf("list windows: %w", err)
	}
	var accounts []int64
	var periods []string
	days := slotDays{}
	items := make([]housing.ReminderItem, len(links))
	for i, l := range links {
		day := days.of(l.houseRow, at)
		items[i] = housing.ReadingsItem(day.slot, nil, day.today)
		items[i].Account.ID = housing.AccountID(l.Account)
		if items[i].Stage != housing.StageNone || items[i].Soon {
			accounts, periods = append(accounts, l.Account), append(periods, periodArg(day.slot.Period))
		}
	}
	var lacking []int64
	if err := list(ctx, q, &lacking, selectLacking, pq.Array(accounts), pq.Array(periods)); err != nil {
		return nil, fmt.Errorf("list accounts without readings: %w", err)
	}
	lacks := make(map[int64]bool, len(lacking))
	for _, id := range lacking {
		lacks[id] = true
	}
	found := make(map[int64][]housing.ReminderItem, len(links))
	for i, l := range links {
		items[i].Pending = lacks[l.Account]
		found[l.Person] = append(found[l.Person], items[i])
	}
	return found, nil
}
