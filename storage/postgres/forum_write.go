package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

func limited(text string) error { return &housing.Error{Kind: housing.Limited, Text: text} }

// Write writes a message, or begins a topic with it. Refused to whoever does not live there, may not write
// now, or did not say how to be shown; Limited where too much comes at once. What has a word of the list is
// held.
func (s *Forum) Write(
	ctx context.Context, o housing.Once, w forum.Writing, now time.Time,
) (forum.Written, error) {
	done, err := once(ctx, s.DB, confirmed{"forum.written", o, now}, func(tx *Tx) (forum.Written, error) {
		return writeForum(ctx, tx, w, now)
	})
	if err != nil {
		return forum.Written{}, fmt.Errorf("write to forum: %w", err)
	}
	return done, nil
}

const lockForumMember = `
	SELECT flat <> '' OR name <> ''
	FROM forum_members
	WHERE person_id = $1 AND house_id = $2
	FOR UPDATE`

// mayWrite lets the messages of a person come one after the other: two at once are counted both.
func mayWrite(ctx context.Context, tx *Tx, by forumReader, house housing.HouseID) error {
	var signed bool
	err := get(ctx, tx, &signed, lockForumMember, int64(by.person), int64(house))
	if err != nil && !isNoRows(err) {
		return fmt.Errorf("lock member: %w", err)
	}
	place, err := forumPlace(ctx, tx, by, house)
	switch {
	case err != nil:
		return err
	case !place.Lives:
		return refused("forum.stranger")
	case !signed:
		return refused("forum.unsigned")
	case !place.Muted.IsZero():
		return refused("forum.muted_now")
	}
	return nil
}

const countForumPosts = `SELECT count(*) FROM forum_posts WHERE person_id = $1 AND at > $2`

const countForumTopics = `SELECT count(*) FROM forum_topics WHERE person_id = $1 AND opened_at > $2`

func forumPace(ctx context.Context, tx *Tx, w forum.Writing, now time.Time) error {
	var posts, topics int
	if err := get(ctx, tx, &posts, countForumPosts, int64(w.Person), now.Add(-time.Minute)); err != nil {
		return fmt.Errorf("count messages: %w", err)
	}
	if posts >= forum.PerMinute {
		return limited("forum.too_fast")
	}
	if w.Topic != 0 {
		return nil
	}
	if err := get(ctx, tx, &topics, countForumTopics, int64(w.Person), now.AddDate(0, 0, -1)); err != nil {
		return fmt.Errorf("count topics: %w", err)
	}
	if topics >= forum.PerDay {
		return limited("forum.too_many_topics")
	}
	return nil
}

const insertForumTopic = `
	INSERT INTO forum_topics (house_id, person_id, category, title, opened_at, last_at)
	VALUES ($1, $2, $3, $4, $5, $5)
	RETURNING id`

const insertForumFollow = `
	INSERT INTO forum_reads (person_id, topic_id, attention)
	VALUES ($1, $2, 'follow')
	ON CONFLICT DO NOTHING`

func writeForum(ctx context.Context, tx *Tx, w forum.Writing, now time.Time) (done forum.Written, err error) {
	by := forumReader{w.Person, now}
	if w.Topic != 0 {
		topic, err := forumTopic(ctx, tx, by, w.Topic)
		switch {
		case err != nil:
			return done, err
		case topic.Closed:
			return done, refused("forum.closed")
		}
		w.House = topic.House
	}
	if err := mayWrite(ctx, tx, by, w.House); err != nil {
		return done, err
	}
	if err := forumPace(ctx, tx, w, now); err != nil {
		return done, err
	}
	if w.Topic == 0 {
		err := get(ctx, tx, &w.Topic, insertForumTopic, int64(w.House), int64(w.Person),
			string(w.Category), w.Title, now)
		if err != nil {
			return done, fmt.Errorf("store topic: %w", err)
		}
		if _, err := run(ctx, tx, insertForumFollow, int64(w.Person), int64(w.Topic)); err != nil {
			return done, fmt.Errorf("follow topic: %w", err)
		}
	}
	return insertForum(ctx, tx, w, now)
}

// numberForum gives the next number of a topic: whoever comes second waits.
const numberForum = `
	UPDATE forum_topics
	SET posts = posts + 1, last_at = CASE WHEN $3 THEN last_at ELSE $2 END
	WHERE id = $1
	RETURNING posts`

const insertForumPost = `
	INSERT INTO forum_posts (topic_id, number, person_id, state, reason, text, quote_id, at)
	SELECT $1, $2, $3, $4, $5, $6, (SELECT id FROM forum_posts WHERE id = $7 AND topic_id = $1), $8
	RETURNING id`

const insertForumPhoto = `INSERT INTO forum_photos (post_id, data) VALUES ($1, $2)`

func insertForum(
	ctx context.Context, tx *Tx, w forum.Writing, now time.Time,
) (done forum.Written, err error) {
	done = forum.Written{Topic: w.Topic, Held: forum.Suspicious(w.Title + "\n" + w.Text)}
	if err := get(ctx, tx, &done.Number, numberForum, int64(w.Topic), now, done.Held); err != nil {
		return done, fmt.Errorf("number message: %w", err)
	}
	state, reason := forum.Shown, forum.Reason("")
	if done.Held {
		state, reason = forum.Held, forum.Words
	}
	var id int64
	err = get(ctx, tx, &id, insertForumPost, int64(w.Topic), done.Number, int64(w.Person), string(state),
		string(reason), w.Text, idArg(w.Quote), now)
	if err != nil {
		return done, fmt.Errorf("store message: %w", err)
	}
	if w.Photo != nil {
		if _, err := run(ctx, tx, insertForumPhoto, id, w.Photo); err != nil {
			return done, fmt.Errorf("store photo of message: %w", err)
		}
	}
	if !done.Held {
		if err := spreadForum(ctx, tx, w, id, now); err != nil {
			return done, err
		}
	}
	if done.Held {
		if err := tellForumGuards(ctx, tx, w.House, now); err != nil {
			return done, err
		}
	}
	if done.Number > 1 {
		return done, audit(ctx, tx, deed{w.Person, 0, "forum.written", now})
	}
	return done, audit(ctx, tx, deed{w.Person, 0, "forum.opened", now})
}

// spreadForum tells of a new message those who are to know of it at once.
func spreadForum(ctx context.Context, tx *Tx, w forum.Writing, id int64, now time.Time) error {
	if err := writeMirrored(ctx, tx, w.Topic, id, now); err != nil || w.Quote == 0 {
		return err
	}
	return pingQuoted(ctx, tx, w, id, now)
}

const selectPinged = `
	SELECT m.person_id
	FROM forum_posts q
	JOIN forum_topics t ON t.id = q.topic_id AND t.id = $2
	JOIN forum_members m ON m.person_id = q.person_id AND m.house_id = t.house_id AND m.pings
	WHERE q.id = $1 AND q.person_id <> $3`

// pingQuoted tells whose message was quoted at once, if the person wants that.
func pingQuoted(ctx context.Context, tx *Tx, w forum.Writing, post int64, now time.Time) error {
	var people []int64
	err := list(ctx, tx, &people, selectPinged, int64(w.Quote), int64(w.Topic), int64(w.Person))
	if err != nil || len(people) == 0 {
		return err
	}
	id := strconv.FormatInt(post, 10)
	args := map[string]string{"what": string(housing.ForumQuoted), "post": id}
	return tellForum(ctx, tx, forumTold{"forum/quoted/" + id, args, now}, people)
}

const lockForumPost = `
	SELECT x.id, x.at, x.state, t.closed_at IS NOT NULL AS closed, t.house_id, x.topic_id
	FROM forum_posts x
	JOIN forum_topics t ON t.id = x.topic_id
	WHERE x.id = $1 AND x.person_id = $2
	FOR NO KEY UPDATE OF x`

type ownPostRow struct {
	ID     int64     `db:"id"`
	At     time.Time `db:"at"`
	State  string    `db:"state"`
	Closed bool      `db:"closed"`
	House  int64     `db:"house_id"`
	Topic  int64     `db:"topic_id"`
}

// ownPost finds a message of the person that can still be changed.
func ownPost(ctx context.Context, tx *Tx, by forumReader, id forum.PostID) (row ownPostRow, err error) {
	err = get(ctx, tx, &row, lockForumPost, int64(id), int64(by.person))
	if isNoRows(err) || err == nil && forum.State(row.State) == forum.Deleted {
		return row, notFound("forum.gone")
	}
	if err != nil {
		return row, fmt.Errorf("find own message: %w", err)
	}
	return row, nil
}

const updateForumPost = `
	UPDATE forum_posts
	SET text = $2, edited_at = $3, state = $4, reason = $5
	WHERE id = $1`

// Edit writes a message of the person anew, within [forum.EditTime]; held: a moderator looks first.
func (s *Forum) Edit(
	ctx context.Context, o housing.Once, e forum.Editing, now time.Time,
) (held bool, err error) {
	held, err = once(ctx, s.DB, confirmed{"forum.edited", o, now}, func(tx *Tx) (bool, error) {
		row, err := ownPost(ctx, tx, forumReader{e.Person, now}, e.Post)
		if err != nil {
			return false, err
		}
		if forum.State(row.State) == forum.Hidden || row.Closed || now.Sub(row.At) > forum.EditTime {
			return false, refused("forum.edit_late")
		}
		if err := mayWrite(ctx, tx, forumReader{e.Person, now}, housing.HouseID(row.House)); err != nil {
			return false, err
		}
		state, reason := forum.Shown, forum.Reason("")
		if forum.Suspicious(e.Text) {
			state, reason = forum.Held, forum.Words
		}
		_, err = run(ctx, tx, updateForumPost, int64(e.Post), e.Text, now, string(state), string(reason))
		if err != nil {
			return false, fmt.Errorf("change message: %w", err)
		}
		if err := editMirrored(ctx, tx, row, state, now); err != nil {
			return false, err
		}
		return state == forum.Held, audit(ctx, tx, deed{e.Person, 0, "forum.edited", now})
	})
	if err != nil {
		return false, fmt.Errorf("edit message: %w", err)
	}
	return held, nil
}

// editMirrored brings what a group reads of a message that was as row up to date: what is held is not to be
// seen there, and what was held and is shown now is new there.
func editMirrored(ctx context.Context, tx *Tx, row ownPostRow, is forum.State, now time.Time) error {
	switch {
	case is == forum.Held:
		return recallMirrored(ctx, tx, onePost, row.ID, now)
	case forum.State(row.State) == forum.Held:
		return showMirrored(ctx, tx, forum.TopicID(row.Topic), forum.PostID(row.ID), now)
	}
	return changeMirrored(ctx, tx, forum.PostID(row.ID), now)
}

const deleteForumPost = `
	UPDATE forum_posts
	SET text = '', state = 'deleted', reason = '', edited_at = NULL
	WHERE id = $1`

const deleteForumPhoto = `DELETE FROM forum_photos WHERE post_id = $1`

// Delete empties a message of the person, within [forum.DeleteTime]; also for who does not live there any
// more.
func (s *Forum) Delete(ctx context.Context, o housing.Once, e forum.Editing, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.deleted", o, now}, func(tx *Tx) (nothing, error) {
		row, err := ownPost(ctx, tx, forumReader{e.Person, now}, e.Post)
		if err != nil {
			return nothing{}, err
		}
		if now.Sub(row.At) > forum.DeleteTime {
			return nothing{}, refused("forum.delete_late")
		}
		if err := recallMirrored(ctx, tx, onePost, int64(e.Post), now); err != nil {
			return nothing{}, err
		}
		for _, query := range []string{deleteForumPost, deleteForumPhoto} {
			if _, err := run(ctx, tx, query, int64(e.Post)); err != nil {
				return nothing{}, err
			}
		}
		return nothing{}, audit(ctx, tx, deed{e.Person, 0, "forum.deleted", now})
	})
	if err != nil {
		return fmt.Errorf("delete message: %w", err)
	}
	return nil
}
