package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// dropMeetingDrafts deletes what a person wrote of meetings and submitted to nobody.
const dropMeetingDrafts = `DELETE FROM meetings WHERE person_id = $1 AND number IS NULL`

const selectMeetingDraft = `
	SELECT id FROM meetings WHERE person_id = $1 AND house_id = $2 AND state = 'draft'`

const insertMeeting = `
	INSERT INTO meetings (house_id, person_id, organisation_id, changed_at, created_at)
	VALUES ($1, $2, $3, $4, $4)
	RETURNING id`

const insertInitiator = `
	INSERT INTO meeting_initiators (meeting_id, person_id, organisation_id, name, premises)
	VALUES ($1, $2, $3, $4, $5)`

// Begin begins the message of a meeting of a house, or finds the one that the person is writing already.
func (s *Meetings) Begin(
	ctx context.Context, o housing.Once, person housing.PersonID, house housing.HouseID, now time.Time,
) (meeting.ID, error) {
	id, err := once(ctx, s.DB, confirmed{"meeting.begin", o, now}, func(tx *Tx) (meeting.ID, error) {
		if err := lockPerson(ctx, tx, person); err != nil {
			return 0, err
		}
		var id int64
		err := get(ctx, tx, &id, selectMeetingDraft, int64(person), int64(house))
		if err == nil || !isNoRows(err) {
			return meeting.ID(id), err
		}
		return beginMeeting(ctx, tx, person, house, now)
	})
	if err != nil {
		return 0, fmt.Errorf("begin meeting: %w", err)
	}
	return id, nil
}

func beginMeeting(
	ctx context.Context, tx *Tx, person housing.PersonID, house housing.HouseID, now time.Time,
) (meeting.ID, error) {
	who, err := callerOf(ctx, tx, calling{person, house, now})
	if err != nil {
		return 0, err
	}
	if !who.May {
		return 0, refused("error.meeting_not_owner")
	}
	var id int64
	err = get(ctx, tx, &id, insertMeeting, int64(house), int64(person), idArg(who.Organisation), now)
	if err != nil {
		return 0, fmt.Errorf("insert meeting: %w", err)
	}
	self := idArg(person)
	if who.Organisation != 0 {
		self = nil
	}
	_, err = run(ctx, tx, insertInitiator, id, self, idArg(who.Organisation), who.Name, who.Premises)
	if err != nil {
		return 0, fmt.Errorf("insert initiator: %w", err)
	}
	return meeting.ID(id), noteMeeting(ctx, tx, meetingNote{meeting.ID(id), "begin", person, "", now})
}

// meetingNote is something that happened to a meeting.
type meetingNote struct {
	meeting meeting.ID
	kind    string
	by      housing.PersonID
	text    string
	at      time.Time
}

const insertMeetingEvent = `
	INSERT INTO meeting_events (meeting_id, kind, person_id, text, at) VALUES ($1, $2, $3, $4, $5)`

func noteMeeting(ctx context.Context, tx *Tx, n meetingNote) error {
	_, err := run(ctx, tx, insertMeetingEvent, int64(n.meeting), n.kind, idArg(n.by), n.text, n.at)
	if err != nil {
		return fmt.Errorf("note what happened to meeting: %w", err)
	}
	return nil
}

const lockMeeting = `SELECT house_id FROM meetings WHERE id = $2 AND person_id = $1 FOR UPDATE`

// lockOwnMeeting locks a meeting of the person, who still may call one there, and reads it.
func lockOwnMeeting(
	ctx context.Context, tx *Tx, person housing.PersonID, id meeting.ID, now time.Time,
) (meeting.Meeting, error) {
	var house int64
	if err := get(ctx, tx, &house, lockMeeting, int64(person), int64(id)); err != nil {
		return meeting.Meeting{}, fmt.Errorf("lock meeting: %w", meetingGone(err))
	}
	if err := mayCall(ctx, tx, calling{person, housing.HouseID(house), now}); err != nil {
		return meeting.Meeting{}, err
	}
	return wholeMeeting(ctx, tx, selectOwnMeeting, int64(person), int64(id))
}

// Change changes a message of the person.
func (s *Meetings) Change(ctx context.Context, o housing.Once, c meeting.Change, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"meeting.change", o, now}, func(tx *Tx) (nothing, error) {
		m, err := lockOwnMeeting(ctx, tx, c.Person, c.Meeting, now)
		if err != nil {
			return nothing{}, err
		}
		if err := m.Change(c); err != nil {
			return nothing{}, err
		}
		if c.Touches() {
			m.Version++
		}
		return nothing{}, keepMeeting(ctx, tx, m, c, now)
	})
	if err != nil {
		return fmt.Errorf("change meeting: %w", err)
	}
	return nil
}

// keepMeeting stores a changed message.
func keepMeeting(ctx context.Context, tx *Tx, m meeting.Meeting, c meeting.Change, now time.Time) error {
	if err := keepInitiators(ctx, tx, m); err != nil {
		return err
	}
	if err := keepQuestions(ctx, tx, m); err != nil {
		return err
	}
	if err := keepMeetingFile(ctx, tx, &m, c, now); err != nil {
		return err
	}
	return updateMeeting(ctx, tx, m, now)
}

const updateMeetingMessage = `
	UPDATE meetings
	SET version = $2, kind = $3, form = $4, starts_at = $5, ends_at = $6, held_at = $7, place = $8,
		voting_system = $9, paper_order = $10, acquaint = $11, revote = $12, admin_kind = $13,
		admin_name = $14, admin_phone = $15, admin_address = $16, admin_email = $17,
		paper_version = nullif($18, 0), changed_at = $19
	WHERE id = $1`

func updateMeeting(ctx context.Context, tx *Tx, m meeting.Meeting, now time.Time) error {
	_, err := run(ctx, tx, updateMeetingMessage, int64(m.ID), m.Version, string(m.Kind), string(m.Form),
		momentArg(m.Starts), momentArg(m.Ends), momentArg(m.Held), m.Place, m.System, m.Papers, m.Acquaint,
		m.Revote, string(m.Admin.Kind), m.Admin.Name, m.Admin.Phone, m.Admin.Address, m.Admin.Email,
		m.ImageVersion, now)
	if err != nil {
		return fmt.Errorf("store meeting: %w", err)
	}
	return nil
}

const deleteInitiators = `DELETE FROM meeting_initiators WHERE meeting_id = $1 AND NOT id = ANY ($2)`

const renameInitiator = `
	UPDATE meeting_initiators SET name = $3 WHERE meeting_id = $1 AND id = $2 AND name <> $3`

func keepInitiators(ctx context.Context, tx *Tx, m meeting.Meeting) error {
	ids := make([]int64, len(m.Initiators))
	for i, x := range m.Initiators {
		ids[i] = x.ID
	}
	if _, err := run(ctx, tx, deleteInitiators, int64(m.ID), pq.Array(ids)); err != nil {
		return fmt.Errorf("drop initiators: %w", err)
	}
	for _, x := range m.Initiators {
		var err error
		if x.ID == 0 {
			_, err = run(ctx, tx, insertInitiator, int64(m.ID), nil, nil, x.Name, x.Premises)
		} else {
			_, err = run(ctx, tx, renameInitiator, int64(m.ID), x.ID, x.Name)
		}
		if err != nil {
			return fmt.Errorf("store initiator: %w", err)
		}
	}
	return nil
}

const deleteQuestions = `DELETE FROM meeting_questions WHERE meeting_id = $1 AND NOT id = ANY ($2)`

const insertQuestion = `
	INSERT INTO meeting_questions (meeting_id, number, kind, name) VALUES ($1, $2, $3, $4)`

const updateQuestion = `
	UPDATE meeting_questions
	SET number = $3, kind = $4, name = $5, stands = $6
	WHERE meeting_id = $1 AND id = $2`

func keepQuestions(ctx context.Context, tx *Tx, m meeting.Meeting) error {
	ids := make([]int64, len(m.Questions))
	for i, q := range m.Questions {
		ids[i] = int64(q.ID)
	}
	if _, err := run(ctx, tx, deleteQuestions, int64(m.ID), pq.Array(ids)); err != nil {
		return fmt.Errorf("drop questions: %w", err)
	}
	for _, q := range m.Questions {
		var err error
		if q.ID == 0 {
			_, err = run(ctx, tx, insertQuestion, int64(m.ID), q.Number, string(q.Kind), q.Name)
		} else {
			_, err = run(ctx, tx, updateQuestion, int64(m.ID), int64(q.ID), q.Number, string(q.Kind), q.Name,
				q.Stands)
		}
		if err != nil {
			return fmt.Errorf("store question: %w", err)
		}
	}
	return nil
}

const insertMeetingFile = `
	INSERT INTO meeting_files (meeting_id, question_id, name, kind, data, at)
	VALUES ($1, $2, $3, $4, $5, $6)`

const deleteMeetingFile = `DELETE FROM meeting_files WHERE meeting_id = $1 AND id = $2`

const deleteImage = `DELETE FROM meeting_files WHERE meeting_id = $1 AND question_id IS NULL`

// keepMeetingFile stores a file; an image takes the place of the one before.
func keepMeetingFile(ctx context.Context, tx *Tx, m *meeting.Meeting, c meeting.Change, now time.Time) error {
	if c.DropFile != 0 {
		if _, err := run(ctx, tx, deleteMeetingFile, int64(m.ID), c.DropFile); err != nil {
			return fmt.Errorf("drop file: %w", err)
		}
		if c.DropFile == m.Image.ID {
			m.ImageVersion = 0
		}
	}
	if c.File == nil {
		return nil
	}
	if c.Question == 0 {
		m.ImageVersion = m.Version
		if _, err := run(ctx, tx, deleteImage, int64(m.ID)); err != nil {
			return fmt.Errorf("drop image: %w", err)
		}
	} else if m.Files() >= meeting.FilesMax {
		return refused("error.meeting_files")
	}
	_, err := run(ctx, tx, insertMeetingFile, int64(m.ID), idArg(c.Question), c.File.Name, c.File.Kind,
		c.File.Data, now)
	if err != nil {
		return fmt.Errorf("store file: %w", err)
	}
	return nil
}

const deleteMeetingDraft = `
	DELETE FROM meetings WHERE id = $2 AND person_id = $1 AND number IS NULL AND state = 'draft'`

// Drop deletes a draft of the person. What was submitted stays.
func (s *Meetings) Drop(
	ctx context.Context, o housing.Once, person housing.PersonID, id meeting.ID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"meeting.drop", o, now}, func(tx *Tx) (nothing, error) {
		n, err := run(ctx, tx, deleteMeetingDraft, int64(person), int64(id))
		if err == nil && n == 0 {
			err = conflict("error.meeting_closed")
		}
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("drop draft of meeting: %w", err)
	}
	return nil
}
