package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

const deleteOldTalks = `DELETE FROM forum_talks WHERE last_at < $1`

const deleteOldTopics = `DELETE FROM forum_topics WHERE last_at < $1 AND pinned_at IS NULL`

// Forget deletes the letters and topics to which nobody added anything through their term; what is pinned
// stays.
func (s *Forum) Forget(ctx context.Context, now time.Time) error {
	for _, old := range []struct {
		kind  housing.KeepingKind
		query string
	}{{housing.KeptLetters, deleteOldTalks}, {housing.KeptTopics, deleteOldTopics}} {
		k := housing.KeepingOn(old.kind, housing.DateOf(now))
		if _, err := run(ctx, s.DB.pool, old.query, now.AddDate(-k.Years, 0, -k.Days)); err != nil {
			return fmt.Errorf("forget %s: %w", old.kind, err)
		}
	}
	return nil
}

const upsertMeetingTopic = `
	INSERT INTO forum_topics (house_id, category, title, opened_at, last_at, meeting_id)
	SELECT h.id, $4, $5, $2, $2, m.id
	FROM meetings m
	JOIN houses h ON h.id = m.house_id
	WHERE m.id = $3 AND m.state IN ('placed', 'voting', 'ended', 'protocol') AND` + forumReaders + `
	ON CONFLICT (meeting_id) DO UPDATE
	SET meeting_id = excluded.meeting_id
	RETURNING id`

// Discuss returns the topic of a meeting that is announced, and opens it where there is none.
func (s *Forum) Discuss(
	ctx context.Context, p housing.PersonID, about forum.Meeting, now time.Time,
) (forum.TopicID, error) {
	var id int64
	err := get(ctx, s.DB.pool, &id, upsertMeetingTopic, int64(p), now, about.ID, string(forum.Neighbours),
		about.Title)
	if isNoRows(err) {
		return 0, refused("forum.stranger")
	}
	if err != nil {
		return 0, fmt.Errorf("find topic of meeting: %w", err)
	}
	return forum.TopicID(id), nil
}
