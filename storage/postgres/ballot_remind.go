package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// What is told of a vote to who has not voted, behind the word that it began: two words at most.
const (
	remindMiddle = "remind_middle" // half of the term is over
	remindLast   = "remind_last"   // a day is left
)

// lastWord is how long before the end the last word is said.
const lastWord = 24 * time.Hour

// People who may vote in the meeting $1 on the day $2 and did not, neither they nor another owner of the
// same part, on no way; who wants to hear nothing of it is not among them.
const unvotedPeople = `
	SELECT DISTINCT people.id, people.bot_id, people.chat_id
	FROM ballot_members m
	JOIN ballot_voters v ON v.meeting_id = m.meeting_id AND v.holding = m.holding
	JOIN owners o ON o.id = m.owner_id
	LEFT JOIN identities i ON i.snils = o.snils
	LEFT JOIN owner_people op ON op.owner_id = o.id AND op.ended_at IS NULL
		AND (op.document_until IS NULL OR op.document_until >= $2::date)
	JOIN people ON people.id IN (i.person_id, op.person_id) AND people.reachable AND people.tell_reminders
	WHERE m.meeting_id = $1 AND ` + stillHolds + `
	  AND NOT EXISTS (
		SELECT 1 FROM ballots b WHERE b.meeting_id = m.meeting_id AND b.holding = m.holding AND b.stands)
	  AND NOT EXISTS (
		SELECT 1 FROM vote_mutes x WHERE x.meeting_id = m.meeting_id AND x.person_id = people.id)`

const tellUnvoted = `
	WITH unvoted AS (` + unvotedPeople + `), notice AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT $3, 'meeting', $4, $5 WHERE EXISTS (SELECT 1 FROM unvoted)
		ON CONFLICT (key) DO NOTHING
		RETURNING id
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT notice.id, u.bot_id, u.chat_id, $5, 4
	FROM notice, unvoted u
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const selectRunningMeetings = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	JOIN ballot_boxes b ON b.meeting_id = m.id
	WHERE m.state = 'voting' AND m.starts_at <= $1 AND m.ends_at > $1 AND m.id > $2
	ORDER BY m.id
	LIMIT $3`

// Remind tells those who have not voted when half of the term is over and when a day is left, each word
// once however many call it. In the night it waits, and is dropped where the vote was given or has ended
// meanwhile.
func (s *Ballots) Remind(ctx context.Context, now time.Time) error {
	return s.eachMeeting(ctx, selectRunningMeetings, now, func(m meeting.Meeting) error {
		what := remindedNow(m, now)
		if what == "" || housing.DefaultQuiet().Holds(now.In(m.Location())) {
			return nil
		}
		if err := fillQuestions(ctx, s.DB.pool, &m); err != nil {
			return err
		}
		return s.DB.inTx(ctx, func(tx *Tx) error { return remindOfVote(ctx, tx, m, what, now) })
	})
}

// remindedNow is the word that is due; empty: none. Where the
// last one would follow within half a day, it is the only one.
func remindedNow(m meeting.Meeting, now time.Time) string {
	left := m.Ends.Sub(now)
	switch {
	case left <= lastWord:
		return remindLast
	case left <= m.Ends.Sub(m.Starts)/2 && left >= lastWord+lastWord/2:
		return remindMiddle
	}
	return ""
}

func remindOfVote(ctx context.Context, tx *Tx, m meeting.Meeting, what string, now time.Time) error {
	told := meetingTelling{tx: tx, m: m, now: now}
	args, err := told.args(what)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("meeting/%d/%s", m.ID, what)
	n, err := run(ctx, tx, tellUnvoted, int64(m.ID), dateArg(m.Today(now)), key, args, now)
	if err != nil {
		return fmt.Errorf("tell who has not voted: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return nil
}

const isUnvoted = `
	SELECT EXISTS (SELECT 1 FROM (` + unvotedPeople + `) u WHERE u.bot_id = $3 AND u.chat_id = $4)`

// unvoted reports whether the reader of a word may still vote and did not.
func (s *Outbox) unvoted(ctx context.Context, n *housing.Notice, now time.Time) (stands bool, err error) {
	ends, err := time.Parse(time.RFC3339, n.Args["ends"])
	if err != nil {
		return false, fmt.Errorf("read end of vote: %w", err)
	}
	if n.Chat < 0 || !now.Before(ends) {
		return false, nil
	}
	day := housing.DateOf(now.In(housing.House{Zone: n.Args["zone"]}.Location()))
	err = get(ctx, s.DB.pool, &stands, isUnvoted, n.Args["meeting"], dateArg(day), n.Bot, n.Chat)
	if err != nil {
		return false, fmt.Errorf("find who has not voted: %w", err)
	}
	return stands, nil
}

const insertMute = `
	INSERT INTO vote_mutes (meeting_id, person_id, at)
	VALUES ($1, $2, $3)
	ON CONFLICT DO NOTHING`

// Mute notes that a person wants to hear no more of a vote. It keeps nobody from voting.
func (s *Ballots) Mute(
	ctx context.Context, o housing.Once, p housing.PersonID, id ballot.MeetingID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"mute vote", o, now}, func(tx *Tx) (nothing, error) {
		_, err := run(ctx, tx, insertMute, int64(id), int64(p), now)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("mute vote: %w", err)
	}
	return nil
}
