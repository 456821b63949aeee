package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// shownIn holds where the forum of house h may be shown in the group c: one of its organisation, of this
// house, in which the bot is.
const shownIn = `
	(c.removed_at IS NULL AND c.reachable AND c.organisation_id = h.organisation_id AND EXISTS (
		SELECT 1 FROM house_chat_houses ch WHERE ch.house_chat_id = c.id AND ch.house_id = h.id)
	AND EXISTS (
		SELECT 1 FROM organisations co WHERE co.id = c.organisation_id AND co.chat_content <> 'restricted'))`

// mirrorTables are the mirrors y that last, of topics t of houses h, with their groups c.
const mirrorTables = `
	forum_mirrors y
	JOIN forum_topics t ON t.id = y.topic_id AND t.hidden_at IS NULL
	JOIN houses h ON h.id = t.house_id
	JOIN house_chats c ON c.id = y.house_chat_id AND y.ended_at IS NULL AND` + shownIn

// forumChat is the title of the group in which topic t is shown; empty: none.
const forumChat = `
	coalesce((
		SELECT c.title
		FROM forum_mirrors y
		JOIN house_chats c ON c.id = y.house_chat_id AND c.removed_at IS NULL
		WHERE y.topic_id = t.id AND y.ended_at IS NULL), '') AS chat`

const selectRooms = `
	SELECT c.id, c.chat_id, c.title
	FROM forum_topics t
	JOIN houses h ON h.id = t.house_id
	JOIN house_chats c ON` + shownIn + `
	WHERE t.id = $3 AND c.bot_id = (SELECT bot_id FROM people WHERE id = $1) AND` + guards + `
	  AND $2::timestamptz IS NOT NULL
	ORDER BY c.title, c.id
	LIMIT 8`

type roomRow struct {
	ID    int64  `db:"id"`
	Chat  int64  `db:"chat_id"`
	Title string `db:"title"`
}

func (r roomRow) room() forum.Room {
	return forum.Room{ID: housing.HouseChatID(r.ID), Chat: r.Chat, Title: r.Title}
}

// Rooms lists the groups in which a moderator may show a topic; Refused to others.
func (s *Forum) Rooms(
	ctx context.Context, p housing.PersonID, id forum.TopicID, now time.Time,
) ([]forum.Room, error) {
	by := forumReader{p, now}
	topic, err := forumTopic(ctx, s.DB.pool, by, id)
	if err == nil {
		err = guardsForum(ctx, s.DB.pool, by, topic.House)
	}
	if err != nil {
		return nil, err
	}
	var rows []roomRow
	if err := list(ctx, s.DB.pool, &rows, selectRooms, int64(p), now, int64(id)); err != nil {
		return nil, fmt.Errorf("list groups for topic: %w", err)
	}
	return each(rows, roomRow.room), nil
}

const endMirror = `UPDATE forum_mirrors SET ended_at = $2 WHERE topic_id = $1 AND ended_at IS NULL`

const insertMirror = `
	INSERT INTO forum_mirrors (topic_id, house_chat_id, thread_id, since)
	SELECT t.id, c.id, $5, $2
	FROM forum_topics t
	JOIN houses h ON h.id = t.house_id
	JOIN house_chats c ON c.id = $4 AND` + shownIn + `
	WHERE t.id = $3 AND t.hidden_at IS NULL AND` + guards + `
	RETURNING id`

// Mirror shows what is written in a topic from now on in a group of the house, too.
func (s *Forum) Mirror(ctx context.Context, o housing.Once, m forum.Mirroring, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.mirrored", o, now}, func(tx *Tx) (nothing, error) {
		row, err := ruledTopic(ctx, tx, forumReader{m.Person, now}, m.Topic)
		if err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, endMirror, int64(m.Topic), now); err != nil {
			return nothing{}, err
		}
		var id int64
		err = get(ctx, tx, &id, insertMirror, int64(m.Person), now, int64(m.Topic), int64(m.Room), m.Thread)
		if isNoRows(err) {
			return nothing{}, refused("forum.mirror_nowhere")
		}
		if err != nil {
			return nothing{}, err
		}
		if err := writeMirrored(ctx, tx, m.Topic, 0, now); err != nil {
			return nothing{}, err
		}
		return nothing{}, row.journal(ctx, tx, deed{m.Person, 0, "forum.mirrored", now})
	})
	if err != nil {
		return fmt.Errorf("show topic in group: %w", err)
	}
	return nil
}

// Unmirror ends that; what is in the group already stays there.
func (s *Forum) Unmirror(ctx context.Context, o housing.Once, m forum.Mirroring, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.unmirrored", o, now}, func(tx *Tx) (nothing, error) {
		row, err := ruledTopic(ctx, tx, forumReader{m.Person, now}, m.Topic)
		if err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, endMirror, int64(m.Topic), now); err != nil {
			return nothing{}, err
		}
		return nothing{}, row.journal(ctx, tx, deed{m.Person, 0, "forum.unmirrored", now})
	})
	if err != nil {
		return fmt.Errorf("show topic in no group: %w", err)
	}
	return nil
}

// insertMirrored writes once to the group of topic $1 of its message $2: of none, that the topic is shown
// there. What came from the group is not written back to it.
const insertMirrored = `
	WITH live AS (
		SELECT y.id, c.bot_id, c.chat_id, coalesce($2::bigint::text, 'hello') AS what
		FROM` + mirrorTables + `
		WHERE y.topic_id = $1 AND ($2::bigint IS NULL OR EXISTS (
			SELECT 1
			FROM forum_posts x
			WHERE x.id = $2 AND NOT x.from_chat AND x.state = 'shown' AND x.at >= y.since))
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT 'forum/mirror/' || id || '/' || what, $4,
			jsonb_build_object('mirror', id::text, 'post', $2::bigint::text), $3
		FROM live
		ON CONFLICT (key) DO NOTHING
		RETURNING id
	), kept AS (
		INSERT INTO forum_mirrored (notice_id, mirror_id, post_id)
		SELECT fresh.id, live.id, $2
		FROM fresh, live
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, live.bot_id, live.chat_id, $3, $5
	FROM fresh, live`

// writeMirrored writes a message of a topic to the group in which the topic is shown, if there is one; 0:
// what begins there.
func writeMirrored(ctx context.Context, tx *Tx, topic forum.TopicID, post int64, now time.Time) error {
	n, err := run(ctx, tx, insertMirrored, int64(topic), idArg(forum.PostID(post)), now,
		string(housing.NoticeMirror), int(housing.UrgencyNews))
	if err != nil {
		return fmt.Errorf("write message to group: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return nil
}

// The messages are those that a query finds.
const markMirrored = `UPDATE forum_mirrored SET changed = true WHERE post_id IN (`

// A message that is on its way is brought up to date when it is there.
const rewriteMirrored = `
	WITH due AS (
		UPDATE forum_mirrored d
		SET changed = false
		FROM recipients r
		WHERE d.changed AND r.notice_id = d.notice_id AND r.state <> 'trying' AND r.recall = ''
		RETURNING r.id
	)
	UPDATE recipients r
	SET state = 'waiting', due_at = $1, attempts = 0, taken_until = NULL
	FROM due
	WHERE r.id = due.id AND r.state = 'sent' AND r.message_id IS NOT NULL`

// changeMirrored brings a message that was shown in a group up to date there.
func changeMirrored(ctx context.Context, tx *Tx, post forum.PostID, now time.Time) error {
	n, err := run(ctx, tx, markMirrored+onePost+`)`, int64(post))
	if err != nil || n == 0 {
		return err
	}
	return rewriteAllMirrored(ctx, tx, now)
}

// postsInHouse are the messages of person $1 in house $2 that name their author.
const postsInHouse = `
	SELECT x.id
	FROM forum_posts x
	JOIN forum_topics t ON t.id = x.topic_id
	WHERE x.person_id = $1 AND t.house_id = $2 AND x.state = 'shown' AND NOT x.from_chat`

// resignMirrored brings how a person is named in groups up to date, of a house.
func resignMirrored(
	ctx context.Context, tx *Tx, p housing.PersonID, house housing.HouseID, now time.Time,
) error {
	n, err := run(ctx, tx, markMirrored+postsInHouse+`)`, int64(p), int64(house))
	if err != nil || n == 0 {
		return err
	}
	return rewriteAllMirrored(ctx, tx, now)
}

func rewriteAllMirrored(ctx context.Context, tx *Tx, now time.Time) error {
	n, err := run(ctx, tx, rewriteMirrored, now)
	if err != nil {
		return fmt.Errorf("rewrite messages in groups: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return nil
}

// recallMirrored has what was shown of messages in groups deleted there; what was not sent yet is given up.
// The messages are those that a query of one argument finds.
func recallMirrored(ctx context.Context, tx *Tx, found string, arg int64, now time.Time) error {
	notices := `SELECT d.notice_id FROM forum_mirrored d WHERE d.post_id IN (` + found + `)`
	return recallNotices(ctx, tx, notices, arg, now)
}

// recallNotices is recallMirrored for the notices that a query of one argument finds.
func recallNotices(ctx context.Context, tx *Tx, found string, arg int64, now time.Time) error {
	n, err := run(ctx, tx, recallRecipients+found+`)`, arg, now, housing.ReasonCancelled)
	if err != nil {
		return fmt.Errorf("take messages back from groups: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return nil
}

// onePost finds a message by its key; to be used with [recallMirrored].
const onePost = `SELECT x.id FROM forum_posts x WHERE x.id = $1`

// What was deleted in the group is written anew.
const restoreMirrored = `
	UPDATE recipients r
	SET message_id = CASE WHEN recall = 'deleted' THEN NULL ELSE message_id END, recall = '',
		state = 'waiting', due_at = $2, attempts = 0, taken_until = NULL, reason = ''
	FROM forum_mirrored d
	WHERE d.post_id = $1 AND r.notice_id = d.notice_id AND r.recall <> ''`

const postsOfTopic = `SELECT x.id FROM forum_posts x WHERE x.topic_id = $1`

// hellosOfTopic finds the first messages of a topic in groups, which tell its title.
const hellosOfTopic = `
	SELECT d.notice_id
	FROM forum_mirrored d
	JOIN forum_mirrors y ON y.id = d.mirror_id
	WHERE y.topic_id = $1 AND d.post_id IS NULL`

// hellosOfPerson finds those of the topics that person $1 began.
const hellosOfPerson = `
	SELECT d.notice_id
	FROM forum_mirrored d
	JOIN forum_mirrors y ON y.id = d.mirror_id
	JOIN forum_topics t ON t.id = y.topic_id
	WHERE t.person_id = $1 AND d.post_id IS NULL`

// concealMirrored takes a topic out of the group in which it is shown.
func concealMirrored(ctx context.Context, tx *Tx, topic forum.TopicID, now time.Time) error {
	if err := recallMirrored(ctx, tx, postsOfTopic, int64(topic), now); err != nil {
		return err
	}
	if err := recallNotices(ctx, tx, hellosOfTopic, int64(topic), now); err != nil {
		return err
	}
	_, err := run(ctx, tx, endMirror, int64(topic), now)
	return err
}

// showMirrored shows a message in the group that a moderator lets be seen.
func showMirrored(
	ctx context.Context, tx *Tx, topic forum.TopicID, post forum.PostID, now time.Time,
) error {
	n, err := run(ctx, tx, restoreMirrored, int64(post), now)
	if err != nil {
		return fmt.Errorf("show message in group again: %w", err)
	}
	if n > 0 {
		tx.wake = true
		return nil
	}
	return writeMirrored(ctx, tx, topic, int64(post), now)
}

// selectMirrored is what a notice $1 of a group tells at $2: of the message $3, or of the topic.
func selectMirrored() string {
	return `
	SELECT t.title, t.house_id, h.zone, y.thread_id, coalesce(x.number, 0) AS number,
		coalesce(x.text, '') AS text,
		coalesce(x.state, 'shown') = 'shown' AND t.hidden_at IS NULL AS shown, EXISTS (
			SELECT 1 FROM` + mirrorTables + ` WHERE y.id = $1::bigint) AS lasts,
		EXISTS (SELECT 1 FROM forum_photos f WHERE f.post_id = x.id) AS photo,
		coalesce((
			SELECT max(r.message_id)
			FROM forum_mirrored d
			JOIN recipients r ON r.notice_id = d.notice_id AND r.chat_id = c.chat_id AND r.state = 'sent'
			WHERE d.mirror_id = y.id AND d.post_id = q.id),
			CASE WHEN q.mirror_id = y.id THEN q.chat_message END, 0)
			AS under,` + fmt.Sprintf(forumBy, "x", "m", "") + `
	FROM forum_mirrors y
	JOIN forum_topics t ON t.id = y.topic_id
	JOIN houses h ON h.id = t.house_id
	JOIN house_chats c ON c.id = y.house_chat_id
	LEFT JOIN forum_posts x ON x.id = $3::bigint
	LEFT JOIN forum_members m ON m.person_id = x.person_id AND m.house_id = t.house_id
	LEFT JOIN forum_posts q ON q.id = x.quote_id
	WHERE y.id = $1::bigint AND ($3::bigint IS NULL OR x.id IS NOT NULL)`
}

type mirroredRow struct {
	forumAuthorRow
	Title  string `db:"title"`
	House  int64  `db:"house_id"`
	Zone   string `db:"zone"`
	Thread int64  `db:"thread_id"`
	Number int    `db:"number"`
	Text   string `db:"text"`
	Shown  bool   `db:"shown"`
	Lasts  bool   `db:"lasts"`
	Photo  bool   `db:"photo"`
	Under  int64  `db:"under"`
}

// refreshMirror adds a message of the forum as it stands; false: it is not to be seen in the group any more.
// What is there already follows its author also after the topic is shown there no more.
func (s *Outbox) refreshMirror(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var row mirroredRow
	var post any
	if n.Args["post"] != "" {
		post = n.Args["post"]
	}
	err := get(ctx, s.DB.pool, &row, selectMirrored(), n.Args["mirror"], now, post)
	if isNoRows(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find message for group: %w", err)
	}
	n.Thread, n.Alone, n.Under = row.Thread, row.Thread != 0, row.Under
	n.Args["title"], n.Args["text"] = row.Title, row.Text
	n.Args["flat"], n.Args["name"] = row.Flat, row.Name
	n.Args["house"] = strconv.FormatInt(row.House, 10)
	if row.Photo {
		n.Args["photo"] = "yes"
		if n.Photo, err = forumPicture(ctx, s.DB.pool, n.Args["post"]); err != nil {
			return false, err
		}
	}
	return row.Shown && (row.Lasts || n.Edit != 0), nil
}

// forumPicture returns the picture of a message; nil: it is gone.
func forumPicture(ctx context.Context, q sqlx.QueryerContext, post string) (data []byte, err error) {
	id, _ := strconv.ParseInt(post, 10, 64) // written by storage
	err = get(ctx, q, &data, selectForumPhoto, id)
	if err != nil && !isNoRows(err) {
		return nil, fmt.Errorf("find photo of message: %w", err)
	}
	return data, nil
}

// A mirror ends where its own topic of the group is closed or gone, and where the house has left the group,
// or the organisation of the house has.
const lostMirrors = `
	UPDATE forum_mirrors y
	SET ended_at = $1
	FROM forum_topics t, houses h, house_chats c
	WHERE y.ended_at IS NULL AND t.id = y.topic_id AND h.id = t.house_id AND c.id = y.house_chat_id
	  AND (c.reachable AND NOT` + shownIn + ` OR c.removed_at IS NOT NULL OR EXISTS (
		SELECT 1
		FROM forum_mirrored d
		JOIN recipients r ON r.notice_id = d.notice_id AND r.state = 'failed' AND r.reason = $2
		WHERE d.mirror_id = y.id))
	RETURNING y.id, t.house_id, t.title, c.title AS chat`

// A flat is named in groups no longer than its person is connected to it, either: what was written there
// before the connection $1 ended is written anew.
const unsignMirrored = `
	UPDATE forum_mirrored d
	SET changed = true
	FROM recipients r, forum_posts x, forum_topics t, forum_members m, links l, accounts a, premises p
	WHERE r.notice_id = d.notice_id AND r.state = 'sent' AND r.message_id IS NOT NULL AND r.recall = ''
	  AND x.id = d.post_id AND x.state = 'shown' AND NOT x.from_chat AND t.id = x.topic_id
	  AND m.person_id = x.person_id AND m.house_id = t.house_id
	  AND l.person_id = x.person_id AND a.id = l.account_id AND a.house_id = t.house_id
	  AND p.id = a.premises_id AND p.number = m.flat
	  AND (l.suspended_at > r.done_at OR l.ends_at > r.done_at AND l.ends_at <= $1)`

type lostMirrorRow struct {
	ID    int64  `db:"id"`
	House int64  `db:"house_id"`
	Title string `db:"title"`
	Chat  string `db:"chat"`
}

// Lost ends what cannot be shown in its group any more; the moderators are told. A group from which the bot
// was removed may let it in again: nothing ends there. Who moved out is no longer named by the flat.
func (s *Forum) Lost(ctx context.Context, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		if _, err := run(ctx, tx, unsignMirrored, now); err != nil {
			return err
		}
		if err := rewriteAllMirrored(ctx, tx, now); err != nil {
			return err
		}
		var rows []lostMirrorRow
		if err := list(ctx, tx, &rows, lostMirrors, now, housing.ReasonTopic); err != nil {
			return err
		}
		for _, r := range rows {
			if err := tellLost(ctx, tx, r, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end what groups do not show: %w", err)
	}
	return nil
}

func tellLost(ctx context.Context, tx *Tx, r lostMirrorRow, now time.Time) error {
	var people []int64
	if err := list(ctx, tx, &people, selectForumGuards, r.House); err != nil {
		return fmt.Errorf("list moderators: %w", err)
	}
	return tellForum(ctx, tx, forumTold{fmt.Sprintf("forum/unmirrored/%d", r.ID), map[string]string{
		"what": string(housing.ForumUnmirrored), "title": r.Title, "chat": r.Chat,
		"house": strconv.FormatInt(r.House, 10),
	}, now}, people)
}
