package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// storedForum is how the person takes part in forums, and what the person wrote there.
func storedForum() []storedPart {
	return []storedPart{
		{"forum", `
			SELECT ` + storedAddress + `, nullif(m.flat, '') AS number, nullif(m.name, '') AS name, m.since,
				m.muted_until AS until, nullif(m.muted_for, '') AS reason,
				NULL AS role
			FROM forum_members m JOIN houses h ON h.id = m.house_id WHERE m.person_id = $1
			UNION ALL
			SELECT ` + storedAddress + `, NULL, g.name, g.since, g.removed_at, NULL, 'moderator'
			FROM forum_moderators g JOIN houses h ON h.id = g.house_id WHERE g.person_id = $1
			ORDER BY since`},
		{"forum_reports", `
			SELECT t.title AS topic, x.number, c.reason, c.at, c.settled_at AS done
			FROM forum_complaints c JOIN forum_posts x ON x.id = c.post_id
			JOIN forum_topics t ON t.id = x.topic_id
			WHERE c.person_id = $1 ORDER BY c.id`},
		{"forum_posts", `
			SELECT t.title AS topic, x.number, x.text, x.state, x.at,
				CASE WHEN f.post_id IS NOT NULL THEN 'forum/' || x.id || '.jpg' END AS file
			FROM forum_posts x JOIN forum_topics t ON t.id = x.topic_id
			LEFT JOIN forum_photos f ON f.post_id = x.id
			WHERE x.id IN (` + postsOfPerson + `) ORDER BY x.id`},
		{"forum_reads", `
			SELECT t.title AS topic, r.seen AS number, nullif(r.attention, '') AS state
			FROM forum_reads r JOIN forum_topics t ON t.id = r.topic_id
			WHERE r.person_id = $1 ORDER BY t.id`},
		{"forum_letters", `
			SELECT ` + storedAddress + `, CASE WHEN x.answer THEN NULL ELSE k.flat END AS number, x.text, x.at
			FROM forum_letters x JOIN forum_talks k ON k.id = x.talk_id JOIN houses h ON h.id = k.house_id
			WHERE x.person_id = $1 ORDER BY x.id`},
		{"forum_talks", `
			SELECT ` + storedAddress + `, CASE WHEN y.begun THEN k.flat END AS number, y.begun AS mine,
				k.opened_at AS since, k.last_at AS at
			FROM forum_talkers y JOIN forum_talks k ON k.id = y.talk_id JOIN houses h ON h.id = k.house_id
			WHERE y.person_id = $1 ORDER BY k.id`},
		{"forum_refusals", `SELECT at FROM forum_refusals WHERE person_id = $1 ORDER BY at`},
	}
}

// postsOfPerson are the messages of person $1, those from groups too, whether the person was known then or
// not.
const postsOfPerson = `
	SELECT x.id
	FROM forum_posts x
	WHERE x.person_id = $1 OR x.chat_user = (SELECT user_id FROM people WHERE id = $1)`

// eraseForum empties what the person wrote: answers of neighbours keep their place. A topic in which nobody
// else wrote goes.
func eraseForum(ctx context.Context, tx *Tx, person housing.PersonID, now time.Time) error {
	if err := recallMirrored(ctx, tx, postsOfPerson, int64(person), now); err != nil {
		return err
	}
	if err := recallNotices(ctx, tx, hellosOfPerson, int64(person), now); err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM forum_talks WHERE person_id = $1`,
		`DELETE FROM forum_letters WHERE person_id = $1`,
		`DELETE FROM forum_talkers WHERE person_id = $1`,
		`DELETE FROM forum_refusals WHERE person_id = $1 OR from_person = $1`,
		`DELETE FROM forum_topics t
			WHERE t.person_id = $1 AND NOT EXISTS (
				SELECT 1 FROM forum_posts x
				WHERE x.topic_id = t.id AND x.state <> 'deleted' AND x.person_id IS DISTINCT FROM $1)`,
		`DELETE FROM forum_photos f USING forum_posts x WHERE x.id = f.post_id AND x.person_id = $1`,
		`UPDATE forum_posts SET person_id = NULL, text = '', reason = '', state = 'deleted', edited_at = NULL,
				chat_user = NULL
			WHERE id IN (` + postsOfPerson + `)`,
		`UPDATE forum_topics SET person_id = NULL WHERE person_id = $1`,
		`UPDATE forum_complaints SET person_id = NULL WHERE person_id = $1`,
		`DELETE FROM forum_moderators WHERE person_id = $1`,
		`DELETE FROM forum_reads WHERE person_id = $1`,
		`DELETE FROM forum_members WHERE person_id = $1`,
	} {
		if _, err := run(ctx, tx, query, int64(person)); err != nil {
			return fmt.Errorf("empty messages of the forum: %w", err)
		}
	}
	return nil
}
