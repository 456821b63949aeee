package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

const lockHouseMeetings = `SELECT id FROM houses WHERE id = $1 FOR NO KEY UPDATE`

const numberMeeting = `
	UPDATE meetings
	SET number = (SELECT coalesce(max(number), 0) + 1 FROM meetings WHERE house_id = $2)
	WHERE id = $1 AND number IS NULL`

const submitMeeting = `
	UPDATE meetings
	SET state = $2, mode = $3, submitted_at = $4, changed_at = $4, filed_on = $5, due_on = $6
	WHERE id = $1`

const settleMajority = `
	UPDATE meeting_questions SET majority = $3, majority_act = $4 WHERE meeting_id = $1 AND id = $2`

// The image is copied: a later one takes its place in the message, not in what was submitted.
const insertMeetingVersion = `
	INSERT INTO meeting_versions (meeting_id, version, message, paper, at)
	SELECT $1, $2, $3, f.data, $4
	FROM meeting_files f
	WHERE f.meeting_id = $1 AND f.question_id IS NULL
	ON CONFLICT (meeting_id, version) DO UPDATE
	SET message = excluded.message, paper = excluded.paper, at = excluded.at`

// Submit submits a message that lacks nothing: to the inspectorate here in [meeting.Official], else as a
// draft that its author hands in. One that lacks something stays as it is.
func (s *Meetings) Submit(
	ctx context.Context, o housing.Once, x meeting.Submission, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"meeting.submit", o, now}, func(tx *Tx) (nothing, error) {
		m, err := lockOwnMeeting(ctx, tx, x.Person, x.Meeting, now)
		if err != nil {
			return nothing{}, err
		}
		next, ok := m.After(meeting.DoSubmit, x.Mode, now)
		switch {
		case !ok:
			return nothing{}, conflict("error.meeting_closed")
		case len(m.Gaps(now)) > 0:
			return nothing{}, refused("error.meeting_gaps")
		}
		m.State, m.Mode, m.Submitted = next, x.Mode, now
		return nothing{}, submitting{tx, x.Person, now}.submit(ctx, m)
	})
	if err != nil {
		return fmt.Errorf("submit meeting: %w", err)
	}
	return nil
}

// submitting is a message on its way out, while it is locked.
type submitting struct {
	tx  *Tx
	by  housing.PersonID
	now time.Time
}

func (x submitting) submit(ctx context.Context, m meeting.Meeting) error {
	if err := x.number(ctx, &m); err != nil {
		return err
	}
	today := m.Today(x.now)
	if m.State == meeting.Review {
		m.Filed, m.Due = today, meeting.EarliestFrom(today).Review
	}
	for _, q := range m.Questions {
		need := meeting.NeedOn(q.Kind, today)
		_, err := run(ctx, x.tx, settleMajority, int64(m.ID), int64(q.ID), string(need.Majority), need.Act)
		if err != nil {
			return fmt.Errorf("settle majority: %w", err)
		}
	}
	_, err := run(ctx, x.tx, submitMeeting, int64(m.ID), string(m.State), string(m.Mode), x.now,
		dateArg(m.Filed), dateArg(m.Due))
	if err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	if err := x.version(ctx, m); err != nil {
		return err
	}
	if err := noteMeeting(
		ctx,
		x.tx,
		meetingNote{m.ID, string(meeting.DoSubmit), x.by, "", x.now},
	); err != nil {
		return err
	}
	if m.State != meeting.Review {
		return nil
	}
	return meetingTelling{tx: x.tx, m: m, now: x.now}.inspectors(ctx, "queued")
}

// number numbers a meeting within its house; one that was returned keeps its number.
func (x submitting) number(ctx context.Context, m *meeting.Meeting) error {
	var house int64
	if err := get(ctx, x.tx, &house, lockHouseMeetings, int64(m.House.ID)); err != nil {
		return fmt.Errorf("lock house: %w", err)
	}
	if _, err := run(ctx, x.tx, numberMeeting, int64(m.ID), house); err != nil {
		return fmt.Errorf("number meeting: %w", err)
	}
	if err := get(
		ctx,
		x.tx,
		&m.Number,
		`SELECT number FROM meetings WHERE id = $1`,
		int64(m.ID),
	); err != nil {
		return fmt.Errorf("read number of meeting: %w", err)
	}
	return nil
}

func (x submitting) version(ctx context.Context, m meeting.Meeting) error {
	message, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	_, err = run(ctx, x.tx, insertMeetingVersion, int64(m.ID), m.Version, string(message), x.now)
	if err != nil {
		return fmt.Errorf("keep version of message: %w", err)
	}
	return nil
}

const lockMeetingFor = `
	SELECT m.person_id = $1 AS own, ` + inspectsMeeting + ` AS inspects, m.house_id, m.mode
	FROM meetings m JOIN houses h ON h.id = m.house_id
	WHERE m.id = $2
	FOR UPDATE OF m`

type meetingHand struct {
	Own      bool   `db:"own"`
	Inspects bool   `db:"inspects"`
	House    int64  `db:"house_id"`
	Mode     string `db:"mode"`
}

// may refuses a deed to whom it does not belong. In [meeting.Official] the inspectorate decides; else the
// author tells what it decided elsewhere.
func (h meetingHand) may(d meeting.Deed) bool {
	switch d {
	case meeting.DoApprove, meeting.DoReturn:
		if meeting.Mode(h.Mode) == meeting.Official {
			return h.Inspects && !h.Own // nobody reviews a message of his own
		}
		return h.Own
	case meeting.DoFile, meeting.DoMove, meeting.DoWithdraw:
		return h.Own
	case meeting.DoSubmit, meeting.DoOpen, meeting.DoClose, meeting.DoDraw:
	}
	return false
}

// Act carries out what somebody does with a meeting that was submitted.
func (s *Meetings) Act(
	ctx context.Context,
	o housing.Once,
	a meeting.Act,
	now time.Time,
) (meeting.State, error) {
	state, err := once(
		ctx,
		s.DB,
		confirmed{"meeting." + string(a.Do), o, now},
		func(tx *Tx) (meeting.State, error) {
			var hand meetingHand
			if err := get(ctx, tx, &hand, lockMeetingFor, int64(a.Person), int64(a.Meeting)); err != nil {
				return "", fmt.Errorf("lock meeting: %w", meetingGone(err))
			}
			if !hand.may(a.Do) {
				return "", notFound("error.meeting_gone")
			}
			if hand.Own && a.Do != meeting.DoWithdraw {
				if err := mayCall(ctx, tx, calling{a.Person, housing.HouseID(hand.House), now}); err != nil {
					return "", err
				}
			}
			m, err := wholeMeeting(ctx, tx, selectMeeting, int64(a.Person), now, int64(a.Meeting))
			if err != nil {
				return "", err
			}
			if err := m.Act(a, now); err != nil {
				return "", err
			}
			return m.State, acting{tx, a, m, now}.keep(ctx)
		},
	)
	if err != nil {
		return "", fmt.Errorf("act on meeting: %w", err)
	}
	return state, nil
}

// acting is a deed that was judged.
type acting struct {
	tx  *Tx
	act meeting.Act
	m   meeting.Meeting
	now time.Time
}

const updateMeetingState = `
	UPDATE meetings
	SET state = $2, filed_on = $3, due_on = $4, decided_at = $5, placed_at = $6, starts_at = $7, ends_at = $8,
		held_at = $9, version = $10, changed_at = $11
	WHERE id = $1`

const insertRemark = `
	INSERT INTO meeting_remarks (meeting_id, version, part, text, person_id, at)
	VALUES ($1, $2, $3, $4, $5, $6)`

func (x acting) keep(ctx context.Context) error {
	m, a := &x.m, x.act
	_, err := run(
		ctx,
		x.tx,
		updateMeetingState,
		int64(m.ID),
		string(m.State),
		dateArg(m.Filed),
		dateArg(m.Due),
		momentArg(m.Decided),
		momentArg(m.Placed),
		momentArg(m.Starts),
		momentArg(m.Ends),
		momentArg(m.Held),
		m.Version,
		x.now,
	)
	if err != nil {
		return fmt.Errorf("store state of meeting: %w", err)
	}
	for _, r := range a.Remarks {
		_, err := run(
			ctx,
			x.tx,
			insertRemark,
			int64(m.ID),
			m.Version,
			string(r.Part),
			housing.CleanText(r.Text),
			int64(a.Person),
			x.now,
		)
		if err != nil {
			return fmt.Errorf("store remark: %w", err)
		}
	}
	if a.Do == meeting.DoMove && a.Image != nil {
		if err := x.image(ctx); err != nil {
			return err
		}
	}
	if err := noteMeeting(ctx, x.tx, meetingNote{m.ID, string(a.Do), a.Person, "", x.now}); err != nil {
		return err
	}
	return meetingTelling{tx: x.tx, m: x.m, now: x.now}.of(ctx, a.Do)
}

// image puts the message with its new days in the place of the old one.
func (x acting) image(ctx context.Context) error {
	c := meeting.Change{File: x.act.Image}
	if err := keepMeetingFile(ctx, x.tx, &x.m, c, x.now); err != nil {
		return err
	}
	if err := updateMeeting(ctx, x.tx, x.m, x.now); err != nil {
		return err
	}
	return submitting{x.tx, x.act.Person, x.now}.version(ctx, x.m)
}
