package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Chats looks after the groups of neighbours: operators after those of their
// organisation, residents who are trusted with a house after those they chose.
type Chats struct{ DB *DB }

// trusted are the keepers k of person $1 whose house is still the organisation's.
const trusted = `
	chat_keepers k
	JOIN houses kept ON kept.id = k.house_id AND kept.organisation_id = k.organisation_id
	WHERE k.person_id = $1 AND k.removed_at IS NULL`

const selectChatOffices = `
	SELECT o.id, o.inn, o.name, o.phone, bool_or(mine.operator) AS operator
	FROM (
		SELECT organisation_id, true AS operator
		FROM operators
		WHERE person_id = $1 AND removed_at IS NULL AND role <> 'viewer'
		UNION ALL
		SELECT k.organisation_id, false
		FROM ` + trusted + `) mine
	JOIN organisations o ON o.id = mine.organisation_id
	GROUP BY o.id
	ORDER BY o.name, o.id`

// Offices lists the organisations whose groups a person looks after.
func (s *Chats) Offices(ctx context.Context, p housing.PersonID) ([]housing.ChatOffice, error) {
	var rows []struct {
		organisationRow
		Operator bool `db:"operator"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectChatOffices, int64(p)); err != nil {
		return nil, fmt.Errorf("list offices of chats: %w", err)
	}
	offices := make([]housing.ChatOffice, len(rows))
	for i, r := range rows {
		offices[i] = housing.ChatOffice{Organisation: r.organisation(), Operator: r.Operator}
	}
	return offices, nil
}

const chatColumns = `
	c.id AS house_chat_id, c.bot_id, c.chat_id, c.title, c.kinds, c.thread_id, c.topic, c.reachable,
	c.muted, c.pinned, c.removed_at, o.id, o.inn, o.name, o.phone`

type houseChatRow struct {
	organisationRow
	Chat      int64          `db:"house_chat_id"`
	Bot       int64          `db:"bot_id"`
	Number    int64          `db:"chat_id"`
	Title     string         `db:"title"`
	Kinds     pq.StringArray `db:"kinds"`
	Thread    int64          `db:"thread_id"`
	Topic     string         `db:"topic"`
	Reachable bool           `db:"reachable"`
	Muted     bool           `db:"muted"`
	Pinned    bool           `db:"pinned"`
	Removed   sql.NullTime   `db:"removed_at"`
}

func (r houseChatRow) chat() housing.HouseChat {
	c := housing.HouseChat{
		ID: housing.HouseChatID(r.Chat), Organisation: r.organisation(), Reachable: r.Reachable,
		Muted: r.Muted, Pinned: r.Pinned,
		ChatPlace: housing.ChatPlace{Chat: r.Number, Title: r.Title, Thread: r.Thread, Topic: r.Topic},
	}
	for _, k := range r.Kinds {
		c.Kinds = append(c.Kinds, housing.ChatKind(k))
	}
	return c
}

// looksAfter holds for the chats c that person $1 decides about.
const looksAfter = `(
	EXISTS (
		SELECT 1
		FROM operators w
		WHERE w.person_id = $1 AND w.organisation_id = c.organisation_id AND w.removed_at IS NULL
		  AND w.role <> 'viewer')
	OR c.person_id = $1 AND c.organisation_id IN (SELECT k.organisation_id FROM ` + trusted + `))`

const selectChats = `
	SELECT` + chatColumns + `
	FROM house_chats c
	JOIN organisations o ON o.id = c.organisation_id
	WHERE c.removed_at IS NULL AND c.organisation_id = $2 AND ` + looksAfter + `
	ORDER BY c.title, c.id`

// List lists the groups of an organisation that the person decides about.
func (s *Chats) List(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID,
) ([]housing.HouseChat, error) {
	var rows []houseChatRow
	if err := list(ctx, s.DB.pool, &rows, selectChats, int64(p), int64(org)); err != nil {
		return nil, fmt.Errorf("list chats: %w", err)
	}
	return withHouses(ctx, s.DB.pool, rows)
}

const selectChatOfPerson = `
	SELECT` + chatColumns + `
	FROM house_chats c
	JOIN organisations o ON o.id = c.organisation_id
	WHERE c.removed_at IS NULL AND c.id = $2 AND ` + looksAfter

// Chat returns one group that the person decides about.
func (s *Chats) Chat(
	ctx context.Context, p housing.PersonID, id housing.HouseChatID,
) (housing.HouseChat, error) {
	return chatOfPerson(ctx, s.DB.pool, p, id)
}

func chatOfPerson(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, id housing.HouseChatID,
) (housing.HouseChat, error) {
	var row houseChatRow
	err := get(ctx, q, &row, selectChatOfPerson, int64(p), int64(id))
	if isNoRows(err) {
		return housing.HouseChat{}, notFound("chat.unknown")
	}
	if err != nil {
		return housing.HouseChat{}, fmt.Errorf("find chat: %w", err)
	}
	all, err := withHouses(ctx, q, []houseChatRow{row})
	if err != nil {
		return housing.HouseChat{}, err
	}
	return all[0], nil
}

const selectHousesOfChats = `
	SELECT ch.house_chat_id,` + houseColumns + `
	FROM house_chat_houses ch
	JOIN (` + houseTables + `) ON h.id = ch.house_id
	WHERE ch.house_chat_id = ANY ($1)
	ORDER BY h.settlement, h.street, ` + naturalOrder

func withHouses(
	ctx context.Context, q sqlx.QueryerContext, rows []houseChatRow,
) ([]housing.HouseChat, error) {
	ids := each(rows, func(r houseChatRow) int64 { return r.Chat })
	var houses []struct {
		houseRow
		Chat int64 `db:"house_chat_id"`
	}
	if err := list(ctx, q, &houses, selectHousesOfChats, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("list houses of chats: %w", err)
	}
	chats := each(rows, houseChatRow.chat)
	for _, h := range houses {
		i := slices.Index(ids, h.Chat)
		chats[i].Houses = append(chats[i].Houses, h.house())
	}
	return chats, nil
}

// chosenHouses are the houses h of organisation $2 that person $1 may choose
// for a chat.
const chosenHouses = `
	h.organisation_id = $2 AND (
		EXISTS (
			SELECT 1
			FROM operators w
			WHERE w.person_id = $1 AND w.organisation_id = $2 AND w.removed_at IS NULL
			  AND w.role <> 'viewer')
		OR h.id IN (SELECT k.house_id FROM ` + trusted + `))`

const selectChatHouses = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE ($3::bigint[] IS NULL OR h.id = ANY ($3)) AND ` + chosenHouses + `
	ORDER BY h.settlement, h.street, ` + naturalOrder + `
	LIMIT $4`

// Houses lists the houses that a person may choose for a group: those that q
// names, or the first ones where it names none.
func (s *Chats) Houses(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, q housing.AddressQuery, limit int,
) ([]housing.House, error) {
	var among any
	if q.Place != "" || q.Number != "" {
		found, err := (&Houses{DB: s.DB}).OfOrganisation(ctx, org, q, limit)
		if err != nil {
			return nil, err
		}
		among = pq.Array(each(found, func(h housing.House) int64 { return int64(h.ID) }))
	}
	var rows []houseRow
	if err := list(ctx, s.DB.pool, &rows, selectChatHouses, int64(p), int64(org), among, limit); err != nil {
		return nil, fmt.Errorf("list houses for chats: %w", err)
	}
	return housesOf(rows), nil
}

const selectUnfitHouses = `
	SELECT count(*)
	FROM unnest($3::bigint[]) AS given (id)
	WHERE NOT EXISTS (SELECT 1 FROM houses h WHERE h.id = given.id AND ` + chosenHouses + `)
	  AND NOT EXISTS (
		SELECT 1 FROM house_chat_houses ch WHERE ch.house_chat_id = $4 AND ch.house_id = given.id)`

const selectMyBot = `SELECT bot_id FROM people WHERE id = $1`

// A group that is known already is the same one, if the same organisation chose it.
const insertChat = `
	INSERT INTO house_chats AS c (bot_id, chat_id, title, person_id, since, organisation_id, thread_id, topic)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT (bot_id, chat_id) WHERE removed_at IS NULL DO UPDATE
	SET title = excluded.title, reachable = true
	WHERE c.organisation_id = excluded.organisation_id
	RETURNING id, xmax = 0 AS fresh`

const updateChat = `UPDATE house_chats SET kinds = $2, board_at = $3 WHERE id = $1`

const deleteChatHouses = `DELETE FROM house_chat_houses WHERE house_chat_id = $1 AND house_id <> ALL ($2)`

const insertChatHouses = `
	INSERT INTO house_chat_houses (house_chat_id, house_id)
	SELECT $1, unnest($2::bigint[])
	ON CONFLICT DO NOTHING`

// Save keeps what a person decided about a group: a new one is greeted and gets
// its board, that of another is brought up to date.
func (s *Chats) Save(
	ctx context.Context, o housing.Once, p housing.PersonID, c housing.ChatSetting, now time.Time,
) (housing.HouseChatID, error) {
	id, err := once(ctx, s.DB, confirmed{"chat.saved", o, now}, func(tx *Tx) (housing.HouseChatID, error) {
		return saveChat(ctx, tx, p, c, now)
	})
	if err != nil {
		return 0, fmt.Errorf("save chat: %w", err)
	}
	return id, nil
}

func saveChat(
	ctx context.Context, tx *Tx, p housing.PersonID, c housing.ChatSetting, now time.Time,
) (housing.HouseChatID, error) {
	if err := maySetChat(ctx, tx, p, c); err != nil {
		return 0, err
	}
	fresh := false
	if c.ID == 0 {
		var err error
		if c.ID, fresh, err = attachChat(ctx, tx, p, c, now); err != nil {
			return 0, err
		}
	}
	was, err := nameChat(ctx, tx, c.ID)
	if err != nil {
		return 0, err
	}
	houses := pq.Array(each(c.Houses, func(h housing.HouseID) int64 { return int64(h) }))
	kinds := pq.Array(each(c.Kinds, func(k housing.ChatKind) string { return string(k) }))
	if _, err := run(ctx, tx, updateChat, int64(c.ID), kinds, now); err != nil {
		return 0, fmt.Errorf("store kinds of chat: %w", err)
	}
	if _, err := run(ctx, tx, deleteChatHouses, int64(c.ID), houses); err != nil {
		return 0, fmt.Errorf("store houses of chat: %w", err)
	}
	if _, err := run(ctx, tx, insertChatHouses, int64(c.ID), houses); err != nil {
		return 0, fmt.Errorf("store houses of chat: %w", err)
	}
	if !fresh {
		if err := noteChat(ctx, tx, deed{p, 0, "chat.changed", now}, c.ID, was.Houses); err != nil {
			return 0, err
		}
		return c.ID, rewriteBoards(ctx, tx, now)
	}
	if err := noteChat(ctx, tx, deed{p, 0, "chat.attached", now}, c.ID, ""); err != nil {
		return 0, err
	}
	return c.ID, greetChat(ctx, tx, c.ID, now)
}

// maySetChat refuses what the person may not decide, and settings without a house or a kind.
func maySetChat(ctx context.Context, tx *Tx, p housing.PersonID, c housing.ChatSetting) error {
	switch {
	case len(c.Houses) == 0:
		return refused("chat.no_house")
	case len(c.Kinds) == 0:
		return refused("chat.no_kind")
	}
	if c.ID != 0 {
		if _, err := chatOfPerson(ctx, tx, p, c.ID); err != nil {
			return err
		}
	}
	houses := pq.Array(each(c.Houses, func(h housing.HouseID) int64 { return int64(h) }))
	var unfit int
	err := get(ctx, tx, &unfit, selectUnfitHouses, int64(p), int64(c.Organisation), houses, int64(c.ID))
	if err != nil {
		return fmt.Errorf("check houses of chat: %w", err)
	}
	if unfit > 0 {
		return refused("chat.foreign")
	}
	return nil
}

func attachChat(
	ctx context.Context, tx *Tx, p housing.PersonID, c housing.ChatSetting, now time.Time,
) (id housing.HouseChatID, fresh bool, err error) {
	var bot int64
	if err := get(ctx, tx, &bot, selectMyBot, int64(p)); err != nil {
		return 0, false, fmt.Errorf("find bot of person: %w", err)
	}
	var row struct {
		ID    int64 `db:"id"`
		Fresh bool  `db:"fresh"`
	}
	err = get(ctx, tx, &row, insertChat, bot, c.Place.Chat, c.Place.Title, int64(p), now,
		int64(c.Organisation), c.Place.Thread, c.Place.Topic)
	if isNoRows(err) {
		return 0, false, refused("chat.taken")
	}
	if err != nil {
		return 0, false, fmt.Errorf("store chat: %w", err)
	}
	if !row.Fresh { // known already: it may be one that others look after
		_, err = chatOfPerson(ctx, tx, p, housing.HouseChatID(row.ID))
	}
	return housing.HouseChatID(row.ID), row.Fresh, err
}

const removeChat = `UPDATE house_chats SET removed_at = $2, board_at = $2 WHERE id = $1`

// Detach ends the announcements in a group. Its board says so.
func (s *Chats) Detach(
	ctx context.Context, o housing.Once, p housing.PersonID, id housing.HouseChatID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"chat.detached", o, now}, func(tx *Tx) (nothing, error) {
		if _, err := chatOfPerson(ctx, tx, p, id); err != nil {
			return nothing{}, err
		}
		c, err := nameChat(ctx, tx, id)
		if err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, removeChat, int64(id), now); err != nil {
			return nothing{}, fmt.Errorf("remove chat: %w", err)
		}
		if err := c.detached(ctx, tx, p, now); err != nil {
			return nothing{}, err
		}
		return nothing{}, rewriteBoards(ctx, tx, now)
	})
	if err != nil {
		return fmt.Errorf("detach chat: %w", err)
	}
	return nil
}
