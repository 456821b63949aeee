package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// forumBy is how neighbours see the author of message %[1]s, whose member is %[2]s: a flat is shown while its
// person lives there. Who writes from a group is named there by the messenger, and so by nothing here.
const forumBy = `
	coalesce(%[1]s.from_chat, false) AS %[3]sfrom_chat,
	CASE WHEN %[1]s.from_chat THEN '' ELSE coalesce(%[2]s.name, '') END AS %[3]sname,
	CASE WHEN %[2]s.flat <> '' AND NOT %[1]s.from_chat AND EXISTS (
		SELECT 1
		FROM links l
		JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
		JOIN premises p ON p.id = a.premises_id
		WHERE l.person_id = %[2]s.person_id AND a.house_id = %[2]s.house_id AND p.number = %[2]s.flat
		  AND l.suspended_at IS NULL AND (l.ends_at IS NULL OR l.ends_at > $2))
	THEN %[2]s.flat ELSE '' END AS %[3]sflat`

// forumPosts are the messages x of topic t of house h as person $1 may see them. What is not to be seen has
// no text.
func forumPosts() string {
	return `
	SELECT x.id, x.topic_id, x.number, x.state, x.reason, x.at, x.edited_at IS NOT NULL AS edited,
		coalesce(x.person_id = $1, false) AS mine,` + fmt.Sprintf(forumBy, "x", "m", "") + `,
		CASE WHEN x.state = 'shown' OR x.person_id = $1 OR` + guards + ` THEN x.text ELSE '' END AS text,
		x.state IN ('shown', 'held') AND EXISTS (
			SELECT 1 FROM forum_photos f WHERE f.post_id = x.id) AS photo,
		coalesce(q.number, 0) AS q_number, CASE WHEN q.state = 'shown' THEN q.text ELSE '' END AS q_text,` +
		fmt.Sprintf(forumBy, "q", "qm", "q_") + `
	FROM forum_posts x
	JOIN forum_topics t ON t.id = x.topic_id
	JOIN houses h ON h.id = t.house_id
	LEFT JOIN forum_members m ON m.person_id = x.person_id AND m.house_id = t.house_id
	LEFT JOIN forum_posts q ON q.id = x.quote_id
	LEFT JOIN forum_members qm ON qm.person_id = q.person_id AND qm.house_id = t.house_id
	WHERE` + forumReaders + ` AND` + forumVisible + `
	  AND (x.state <> 'held' OR x.person_id = $1 OR` + guards + `)`
}

type forumAuthorRow struct {
	Chat bool   `db:"from_chat"`
	Name string `db:"name"`
	Flat string `db:"flat"`
}

func (r forumAuthorRow) author() forum.Author {
	return forum.Author{Flat: r.Flat, Name: r.Name, Chat: r.Chat}
}

type forumPostRow struct {
	forumAuthorRow
	ID          int64     `db:"id"`
	Topic       int64     `db:"topic_id"`
	Number      int       `db:"number"`
	State       string    `db:"state"`
	Reason      string    `db:"reason"`
	At          time.Time `db:"at"`
	Edited      bool      `db:"edited"`
	Mine        bool      `db:"mine"`
	Text        string    `db:"text"`
	Photo       bool      `db:"photo"`
	QuoteNumber int       `db:"q_number"`
	QuoteText   string    `db:"q_text"`
	QuoteChat   bool      `db:"q_from_chat"`
	QuoteName   string    `db:"q_name"`
	QuoteFlat   string    `db:"q_flat"`
}

func (r forumPostRow) post() forum.Post {
	p := forum.Post{
		ID: forum.PostID(r.ID), Topic: forum.TopicID(r.Topic), Number: r.Number, By: r.author(), Mine: r.Mine,
		State: forum.State(r.State), Reason: forum.Reason(r.Reason), Text: r.Text, Photo: r.Photo,
		At: r.At.UTC(), Edited: r.Edited,
	}
	if r.QuoteNumber > 0 {
		by := forumAuthorRow{r.QuoteChat, r.QuoteName, r.QuoteFlat}.author()
		p.Quote = &forum.Quote{Number: r.QuoteNumber, By: by, Text: r.QuoteText}
	}
	return p
}

const upsertForumSeen = `
	INSERT INTO forum_reads AS r (person_id, topic_id, seen)
	VALUES ($1, $2, $3)
	ON CONFLICT (person_id, topic_id) DO UPDATE
	SET seen = excluded.seen
	WHERE r.seen < excluded.seen`

const selectForumSeen = `SELECT seen FROM forum_reads WHERE person_id = $1 AND topic_id = $2`

// Sheet returns a page of a topic, which is read with that. A page below 0 is that of the first message
// which is new to the person, one behind the last is the last.
func (s *Forum) Sheet(
	ctx context.Context, p housing.PersonID, id forum.TopicID, page int, now time.Time,
) (v forum.Sheet, err error) {
	by := forumReader{p, now}
	if v.Topic, err = forumTopic(ctx, s.DB.pool, by, id); err != nil {
		return v, err
	}
	if v.Place, err = forumPlace(ctx, s.DB.pool, by, v.Topic.House); err != nil {
		return v, err
	}
	v.Pages = max(1, (v.Topic.Posts+forum.PerPage-1)/forum.PerPage)
	if v.Page = page; page < 0 {
		var seen int
		err := get(ctx, s.DB.pool, &seen, selectForumSeen, int64(p), int64(id))
		if err != nil && !isNoRows(err) {
			return v, fmt.Errorf("find what was read: %w", err)
		}
		v.Page = seen / forum.PerPage
	}
	v.Page = min(v.Page, v.Pages-1)
	if v.Posts, err = forumPage(ctx, s.DB.pool, by, v); err != nil {
		return v, err
	}
	last := min(v.Topic.Posts, (v.Page+1)*forum.PerPage)
	if _, err := run(ctx, s.DB.pool, upsertForumSeen, int64(p), int64(id), last); err != nil {
		return v, fmt.Errorf("note what was read: %w", err)
	}
	return v, nil
}

func forumPage(
	ctx context.Context, q sqlx.QueryerContext, by forumReader, v forum.Sheet,
) ([]forum.Post, error) {
	var rows []forumPostRow
	query := forumPosts() + ` AND t.id = $3 AND x.number > $4 AND x.number <= $5 ORDER BY x.number`
	err := list(ctx, q, &rows, query,
		int64(by.person), by.now, int64(v.Topic.ID), v.Page*forum.PerPage, (v.Page+1)*forum.PerPage)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	return each(rows, forumPostRow.post), nil
}

// Post returns one message.
func (s *Forum) Post(
	ctx context.Context, p housing.PersonID, id forum.PostID, now time.Time,
) (forum.Post, error) {
	return forumPost(ctx, s.DB.pool, forumReader{p, now}, id)
}

func forumPost(
	ctx context.Context, q sqlx.QueryerContext, by forumReader, id forum.PostID,
) (forum.Post, error) {
	var row forumPostRow
	err := get(ctx, q, &row, forumPosts()+` AND x.id = $3`, int64(by.person), by.now, int64(id))
	if isNoRows(err) {
		return forum.Post{}, notFound("forum.gone")
	}
	if err != nil {
		return forum.Post{}, fmt.Errorf("find message: %w", err)
	}
	return row.post(), nil
}

const selectForumPhoto = `SELECT data FROM forum_photos WHERE post_id = $1`

// Photo returns the photo of a message that the person may see.
func (s *Forum) Photo(
	ctx context.Context, p housing.PersonID, id forum.PostID, now time.Time,
) (data []byte, err error) {
	post, err := s.Post(ctx, p, id, now)
	if err != nil {
		return nil, err
	}
	err = sql.ErrNoRows
	if post.Photo {
		err = get(ctx, s.DB.pool, &data, selectForumPhoto, int64(id))
	}
	if isNoRows(err) {
		return nil, notFound("forum.photo_gone")
	}
	if err != nil {
		return nil, fmt.Errorf("find photo of message: %w", err)
	}
	return data, nil
}
