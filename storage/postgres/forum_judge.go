package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/lib/pq"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

const countForumComplaints = `SELECT count(*) FROM forum_complaints WHERE person_id = $1 AND at > $2`

const insertForumComplaint = `
	INSERT INTO forum_complaints (post_id, person_id, reason, at)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT (post_id, person_id) DO NOTHING`

// Complain puts a message before the moderators; a second complaint of the person about it changes nothing.
func (s *Forum) Complain(ctx context.Context, o housing.Once, c forum.Complaint, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.complained", o, now}, func(tx *Tx) (nothing, error) {
		if err := lockPerson(ctx, tx, c.Person); err != nil {
			return nothing{}, err
		}
		found, err := judgedPost(ctx, tx, forumReader{c.Person, now}, c.Post)
		if err != nil {
			return nothing{}, err
		}
		if found.Author.Int64 == int64(c.Person) || forum.State(found.State) != forum.Shown {
			return nothing{}, refused("forum.complain_wrong")
		}
		var made int
		err = get(ctx, tx, &made, countForumComplaints, int64(c.Person), now.AddDate(0, 0, -1))
		if err != nil {
			return nothing{}, fmt.Errorf("count complaints: %w", err)
		}
		if made >= forum.ComplaintsPerDay {
			return nothing{}, limited("forum.complain_often")
		}
		_, err = run(ctx, tx, insertForumComplaint, int64(c.Post), int64(c.Person), string(c.Reason), now)
		if err != nil {
			return nothing{}, fmt.Errorf("store complaint: %w", err)
		}
		return nothing{}, tellForumGuards(ctx, tx, housing.HouseID(found.House), now)
	})
	if err != nil {
		return fmt.Errorf("complain of message: %w", err)
	}
	return nil
}

const selectForumWhy = `
	SELECT post_id, reason, count(*) AS count
	FROM forum_complaints
	WHERE post_id = ANY ($1) AND settled_at IS NULL
	GROUP BY 1, 2`

// Queue lists what waits for a moderator of a house, the oldest first; nobody else reads it.
func (s *Forum) Queue(
	ctx context.Context, p housing.PersonID, house housing.HouseID, now time.Time,
) ([]forum.Case, error) {
	place, err := forumPlace(ctx, s.DB.pool, forumReader{p, now}, house)
	if err != nil {
		return nil, err
	}
	if !place.Guards {
		return nil, refused("forum.not_moderator")
	}
	var rows []struct {
		forumPostRow
		Title string `db:"title"`
	}
	query := `SELECT y.*, tt.title FROM (` + forumPosts() + ` AND h.id = $3 AND` + waits + `) y
		JOIN forum_topics tt ON tt.id = y.topic_id ORDER BY y.id LIMIT 50`
	if err := list(ctx, s.DB.pool, &rows, query, int64(p), now, int64(house)); err != nil {
		return nil, fmt.Errorf("list what waits: %w", err)
	}
	cases := make([]forum.Case, len(rows))
	ids := make([]int64, len(rows))
	at := map[int64]int{}
	for i, r := range rows {
		cases[i] = forum.Case{Post: r.post(), Title: r.Title, Why: map[forum.Reason]int{}}
		ids[i], at[r.ID] = r.ID, i
	}
	var why []struct {
		Post   int64  `db:"post_id"`
		Reason string `db:"reason"`
		Count  int    `db:"count"`
	}
	if err := list(ctx, s.DB.pool, &why, selectForumWhy, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("list complaints: %w", err)
	}
	for _, w := range why {
		cases[at[w.Post]].Why[forum.Reason(w.Reason)] = w.Count
	}
	return cases, nil
}

const lockJudgedPost = `
	SELECT x.state, x.number, x.person_id AS author, x.chat_user, t.id AS topic_id, t.title, h.id AS house_id,
		h.organisation_id,` +
	guards + ` AS guards
	FROM forum_posts x
	JOIN forum_topics t ON t.id = x.topic_id
	JOIN houses h ON h.id = t.house_id
	WHERE x.id = $3 AND` + forumReaders + ` AND` + forumVisible + ` AND x.state <> 'deleted'
	FOR NO KEY UPDATE OF x` // whoever quotes it meanwhile need not wait

type judgedRow struct {
	State  string        `db:"state"`
	Number int           `db:"number"`
	Author sql.NullInt64 `db:"author"`
	User   sql.NullInt64 `db:"chat_user"` // of who wrote it in a group
	Topic  int64         `db:"topic_id"`
	Title  string        `db:"title"`
	House  int64         `db:"house_id"`
	Org    int64         `db:"organisation_id"`
	Guards bool          `db:"guards"`
}

func judgedPost(ctx context.Context, tx *Tx, by forumReader, id forum.PostID) (row judgedRow, err error) {
	err = get(ctx, tx, &row, lockJudgedPost, int64(by.person), by.now, int64(id))
	if isNoRows(err) {
		return row, notFound("forum.gone")
	}
	if err != nil {
		return row, fmt.Errorf("find message: %w", err)
	}
	return row, nil
}

// Judge carries out what a moderator decides about a message. Its author is told, and the journal of the
// organisation knows. Nobody lets a message of their own pass.
func (s *Forum) Judge(ctx context.Context, o housing.Once, j forum.Judgement, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.judged", o, now}, func(tx *Tx) (nothing, error) {
		row, err := judgedPost(ctx, tx, forumReader{j.Person, now}, j.Post)
		own := row.Author.Int64 == int64(j.Person) && row.Author.Valid
		switch {
		case err != nil:
			return nothing{}, err
		case !row.Guards:
			return nothing{}, refused("forum.not_moderator")
		case own && j.Verdict != forum.Hide:
			return nothing{}, refused("forum.judge_own")
		}
		if err := carryVerdict(ctx, tx, j, row, now); err != nil {
			return nothing{}, err
		}
		what := "forum." + string(j.Verdict)
		subject := fmt.Sprintf("«%s», № %d", row.Title, row.Number)
		return nothing{}, journal(ctx, tx, note{
			deed{j.Person, 0, what, now}, housing.OrganisationID(row.Org), subject, "", "",
		})
	})
	if err != nil {
		return fmt.Errorf("judge message: %w", err)
	}
	return nil
}

const judgeForumPost = `UPDATE forum_posts SET state = $2, reason = $3 WHERE id = $1 AND state <> 'deleted'`

const settleForumComplaints = `
	UPDATE forum_complaints
	SET settled_at = $2
	WHERE post_id = $1 AND settled_at IS NULL`

// Who answered in a group may never have opened the forum.
const muteForumMember = `
	INSERT INTO forum_members (person_id, house_id, since, muted_until, muted_for)
	VALUES ($1, $2, $5, $3, $4)
	ON CONFLICT (person_id, house_id) DO UPDATE
	SET muted_until = excluded.muted_until, muted_for = excluded.muted_for`

// $1 is the author of a message, $3 its author in a group, known or not.
const unmuteForumMembers = `
	UPDATE forum_members m
	SET muted_until = NULL, muted_for = ''
	FROM people
	WHERE people.id = m.person_id AND m.house_id = $2 AND (people.id = $1 OR people.user_id = $3)`

// What was held is new to whoever read past its place.
const unseeForumPost = `
	UPDATE forum_reads
	SET seen = least(seen, $2 - 1)
	WHERE topic_id = $1 AND person_id IS DISTINCT FROM $3`

const touchForumTopic = `UPDATE forum_topics SET last_at = $2 WHERE id = $1`

// renewForum makes a message that was held a new one; one that was hidden was read before.
func renewForum(ctx context.Context, tx *Tx, row judgedRow, now time.Time) error {
	if forum.State(row.State) != forum.Held {
		return nil
	}
	if _, err := run(ctx, tx, unseeForumPost, row.Topic, row.Number, row.Author); err != nil {
		return err
	}
	_, err := run(ctx, tx, touchForumTopic, row.Topic, now)
	return err
}

// carryVerdict carries a verdict out, and tells the author.
func carryVerdict(ctx context.Context, tx *Tx, j forum.Judgement, row judgedRow, now time.Time) error {
	until, err := judgeForum(ctx, tx, j, row, now)
	if err != nil {
		return fmt.Errorf("carry verdict out: %w", err)
	}
	news := map[forum.Verdict]housing.ForumNews{
		forum.Hide: housing.ForumHidden, forum.Show: housing.ForumShown, forum.Warn: housing.ForumWarned,
		forum.Mute: housing.ForumMuted, forum.Unmute: housing.ForumUnmuted,
	}[j.Verdict]
	if news == "" || !row.Author.Valid || row.Author.Int64 == int64(j.Person) {
		return nil
	}
	args := map[string]string{
		"what": string(news), "title": row.Title, "number": strconv.Itoa(row.Number),
		"reason": string(j.Reason), "house": strconv.FormatInt(row.House, 10),
	}
	if !until.IsZero() {
		args["until"] = until.Format(time.RFC3339)
	}
	key := fmt.Sprintf("forum/%s/%d/%d", news, j.Post, now.UnixNano())
	return tellForum(ctx, tx, forumTold{key, args, now}, []int64{row.Author.Int64})
}

// hideForum hides a message, in groups too.
func hideForum(ctx context.Context, tx *Tx, j forum.Judgement, now time.Time) error {
	_, err := run(ctx, tx, judgeForumPost, int64(j.Post), string(forum.Hidden), string(j.Reason))
	if err != nil {
		return err
	}
	return recallMirrored(ctx, tx, onePost, int64(j.Post), now)
}

const muteChatUser = `
	INSERT INTO forum_chat_mutes (house_id, chat_user, muted_until)
	VALUES ($1, $2, $3)
	ON CONFLICT (house_id, chat_user) DO UPDATE
	SET muted_until = excluded.muted_until`

const unmuteChatUsers = `
	DELETE FROM forum_chat_mutes
	WHERE house_id = $2 AND (chat_user = $3 OR chat_user = (SELECT user_id FROM people WHERE id = $1))`

// muteForum keeps the author of a message from writing until a moment, from groups too.
func muteForum(
	ctx context.Context, tx *Tx, j forum.Judgement, row judgedRow, now time.Time,
) (until time.Time, err error) {
	until = now.AddDate(0, 0, j.Days)
	if row.Author.Valid {
		_, err = run(ctx, tx, muteForumMember, row.Author.Int64, row.House, until, string(j.Reason), now)
	}
	if err == nil && row.User.Valid {
		_, err = run(ctx, tx, muteChatUser, row.House, row.User.Int64, until)
	}
	return until, err
}

// unmuteForum lets the author of a message write again, wherever the bar was given for.
func unmuteForum(ctx context.Context, tx *Tx, row judgedRow) error {
	for _, query := range []string{unmuteForumMembers, unmuteChatUsers} {
		if _, err := run(ctx, tx, query, row.Author, row.House, row.User); err != nil {
			return err
		}
	}
	return nil
}

// judgeForum changes a message, or what its author may; until: the author may not write before.
func judgeForum(
	ctx context.Context, tx *Tx, j forum.Judgement, row judgedRow, now time.Time,
) (until time.Time, err error) {
	switch j.Verdict {
	case forum.Hide:
		err = hideForum(ctx, tx, j, now)
	case forum.Show:
		if _, err = run(ctx, tx, judgeForumPost, int64(j.Post), string(forum.Shown), ""); err == nil {
			err = renewForum(ctx, tx, row, now)
		}
		if err == nil {
			err = showMirrored(ctx, tx, forum.TopicID(row.Topic), j.Post, now)
		}
	case forum.Mute:
		return muteForum(ctx, tx, j, row, now)
	case forum.Unmute:
		return until, unmuteForum(ctx, tx, row)
	case forum.Keep:
	case forum.Warn:
		return until, nil
	}
	if err == nil {
		_, err = run(ctx, tx, settleForumComplaints, int64(j.Post), now)
	}
	return until, err
}

// forumTold is a notice of the forum.
type forumTold struct {
	key  string
	args map[string]string
	at   time.Time
}

// tellForum writes a notice to people; one of the same key is written once.
func tellForum(ctx context.Context, tx *Tx, n forumTold, people []int64) error {
	return tellPeople(ctx, tx, peopleNotice{housing.NoticeForum, n.key, n.args, n.at}, people)
}

// Where nobody was named, the administrators look after the forum.
const selectForumGuards = `
	WITH chosen AS (
		SELECT g.person_id
		FROM forum_moderators g
		JOIN houses h ON h.id = g.house_id AND h.organisation_id = g.organisation_id
		WHERE h.id = $1 AND g.removed_at IS NULL)
	SELECT person_id FROM chosen
	UNION
	SELECT w.person_id
	FROM operators w
	JOIN houses h ON h.organisation_id = w.organisation_id
	WHERE h.id = $1 AND w.role = 'admin' AND w.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM chosen)`

// tellForumGuards tells the moderators of a house that something waits, at most once an hour.
func tellForumGuards(ctx context.Context, tx *Tx, house housing.HouseID, now time.Time) error {
	var people []int64
	if err := list(ctx, tx, &people, selectForumGuards, int64(house)); err != nil {
		return fmt.Errorf("list moderators: %w", err)
	}
	id := strconv.FormatInt(int64(house), 10)
	key := fmt.Sprintf("forum/waits/%s/%d", id, now.Unix()/int64(time.Hour/time.Second))
	args := map[string]string{"what": string(housing.ForumWaits), "house": id}
	return tellForum(ctx, tx, forumTold{key, args, now}, people)
}

const lockRuledTopic = `
	SELECT t.title, h.organisation_id,` + guards + ` AS guards
	FROM forum_topics t
	JOIN houses h ON h.id = t.house_id
	WHERE t.id = $3 AND` + forumReaders + ` AND` + forumVisible + `
	FOR UPDATE OF t`

// ruledRow is a topic that a moderator decides about.
type ruledRow struct {
	Title  string `db:"title"`
	Org    int64  `db:"organisation_id"`
	Guards bool   `db:"guards"`
}

func (r ruledRow) journal(ctx context.Context, tx *Tx, d deed) error {
	return journal(ctx, tx, note{d, housing.OrganisationID(r.Org), "«" + r.Title + "»", "", ""})
}

// ruledTopic locks a topic for a moderator; Refused to others.
func ruledTopic(ctx context.Context, tx *Tx, by forumReader, id forum.TopicID) (row ruledRow, err error) {
	err = get(ctx, tx, &row, lockRuledTopic, int64(by.person), by.now, int64(id))
	switch {
	case isNoRows(err):
		return row, notFound("forum.gone")
	case err != nil:
		return row, fmt.Errorf("find topic: %w", err)
	case !row.Guards:
		return row, refused("forum.not_moderator")
	}
	return row, nil
}

// ruleSet is the column that a rule changes; on: it is set, else emptied.
func ruleSet(r forum.Rule) (column string, on bool) {
	switch r {
	case forum.Pin, forum.Unpin:
		return "pinned_at", r == forum.Pin
	case forum.Close, forum.Reopen:
		return "closed_at", r == forum.Close
	case forum.Conceal, forum.Reveal:
	}
	return "hidden_at", r == forum.Conceal
}

// Rule carries out what a moderator decides about a topic.
func (s *Forum) Rule(ctx context.Context, o housing.Once, r forum.Ruling, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.ruled", o, now}, func(tx *Tx) (nothing, error) {
		row, err := ruledTopic(ctx, tx, forumReader{r.Person, now}, r.Topic)
		if err != nil {
			return nothing{}, err
		}
		column, on := ruleSet(r.Rule)
		at := time.Time{}
		if on {
			at = now
		}
		query := `UPDATE forum_topics SET ` + column + ` = $2 WHERE id = $1`
		if _, err := run(ctx, tx, query, int64(r.Topic), momentArg(at)); err != nil {
			return nothing{}, fmt.Errorf("rule topic: %w", err)
		}
		if r.Rule == forum.Conceal {
			if err := concealMirrored(ctx, tx, r.Topic, now); err != nil {
				return nothing{}, err
			}
		}
		return nothing{}, row.journal(ctx, tx, deed{r.Person, 0, "forum." + string(r.Rule), now})
	})
	if err != nil {
		return fmt.Errorf("rule topic: %w", err)
	}
	return nil
}
