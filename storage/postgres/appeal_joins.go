package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// An account of the person $1 in the house of an appeal p, by the oldest link that lives at $3.
const accountInHouse = `(
	SELECT l.account_id
	FROM links l
	JOIN accounts x ON x.id = l.account_id
	WHERE l.person_id = $1 AND x.house_id = p.house_id AND l.suspended_at IS NULL AND x.closed_on IS NULL
	  AND (l.ends_at IS NULL OR l.ends_at > $3)
	ORDER BY l.id
	LIMIT 1)`

const selectCalledTo = `
	SELECT` + appealColumns + `, c.name AS author_name, p.person_id = $1 AS own,
		coalesce(` + accountInHouse + `, 0) AS account, j.id IS NOT NULL AS joined_in
	FROM` + appealTables + `
	JOIN appeal_calls c ON c.appeal_id = p.id AND c.token_hash = $2 AND ` + liveCall + `
	LEFT JOIN appeal_joins j ON j.appeal_id = p.id AND j.person_id = $1`

type invitedRow struct {
	appealRow

	Author   string `db:"author_name"`
	Own      bool   `db:"own"`
	Account  int64  `db:"account"`
	JoinedIn bool   `db:"joined_in"`
}

func (r invitedRow) standing() housing.AppealStanding {
	switch {
	case r.Own:
		return housing.AppealOwn
	case r.Account == 0:
		return housing.AppealStranger
	case r.JoinedIn:
		return housing.AppealJoinedIn
	}
	return housing.AppealMayJoin
}

// Invited returns the appeal that a link leads to, and what the person is to it.
// Who lives elsewhere is told nothing of it.
func (s *Appeals) Invited(
	ctx context.Context, person housing.PersonID, hash housing.TokenHash, now time.Time,
) (v housing.AppealShared, as housing.AppealStanding, err error) {
	row, err := invitedBy(ctx, s.DB.pool, person, hash, now)
	if err != nil {
		return v, "", fmt.Errorf("find appeal by link: %w", err)
	}
	if as = row.standing(); as == housing.AppealStranger {
		return v, as, nil
	}
	v.Appeal, v.Author = row.appeal(), row.Author
	v.Late = !v.Unsent()
	v.Files, err = appealFiles(ctx, s.DB.pool, v.ID)
	return v, as, err
}

func invitedBy(
	ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, hash housing.TokenHash,
	now time.Time,
) (row invitedRow, err error) {
	err = get(ctx, q, &row, selectCalledTo, int64(person), []byte(hash), now)
	if isNoRows(err) {
		return row, refused("error.appeal_call_over")
	}
	if err != nil {
		return row, err
	}
	if a := row.appeal(); !a.Callable() {
		return row, refused("error.appeal_call_over")
	}
	return row, nil
}

const lockCalled = `
	SELECT p.id
	FROM appeals p
	JOIN appeal_calls c ON c.appeal_id = p.id
	WHERE c.token_hash = $1
	FOR UPDATE OF p`

const countJoins = `SELECT count(*) FROM appeal_joins WHERE person_id = $1 AND at > $2`

const insertJoin = `
	INSERT INTO appeal_joins (appeal_id, person_id, account_id, name, late, at)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (appeal_id, person_id) DO NOTHING`

// Join adds a neighbour to an appeal. Whoever joined before stays as then.
func (s *Appeals) Join(
	ctx context.Context, o housing.Once, j housing.AppealJoining, now time.Time,
) (housing.AppealID, error) {
	joined := confirmed{"appeal.join", o, now}
	id, err := once(ctx, s.DB, joined, func(tx *Tx) (housing.AppealID, error) {
		if err := lockPerson(ctx, tx, j.Person); err != nil {
			return 0, err
		}
		var id int64
		if err := get(ctx, tx, &id, lockCalled, []byte(j.Hash)); err != nil && !isNoRows(err) {
			return 0, fmt.Errorf("lock appeal: %w", err)
		}
		row, err := invitedBy(ctx, tx, j.Person, j.Hash, now)
		if err != nil {
			return 0, err
		}
		return housing.AppealID(row.ID), joinAppeal(ctx, tx, row, j, now)
	})
	if err != nil {
		return 0, fmt.Errorf("join appeal: %w", err)
	}
	return id, nil
}

func joinAppeal(ctx context.Context, tx *Tx, row invitedRow, j housing.AppealJoining, now time.Time) error {
	switch row.standing() {
	case housing.AppealOwn:
		return refused("error.appeal_call_own")
	case housing.AppealStranger:
		return refused("error.appeal_call_stranger")
	case housing.AppealJoinedIn, housing.AppealMayJoin:
	}
	var many int
	if err := get(ctx, tx, &many, countJoins, int64(j.Person), now.Add(-24*time.Hour)); err != nil {
		return fmt.Errorf("count what was joined: %w", err)
	}
	if many >= housing.AppealJoinsDaily {
		return &housing.Error{Kind: housing.Limited, Text: "error.appeal_join_many"}
	}
	a := row.appeal()
	late := !a.Unsent()
	if late {
		j.Name = "" // the letter has gone without it
	}
	_, err := run(ctx, tx, insertJoin, row.ID, int64(j.Person), row.Account, j.Name, late, now)
	return err
}

const leaveAppeal = `
	DELETE FROM appeal_joins j
	USING appeals p
	WHERE p.id = j.appeal_id AND j.person_id = $1 AND j.appeal_id = $2 AND p.state IN ('draft', 'prepared')`

// Leave takes a neighbour out of an appeal that was not sent.
func (s *Appeals) Leave(
	ctx context.Context, o housing.Once, person housing.PersonID, id housing.AppealID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.leave", o, now}, func(tx *Tx) (nothing, error) {
		n, err := run(ctx, tx, leaveAppeal, int64(person), int64(id))
		if err == nil && n == 0 {
			err = refused("error.appeal_leave")
		}
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("leave appeal: %w", err)
	}
	return nil
}

// leaveUnsent takes a person out of every appeal that was not sent. What was sent
// is kept with those who joined, as the law says.
const leaveUnsent = `
	DELETE FROM appeal_joins j
	USING appeals p
	WHERE p.id = j.appeal_id AND j.person_id = $1 AND p.state IN ('draft', 'prepared')`

const selectShared = `
	SELECT` + appealColumns + `, j.name AS join_name, j.late, coalesce((
		SELECT c.name
		FROM appeal_calls c
		WHERE c.appeal_id = p.id
		ORDER BY c.id DESC
		LIMIT 1), '') AS author_name
	FROM` + appealTables + `
	JOIN appeal_joins j ON j.appeal_id = p.id
	WHERE j.person_id = $1`

type sharedRow struct {
	appealRow

	Author   string `db:"author_name"`
	JoinName string `db:"join_name"`
	Late     bool   `db:"late"`
}

func (r sharedRow) shared() housing.AppealShared {
	return housing.AppealShared{Appeal: r.appeal(), Author: r.Author, Name: r.JoinName, Late: r.Late}
}

// Shared returns the appeals that the person joined, the newest first.
func (s *Appeals) Shared(
	ctx context.Context, person housing.PersonID, limit int,
) ([]housing.AppealShared, error) {
	var rows []sharedRow
	query := selectShared + ` ORDER BY j.id DESC LIMIT $2`
	if err := list(ctx, s.DB.pool, &rows, query, int64(person), limit); err != nil {
		return nil, fmt.Errorf("list joined appeals: %w", err)
	}
	return each(rows, sharedRow.shared), nil
}

// SharedOne returns an appeal that the person joined, with the names of its files.
func (s *Appeals) SharedOne(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) (housing.AppealShared, error) {
	var row sharedRow
	err := get(ctx, s.DB.pool, &row, selectShared+` AND p.id = $2`, int64(person), int64(id))
	if err != nil {
		return housing.AppealShared{}, fmt.Errorf("find joined appeal: %w", appealGone(err))
	}
	v := row.shared()
	v.Files, err = appealFiles(ctx, s.DB.pool, id)
	return v, err
}

const selectSharedEvents = `
	SELECT e.kind, e.text, e.due_on, e.at
	FROM appeal_events e
	JOIN appeal_joins j ON j.appeal_id = e.appeal_id AND j.person_id = $1
	WHERE e.appeal_id = $2 AND NOT e.internal AND e.organisation_id IS NOT NULL
	ORDER BY e.id`

// SharedEvents returns what the addressee did with an appeal that the person joined.
func (s *Appeals) SharedEvents(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) ([]housing.AppealEvent, error) {
	return events(ctx, s.DB.pool, selectSharedEvents, person, id)
}

// events reads what happened to an appeal, as a query of a person tells it.
func events(
	ctx context.Context, q sqlx.QueryerContext, query string, person housing.PersonID, id housing.AppealID,
) ([]housing.AppealEvent, error) {
	var rows []struct {
		Kind string       `db:"kind"`
		Text string       `db:"text"`
		Due  sql.NullTime `db:"due_on"`
		At   time.Time    `db:"at"`
	}
	if err := list(ctx, q, &rows, query, int64(person), int64(id)); err != nil {
		return nil, fmt.Errorf("list what happened to appeal: %w", err)
	}
	all := make([]housing.AppealEvent, len(rows))
	for i, r := range rows {
		all[i] = housing.AppealEvent{Kind: r.Kind, Text: r.Text, Due: dateOf(r.Due), At: r.At.UTC()}
	}
	return all, nil
}

// namedJoin is of those who agreed to be named.
const namedJoin = `NOT j.late AND j.name <> ''`

// selectUnderLetter lists those who stand under an appeal.
const selectUnderLetter = `
	SELECT j.name, coalesce(m.number, '') AS premises
	FROM appeal_joins j
	JOIN appeals p ON p.id = j.appeal_id
	JOIN accounts a ON a.id = j.account_id
	LEFT JOIN premises m ON m.id = a.premises_id
	WHERE p.id = $1 AND ` + namedJoin

const selectSigners = selectUnderLetter + ` AND p.person_id = $2 ORDER BY j.id`

// Signers returns those who agreed to be named in the letter of an appeal of the person.
func (s *Appeals) Signers(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) ([]housing.AppealSigner, error) {
	return signersOf(ctx, s.DB.pool, selectSigners, int64(id), int64(person))
}

func signersOf(
	ctx context.Context, q sqlx.QueryerContext, query string, args ...any,
) ([]housing.AppealSigner, error) {
	var rows []struct {
		Name     string `db:"name"`
		Premises string `db:"premises"`
	}
	if err := list(ctx, q, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("list who signs: %w", err)
	}
	signers := make([]housing.AppealSigner, len(rows))
	for i, r := range rows {
		signers[i] = housing.AppealSigner{Name: r.Name, Premises: r.Premises}
	}
	return signers, nil
}

// Those who joined and can still be written to.
const selectJoinedReaders = `
	SELECT j.person_id
	FROM appeal_joins j
	JOIN people w ON w.id = j.person_id AND w.erased_at IS NULL AND w.reachable
	WHERE j.appeal_id = $1
	  AND EXISTS (SELECT 1 FROM consents k WHERE k.person_id = j.person_id AND k.withdrawn_at IS NULL)
	ORDER BY j.id`

// tellJoined writes a notice to each who joined an appeal, once for its occasion.
func tellJoined(ctx context.Context, tx *Tx, x appealTold, at time.Time) error {
	var readers []int64
	if err := list(ctx, tx, &readers, selectJoinedReaders, int64(x.appeal.ID)); err != nil {
		return fmt.Errorf("list who joined: %w", err)
	}
	if x.occasion == "" {
		x.occasion = x.what + "/" + at.UTC().Format(time.RFC3339Nano)
	}
	rows := make([]appealNotice, len(readers))
	for i, p := range readers {
		rows[i] = noticeOfAppeal(x, p)
		rows[i].Key += "/" + strconv.FormatInt(p, 10)
		rows[i].Args["joined"] = "yes"
	}
	return writeAppealNotices(ctx, tx, rows, at)
}

// dropMoved takes out of a letter that goes those who live in the house no more.
const dropMoved = `
	DELETE FROM appeal_joins j
	USING appeals p
	WHERE p.id = j.appeal_id AND p.id = $1 AND NOT EXISTS (
		SELECT 1
		FROM links l
		JOIN accounts x ON x.id = l.account_id
		WHERE l.person_id = j.person_id AND x.house_id = p.house_id AND l.suspended_at IS NULL
		  AND x.closed_on IS NULL AND (l.ends_at IS NULL OR l.ends_at > $2))`
