package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

const selectTurning = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.state = 'placed' AND m.starts_at <= $1 OR m.state = 'voting' AND m.ends_at <= $1
	ORDER BY m.id
	LIMIT 200
	FOR UPDATE OF m SKIP LOCKED`

const turnMeeting = `UPDATE meetings SET state = $2, changed_at = $3 WHERE id = $1`

// Turn begins the votes whose start has come and ends those whose end has, each once however many call it.
func (s *Meetings) Turn(ctx context.Context, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		var rows []meetingRow
		if err := list(ctx, tx, &rows, selectTurning, now); err != nil {
			return fmt.Errorf("list meetings that turn: %w", err)
		}
		for i := range rows {
			m := rows[i].meeting()
			if err := fillQuestions(ctx, tx, &m); err != nil {
				return err
			}
			if err := turn(ctx, tx, m, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("turn meetings: %w", err)
	}
	return nil
}

// turn moves one meeting on as far as the moment asks: one that slept through its whole vote begins and ends.
func turn(ctx context.Context, tx *Tx, m meeting.Meeting, now time.Time) error {
	for _, d := range []meeting.Deed{meeting.DoOpen, meeting.DoClose} {
		due := m.Starts
		if d == meeting.DoClose {
			due = m.Ends
		}
		next, ok := m.State.Next(d)
		if !ok || due.After(now) {
			continue
		}
		m.State = next
		if _, err := run(ctx, tx, turnMeeting, int64(m.ID), string(next), now); err != nil {
			return fmt.Errorf("turn meeting: %w", err)
		}
		if err := noteMeeting(ctx, tx, meetingNote{m.ID, string(d), 0, "", now}); err != nil {
			return err
		}
	}
	told := meetingTelling{tx: tx, m: m, now: now}
	if m.State == meeting.Voting {
		return told.everybody(ctx, string(meeting.DoOpen))
	}
	return told.author(ctx, string(meeting.DoClose))
}

const selectReviewed = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.state = 'review' AND m.due_on <= $1 OR m.state = 'submitted' AND m.submitted_at <= $2
	ORDER BY m.id`

// Bounds of what is looked at: within so many days the last two working days of a review lie.
const (
	reviewBefore   = 15
	unfiledAfter   = 3 * 24 * time.Hour
	reviewRecently = 30 // days after the end of a term in which somebody may be told of it
)

// Remind tells in the morning of the house that a review nears its end or has passed it: the author and,
// where it is reviewed here, the inspectorate; and authors of what was not handed in that it waits for them.
// Each is told once for a term.
func (s *Meetings) Remind(ctx context.Context, now time.Time) error {
	var rows []meetingRow
	today := housing.DateOf(now.UTC())
	err := list(
		ctx,
		s.DB.pool,
		&rows,
		selectReviewed,
		today.Add(reviewBefore).String(),
		now.Add(-unfiledAfter),
	)
	if err != nil {
		return fmt.Errorf("list meetings under review: %w", err)
	}
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		for i := range rows {
			m := rows[i].meeting()
			if housing.DefaultQuiet().Holds(now.In(m.Location())) {
				continue
			}
			if err := remindOf(ctx, tx, m, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remind of meetings: %w", err)
	}
	return nil
}

func remindOf(ctx context.Context, tx *Tx, m meeting.Meeting, now time.Time) error {
	told := meetingTelling{tx: tx, m: m, now: now}
	if m.State == meeting.Submitted {
		return told.author(ctx, "unfiled")
	}
	stage := m.ReviewStage(m.Today(now))
	if stage == "" || m.Due.Add(reviewRecently).Before(m.Today(now)) {
		return nil
	}
	if m.Mode == meeting.Official {
		if err := told.inspectors(ctx, stage); err != nil || stage == meeting.Near {
			return err
		}
	}
	return told.author(ctx, stage)
}
