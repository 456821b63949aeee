package main

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lib/pq"

	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

// clockSince in the environment names the moment at which the clock of the program
// under test began to run from [townMoment].
const clockSince = "DOMBOT_TEST_CLOCK_SINCE"

// ticking is a clock that runs from [townMoment] since a moment, in each process alike.
type ticking time.Time

func (r ticking) Now() time.Time { return townMoment().Add(time.Since(time.Time(r))) }

// settleReaders gives each chat in $2 a person with a flat of the town, whose
// organisation has an operator; the houses are returned.
const settleReaders = `
	WITH someone AS (
		INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at)
		SELECT $1, chat, chat, $3, $3 FROM unnest($2::bigint[]) AS chat
		RETURNING id
	), flat AS (
		SELECT id, row_number() OVER (ORDER BY id) AS nth FROM accounts WHERE closed_on IS NULL
	), reader AS (
		SELECT id, row_number() OVER (ORDER BY id) AS nth FROM someone
	), moved AS (
		INSERT INTO links (person_id, account_id, role, rights, since)
		SELECT reader.id, flat.id, 'owner', '{see}', $3 FROM reader JOIN flat USING (nth)
		RETURNING account_id
	), operator AS (
		INSERT INTO operators (person_id, organisation_id, since)
		SELECT (SELECT min(id) FROM someone), id, $3 FROM organisations
	)
	SELECT DISTINCT a.house_id FROM accounts a JOIN moved ON moved.account_id = a.id`

// TestAMailingOutlivesProcessesThatAreKilled kills one of two replicas three times
// while they write to many: everybody has the message, and at most those that were
// being sent came twice.
func TestAMailingOutlivesProcessesThatAreKilled(t *testing.T) {
	t.Parallel()
	const readers, kills, flight = 200, 3, 3 // a process sends three at once
	clock := ticking(time.Now())
	p := newPerilProcesses(t, rand.Uint64(), //nolint:gosec // chance, nothing secret
		clockSince+"="+strconv.FormatInt(time.Time(clock).UnixNano(), 10), "SEND_SPEED=8")
	p.start()
	var came atomic.Int64
	got := make([]atomic.Int64, readers)
	chats, left := make([]int64, readers), make(chan struct{}, readers)
	for i := range chats {
		reader := p.sim.Person("Житель "+strconv.Itoa(i+1), simulator.AlreadyStarted())
		chats[i] = reader.ID
		reader.Watch(func(s simulator.Sight) {
			if s.Message.Edits > 0 || !strings.Contains(s.Message.Text, "Холодной воды не будет") {
				return // they are reminded of meters, too
			}
			came.Add(1)
			if got[i].Add(1) == 1 {
				left <- struct{}{}
			}
		})
	}
	p.announce(chats, clock)

	const share = readers / kills // one of its moments is the next kill
	killed, next := 0, p.random.IntN(share)
	for n := range readers {
		if n == next && killed < kills {
			killed++
			next = killed*share + p.random.IntN(share)
			p.kill()
			p.start()
		}
		select {
		case <-left:
		case <-time.After(time.Minute):
			t.Fatalf("%d of %d have the message", n, readers)
		}
	}

	extra := came.Load() - readers
	if extra > kills*flight {
		t.Errorf("%d messages came twice, want at most %d", extra, kills*flight)
	}
	t.Logf("%d messages came twice", extra)
}

// announce writes to chats of an outage.
func (p *perilProcesses) announce(chats []int64, clock Clock) {
	p.tb.Helper()
	ctx, now := p.tb.Context(), clock.Now()
	rows, err := p.rows.QueryContext(ctx, settleReaders, simulatedBot(p.tb, p.sim), pq.Array(chats), now)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer rows.Close()
	var places []housing.OutagePlace
	for rows.Next() {
		place := housing.OutagePlace{Zone: sample.Zone}
		if err := rows.Scan(&place.House); err != nil {
			p.tb.Fatal(err)
		}
		places = append(places, place)
	}
	if err := rows.Err(); err != nil {
		p.tb.Fatal(err)
	}
	db, err := postgres.Open(ctx, dsnOf(p.env), postgres.Options{Conns: 1, Now: clock.Now})
	if err != nil {
		p.tb.Fatal(err)
	}
	defer func() { _ = db.Close() }() // what matters was read
	org, err := (&postgres.Organisations{DB: db}).ByINN(ctx, sample.INN)
	if err != nil {
		p.tb.Fatal(err)
	}
	var operator housing.PersonID
	if err := p.rows.QueryRowContext(ctx, "SELECT person_id FROM operators").Scan(&operator); err != nil {
		p.tb.Fatal(err)
	}
	_, _, err = (&postgres.Outages{DB: db}).Announce(ctx, "killed/outage", operator, housing.Outage{
		Organisation: org, Kind: housing.OutagePlanned, Utilities: []housing.Utility{housing.UtilityColdWater},
		From: now.Add(time.Hour), To: now.Add(2 * time.Hour), Places: places, State: housing.OutageAnnounced, At: now,
	}, now)
	if err != nil {
		p.tb.Fatal(err)
	}
}
