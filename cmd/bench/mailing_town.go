package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/lib/pq"

	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

// addressees are the people who are written to.
type addressees struct {
	ids []int64

	mu   sync.Mutex
	got  map[int64]int // messages by person
	at   []time.Time   // when each message came
	done chan struct{} // closed when everybody has one
}

// newAddressees lets people in who note what they get; where there is no
// simulator they are numbers alone.
func newAddressees(sim *simulator.Server, n int) *addressees {
	a := &addressees{got: map[int64]int{}, done: make(chan struct{})}
	for i := range n {
		if sim == nil {
			a.ids = append(a.ids, int64(1_000_000+i))
			continue
		}
		p := sim.Person("Адресат "+strconv.Itoa(i+1), simulator.AlreadyStarted())
		a.ids = append(a.ids, p.ID)
		p.Watch(func(s simulator.Sight) { a.gets(p.ID, s) })
	}
	return a
}

func (a *addressees) gets(id int64, s simulator.Sight) {
	if s.Message.ID == 0 || s.Message.Edits > 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.got[id]++
	a.at = append(a.at, time.Now())
	if len(a.got) == len(a.ids) && a.got[id] == 1 {
		close(a.done)
	}
}

func (a *addressees) wait(ctx context.Context) {
	select {
	case <-a.done:
	case <-ctx.Done():
	}
}

func (a *addressees) last() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.at[len(a.at)-1]
}

func (a *addressees) missing() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.ids) - len(a.got)
}

func (a *addressees) lost() error { return fmt.Errorf("%d people were not written to", a.missing()) }

// extra is how many messages came to people who had one.
func (a *addressees) extra() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.at) - len(a.got)
}

// The town of those who are written to: twenty flats a house, a person a flat,
// three meters each. It is noon there.
const settleTown = `
	WITH org AS (
		SELECT id FROM organisations WHERE inn = $1
	), street AS (
		INSERT INTO streets (place_key, street_key) VALUES ('дальний|дальняя', 'дальняя')
		ON CONFLICT DO NOTHING RETURNING place_key
	), h AS (
		INSERT INTO houses (organisation_id, region, settlement, street, number,
			region_key, place_key, street_key, number_key, zone, created_at)
		SELECT org.id, 'Новосибирская обл', 'г. Дальний', 'ул. Дальняя', n::text,
			'новосибирская', street.place_key, 'дальняя', n::text, $3, now()
		FROM org, street, generate_series(1, (cardinality($2::bigint[]) + 19) / 20) AS n
		RETURNING id, number
	), someone AS (
		INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at)
		SELECT $4, chat, chat, now(), now() FROM unnest($2::bigint[]) AS chat
		RETURNING id, chat_id
	), place AS (
		SELECT someone.id, (row_number() OVER (ORDER BY someone.id) - 1) AS i FROM someone
	), account AS (
		INSERT INTO accounts (house_id, number, number_key, changed_at)
		SELECT h.id, (9000000 + place.i)::text, (9000000 + place.i)::text, now()
		FROM place JOIN h ON h.number = (place.i / 20 + 1)::text
		RETURNING id, number
	)
	INSERT INTO links (person_id, account_id, role, rights, since)
	SELECT place.id, account.id, 'owner', '{see,pay,readings}', now()
	FROM place JOIN account ON account.number = (9000000 + place.i)::text`

const settleTerms = `
	INSERT INTO house_terms (house_id, organisation_id, from_on, until_on)
	SELECT id, organisation_id, '-infinity', 'infinity'
	FROM houses
	WHERE place_key = 'дальний|дальняя'`

const settleMeters = `
	INSERT INTO meters (account_id, resource, serial, serial_key, tariffs, unit, changed_at)
	SELECT a.id, r, 's' || a.id || r, 's' || a.id || r, 1, 'м³', now()
	FROM accounts a CROSS JOIN unnest(ARRAY['cold', 'hot', 'power']) AS r
	WHERE a.number LIKE '9%'`

const settleConsents = `
	INSERT INTO consents (person_id, version, given_at)
	SELECT id, '3', now() FROM people ON CONFLICT DO NOTHING`

const settleOperator = `
	WITH someone AS (
		INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at)
		VALUES ($1, $3, $3, now(), now()) RETURNING id
	), hired AS (
		INSERT INTO operators (person_id, organisation_id, since)
		SELECT someone.id, o.id, now() FROM someone, organisations o WHERE o.inn = $2
	)
	SELECT id FROM someone`

// settle lets the people move in.
func (p *post) settle(ctx context.Context) error {
	db := p.stand.db
	_, err := db.ExecContext(ctx, settleTown, sample.INN, pq.Array(p.crowd.ids), noonZone(), p.botID())
	for _, query := range []string{settleTerms, settleConsents} {
		if err == nil {
			_, err = db.ExecContext(ctx, query)
		}
	}
	if err == nil {
		row := db.QueryRowContext(ctx, settleOperator, p.botID(), sample.INN, p.dispatcher())
		err = row.Scan(&p.staff)
	}
	if err == nil {
		_, err = p.stand.db.ExecContext(ctx, "ANALYZE")
	}
	if err != nil {
		return fmt.Errorf("settle town: %w", err)
	}
	return nil
}

// dispatcher is the chat of who announces: how the mailing goes is told there.
func (p *post) dispatcher() int64 {
	if p.sim == nil {
		return 1
	}
	return p.sim.Person("Диспетчер", simulator.AlreadyStarted()).ID
}

// noonZone is a zone in which it is about noon now, so that nobody sleeps.
func noonZone() string {
	east := 12 - time.Now().UTC().Hour()
	switch {
	case east > 0:
		return fmt.Sprintf("Etc/GMT-%d", east)
	case east < 0:
		return fmt.Sprintf("Etc/GMT+%d", -east)
	}
	return "Etc/GMT"
}

const selectSettled = `SELECT id FROM houses WHERE place_key = 'дальний|дальняя' ORDER BY id`

// announce writes to everybody of planned work that begins in two hours.
func (p *post) announce(ctx context.Context, now time.Time) error {
	rows, err := p.stand.db.QueryContext(ctx, selectSettled)
	if err != nil {
		return fmt.Errorf("list houses: %w", err)
	}
	defer rows.Close()
	var places []housing.OutagePlace
	for rows.Next() {
		var id housing.HouseID
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("list houses: %w", err)
		}
		places = append(places, housing.OutagePlace{House: id, Zone: noonZone()})
	}
	org, err := (&postgres.Organisations{DB: p.db}).ByINN(ctx, sample.INN)
	if err := errors.Join(err, rows.Err()); err != nil {
		return err
	}
	outages := &postgres.Outages{DB: p.db}
	_, _, err = outages.Announce(ctx, "bench/outage", housing.PersonID(p.staff), housing.Outage{
		Organisation: org, Kind: housing.OutagePlanned,
		Utilities: []housing.Utility{housing.UtilityColdWater},
		From:      now.Add(2 * time.Hour), To: now.Add(4 * time.Hour), Places: places,
		State: housing.OutageAnnounced, At: now,
	}, now)
	return err
}
