package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// insertForumDigests writes to who has something new in a topic that they follow, where it is the hour $2
// by their clock, once a day; two hours later still, where nothing ran.
func insertForumDigests() string {
	return `
	WITH told AS (
		SELECT f.person_id, f.house_id, people.bot_id, people.chat_id,
			'forum/digest/' || f.person_id || '/' || f.house_id || '/'
				|| ($1::timestamptz AT TIME ZONE coalesce(nullif(people.zone, ''), h.zone))::date AS key
		FROM (
			SELECT DISTINCT r.person_id, t.house_id
			FROM forum_reads r
			JOIN forum_topics t ON t.id = r.topic_id AND t.hidden_at IS NULL
			JOIN forum_posts x ON x.topic_id = t.id AND x.state = 'shown' AND x.number > r.seen
				AND x.person_id IS DISTINCT FROM r.person_id
			WHERE r.attention = 'follow') f
		JOIN people ON people.id = f.person_id AND people.reachable AND people.chat_id > 0
		JOIN houses h ON h.id = f.house_id
		LEFT JOIN forum_members m ON m.person_id = f.person_id AND m.house_id = f.house_id
		WHERE coalesce(m.digest, true) AND extract(
			hour FROM $1::timestamptz AT TIME ZONE coalesce(nullif(people.zone, ''), h.zone))
			BETWEEN $2::integer AND $2::integer + 2
		  AND` + livesThen("f.person_id", "$1") + `
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, $3, jsonb_build_object(
			'what', $4::text, 'person', person_id::text, 'house', house_id::text), $1
		FROM told
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT fresh.id, told.bot_id, told.chat_id, $1
	FROM fresh
	JOIN told ON told.key = fresh.key`
}

// Digest tells people of what is new in topics that they follow, at [forum.DigestHour] by their own clock.
func (s *Forum) Digest(ctx context.Context, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		n, err := run(ctx, tx, insertForumDigests(), now, forum.DigestHour, string(housing.NoticeForum),
			string(housing.ForumDigest))
		tx.wake = tx.wake || n > 0
		return err
	})
	if err != nil {
		return fmt.Errorf("write digests of forums: %w", err)
	}
	return nil
}

const selectForumDigest = `
	SELECT t.title, ` + forumUnread + ` AS count
	FROM houses h
	JOIN forum_topics t ON t.house_id = h.id AND t.hidden_at IS NULL
	JOIN forum_reads r ON r.topic_id = t.id AND r.person_id = $1 AND r.attention = 'follow'
	WHERE h.id = $3 AND` + lives + ` AND` + forumUnread + ` > 0
	ORDER BY t.last_at DESC
	LIMIT 6`

// forumStale is how long news of a forum are worth telling.
const forumStale = 12 * time.Hour

// refreshForum adds what a notice tells as it stands now; false: it is read, gone, or too old.
func (s *Outbox) refreshForum(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	switch housing.ForumNews(n.Args["what"]) {
	case housing.ForumDigest:
		return s.refreshForumDigest(ctx, n, now)
	case housing.ForumQuoted:
		return s.refreshForumQuote(ctx, n, now)
	case housing.ForumLetter:
		return s.refreshLetter(ctx, n, now)
	default:
		return true, nil
	}
}

func (s *Outbox) refreshForumDigest(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	if now.Sub(n.At) > forumStale {
		return false, nil
	}
	var rows []struct {
		Title string `db:"title" json:"title"`
		Count int    `db:"count" json:"count"`
	}
	person, _ := strconv.ParseInt(n.Args["person"], 10, 64)
	house, _ := strconv.ParseInt(n.Args["house"], 10, 64)
	if err := list(ctx, s.DB.pool, &rows, selectForumDigest, person, now, house); err != nil {
		return false, fmt.Errorf("list what is new in forum: %w", err)
	}
	lines, err := json.Marshal(rows)
	if err != nil {
		return false, fmt.Errorf("encode digest of forum: %w", err)
	}
	n.Args["lines"] = string(lines)
	return len(rows) > 0, nil
}

// Who is behind the chat of a notice.
const selectReaderPerson = `SELECT id FROM people WHERE bot_id = $1 AND chat_id = $2 ORDER BY id LIMIT 1`

func (s *Outbox) refreshForumQuote(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var person int64
	err := get(ctx, s.DB.pool, &person, selectReaderPerson, n.Bot, n.Chat)
	if isNoRows(err) || err == nil && now.Sub(n.At) > forumStale {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find reader: %w", err)
	}
	id, _ := strconv.ParseInt(n.Args["post"], 10, 64)
	by := forumReader{housing.PersonID(person), now}
	post, err := forumPost(ctx, s.DB.pool, by, forum.PostID(id))
	if housing.KindOf(err) == housing.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	topic, err := forumTopic(ctx, s.DB.pool, by, post.Topic)
	if err != nil {
		return false, err
	}
	n.Args["title"], n.Args["number"], n.Args["text"] = topic.Title, strconv.Itoa(post.Number), post.Text
	n.Args["house"] = strconv.FormatInt(int64(topic.House), 10)
	n.Args["flat"], n.Args["name"] = post.By.Flat, post.By.Name
	if post.By.Chat {
		n.Args["from_chat"] = "yes"
	}
	return post.State == forum.Shown, nil
}
