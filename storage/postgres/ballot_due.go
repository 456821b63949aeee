package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// meetingsAtOnce is how many meetings a page of work has.
const meetingsAtOnce = 200

// eachMeeting does something with every meeting that a query finds at a moment, page by page, the query being
// of those whose key is above $2, in their order, $3 at most. However many of them are stuck, none behind
// them waits, and what fails keeps no other from its turn: the error joins all.
func (s *Ballots) eachMeeting(
	ctx context.Context, query string, at time.Time, do func(meeting.Meeting) error,
) (failed error) {
	for last := int64(0); ; {
		var rows []meetingRow
		if err := list(ctx, s.DB.pool, &rows, query, at, last, meetingsAtOnce); err != nil {
			return errors.Join(failed, fmt.Errorf("list meetings: %w", err))
		}
		for i := range rows {
			m := rows[i].meeting()
			if err := do(m); err != nil {
				failed = errors.Join(failed, fmt.Errorf("meeting %d: %w", m.ID, err))
			}
			last = int64(m.ID)
		}
		if len(rows) < meetingsAtOnce || ctx.Err() != nil {
			return failed
		}
	}
}

const selectUnfrozen = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.state IN ('placed', 'voting', 'ended') AND m.starts_at <= $1 AND m.id > $2
	  AND NOT EXISTS (SELECT 1 FROM ballot_boxes b WHERE b.meeting_id = m.id)
	ORDER BY m.id
	LIMIT $3`

// OpenDue freezes the electorates of the votes that have started, however many replicas call it. A house
// whose register is wrong or missing waits for it, and keeps no other waiting.
func (s *Ballots) OpenDue(ctx context.Context, now time.Time) error {
	return s.eachMeeting(ctx, selectUnfrozen, now, func(m meeting.Meeting) error {
		err := fillQuestions(ctx, s.DB.pool, &m)
		if err == nil {
			err = s.Open(ctx, m.Ballot(), now)
		}
		if housing.KindOf(err) == housing.Refused {
			return nil
		}
		return err
	})
}
