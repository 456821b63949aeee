package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// liveChat is the group $2 of bot $1.
const liveChat = `bot_id = $1 AND chat_id = $2 AND removed_at IS NULL`

// Fare notes how it went with what was sent to a group. Of a trouble the
// operators of the organisation, and who chose the group, are told once.
func (s *Chats) Fare(ctx context.Context, bot, chat int64, how housing.ChatFare, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error { return noteFare(ctx, tx, group{bot, chat}, how, now) })
	if err != nil {
		return fmt.Errorf("note fare of chat: %w", err)
	}
	return nil
}

// group is a chat of a bot.
type group struct{ bot, chat int64 }

func noteFare(ctx context.Context, tx *Tx, g group, how housing.ChatFare, now time.Time) error {
	if _, err := run(ctx, tx, fareOf(how), g.bot, g.chat); err != nil {
		return err
	}
	if how == housing.ChatFine || how == housing.ChatPinned {
		return nil
	}
	return tellTrouble(ctx, tx, g, how, now)
}

// fareOf is what is known of a group after a fare.
func fareOf(how housing.ChatFare) string {
	set := ""
	switch how {
	case housing.ChatFine:
		return `UPDATE house_chats SET muted = false, told = array_remove(told, 'muted')
			WHERE ` + liveChat + ` AND muted`
	case housing.ChatPinned:
		set = `pinned = true, told = array_remove(told, 'unpinned')`
	case housing.ChatKicked:
		set = `reachable = false, pinned = false`
	case housing.ChatMuted:
		set = `muted = true`
	case housing.ChatUnpinned:
		set = `pinned = false`
	case housing.ChatTopic:
		set = `thread_id = 0`
	}
	return `UPDATE house_chats SET ` + set + ` WHERE ` + liveChat
}

const markTold = `
	UPDATE house_chats
	SET told = array_append(told, $3)
	WHERE ` + liveChat + ` AND $3 <> ALL (told)
	RETURNING id`

const insertTrouble = `
	INSERT INTO notices (key, kind, args, at)
	SELECT 'chat/' || c.id || '/' || gen_random_uuid(), $2,
		jsonb_build_object('trouble', $3::text, 'title', c.title, 'topic', c.topic), $4
	FROM house_chats c
	WHERE c.id = $1
	RETURNING id`

const insertTroubled = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT DISTINCT $1::bigint, people.bot_id, people.chat_id, $3::timestamptz
	FROM house_chats c
	JOIN people ON people.reachable AND people.bot_id = c.bot_id AND (
		people.id = c.person_id OR people.id IN (
			SELECT w.person_id
			FROM operators w
			WHERE w.organisation_id = c.organisation_id AND w.removed_at IS NULL
			  AND w.role <> 'viewer'))
	WHERE c.id = $2
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

func tellTrouble(ctx context.Context, tx *Tx, g group, how housing.ChatFare, now time.Time) error {
	var id int64
	err := get(ctx, tx, &id, markTold, g.bot, g.chat, string(how))
	if isNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var notice int64
	err = get(ctx, tx, &notice, insertTrouble, id, string(housing.NoticeChatTrouble), string(how), now)
	if err != nil {
		return err
	}
	n, err := run(ctx, tx, insertTroubled, notice, id, now)
	tx.wake = tx.wake || n > 0
	return err
}

const returnToChat = `
	UPDATE house_chats
	SET reachable = true, board_at = $3, told = array_remove(array_remove(told, 'kicked'), 'muted'),
		muted = false
	WHERE ` + liveChat

// groupReachable notes that the bot was removed from a group, or let in again.
func groupReachable(ctx context.Context, tx *Tx, g group, reachable bool, now time.Time) error {
	if !reachable {
		return noteFare(ctx, tx, g, housing.ChatKicked, now)
	}
	if _, err := run(ctx, tx, returnToChat, g.bot, g.chat, now); err != nil {
		return fmt.Errorf("mark group: %w", err)
	}
	return rewriteBoards(ctx, tx, now)
}

// A group that was chosen anew under its later number is that one.
const dropDoubledChat = `
	UPDATE house_chats
	SET removed_at = $4
	WHERE ` + liveChat + ` AND EXISTS (
		SELECT 1 FROM house_chats young
		WHERE young.bot_id = $1 AND young.chat_id = $3 AND young.removed_at IS NULL)`

// What was written in the old group is not there: the board is written anew.
const moveHouseChat = `
	UPDATE house_chats
	SET chat_id = $3, pinned = false, reachable = true, board_at = $4
	WHERE ` + liveChat

const moveChatLinks = `
	UPDATE chat_links l
	SET chat_id = $3
	FROM people
	WHERE people.id = l.person_id AND people.bot_id = $1 AND l.chat_id = $2`

// Messages of the later group have numbers of their own.
const forgetChatMessages = `
	UPDATE forum_posts x
	SET chat_message = NULL
	FROM forum_mirrors y
	JOIN house_chats c ON c.id = y.house_chat_id
	WHERE x.mirror_id = y.id AND c.bot_id = $1 AND c.chat_id = $2 AND c.removed_at IS NULL`

// moveGroup gives a group its later number wherever it is known.
func moveGroup(ctx context.Context, tx *Tx, g group, to int64, now time.Time) error {
	if _, err := run(ctx, tx, forgetChatMessages, g.bot, g.chat); err != nil {
		return fmt.Errorf("forget messages of group: %w", err)
	}
	for _, query := range []string{dropDoubledChat, moveHouseChat} {
		if _, err := run(ctx, tx, query, g.bot, g.chat, to, now); err != nil {
			return fmt.Errorf("move group: %w", err)
		}
	}
	if _, err := run(ctx, tx, moveChatLinks, g.bot, g.chat, to); err != nil {
		return fmt.Errorf("move links of group: %w", err)
	}
	return rewriteBoards(ctx, tx, now)
}
