package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// repliedMirror is the message of the bot that is answered: of which message of which topic.
const repliedMirror = `
	SELECT y.id, t.id AS topic_id, t.title, t.house_id, t.closed_at IS NOT NULL AS closed, d.post_id
	FROM` + mirrorTables + `
	JOIN forum_mirrored d ON d.mirror_id = y.id
	JOIN recipients r ON r.notice_id = d.notice_id AND r.bot_id = c.bot_id AND r.chat_id = c.chat_id
	WHERE c.bot_id = $1 AND c.chat_id = $2 AND r.message_id = $3
	ORDER BY d.notice_id DESC
	LIMIT 1`

// lockForumTopic lets what changes a topic come one after the other. Whoever locks more of it begins here.
const lockForumTopic = `SELECT id FROM forum_topics WHERE id = $1 FOR NO KEY UPDATE`

type repliedRow struct {
	Mirror int64         `db:"id"`
	Topic  int64         `db:"topic_id"`
	Title  string        `db:"title"`
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

const countChatPosts = `
	SELECT count(*) FROM forum_posts WHERE chat_user = $1 AND greatest(at, edited_at) > $2 AND id <> $3`

const insertChatPost = `
	INSERT INTO forum_posts (topic_id, number, person_id, from_chat, state, reason, text, quote_id, at,
		mirror_id, chat_message, chat_user)
	VALUES ($1, $2, $3, true, $4, $5, $6, $7, $8, $9, $10, $11)
	RETURNING id`

const selectChatPost = `SELECT EXISTS (SELECT 1 FROM forum_posts WHERE mirror_id = $1 AND chat_message = $2)`

// onItsWay holds while a message of a topic is being sent to a group: whoever answers may have read it before
// its number is known here.
const onItsWay = `
	SELECT EXISTS (
		SELECT 1
		FROM` + mirrorTables + `
		JOIN forum_mirrored d ON d.mirror_id = y.id
		JOIN recipients r ON r.notice_id = d.notice_id AND r.state = 'trying'
		WHERE c.bot_id = $1 AND c.chat_id = $2)`

var errOnItsWay = errors.New("what is answered may still be on its way")

// unfound tells whether what is answered is nothing to the forum, or may be found soon.
func unfound(ctx context.Context, tx *Tx, r forum.Reply) error {
	var sending bool
	err := get(ctx, tx, &sending, onItsWay, r.Bot, r.Chat)
	if err == nil && sending {
		return errOnItsWay
	}
	return err
}

// Reply makes a message of the forum of an answer in a group to what the bot wrote there of a topic; what
// answers anything else is nothing to the forum, and is not kept. The same answer is one message, however
// often it comes; false: it became none. While something is on its way to the group, one that answers nothing
// known is to come again.
func (s *Forum) Reply(ctx context.Context, r forum.Reply, now time.Time) (taken bool, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		row, err := lockReplied(ctx, tx, r)
		if isNoRows(err) {
			if err := unfound(ctx, tx, r); err != nil {
				return err
			}
			// What arrived between the two looks has its number now.
			if row, err = lockReplied(ctx, tx, r); isNoRows(err) {
				return nil
			}
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

// lockReplied finds what is answered, and locks its topic: nobody hides it meanwhile.
func lockReplied(ctx context.Context, tx *Tx, r forum.Reply) (row repliedRow, err error) {
	if err := get(ctx, tx, &row, repliedMirror, r.Bot, r.Chat, r.Under); err != nil {
		return row, err
	}
	if _, err := run(ctx, tx, lockForumTopic, row.Topic); err != nil {
		return row, fmt.Errorf("lock topic: %w", err)
	}
	err = get(ctx, tx, &row, repliedMirror, r.Bot, r.Chat, r.Under)
	return row, err
}

func reply(ctx context.Context, tx *Tx, row repliedRow, r forum.Reply, now time.Time) (bool, error) {
	text, cut, ok := forum.ParseReply(r.Text)
	if !ok {
		return false, nil
	}
	var known bool
	if err := get(ctx, tx, &known, selectChatPost, row.Mirror, r.Message); err != nil || known {
		return known, err
	}
	by := replier{Reply: r, topic: row.Topic, house: row.House, title: row.Title}
	by.Text = text
	why, err := mayReply(ctx, tx, by, now)
	switch {
	case err != nil:
		return false, err
	case row.Closed:
		why = forum.UntakenClosed
	case why == "" && cut:
		if err := tellUntaken(ctx, tx, by, forum.UntakenCut, now); err != nil {
			return false, err
		}
	}
	if why != "" {
		return false, tellUntaken(ctx, tx, by, why, now)
	}
	return true, insertReply(ctx, tx, row, by.Reply, now)
}

// replier is who answers in a group, of which topic of a house; except: the message that is being changed.
type replier struct {
	forum.Reply
	topic, house, except int64
	title                string
}

// mayReply tells why whoever answers may not: a bar, or too much at once.
func mayReply(ctx context.Context, tx *Tx, r replier, now time.Time) (forum.Untaken, error) {
	var barred bool
	if err := get(ctx, tx, &barred, chatBarred, r.house, r.User, now, r.Bot); err != nil {
		return "", err
	}
	if barred {
		return forum.UntakenBarred, nil
	}
	var count int
	err := get(ctx, tx, &count, countChatPosts, r.User, now.Add(-time.Minute), r.except)
	if err != nil || count < forum.PerMinute {
		return "", err
	}
	return forum.UntakenFast, nil
}

const selectReplier = `SELECT id FROM people WHERE bot_id = $1 AND user_id = $2`

// tellUntaken tells who answered that it did not become a message, in private, at most once a minute; who
// never wrote to the bot cannot be told.
func tellUntaken(ctx context.Context, tx *Tx, r replier, why forum.Untaken, now time.Time) error {
	var people []int64
	if err := list(ctx, tx, &people, selectReplier, r.Bot, r.User); err != nil || len(people) == 0 {
		return err
	}
	key := fmt.Sprintf("forum/untaken/%d/%d/%s/%d", r.topic, people[0], why, now.Unix()/int64(time.Minute/time.Second))
	args := map[string]string{
		"what": string(housing.ForumUntaken), "why": string(why), "title": r.title,
	}
	return tellForum(ctx, tx, forumTold{key, args, now}, people)
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

const lockChatPost = `
	SELECT x.id, t.id AS topic_id, t.title, t.house_id
	FROM` + mirrorTables + `
	JOIN forum_posts x ON x.mirror_id = y.id
	WHERE c.bot_id = $1 AND c.chat_id = $2 AND x.chat_message = $3 AND x.chat_user = $4
	  AND x.state IN ('shown', 'held') AND x.at > $5 AND t.closed_at IS NULL AND x.text <> $6
	FOR NO KEY UPDATE OF x`

// EditReply changes the message that an answer became, as its author changed it in the group, within
// [forum.DeleteTime], while the topic is shown there and the author may write.
func (s *Forum) EditReply(ctx context.Context, r forum.Reply, now time.Time) error {
	text, _, ok := forum.ParseReply(r.Text)
	if !ok {
		return nil
	}
	r.Text = text
	err := s.DB.inTx(ctx, func(tx *Tx) error { return editReply(ctx, tx, r, now) })
	if err != nil {
		return fmt.Errorf("change answer from group: %w", err)
	}
	return nil
}

func editReply(ctx context.Context, tx *Tx, r forum.Reply, now time.Time) error {
	var row struct {
		ID    int64  `db:"id"`
		Topic int64  `db:"topic_id"`
		Title string `db:"title"`
		House int64  `db:"house_id"`
	}
	err := get(ctx, tx, &row, lockChatPost, r.Bot, r.Chat, r.Message, r.User, now.Add(-forum.DeleteTime), r.Text)
	if isNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	by := replier{r, row.Topic, row.House, row.ID, row.Title}
	why, err := mayReply(ctx, tx, by, now)
	if err != nil {
		return err
	}
	if why != "" {
		return tellUntaken(ctx, tx, by, why, now)
	}
	state, reason := forum.Shown, forum.Reason("")
	if forum.Suspicious(r.Text) {
		state, reason = forum.Held, forum.Words
	}
	_, err = run(ctx, tx, updateForumPost, row.ID, r.Text, now, string(state), string(reason))
	if err != nil || state == forum.Shown {
		return err
	}
	return tellForumGuards(ctx, tx, housing.HouseID(row.House), now)
}
