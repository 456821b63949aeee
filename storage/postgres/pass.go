package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const lockPassing = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE h.id = $1
	FOR NO KEY UPDATE OF h`

// A pass that has not come yet gives way to the new one.
const dropComingTerm = `
	DELETE FROM house_terms
	WHERE house_id = $1 AND until_on = 'infinity' AND from_on > $2::date`

const openLastTerm = `
	UPDATE house_terms
	SET until_on = 'infinity'
	WHERE (house_id, until_on) = (
		SELECT house_id, max(until_on) FROM house_terms WHERE house_id = $1 GROUP BY 1)`

const selectLastTerm = `
	SELECT t.organisation_id AS id, o.inn, o.name, o.phone, t.from_on >= $2::date AS late
	FROM house_terms t
	JOIN organisations o ON o.id = t.organisation_id
	WHERE t.house_id = $1 AND t.until_on = 'infinity'`

const closeLastTerm = `
	UPDATE house_terms SET until_on = $2::date WHERE house_id = $1 AND until_on = 'infinity'`

const insertTerm = `
	INSERT INTO house_terms (house_id, organisation_id, from_on, until_on)
	VALUES ($1, $2, $3::date, 'infinity')`

// Pass says that a house passes to another organisation on a day by its own
// clock, and returns which manages it until then. That is the word of the command
// line: no person may. A pass that was said before
// and has not come yet is void; the organisation that manages the house now is
// then the way to call it off.
func (s *Organisations) Pass(
	ctx context.Context, p housing.HousePass, now time.Time,
) (was housing.Organisation, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		was, err = pass(ctx, tx, p, now)
		return err
	})
	if err != nil {
		return was, fmt.Errorf("pass house: %w", err)
	}
	return was, nil
}

func pass(
	ctx context.Context, tx *Tx, p housing.HousePass, now time.Time,
) (was housing.Organisation, err error) {
	var house houseRow
	if err := get(ctx, tx, &house, lockPassing, int64(p.House)); err != nil {
		return was, fmt.Errorf("find house: %w", err)
	}
	today := housing.DateOf(now.In(house.house().Location())).String()
	dropped, err := run(ctx, tx, dropComingTerm, int64(p.House), today)
	if err != nil {
		return was, fmt.Errorf("drop pass: %w", err)
	}
	if _, err := run(ctx, tx, openLastTerm, int64(p.House)); err != nil {
		return was, fmt.Errorf("open term: %w", err)
	}
	var last struct {
		organisationRow
		Late bool `db:"late"`
	}
	if err := get(ctx, tx, &last, selectLastTerm, int64(p.House), p.On.String()); err != nil {
		return was, fmt.Errorf("find term: %w", err)
	}
	was = last.organisation()
	switch {
	case was.ID == p.To && dropped > 0: // called off
		return was, passing{p, house, now}.noted(ctx, tx, was)
	case was.ID == p.To:
		return was, refused("cli.pass_same")
	case last.Late:
		return was, refused("cli.pass_early")
	}
	err = runSteps(ctx, tx, []step{
		{name: "close term", query: closeLastTerm, args: []any{int64(p.House), p.On.String()}},
		{name: "open term", query: insertTerm, args: []any{int64(p.House), int64(p.To), p.On.String()}},
	})
	if err != nil {
		return was, err
	}
	return was, passing{p, house, now}.noted(ctx, tx, was)
}

// passing is a pass of a house that is being said.
type passing struct {
	housing.HousePass

	of  houseRow
	now time.Time
}

// noted tells of a pass in the journals of both organisations.
func (p passing) noted(ctx context.Context, tx *Tx, was housing.Organisation) error {
	var to string
	if err := get(ctx, tx, &to, `SELECT name FROM organisations WHERE id = $1`, int64(p.To)); err != nil {
		return fmt.Errorf("find organisation: %w", err)
	}
	for _, org := range []housing.OrganisationID{was.ID, p.To} {
		n := note{
			deed{0, 0, "house.passed", p.now},
			org, p.of.Street + ", " + p.of.HouseNumber, was.Name,
			to + ", " + p.On.String(),
		}
		if p.of.Building != "" {
			n.subject += " к. " + p.of.Building
		}
		if err := journal(ctx, tx, n); err != nil {
			return err
		}
		if was.ID == p.To {
			break
		}
	}
	return nil
}

// Houses whose term of today is not of the organisation that they are written to.
const selectMoved = `
	SELECT h.id AS house, h.organisation_id AS was, t.organisation_id AS became
	FROM house_terms t
	JOIN houses h ON h.id = t.house_id
	WHERE t.from_on > '-infinity' AND h.organisation_id <> t.organisation_id
	  AND t.from_on <= ($1::timestamptz AT TIME ZONE h.zone)::date
	  AND t.until_on > ($1::timestamptz AT TIME ZONE h.zone)::date
	ORDER BY h.id
	FOR NO KEY UPDATE OF h`

// The window of readings of a house was chosen by whoever managed it.
const moveHouse = `
	UPDATE houses
	SET organisation_id = $2, window_from = NULL, window_to = NULL
	WHERE id = $1`

// A group of neighbours passes with the last of its houses.
const moveChats = `
	UPDATE house_chats c
	SET organisation_id = $3
	WHERE c.removed_at IS NULL AND c.organisation_id = $2
	  AND c.id IN (SELECT house_chat_id FROM house_chat_houses WHERE house_id = $1)
	  AND NOT EXISTS (
		SELECT 1
		FROM house_chat_houses ch
		JOIN houses h ON h.id = ch.house_id
		WHERE ch.house_chat_id = c.id AND h.organisation_id <> $3)`

type passed struct {
	House int64 `db:"house"`
	Was   int64 `db:"was"`
	Now   int64 `db:"became"`
}

// Settle carries out the passes whose day has come: residents of a house deal
// with its new organisation from then on, and so do its outages that are not over.
func (s *Organisations) Settle(ctx context.Context, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error { return settle(ctx, tx, now) })
	if err != nil {
		return fmt.Errorf("pass houses: %w", err)
	}
	return nil
}

func settle(ctx context.Context, tx *Tx, now time.Time) error {
	var rows []passed
	if err := list(ctx, tx, &rows, selectMoved, now); err != nil {
		return fmt.Errorf("list houses that passed: %w", err)
	}
	for _, p := range rows {
		if _, err := run(ctx, tx, moveHouse, p.House, p.Now); err != nil {
			return fmt.Errorf("move house: %w", err)
		}
		if _, err := run(ctx, tx, moveChats, p.House, p.Was, p.Now); err != nil {
			return fmt.Errorf("move chats: %w", err)
		}
		if err := p.moveOutages(ctx, tx, now); err != nil {
			return err
		}
	}
	return nil
}

// Outages of the old organisation in the house that are not over; elsewhere says
// that they are in other houses too.
const selectRunning = `
	SELECT u.id, EXISTS (
		SELECT 1 FROM outage_places o WHERE o.outage_id = u.id AND o.house_id <> $1) AS elsewhere
	FROM outages u
	WHERE u.id IN (SELECT outage_id FROM outage_places WHERE house_id = $1)
	  AND u.organisation_id = $2 AND u.state = 'announced' AND (u.ends_at IS NULL OR u.ends_at > $3)
	ORDER BY u.id
	FOR UPDATE OF u`

const moveOutage = `UPDATE outages SET organisation_id = $2, asked_at = NULL WHERE id = $1`

func (p passed) moveOutages(ctx context.Context, tx *Tx, now time.Time) error {
	var rows []struct {
		ID        int64 `db:"id"`
		Elsewhere bool  `db:"elsewhere"`
	}
	if err := list(ctx, tx, &rows, selectRunning, p.House, p.Was, now); err != nil {
		return fmt.Errorf("list outages: %w", err)
	}
	for _, r := range rows {
		if r.Elsewhere {
			if err := p.splitOutage(ctx, tx, r.ID, now); err != nil {
				return err
			}
			continue
		}
		if _, err := run(ctx, tx, moveOutage, r.ID, p.Now); err != nil {
			return fmt.Errorf("move outage: %w", err)
		}
	}
	return nil
}

const copyOutage = `
	INSERT INTO outages (number, organisation_id, person_id, kind, danger, utilities, starts_at, ends_at,
		next_at, cause, state, edition, at, windows, note, force_majeure, force_reason)
	SELECT 'О-' || lpad(nextval('outage_numbers')::text, 6, '0'), $2, person_id, kind, danger, utilities,
		starts_at, ends_at, next_at, cause, state, edition, at, windows, note, force_majeure, force_reason
	FROM outages
	WHERE id = $1
	RETURNING id`

const movePlaces = `UPDATE outage_places SET outage_id = $2 WHERE outage_id = $1 AND house_id = $3`

const copySteps = `
	INSERT INTO outage_steps (outage_id, person_id, what, edition, ends_at, at)
	SELECT $2, person_id, what, edition, ends_at, at
	FROM outage_steps
	WHERE outage_id = $1
	ORDER BY id`

const moveReports = `UPDATE outage_reports SET outage_id = $2 WHERE outage_id = $1 AND house_id = $3`

// Chats that the part of the outage in house $1 concerns at the moment $4.
const concernedHouse = `
	SELECT people.bot_id, people.chat_id
	FROM accounts a
	JOIN links l ON l.account_id = a.id AND` + aliveAt + `$4
	JOIN people ON people.id = l.person_id
	WHERE a.house_id = $1 AND a.closed_on IS NULL
	UNION
	SELECT c.bot_id, c.chat_id
	FROM house_chats c
	JOIN house_chat_houses ch ON ch.house_chat_id = c.id AND ch.house_id = $1
	WHERE c.removed_at IS NULL`

// Who reads of the part that passes read the announcement, or will: its message
// stays with the part that does not.
const copyReaders = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, state, done_at)
	SELECT $3, r.bot_id, r.chat_id, r.due_at, CASE r.state WHEN 'trying' THEN 'waiting' ELSE r.state END,
		r.done_at
	FROM recipients r
	JOIN notices n ON n.id = r.notice_id AND n.key = $2
	WHERE (r.bot_id, r.chat_id) IN (` + concernedHouse + `)`

// splitOutage makes the part of an outage that lies in the passing house an
// outage of its own.
func (p passed) splitOutage(ctx context.Context, tx *Tx, outage int64, now time.Time) error {
	var part int64
	if err := get(ctx, tx, &part, copyOutage, outage, p.Now); err != nil {
		return fmt.Errorf("split outage: %w", err)
	}
	said := stepArgs{Step: housing.OutageSaid, Edition: 1}
	notice, err := outageNotice(ctx, tx, housing.OutageID(part), said, now)
	if err != nil {
		return err
	}
	key := outageKey(housing.OutageID(outage), housing.OutageSaid, 1)
	return runSteps(ctx, tx, []step{
		{name: "move places", query: movePlaces, args: []any{outage, part, p.House}},
		{name: "copy steps", query: copySteps, args: []any{outage, part}},
		{name: "move reports", query: moveReports, args: []any{outage, part, p.House}},
		{name: "copy readers", query: copyReaders, args: []any{p.House, key, notice, now}},
	})
}
