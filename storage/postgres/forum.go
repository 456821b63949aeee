package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// Forum keeps the forums of houses. Each is known to those alone who live there: a living connection of the
// household, whatever it pays; a guest of the household needs the right to see. Their moderators read it,
// too.
type Forum struct{ DB *DB }

// lives holds where person $1 lives in the house of an alias, at the moment $2.
const lives = `
	EXISTS (
		SELECT 1
		FROM links l
		JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
		WHERE l.person_id = $1 AND a.house_id = h.id AND l.suspended_at IS NULL
		  AND (l.ends_at IS NULL OR l.ends_at > $2) AND ('see' = ANY (l.rights) OR l.role <> 'guest'))`

// livesThen is [lives] of another person at another moment.
func livesThen(person, at string) string {
	return strings.NewReplacer("$1", person, "$2", at).Replace(lives)
}

// named holds where person $1 was named a moderator by the organisation of house h.
const named = `
	EXISTS (
		SELECT 1
		FROM forum_moderators g
		WHERE g.person_id = $1 AND g.house_id = h.id AND g.organisation_id = h.organisation_id
		  AND g.removed_at IS NULL)`

// manages holds where person $1 is an administrator of the organisation of house h.
const manages = `
	EXISTS (
		SELECT 1
		FROM operators w
		WHERE w.person_id = $1 AND w.organisation_id = h.organisation_id AND w.role = 'admin'
		  AND w.removed_at IS NULL)`

// guards holds where person $1 moderates the forum of house h.
const guards = `(` + named + ` OR` + manages + `)`

// forumReaders holds where person $1 may read the forum of house h.
const forumReaders = `(` + lives + ` OR` + guards + `)`

// waits holds where the message x waits for a moderator.
const waits = `
	(x.state = 'held' OR x.state = 'shown' AND EXISTS (
		SELECT 1 FROM forum_complaints c WHERE c.post_id = x.id AND c.settled_at IS NULL))`

const selectForumHouses = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE` + lives + ` OR` + named + ` OR` + manages + ` AND EXISTS (
		SELECT 1
		FROM forum_topics t
		JOIN forum_posts x ON x.topic_id = t.id
		WHERE t.house_id = h.id AND` + waits + `)
		OR` + manages + ` AND EXISTS (SELECT 1 FROM` + lettersWait + `)
	ORDER BY h.settlement, h.street, ` + naturalOrder

// Houses lists those in whose forums a person takes part: for an administrator those too where something
// waits.
func (s *Forum) Houses(
	ctx context.Context, p housing.PersonID, now time.Time,
) ([]housing.House, error) {
	var rows []houseRow
	if err := list(ctx, s.DB.pool, &rows, selectForumHouses, int64(p), now); err != nil {
		return nil, fmt.Errorf("list houses with a forum: %w", err)
	}
	return housesOf(rows), nil
}

const selectForumPlace = `
	SELECT` + houseColumns + `,` + lives + ` AS lives,` + guards + ` AS guards,` + manages + ` AS manages,
		CASE WHEN` + guards + ` THEN (
			SELECT count(*)
			FROM forum_topics t
			JOIN forum_posts x ON x.topic_id = t.id
			WHERE t.house_id = h.id AND` + waits + `) + (SELECT count(*) FROM` + lettersWait + `) ELSE 0 END
			AS waiting, coalesce(m.flat, '') AS flat,
		coalesce(m.name, '') AS name, coalesce(m.digest, true) AS digest, coalesce(m.pings, false) AS pings,
		greatest(m.muted_until, (
			SELECT max(b.muted_until)
			FROM forum_chat_mutes b
			JOIN people ON people.id = $1 AND people.user_id = b.chat_user
			WHERE b.house_id = h.id)) AS muted_until, coalesce(m.muted_for, '') AS muted_for,
		ARRAY(
			SELECT DISTINCT p.number
			FROM links l
			JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
			JOIN premises p ON p.id = a.premises_id
			WHERE l.person_id = $1 AND a.house_id = h.id AND l.suspended_at IS NULL
			  AND (l.ends_at IS NULL OR l.ends_at > $2)
			ORDER BY 1) AS flats
	FROM` + houseTables + `
	LEFT JOIN forum_members m ON m.person_id = $1 AND m.house_id = h.id
	WHERE h.id = $3`

type forumPlaceRow struct {
	houseRow
	Lives      bool           `db:"lives"`
	Guards     bool           `db:"guards"`
	Manages    bool           `db:"manages"`
	Waiting    int            `db:"waiting"`
	Flat       string         `db:"flat"`
	Name       string         `db:"name"`
	Digest     bool           `db:"digest"`
	Pings      bool           `db:"pings"`
	MutedUntil sql.NullTime   `db:"muted_until"`
	MutedFor   string         `db:"muted_for"`
	Flats      pq.StringArray `db:"flats"`
}

func (r forumPlaceRow) place(now time.Time) forum.Place {
	v := forum.Place{
		House: r.house(), Flats: r.Flats, As: forum.Author{Name: r.Name}, Digest: r.Digest, Pings: r.Pings,
		Lives: r.Lives, Guards: r.Guards, Manages: r.Manages, Waiting: r.Waiting,
	}
	for _, f := range r.Flats {
		if f == r.Flat {
			v.As.Flat = f
		}
	}
	if r.MutedUntil.Valid && r.MutedUntil.Time.After(now) {
		v.Muted, v.Because = r.MutedUntil.Time.UTC(), r.MutedFor
	}
	return v
}

// Place returns the forum of a house as the person meets it; Refused to whoever neither lives there nor
// moderates it.
func (s *Forum) Place(
	ctx context.Context, p housing.PersonID, house housing.HouseID, now time.Time,
) (forum.Place, error) {
	v, err := forumPlace(ctx, s.DB.pool, forumReader{p, now}, house)
	if err != nil {
		return v, err
	}
	if err := get(ctx, s.DB.pool, &v.Unread, selectForumUnread, int64(p), now, int64(house)); err != nil {
		return v, fmt.Errorf("count new messages: %w", err)
	}
	return v, nil
}

// forumReader is who reads, and when.
type forumReader struct {
	person housing.PersonID
	now    time.Time
}

func forumPlace(
	ctx context.Context, q sqlx.QueryerContext, by forumReader, house housing.HouseID,
) (forum.Place, error) {
	var row forumPlaceRow
	err := get(ctx, q, &row, selectForumPlace, int64(by.person), by.now, int64(house))
	if err != nil {
		return forum.Place{}, fmt.Errorf("find forum of house: %w", err)
	}
	if !row.Lives && !row.Guards {
		return forum.Place{}, refused("forum.stranger")
	}
	return row.place(by.now), nil
}

// forumVisible holds for the topics t of house h that person $1 may know of.
const forumVisible = `
	((t.hidden_at IS NULL OR t.person_id = $1) AND (t.meeting_id IS NOT NULL OR EXISTS (
		SELECT 1
		FROM forum_posts x
		WHERE x.topic_id = t.id AND (x.state = 'shown' OR x.state = 'held' AND x.person_id = $1)))
	OR` + guards + `)`

// forumUnread counts the messages of topic t that are new to person $1.
const forumUnread = `
	(SELECT count(*)
	FROM forum_posts x
	WHERE x.topic_id = t.id AND x.state = 'shown' AND x.number > coalesce(r.seen, 0)
	  AND x.person_id IS DISTINCT FROM $1)`

const selectForumUnread = `
	SELECT coalesce(sum(` + forumUnread + `), 0)
	FROM houses h
	JOIN forum_topics t ON t.house_id = h.id AND t.hidden_at IS NULL
	LEFT JOIN forum_reads r ON r.topic_id = t.id AND r.person_id = $1
	WHERE h.id = $3 AND coalesce(r.attention, '') <> 'mute' AND` + forumReaders

const forumTopicColumns = `
	t.id, t.house_id, t.category, t.title, t.posts, t.last_at, t.pinned_at IS NOT NULL AS pinned,
	t.closed_at IS NOT NULL AS closed, t.hidden_at IS NOT NULL AS hidden,
	t.person_id IS NOT DISTINCT FROM $1 AS mine,
	coalesce(r.attention, '') AS attention,` + forumUnread + ` AS unread,` + forumChat

type forumTopicRow struct {
	ID        int64     `db:"id"`
	House     int64     `db:"house_id"`
	Category  string    `db:"category"`
	Title     string    `db:"title"`
	Posts     int       `db:"posts"`
	Last      time.Time `db:"last_at"`
	Pinned    bool      `db:"pinned"`
	Closed    bool      `db:"closed"`
	Hidden    bool      `db:"hidden"`
	Mine      bool      `db:"mine"`
	Attention string    `db:"attention"`
	Unread    int       `db:"unread"`
	Total     int       `db:"total"`
	Chat      string    `db:"chat"`
}

func (r forumTopicRow) topic() forum.Topic {
	return forum.Topic{
		ID: forum.TopicID(r.ID), House: housing.HouseID(r.House), Category: forum.Category(r.Category),
		Title: r.Title, Posts: r.Posts, Unread: r.Unread, Last: r.Last.UTC(), Pinned: r.Pinned,
		Closed: r.Closed, Hidden: r.Hidden, Mine: r.Mine, Attention: forum.Attention(r.Attention),
		Chat: r.Chat,
	}
}

const selectForumTopics = `
	SELECT` + forumTopicColumns + `, count(*) OVER () AS total
	FROM houses h
	JOIN forum_topics t ON t.house_id = h.id
	LEFT JOIN forum_reads r ON r.topic_id = t.id AND r.person_id = $1
	WHERE h.id = $3 AND` + forumReaders + ` AND` + forumVisible + `
	  AND ($4 = '' OR strpos(translate(lower(t.title), 'ё', 'е'), $4) > 0 OR EXISTS (
		SELECT 1
		FROM forum_posts x
		WHERE x.topic_id = t.id AND x.state = 'shown'
		  AND strpos(translate(lower(x.text), 'ё', 'е'), $4) > 0))
	ORDER BY t.pinned_at IS NULL, t.last_at DESC, t.id DESC
	OFFSET $5
	LIMIT $6`

// Topics lists the topics of a house, the pinned and the newest first; none to strangers.
func (s *Forum) Topics(
	ctx context.Context, p housing.PersonID, q forum.Search, now time.Time,
) (found forum.Found, err error) {
	var rows []forumTopicRow
	err = list(ctx, s.DB.pool, &rows, selectForumTopics, int64(p), now, int64(q.House),
		strings.ReplaceAll(strings.ToLower(q.Words), "ё", "е"), max(0, q.Skip), q.Limit)
	if err != nil {
		return found, fmt.Errorf("list topics: %w", err)
	}
	found.Topics = each(rows, forumTopicRow.topic)
	if len(rows) > 0 {
		found.Total = rows[0].Total
	}
	return found, nil
}

const selectForumTopic = `
	SELECT` + forumTopicColumns + `
	FROM forum_topics t
	JOIN houses h ON h.id = t.house_id
	LEFT JOIN forum_reads r ON r.topic_id = t.id AND r.person_id = $1
	WHERE t.id = $3 AND` + forumReaders + ` AND` + forumVisible

// Topic returns one topic.
func (s *Forum) Topic(
	ctx context.Context, p housing.PersonID, id forum.TopicID, now time.Time,
) (forum.Topic, error) {
	return forumTopic(ctx, s.DB.pool, forumReader{p, now}, id)
}

func forumTopic(
	ctx context.Context, q sqlx.QueryerContext, by forumReader, id forum.TopicID,
) (forum.Topic, error) {
	var row forumTopicRow
	err := get(ctx, q, &row, selectForumTopic, int64(by.person), by.now, int64(id))
	if isNoRows(err) {
		return forum.Topic{}, notFound("forum.gone")
	}
	if err != nil {
		return forum.Topic{}, fmt.Errorf("find topic: %w", err)
	}
	return row.topic(), nil
}
