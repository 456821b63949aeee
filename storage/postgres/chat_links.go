package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

const insertChatLink = `
	INSERT INTO chat_links (token_hash, kind, person_id, organisation_id, house_id, name,
		issued_at, expires_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

// Issue keeps a one-time link of a person who looks after the groups of the
// organisation; only an operator names keepers.
func (s *Chats) Issue(ctx context.Context, l housing.ChatLink, hash housing.TokenHash, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		if err := mayIssue(ctx, tx, l); err != nil {
			return err
		}
		_, err := run(ctx, tx, insertChatLink, []byte(hash), string(l.Kind), int64(l.Person),
			int64(l.Organisation), idArg(l.House.ID), l.Name, now, now.Add(l.Kind.Life()))
		if err != nil {
			return err
		}
		return journal(ctx, tx, note{
			deed{l.Person, 0, "chat.link_" + string(l.Kind), now}, l.Organisation, l.Name, "", "",
		})
	})
	if err != nil {
		return fmt.Errorf("issue link of chats: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

const selectMayChoose = `
	SELECT EXISTS (
		SELECT 1 FROM houses h WHERE ($3::bigint = 0 OR h.id = $3) AND ` + chosenHouses + `)`

func mayIssue(ctx context.Context, tx *Tx, l housing.ChatLink) error {
	if l.Kind == housing.ChatLinkKeeper {
		may := attempt{l.Person, l.Organisation, housing.StaffActs, "chat.keeper"}
		if err := may.check(ctx, tx); err != nil {
			return err
		}
	}
	var may bool
	err := get(ctx, tx, &may, selectMayChoose, int64(l.Person), int64(l.Organisation), int64(l.House.ID))
	if err == nil && !may {
		err = refused("chat.foreign")
	}
	return err
}

const selectChosen = `
	SELECT l.organisation_id, l.chat_id, l.title, l.thread_id, l.topic
	FROM chat_links l
	JOIN people ON people.id = l.person_id
	WHERE l.person_id = $1 AND l.kind = 'group' AND l.used_at > $2 AND l.chat_id IS NOT NULL
	  AND NOT EXISTS (
		SELECT 1
		FROM house_chats c
		WHERE c.bot_id = people.bot_id AND c.chat_id = l.chat_id AND c.removed_at IS NULL)
	ORDER BY l.used_at DESC
	LIMIT 1`

// Chosen returns the group that the person chose last by a link and did not set up yet.
func (s *Chats) Chosen(
	ctx context.Context, p housing.PersonID, now time.Time,
) (org housing.OrganisationID, place housing.ChatPlace, err error) {
	var row struct {
		Org    int64  `db:"organisation_id"`
		Chat   int64  `db:"chat_id"`
		Title  string `db:"title"`
		Thread int64  `db:"thread_id"`
		Topic  string `db:"topic"`
	}
	err = get(ctx, s.DB.pool, &row, selectChosen, int64(p), now.Add(-housing.ChatLinkKeeper.Life()))
	if isNoRows(err) {
		return 0, place, notFound("chat.none_chosen")
	}
	if err != nil {
		return 0, place, fmt.Errorf("find chosen chat: %w", err)
	}
	place = housing.ChatPlace{Chat: row.Chat, Title: row.Title, Thread: row.Thread, Topic: row.Topic}
	return housing.OrganisationID(row.Org), place, nil
}

// The word of an operator holds while the operator may give it.
const selectTrust = `
	SELECT l.expires_at, l.used_at, l.name, l.organisation_id AS of,` + houseColumns + `,
		EXISTS (
			SELECT 1
			FROM operators w
			WHERE w.person_id = l.person_id AND w.organisation_id = l.organisation_id AND w.removed_at IS NULL
			  AND w.role <> 'viewer') AS holds,
		EXISTS (
			SELECT 1
			FROM chat_keepers k
			WHERE k.person_id = $2 AND k.house_id = l.house_id AND k.removed_at IS NULL) AS already
	FROM chat_links l
	JOIN (` + houseTables + `) ON h.id = l.house_id AND h.organisation_id = l.organisation_id
	WHERE l.token_hash = $1 AND l.kind = 'keeper'`

type trustRow struct {
	houseRow
	Expires time.Time    `db:"expires_at"`
	Used    sql.NullTime `db:"used_at"`
	Name    string       `db:"name"`
	Of      int64        `db:"of"`
	Holds   bool         `db:"holds"`
	Already bool         `db:"already"`
}

// Trust tells which house a link trusts the person with; already: it did before.
func (s *Chats) Trust(
	ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (house housing.House, already bool, err error) {
	row, err := trustOf(ctx, s.DB.pool, p, hash, now)
	if err != nil {
		return house, false, fmt.Errorf("read trust: %w", err)
	}
	return row.house(), row.Already, nil
}

func trustOf(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (trustRow, error) {
	var row trustRow
	err := get(ctx, q, &row, selectTrust, []byte(hash), int64(p))
	switch {
	case isNoRows(err):
		return row, notFound("chat.link_unknown")
	case err != nil, row.Already:
		return row, err
	case row.Used.Valid:
		return row, refused("chat.link_used")
	case !now.Before(row.Expires):
		return row, refused("chat.link_late")
	case !row.Holds:
		return row, refused("chat.link_void")
	}
	return row, nil
}

const useTrust = `UPDATE chat_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL`

const insertKeeper = `
	INSERT INTO chat_keepers (person_id, house_id, organisation_id, name, since)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (person_id, house_id) WHERE removed_at IS NULL DO NOTHING`

// Keep makes the person a keeper by a link, which is used up.
func (s *Chats) Keep(
	ctx context.Context, o housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"chat.kept", o, now}, func(tx *Tx) (nothing, error) {
		row, err := trustOf(ctx, tx, p, hash, now)
		if err != nil || row.Already {
			return nothing{}, err
		}
		n, err := run(ctx, tx, useTrust, []byte(hash), now)
		if err == nil && n == 0 {
			err = refused("chat.link_used")
		}
		if err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, insertKeeper, int64(p), row.HouseID, row.Of, row.Name, now); err != nil {
			return nothing{}, err
		}
		return nothing{}, journal(ctx, tx, note{
			deed{p, 0, "chat.kept", now}, housing.OrganisationID(row.Of), row.Name, "", "",
		})
	})
	if err != nil {
		return fmt.Errorf("become keeper: %w", err)
	}
	return nil
}

const selectKeepers = `
	SELECT k.id AS keeper_id, k.name AS keeper,` + houseColumns + `
	FROM chat_keepers k
	JOIN operators w ON w.organisation_id = k.organisation_id AND w.person_id = $1
		AND w.removed_at IS NULL AND w.role <> 'viewer'
	JOIN (` + houseTables + `) ON h.id = k.house_id
	WHERE k.organisation_id = $2 AND k.removed_at IS NULL
	ORDER BY k.name, k.id`

// Keepers lists the residents whom an organisation trusts, to its operators.
func (s *Chats) Keepers(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID,
) ([]housing.ChatKeeper, error) {
	var rows []struct {
		houseRow
		ID     int64  `db:"keeper_id"`
		Keeper string `db:"keeper"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectKeepers, int64(p), int64(org)); err != nil {
		return nil, fmt.Errorf("list keepers: %w", err)
	}
	keepers := make([]housing.ChatKeeper, len(rows))
	for i, r := range rows {
		keepers[i] = housing.ChatKeeper{ID: housing.ChatKeeperID(r.ID), Name: r.Keeper, House: r.house()}
	}
	return keepers, nil
}

const dismissKeeper = `
	UPDATE chat_keepers k
	SET removed_at = $3
	FROM operators w
	WHERE k.id = $2 AND k.removed_at IS NULL
	  AND w.organisation_id = k.organisation_id AND w.person_id = $1
	  AND w.removed_at IS NULL AND w.role <> 'viewer'
	RETURNING k.organisation_id, k.name`

// Dismiss ends a trust. The groups stay as they are.
func (s *Chats) Dismiss(
	ctx context.Context, o housing.Once, p housing.PersonID, id housing.ChatKeeperID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"chat.dismissed", o, now}, func(tx *Tx) (nothing, error) {
		var gone struct {
			Org  int64  `db:"organisation_id"`
			Name string `db:"name"`
		}
		err := get(ctx, tx, &gone, dismissKeeper, int64(p), int64(id), now)
		if isNoRows(err) {
			err = notFound("operator.not_yours")
		}
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, journal(ctx, tx, note{
			deed{p, 0, "chat.dismissed", now}, housing.OrganisationID(gone.Org), gone.Name, "", "",
		})
	})
	if err != nil {
		return fmt.Errorf("dismiss keeper: %w", err)
	}
	return nil
}
