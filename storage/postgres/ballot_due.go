package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectUnfrozen = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.state IN ('placed', 'voting', 'ended') AND m.starts_at <= $1
	  AND NOT EXISTS (SELECT 1 FROM ballot_boxes b WHERE b.meeting_id = m.id)
	ORDER BY m.starts_at, m.id
	LIMIT 200`

// OpenDue freezes the electorates of the votes that have started, however many replicas call it. A house
// whose register is wrong or missing waits for it, and keeps no other waiting.
func (s *Ballots) OpenDue(ctx context.Context, now time.Time) error {
	var rows []meetingRow
	if err := list(ctx, s.DB.pool, &rows, selectUnfrozen, now); err != nil {
		return fmt.Errorf("list votes to open: %w", err)
	}
	var failed error
	for i := range rows {
		m := rows[i].meeting()
		err := fillQuestions(ctx, s.DB.pool, &m)
		if err == nil {
			err = s.Open(ctx, m.Ballot(), now)
		}
		if err != nil && housing.KindOf(err) != housing.Refused {
			failed = err
		}
	}
	return failed
}
