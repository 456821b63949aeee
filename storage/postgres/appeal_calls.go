package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

const liveCall = `c.revoked_at IS NULL AND c.expires_at > $3`

// Groups of the house that take such messages. What an appeal says may be
// nothing that the organisation of a group may send.
const appealChats = `
	house_chats g
	JOIN house_chat_houses gh ON gh.house_chat_id = g.id
	JOIN organisations go ON go.id = g.organisation_id
	WHERE gh.house_id = p.house_id AND g.bot_id = w.bot_id AND g.removed_at IS NULL AND g.reachable
	  AND NOT g.muted AND 'appeals' = ANY (g.kinds) AND go.chat_content <> 'restricted'`

const selectCall = `
	SELECT coalesce(c.token, '') AS token, coalesce(c.name, '') AS name, c.expires_at,
		c.posted_at IS NOT NULL AS posted, (SELECT count(DISTINCT g.id) FROM ` + appealChats + `) AS chats
	FROM appeals p
	JOIN people w ON w.id = p.person_id
	LEFT JOIN appeal_calls c ON c.appeal_id = p.id AND ` + liveCall + `
	WHERE p.person_id = $1 AND p.id = $2`

// Call returns how neighbours are called to an appeal of the person.
func (s *Appeals) Call(
	ctx context.Context, person housing.PersonID, id housing.AppealID, now time.Time,
) (housing.AppealCall, error) {
	return callOf(ctx, s.DB.pool, person, id, now)
}

func callOf(
	ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, id housing.AppealID, now time.Time,
) (housing.AppealCall, error) {
	var row struct {
		Token   string     `db:"token"`
		Name    string     `db:"name"`
		Expires *time.Time `db:"expires_at"`
		Posted  bool       `db:"posted"`
		Chats   int        `db:"chats"`
	}
	if err := get(ctx, q, &row, selectCall, int64(person), int64(id), now); err != nil {
		return housing.AppealCall{}, fmt.Errorf("find call: %w", appealGone(err))
	}
	c := housing.AppealCall{Token: row.Token, Name: row.Name, Posted: row.Posted, Chats: row.Chats}
	if row.Expires != nil {
		c.Expires = row.Expires.UTC()
	}
	return c, nil
}

// AppealName returns the name of a person by Госуслуги; empty: not signed in.
func (s *Appeals) AppealName(ctx context.Context, person housing.PersonID) (string, error) {
	who, _, err := (&SignIns{DB: s.DB}).Identity(ctx, person)
	return who.Full(), err
}

const (
	revokeCalls = `UPDATE appeal_calls SET revoked_at = $2 WHERE appeal_id = $1 AND revoked_at IS NULL`
	insertCall  = `
	INSERT INTO appeal_calls (appeal_id, token, token_hash, name, opened_at, expires_at)
	VALUES ($1, $2, $3, $4, $5, $6)`
	// A draft that neighbours read waits as long as they may join.
	touchDraft = `UPDATE appeals SET changed_at = $2 WHERE id = $1 AND state = 'draft'`
)

// OpenCall opens an appeal of the person to neighbours by a new link; the one
// before is dead.
func (s *Appeals) OpenCall(
	ctx context.Context, o housing.Once, c housing.AppealCalling, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.call", o, now}, func(tx *Tx) (nothing, error) {
		a, err := ownFate(ctx, tx, c.Person, c.Appeal)
		if err != nil {
			return nothing{}, err
		}
		if !a.Callable() {
			return nothing{}, refused("error.appeal_call_closed")
		}
		if _, err := run(ctx, tx, revokeCalls, int64(c.Appeal), now); err != nil {
			return nothing{}, fmt.Errorf("end the call before: %w", err)
		}
		if _, err := run(ctx, tx, touchDraft, int64(c.Appeal), now); err != nil {
			return nothing{}, fmt.Errorf("keep draft: %w", err)
		}
		hash := []byte(housing.HashToken(c.Token))
		until := now.Add(housing.AppealCallLife)
		_, err = run(ctx, tx, insertCall, int64(c.Appeal), c.Token, hash, c.Name, now, until)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("call neighbours: %w", err)
	}
	return nil
}

// ownFate locks an appeal of the person and returns it.
func ownFate(
	ctx context.Context, tx *Tx, person housing.PersonID, id housing.AppealID,
) (housing.Appeal, error) {
	if _, err := lockFate(ctx, tx, person, id); err != nil {
		return housing.Appeal{}, err
	}
	return ownAppeal(ctx, tx, person, id)
}

// CloseCall makes the link of an appeal of the person dead. Who joined stays.
func (s *Appeals) CloseCall(
	ctx context.Context, o housing.Once, person housing.PersonID, id housing.AppealID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.uncall", o, now}, func(tx *Tx) (nothing, error) {
		if _, err := lockFate(ctx, tx, person, id); err != nil {
			return nothing{}, err
		}
		_, err := run(ctx, tx, revokeCalls, int64(id), now)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("call neighbours no more: %w", err)
	}
	return nil
}

// ReleaseJoined lets those go who joined a draft of the person, and tells them: its
// author changes what they joined.
func (s *Appeals) ReleaseJoined(
	ctx context.Context, o housing.Once, person housing.PersonID, id housing.AppealID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.release", o, now}, func(tx *Tx) (nothing, error) {
		if err := lockDraft(ctx, tx, person, id); err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, revokeCalls, int64(id), now); err != nil {
			return nothing{}, err
		}
		return nothing{}, release(ctx, tx, []int64{int64(id)}, now)
	})
	if err != nil {
		return fmt.Errorf("let those go who joined: %w", err)
	}
	return nil
}

const deleteJoins = `DELETE FROM appeal_joins WHERE appeal_id = ANY ($1)`

// release tells those who joined appeals that these are not sent as they were, and
// forgets that they joined.
func release(ctx context.Context, tx *Tx, ids []int64, now time.Time) error {
	for _, id := range ids {
		a, err := anyAppeal(ctx, tx, housing.AppealID(id))
		if err != nil {
			return err
		}
		if err := tellJoined(ctx, tx, appealTold{appeal: a, what: housing.AppealDropped}, now); err != nil {
			return err
		}
	}
	if _, err := run(ctx, tx, deleteJoins, ints(ids)); err != nil {
		return fmt.Errorf("forget who joined: %w", err)
	}
	return nil
}

const selectAnyAppeal = `
	SELECT` + appealColumns + `
	FROM` + appealTables + `
	WHERE p.id = $1`

func anyAppeal(ctx context.Context, tx *Tx, id housing.AppealID) (housing.Appeal, error) {
	var row appealRow
	if err := get(ctx, tx, &row, selectAnyAppeal, int64(id)); err != nil {
		return housing.Appeal{}, fmt.Errorf("find appeal: %w", err)
	}
	return row.appeal(), nil
}

const countPosts = `
	SELECT count(*)
	FROM appeal_calls c
	JOIN appeals p ON p.id = c.appeal_id
	WHERE c.posted_at > $2 AND p.house_id = $1`

const markPosted = `
	UPDATE appeal_calls
	SET posted_at = $2
	WHERE appeal_id = $1 AND revoked_at IS NULL AND posted_at IS NULL
	RETURNING id`

const insertCallNotice = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ('appeal-call/' || $1::bigint, $2, jsonb_build_object('call', $1::bigint::text), $3)
		ON CONFLICT (key) DO NOTHING
		RETURNING id)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT DISTINCT fresh.id, g.bot_id, g.chat_id, $3::timestamptz, 4
	FROM fresh, appeals p
	JOIN people w ON w.id = p.person_id,
	` + appealChats + ` AND p.id = $4`

// PostCall offers an appeal of the person in the groups of its house, once for a
// link, and returns how many groups those are.
func (s *Appeals) PostCall(
	ctx context.Context, o housing.Once, person housing.PersonID, id housing.AppealID, now time.Time,
) (int, error) {
	n, err := once(ctx, s.DB, confirmed{"appeal.post", o, now}, func(tx *Tx) (int, error) {
		a, err := ownFate(ctx, tx, person, id)
		if err != nil {
			return 0, err
		}
		c, err := callOf(ctx, tx, person, id, now)
		switch {
		case err != nil:
			return 0, err
		case !a.Callable() || !c.Open():
			return 0, refused("error.appeal_call_closed")
		case c.Posted:
			return 0, refused("error.appeal_call_posted")
		}
		return postCall(ctx, tx, a, now)
	})
	if err != nil {
		return 0, fmt.Errorf("offer appeal in chats: %w", err)
	}
	return n, nil
}

func postCall(ctx context.Context, tx *Tx, a housing.Appeal, now time.Time) (int, error) {
	house := "appeal-posts/" + strconv.FormatInt(int64(a.House.ID), 10)
	if _, err := run(ctx, tx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, house); err != nil {
		return 0, fmt.Errorf("wait for others of the house: %w", err)
	}
	var posts int
	err := get(ctx, tx, &posts, countPosts, int64(a.House.ID), now.Add(-24*time.Hour))
	if err != nil {
		return 0, fmt.Errorf("count what was offered: %w", err)
	}
	if posts >= housing.AppealCallPosts {
		return 0, &housing.Error{Kind: housing.Limited, Text: "error.appeal_call_many"}
	}
	var call int64
	if err := get(ctx, tx, &call, markPosted, int64(a.ID), now); err != nil {
		return 0, fmt.Errorf("mark call: %w", err)
	}
	n, err := run(ctx, tx, insertCallNotice, call, string(housing.NoticeAppealCall), now, int64(a.ID))
	if err == nil && n == 0 {
		err = refused("error.appeal_call_chatless")
	}
	tx.wake = true
	return int(n), err
}

const selectCalled = `
	SELECT p.id AS appeal, c.token, c.name, p.topic, p.topic_name, h.settlement, h.street, h.number,
		h.building
	FROM appeal_calls c
	JOIN appeals p ON p.id = c.appeal_id
	JOIN houses h ON h.id = p.house_id
	WHERE c.id = $1::bigint AND c.revoked_at IS NULL AND c.expires_at > $2
	  AND p.state IN ('draft', 'prepared', 'sent', 'in_work', 'redirected', 'extended')`

// refreshCall adds what a group reads of an appeal: its house and its topic, if
// that is one of the list. What an author writes is not for a group.
func (s *Outbox) refreshCall(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var row struct {
		Appeal     int64  `db:"appeal"`
		Token      string `db:"token"`
		Name       string `db:"name"`
		Topic      string `db:"topic"`
		TopicName  string `db:"topic_name"`
		Settlement string `db:"settlement"`
		Street     string `db:"street"`
		Number     string `db:"number"`
		Building   string `db:"building"`
	}
	err := get(ctx, s.DB.pool, &row, selectCalled, n.Args["call"], now)
	switch {
	case isNoRows(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("find call: %w", err)
	}
	n.Args["token"], n.Args["name"] = row.Token, row.Name
	n.Args["street"], n.Args["house"], n.Args["building"] = row.Street, row.Number, row.Building
	if row.Topic != "" {
		n.Args["topic"] = row.TopicName
	}
	return true, s.threadOf(ctx, n)
}
