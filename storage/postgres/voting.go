package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// Voting reads meetings for those who vote in them.
type Voting struct{ DB *DB }

// ownsIn: the person $1 is an owner in the house of m, by СНИЛС or by confirmation, or acts for one, at the
// moment $2 or when the vote began: who sold before is neither. Whoever was frozen as a voter is one whatever
// became of the register. What may be voted for is judged with the vote.
const ownsIn = `
	EXISTS (
		SELECT 1
		FROM owners o
		WHERE o.house_id = m.house_id
		  AND (EXISTS (SELECT 1 FROM ballot_members b WHERE b.meeting_id = m.id AND b.owner_id = o.id)
			OR EXISTS (SELECT 1 FROM owner_rights r
				WHERE r.owner_id = o.id AND r.from_on <= ($2::timestamptz AT TIME ZONE h.zone)::date
				  AND (r.until_on IS NULL
					OR r.until_on > (least($2::timestamptz, m.starts_at) AT TIME ZONE h.zone)::date)))
		  AND (o.snils IN (SELECT snils FROM identities WHERE person_id = $1)
			OR EXISTS (SELECT 1 FROM owner_people op
				WHERE op.owner_id = o.id AND op.person_id = $1 AND op.ended_at IS NULL
				  AND (op.document_until IS NULL
					OR op.document_until >= ($2::timestamptz AT TIME ZONE h.zone)::date))))`

const selectVoted = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.id = $3 AND m.state IN ('placed', 'voting', 'ended', 'protocol')
		AND ` + seesMeeting

// Meeting returns a meeting that was placed, to who sees it or is an owner in its house.
func (s *Voting) Meeting(
	ctx context.Context, person housing.PersonID, id meeting.ID,
) (meeting.Meeting, error) {
	return wholeMeeting(ctx, s.DB.pool, selectVoted, int64(person), s.DB.now(), int64(id))
}

const selectVotedFile = `
	SELECT f.name, f.kind, f.data
	FROM meeting_files f
	JOIN (` + meetingTables + `) ON m.id = f.meeting_id
	WHERE m.id = $3 AND f.id = $4 AND m.state IN ('placed', 'voting', 'ended', 'protocol')
	  AND ` + seesMeeting

// OpenFile returns a file of a meeting that was placed.
func (s *Voting) OpenFile(
	ctx context.Context, person housing.PersonID, id meeting.ID, file int64,
) (meeting.File, error) {
	return openMeetingFile(ctx, s.DB.pool, selectVotedFile, asked{person, s.DB.now(), id, file})
}

const selectRunningVotes = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.state IN ('placed', 'voting') AND m.starts_at <= $2 AND m.ends_at > $2 AND ` + ownsIn + `
	ORDER BY m.ends_at, m.id
	LIMIT 20`

// Running returns the meetings in which the person may have something to vote now, those that end first
// before;
// without what belongs to them.
func (s *Voting) Running(
	ctx context.Context, person housing.PersonID, now time.Time,
) ([]meeting.Meeting, error) {
	var rows []meetingRow
	if err := list(ctx, s.DB.pool, &rows, selectRunningVotes, int64(person), now); err != nil {
		return nil, fmt.Errorf("list meetings that run: %w", err)
	}
	all := make([]meeting.Meeting, len(rows))
	for i := range rows {
		all[i] = rows[i].meeting()
	}
	return all, nil
}
