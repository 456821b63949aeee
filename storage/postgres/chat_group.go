package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const answerFirst = `
	UPDATE house_chats
	SET answered_at = $3, pointed_at = NULL
	WHERE ` + liveChat + ` AND (answered_at IS NULL OR answered_at <= $4)
	RETURNING id`

const answerAgain = `
	UPDATE house_chats
	SET pointed_at = coalesce(pointed_at, $3)
	WHERE ` + liveChat + `
	RETURNING id, pointed_at = $3 AS first`

const selectBoardMessage = `
	SELECT coalesce(max(r.message_id), 0)
	FROM notices n
	JOIN recipients r ON r.notice_id = n.id
	WHERE n.key = 'chat/' || $1::bigint || '/board'`

// Ask tells how a question in a group is answered: once in [housing.ChatPause],
// then by what is pinned.
func (s *Chats) Ask(ctx context.Context, bot, chat int64, now time.Time) (q housing.ChatQuestion, err error) {
	id, answer, err := s.turn(ctx, group{bot, chat}, now)
	if err != nil || answer == housing.ChatUnknown {
		return q, err
	}
	q.Answer = answer
	if err := get(ctx, s.DB.pool, &q.Message, selectBoardMessage, id); err != nil {
		return q, fmt.Errorf("find board: %w", err)
	}
	var row boardRow
	if err := get(ctx, s.DB.pool, &row, selectBoardChat, id); err != nil {
		return q, fmt.Errorf("find chat: %w", err)
	}
	q.Manner = row.manner()
	q.Board, err = boardOf(ctx, s.DB.pool, row, now)
	return q, err
}

// turn takes the turn to answer in a group.
func (s *Chats) turn(
	ctx context.Context, g group, now time.Time,
) (id int64, answer housing.ChatAnswer, err error) {
	err = get(ctx, s.DB.pool, &id, answerFirst, g.bot, g.chat, now, now.Add(-housing.ChatPause))
	if err == nil {
		return id, housing.ChatTell, nil
	}
	if !isNoRows(err) {
		return 0, "", fmt.Errorf("take turn in chat: %w", err)
	}
	var row struct {
		ID    int64 `db:"id"`
		First bool  `db:"first"`
	}
	err = get(ctx, s.DB.pool, &row, answerAgain, g.bot, g.chat, now)
	switch {
	case isNoRows(err):
		return 0, housing.ChatUnknown, nil
	case err != nil:
		return 0, "", fmt.Errorf("take turn in chat: %w", err)
	case row.First:
		return row.ID, housing.ChatPoint, nil
	}
	return row.ID, housing.ChatSilent, nil
}

const moveTopic = `
	UPDATE house_chats
	SET thread_id = $3, topic = $4, told = array_remove(told, 'topic'), pinned = false, board_at = $5
	WHERE ` + liveChat + `
	RETURNING id`

const dropBoard = `
	DELETE FROM recipients r
	USING notices n
	WHERE n.id = r.notice_id AND n.key = 'chat/' || $1::bigint || '/board'
	RETURNING coalesce(r.message_id, 0)`

const beginBoard = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT n.id, c.bot_id, c.chat_id, $2, 3
	FROM house_chats c
	JOIN notices n ON n.key = 'chat/' || c.id || '/board'
	WHERE c.id = $1`

// beginBoardAnew makes the next board of a group a new message, and returns the one before. A board that is
// on its way now has another number, so its arrival does not bring the old place back.
func beginBoardAnew(ctx context.Context, tx *Tx, id int64, now time.Time) (old int64, err error) {
	if err := get(ctx, tx, &old, dropBoard, id); err != nil && !isNoRows(err) {
		return 0, fmt.Errorf("drop board: %w", err)
	}
	n, err := run(ctx, tx, beginBoard, id, now)
	if err != nil {
		return 0, fmt.Errorf("begin board: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return old, nil
}

// Here makes announcements of a group go into a topic, and returns the board
// that is no longer the one; false: the group is nobody's.
func (s *Chats) Here(
	ctx context.Context, bot int64, place housing.ChatPlace, now time.Time,
) (old int64, ok bool, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		var id int64
		err := get(ctx, tx, &id, moveTopic, bot, place.Chat, place.Thread, place.Topic, now)
		if isNoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		if old, err = beginBoardAnew(ctx, tx, id, now); err != nil {
			return err
		}
		return rewriteBoards(ctx, tx, now)
	})
	if err != nil {
		return 0, false, fmt.Errorf("choose topic: %w", err)
	}
	return old, ok, nil
}

const retitleChat = `UPDATE house_chats SET title = $3 WHERE ` + liveChat

// Retitle notes the name of a group.
func (s *Chats) Retitle(ctx context.Context, bot, chat int64, title string) error {
	if _, err := run(ctx, s.DB.pool, retitleChat, bot, chat, title); err != nil {
		return fmt.Errorf("rename chat: %w", err)
	}
	return nil
}

const useChatLink = `
	UPDATE chat_links l
	SET used_at = $2, chat_id = $4, title = $5, thread_id = $6, topic = $7
	FROM people
	WHERE l.token_hash = $1 AND l.kind = 'group' AND l.used_at IS NULL AND l.expires_at > $2
	  AND people.id = l.person_id AND people.bot_id = $3 AND people.user_id = $8
	RETURNING l.person_id`

const useChatLinkAnonymously = `
	SELECT people.user_id
	FROM chat_links l
	JOIN people ON people.id = l.person_id AND people.bot_id = $2
	WHERE l.token_hash = $1 AND l.kind = 'group'`

const insertChosen = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, $2, jsonb_build_object('title', $3::text), $4)
		ON CONFLICT (key) DO NOTHING
		RETURNING id)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT fresh.id, people.bot_id, people.chat_id, $4
	FROM fresh
	JOIN people ON people.id = $5`

// ChooseByLink chooses the group in which a one-time link was used, by the
// person who got the link or in the name of the group. A link that was used
// there already is used once.
func (s *Chats) ChooseByLink(ctx context.Context, u housing.ChatUse, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		if u.User == 0 {
			err := get(ctx, tx, &u.User, useChatLinkAnonymously, []byte(u.Hash), u.Bot)
			if err != nil && !isNoRows(err) {
				return err
			}
		}
		var p int64
		err := get(ctx, tx, &p, useChatLink, []byte(u.Hash), now, u.Bot, u.Place.Chat, u.Place.Title,
			u.Place.Thread, u.Place.Topic, u.User)
		if isNoRows(err) {
			return deadLink(ctx, tx, u, now)
		}
		if err != nil {
			return err
		}
		key := fmt.Sprintf("chat-link/%x", []byte(u.Hash)[:8])
		_, err = run(ctx, tx, insertChosen, key, string(housing.NoticeChatChosen), u.Place.Title, now, p)
		tx.wake = true
		return err
	})
	if err != nil {
		return fmt.Errorf("choose chat by link: %w", err)
	}
	return nil
}

const selectChatLink = `
	SELECT l.expires_at, l.used_at, l.chat_id, people.user_id
	FROM chat_links l
	JOIN people ON people.id = l.person_id
	WHERE l.token_hash = $1 AND l.kind = 'group'`

// deadLink tells why a link chooses nothing; nil: it chose this very group before.
func deadLink(ctx context.Context, tx *Tx, u housing.ChatUse, now time.Time) error {
	var row struct {
		Expires time.Time     `db:"expires_at"`
		Used    sql.NullTime  `db:"used_at"`
		Chat    sql.NullInt64 `db:"chat_id"`
		User    int64         `db:"user_id"`
	}
	err := get(ctx, tx, &row, selectChatLink, []byte(u.Hash))
	switch {
	case isNoRows(err):
		return notFound("chat.link_unknown")
	case err != nil:
		return err
	case row.User != u.User:
		return refused("chat.link_other")
	case row.Used.Valid && row.Chat.Int64 == u.Place.Chat:
		return nil
	case row.Used.Valid:
		return refused("chat.link_used")
	case !now.Before(row.Expires):
		return refused("chat.link_late")
	}
	return refused("chat.link_unknown")
}
