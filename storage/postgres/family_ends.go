package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// familyNotice tells people of an account what became of somebody there.
type familyNotice struct {
	what    housing.FamilyNews
	account housing.AccountID
	people  []int64
	at      time.Time
	due     time.Time      // zero: at once
	about   int64          // the person of whom it is told
	called  string         // of whom it is told; empty where the reader is
	grant   *housing.Grant // nil: not told
}

// Who has no link any more reads of the account by its address.
const insertFamilyNotices = `
	WITH told AS (
		SELECT people.id AS person, 'family/' || $1::bigint || '/' || people.id || '/' || $2::text AS key,
			jsonb_build_object(
				'account', a.id::text, 'number', a.number, 'name', coalesce(l.name, ''),
				'settlement', h.settlement, 'street', h.street, 'house', h.number, 'building', h.building,
				'premises', coalesce(p.number, '')) || $3::jsonb AS args
		FROM people
		JOIN (` + accountTables + `) ON a.id = $1
		LEFT JOIN links l ON l.person_id = people.id AND l.account_id = a.id
		WHERE people.id = ANY ($5)
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, $6, args, $4
		FROM told
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT fresh.id, people.bot_id, people.chat_id, $7
	FROM fresh
	JOIN told ON told.key = fresh.key
	JOIN people ON people.id = told.person AND people.reachable AND people.chat_id > 0
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

// tellFamily writes a notice for each of the people. The sender wakes when tx commits.
func tellFamily(ctx context.Context, tx *Tx, n familyNotice) error {
	if len(n.people) == 0 {
		return nil
	}
	said := map[string]string{"what": string(n.what), "called": n.called}
	if n.grant != nil {
		said["role"], said["rights"] = string(n.grant.Role), joinRights(n.grant.Rights)
		if !n.grant.Until.IsZero() {
			said["until"] = n.grant.Until.String()
		}
	}
	args, err := json.Marshal(said)
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	if n.due.IsZero() {
		n.due = n.at
	}
	occasion := fmt.Sprintf("%s/%d/%d", n.what, n.about, n.at.UnixNano())
	written, err := run(ctx, tx, insertFamilyNotices, int64(n.account), occasion, string(args), n.at,
		pq.Array(n.people), string(housing.NoticeFamily), n.due)
	if err != nil {
		return fmt.Errorf("tell household %s: %w", n.what, err)
	}
	tx.wake = tx.wake || written > 0
	return nil
}

func joinRights(rights []housing.Right) string {
	names := make([]string, len(rights))
	for i, r := range rights {
		names[i] = string(r)
	}
	return strings.Join(names, " ")
}

const selectHosts = `
	SELECT person_id
	FROM links
	WHERE account_id = $1 AND suspended_at IS NULL AND 'invite' = ANY (rights)`

func hostsOf(ctx context.Context, tx *Tx, account housing.AccountID) (people []int64, err error) {
	if err := list(ctx, tx, &people, selectHosts, int64(account)); err != nil {
		return nil, fmt.Errorf("list who may invite: %w", err)
	}
	return people, nil
}

// ended is a link that is over.
type ended struct {
	Account housing.AccountID `db:"account_id"`
	Person  int64             `db:"person_id"`
	Called  string            `db:"called"`
	EndsAt  time.Time         `db:"ends_at"`
	Zone    string            `db:"zone"`
}

// An account is without a host when nobody is left who proved it and may invite.
const withoutHost = `NOT EXISTS (
	SELECT 1
	FROM links h
	WHERE h.account_id = x.account_id AND NOT h.invited AND h.suspended_at IS NULL
		AND 'invite' = ANY (h.rights))`

const deleteOrphans = `
	DELETE FROM links x
	WHERE x.account_id = ANY ($1) AND x.invited AND ` + withoutHost + `
	RETURNING x.account_id, x.person_id`

const deleteOrphanInvites = `
	DELETE FROM link_invites x
	WHERE x.account_id = ANY ($1) AND ` + withoutHost + `
	RETURNING x.account_id, coalesce(x.came_by, 0) AS person_id`

// endOrphans ends what the last of those who may invite left behind: who was
// invited may do what they were given in that person's name alone.
func endOrphans(ctx context.Context, tx *Tx, accounts []housing.AccountID, now time.Time) error {
	return errors.Join(
		tellGone(ctx, tx, gone{deleteOrphans, ints(accounts), housing.FamilyOver}, now),
		tellGone(ctx, tx, gone{deleteOrphanInvites, ints(accounts), housing.FamilyDeclined}, now))
}

// Invitations that a person gave, or took.
const deleteOwnInvites = `
	DELETE FROM link_invites
	WHERE invited_by = $1 OR came_by = $1
	RETURNING account_id, coalesce(came_by, 0) AS person_id`

// endOwn ends the invitations of a person who leaves.
func endOwn(ctx context.Context, tx *Tx, person housing.PersonID, now time.Time) error {
	return tellGone(ctx, tx, gone{deleteOwnInvites, int64(person), housing.FamilyDeclined}, now)
}

// gone is what a query of one parameter ends, and what people are told of it.
type gone struct {
	query string
	arg   any
	what  housing.FamilyNews
}

func tellGone(ctx context.Context, tx *Tx, of gone, now time.Time) error {
	var rows []ended
	if err := list(ctx, tx, &rows, of.query, of.arg); err != nil {
		return fmt.Errorf("end what was given: %w", err)
	}
	for _, e := range rows {
		if e.Person == 0 {
			continue // nobody had come
		}
		n := familyNotice{
			what: of.what, about: e.Person, account: e.Account, at: now, people: []int64{e.Person},
		}
		err := errors.Join(tellFamily(ctx, tx, n),
			audit(ctx, tx, deed{housing.PersonID(e.Person), e.Account, "family.over", now}))
		if err != nil {
			return err
		}
	}
	return nil
}

// termWarning is how long before the end of a term both sides are told.
const termWarning = 3 * 24 * time.Hour

const deleteEnded = `
	DELETE FROM links x
	USING accounts a, houses h
	WHERE x.ends_at <= $1 AND a.id = x.account_id AND h.id = a.house_id
	RETURNING x.account_id, x.person_id, x.called, x.ends_at, h.zone`

const warnEnding = `
	UPDATE links x
	SET warned = true
	FROM accounts a, houses h
	WHERE x.ends_at <= $1 AND NOT x.warned AND x.suspended_at IS NULL
		AND a.id = x.account_id AND h.id = a.house_id
	RETURNING x.account_id, x.person_id, x.called, x.ends_at, h.zone`

const forgetInvites = `DELETE FROM link_invites WHERE expires_at <= $1 OR ends_at <= $1`

// End ends the terms that are over, warns of those that end soon, and forgets
// invitations that nobody answered. Until it comes the queries know the hour by themselves.
func (s *Family) End(ctx context.Context, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		_, forgotten := run(ctx, tx, forgetInvites, now)
		return errors.Join(forgotten,
			tellEnding(ctx, tx,
				endings{deleteEnded, housing.FamilyEnded, housing.FamilyEndedHost, "family.ended"}, now, now),
			tellEnding(ctx, tx, endings{warnEnding, housing.FamilyEnding, housing.FamilyEndingHost, ""},
				now.Add(termWarning), now))
	})
	if err != nil {
		return fmt.Errorf("end terms: %w", err)
	}
	return nil
}

// endings are terms that are told of, and how.
type endings struct {
	query       string
	guest, host housing.FamilyNews // what is told to who has the term, and to who gave it
	audit       string             // empty: nothing is noted
}

// tellEnding tells of terms, both who has one and who gave it, not in the night of the house.
func tellEnding(
	ctx context.Context, tx *Tx, of endings, until, now time.Time,
) error {
	var all []ended
	if err := list(ctx, tx, &all, of.query, until); err != nil {
		return fmt.Errorf("find terms: %w", err)
	}
	for _, e := range all {
		hosts, err := hostsOf(ctx, tx, e.Account)
		if err != nil {
			return err
		}
		house := housing.House{Zone: e.Zone}
		n := familyNotice{
			account: e.Account, at: now, about: e.Person, called: e.Called,
			due:   housing.DefaultQuiet().Over(now.In(house.Location())),
			grant: &housing.Grant{Until: lastDay(momentArg(e.EndsAt), house)},
		}
		n.what, n.people = of.host, hosts
		told := tellFamily(ctx, tx, n)
		n.what, n.people = of.guest, []int64{e.Person}
		told = errors.Join(told, tellFamily(ctx, tx, n))
		if told == nil && of.audit != "" {
			told = audit(ctx, tx, deed{housing.PersonID(e.Person), e.Account, of.audit, now})
		}
		if told != nil {
			return told
		}
	}
	return nil
}

// endsSoon reports whether the end of a term is too near to be warned of.
func endsSoon(end sql.NullTime, now time.Time) bool {
	return end.Valid && end.Time.Sub(now) <= termWarning
}
