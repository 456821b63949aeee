package main

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

// elevenZones are the time zones of ст. 5 of 107-ФЗ.
func elevenZones() []string {
	return []string{
		"Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
		"Asia/Novosibirsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
	}
}

// country is a database with a house, a flat and a resident in each zone.
type country struct {
	t     *testing.T
	raw   *sql.DB
	clock *moving
	crons []*scheduler.Cron // of replicas
}

func newCountry(t *testing.T, replicas int) *country {
	t.Helper()
	c := &country{t: t, clock: &moving{now: time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)}}
	dsn := cluster.New(t)
	raw, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	c.raw = raw
	for i, zone := range elevenZones() {
		c.settle(i+1, zone)
	}
	for range replicas {
		db, err := postgres.Open(t.Context(), dsn, postgres.Options{Conns: 4, Now: c.clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		cron, err := scheduler.NewCron(cronMemory{&postgres.CronRuns{DB: db}}, zonesOf(db, c.clock),
			reminderJobs(db, reminderSpecs{}, c.clock)...)
		if err != nil {
			t.Fatal(err)
		}
		c.crons = append(c.crons, cron)
	}
	return c
}

// settle lets somebody live in a zone.
func (c *country) settle(n int, zone string) {
	c.t.Helper()
	number := strconv.Itoa(1000 + n)
	c.exec(`INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at) VALUES (1, $1, $1, now(), now())`, n)
	c.exec(`INSERT INTO houses (organisation_id, region, settlement, street, number, region_key, place_key,
			street_key, number_key, zone, created_at)
		SELECT organisation_id, region, settlement, street, $1, region_key, place_key, street_key, $1, $2, now()
		FROM houses
		ORDER BY id
		LIMIT 1`, number, zone)
	c.exec(`INSERT INTO accounts (house_id, number, number_key, changed_at)
		SELECT id, number, number, now() FROM houses WHERE number = $1`, number)
	c.exec(`INSERT INTO meters (account_id, resource, serial, serial_key, tariffs, unit, changed_at)
		SELECT id, 'cold_water', number, number, 1, '113', now() FROM accounts WHERE number = $1`, number)
	c.exec(`INSERT INTO links (person_id, account_id, role, rights, since)
		SELECT p.id, a.id, 'owner', '{see,readings,pay}', now()
		FROM people p, accounts a
		WHERE p.user_id = $1 AND a.number = $2`, n, number)
}

func (c *country) exec(query string, args ...any) {
	c.t.Helper()
	done, err := c.raw.ExecContext(c.t.Context(), query, args...)
	if err != nil {
		c.t.Fatal(err)
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		c.t.Fatalf("%d rows, %v", n, err)
	}
}

// tick lets every replica look at the clock at once.
func (c *country) tick(now time.Time) {
	c.t.Helper()
	c.clock.set(now)
	var group sync.WaitGroup
	for _, cron := range c.crons {
		group.Go(func() {
			if err := cron.Tick(c.t.Context(), now); err != nil {
				c.t.Errorf("tick: %v", err)
			}
		})
	}
	group.Wait()
}

// written returns when the residents of each zone are written to, in their own time.
func (c *country) written(ctx context.Context) map[string][]string {
	c.t.Helper()
	rows, err := c.raw.QueryContext(ctx, `
		SELECT r.chat_id, r.due_at
		FROM recipients r
		JOIN notices n ON n.id = r.notice_id AND n.kind = 'reminder'
		ORDER BY r.due_at`)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string][]string{}
	for rows.Next() {
		var chat int
		var due time.Time
		if err := rows.Scan(&chat, &due); err != nil {
			c.t.Fatal(err)
		}
		zone := elevenZones()[chat-1]
		all[zone] = append(all[zone], due.In(housing.House{Zone: zone}.Location()).Format("02 15:04"))
	}
	if err := rows.Err(); err != nil {
		c.t.Fatal(err)
	}
	return all
}

func TestTwoReplicasRemindElevenZonesAtTheirOwnMorning(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 2)

	// Every 53 minutes: a reminder needs nobody to look in a certain minute.
	for now := c.clock.Now(); now.Day() < 27; now = now.Add(53 * time.Minute) {
		c.tick(now)
	}

	written := c.written(t.Context())
	for _, zone := range elevenZones() {
		var days []string
		for _, moment := range written[zone] {
			days = append(days, moment[:5])
		}
		if got := fmt.Sprint(days); got != "[20 10 23 10]" {
			t.Errorf("%s: written to at %v, want ten o'clock of the 20th and the 23rd", zone, written[zone])
		}
	}
}

func TestDowntimeIsCaughtUpOnce(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 2)
	c.tick(c.clock.Now())

	// Nothing runs from the 18th until the 22nd, noon in Moscow.
	back := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i := range 3 {
		c.tick(back.Add(time.Duration(i) * time.Second))
	}

	written := c.written(t.Context())
	for zone, want := range map[string]string{
		"Europe/Moscow": "[22 12:00]", "Europe/Kaliningrad": "[22 11:00]", "Asia/Vladivostok": "[22 19:00]",
		"Asia/Kamchatka": "[22 21:00]",
	} {
		if got := fmt.Sprint(written[zone]); got != want {
			t.Errorf("%s: written to at %s, want %s", zone, got, want)
		}
	}
	for _, zone := range elevenZones() {
		if len(written[zone]) != 1 {
			t.Errorf("%s: written to at %v, want once", zone, written[zone])
		}
	}
}

func TestDowntimeThatEndsInTheNightIsCaughtUpInTheMorning(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 1)
	c.tick(c.clock.Now())

	c.tick(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)) // 23:00 in Moscow, 03:00 in Novosibirsk

	written := c.written(t.Context())
	for zone, want := range map[string]string{"Europe/Moscow": "[23 08:00]", "Asia/Novosibirsk": "[23 08:00]", "Asia/Kamchatka": "[23 08:00]"} {
		if got := fmt.Sprint(written[zone]); got != want {
			t.Errorf("%s: written to at %s, want %s", zone, got, want)
		}
	}
}
