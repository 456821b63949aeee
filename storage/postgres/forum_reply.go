package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// repliedMirror is the message of the bot that is answered: of which message of which topic. Its mirror is
// locked, so that answers in it come one after the other.
const repliedMirror = `
	SELECT y.id, t.id AS topic_id, t.house_id, t.closed_at IS NOT NULL AS closed, d.post_id
	FROM` + mirrorTables + `
	JOIN forum_mirrored d ON d.mirror_id = y.id
	JOIN recipients r ON r.notice_id = d.notice_id AND r.bot_id = c.bot_id AND r.chat_id = c.chat_id
	WHERE c.bot_id = $1 AND c.chat_id = $2 AND r.message_id = $3
	ORDER BY d.notice_id DESC
	LIMIT 1
	FOR UPDATE OF y`

type repliedRow struct {
	Mirror int64         `db:"id"`
	Topic  int64         `db:"topic_id"`
	House  int64         `db:"house_id"`
	Closed bool          `db:"closed"`
	Post   sql.NullInt64 `db:"post_id"`
}

// chatAuthor is who answers: a resident of the house where the bot knows one.
const chatAuthor = `
	SELECT people.id
	FROM people
	JOIN houses h ON h.id = $4
	WHERE people.bot_id = $1 AND people.user_id = $2 AND `

const chatBarred = `
	SELECT EXISTS (
		SELECT 1 FROM forum_chat_mutes b WHERE b.house_id = $1 AND b.chat_user = $2 AND b.muted_until > $3)
	OR EXISTS (
		SELECT 1
		FROM forum_members m
		JOIN people ON people.id = m.person_id AND people.user_id = $2 AND people.bot_id = $4
		WHERE m.house_id = $1 AND m.muted_until > $3)`

const countChatPosts = `SELECT count(*) FROM forum_posts WHERE chat_user = $1 AND at > $2`

const insertChatPost = `
	INSERT INTO forum_posts (topic_id, number, person_id, from_chat, state, reason, text, quote_id, at,
		mirror_id, chat_message, chat_user)
	VALUES ($1, $2, $3, true, $4, $5, $6, $7, $8, $9, $10, $11)
	RETURNING id`

const selectChatPost = `SELECT EXISTS (SELECT 1 FROM forum_posts WHERE mirror_id = $1 AND chat_message = $2)`

// Reply makes a message of the forum of an answer in a group to what the bot wrote there of a topic; what
// answers anything else is nothing to the forum, and is not kept. The same answer is one message, however
// often it comes; false: it became none.
func (s *Forum) Reply(ctx context.Context, r forum.Reply, now time.Time) (taken bool, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		var row repliedRow
		err := get(ctx, tx, &row, repliedMirror, r.Bot, r.Chat, r.Under)
		if isNoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		taken, err = reply(ctx, tx, row, r, now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take answer from group: %w", err)
	}
	return taken, nil
}

func reply(ctx context.Context, tx *Tx, row repliedRow, r forum.Reply, now time.Time) (bool, error) {
	text, ok := forum.ParseText(r.Text, false)
	if !ok || row.Closed {
		return false, nil
	}
	var known bool
	if err := get(ctx, tx, &known, selectChatPost, row.Mirror, r.Message); err != nil || known {
		return known, err
	}
	var barred bool
	err := get(ctx, tx, &barred, chatBarred, row.House, r.User, now, r.Bot)
	if err != nil || barred {
		return false, err
	}
	var count int
	err = get(ctx, tx, &count, countChatPosts, r.User, now.Add(-time.Minute))
	if err != nil || count >= forum.PerMinute {
		return false, err
	}
	r.Text = text
	return true, insertReply(ctx, tx, row, r, now)
}

func insertReply(ctx context.Context, tx *Tx, row repliedRow, r forum.Reply, now time.Time) error {
	author, err := chatAuthorOf(ctx, tx, row, r, now)
	if err != nil {
		return err
	}
	held := forum.Suspicious(r.Text)
	state, reason := forum.Shown, forum.Reason("")
	if held {
		state, reason = forum.Held, forum.Words
	}
	var number int
	if err := get(ctx, tx, &number, numberForum, row.Topic, now, held); err != nil {
		return fmt.Errorf("number message: %w", err)
	}
	var id int64
	err = get(ctx, tx, &id, insertChatPost, row.Topic, number, author, string(state), string(reason), r.Text,
		row.Post, now, row.Mirror, r.Message, r.User)
	if err != nil {
		return fmt.Errorf("store message: %w", err)
	}
	if held {
		return tellForumGuards(ctx, tx, housing.HouseID(row.House), now)
	}
	if !row.Post.Valid {
		return nil
	}
	return pingQuoted(ctx, tx, forum.Writing{
		Person: housing.PersonID(author.Int64), Topic: forum.TopicID(row.Topic),
		Quote: forum.PostID(row.Post.Int64),
	}, id, now)
}

// chatAuthorOf finds who answers among the residents of the house; none: somebody whom the bot does not know
// as one.
func chatAuthorOf(
	ctx context.Context, tx *Tx, row repliedRow, r forum.Reply, now time.Time,
) (id sql.NullInt64, err error) {
	query := chatAuthor + livesThen("people.id", "$3")
	err = get(ctx, tx, &id, query, r.Bot, r.User, now, row.House)
	if isNoRows(err) {
		return id, nil
	}
	if err != nil {
		return id, fmt.Errorf("find author: %w", err)
	}
	return id, nil
}

const editChatPost = `
	UPDATE forum_posts x
	SET text = $5, edited_at = $6, state = $7, reason = $8
	FROM forum_mirrors y, house_chats c, forum_topics t
	WHERE x.mirror_id = y.id AND c.id = y.house_chat_id AND c.bot_id = $1 AND c.chat_id = $2
	  AND x.chat_message = $3 AND x.chat_user = $4 AND x.state IN ('shown', 'held') AND x.at > $9
	  AND t.id = x.topic_id AND t.closed_at IS NULL AND x.text <> $5
	RETURNING t.house_id`

// EditReply changes the message that an answer became, as its author changed it in the group, within
// [forum.DeleteTime].
func (s *Forum) EditReply(ctx context.Context, r forum.Reply, now time.Time) error {
	text, ok := forum.ParseText(r.Text, false)
	if !ok {
		return nil
	}
	state, reason := forum.Shown, forum.Reason("")
	if forum.Suspicious(text) {
		state, reason = forum.Held, forum.Words
	}
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		var house int64
		err := get(ctx, tx, &house, editChatPost, r.Bot, r.Chat, r.Message, r.User, text, now, string(state),
			string(reason), now.Add(-forum.DeleteTime))
		if isNoRows(err) || err == nil && state == forum.Shown {
			return nil
		}
		if err != nil {
			return err
		}
		return tellForumGuards(ctx, tx, housing.HouseID(house), now)
	})
	if err != nil {
		return fmt.Errorf("change answer from group: %w", err)
	}
	return nil
}
