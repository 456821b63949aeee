package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// Meetings keeps general meetings of owners and their messages. Whether a person may call one, and sees one
// that is not public, is decided in the query.
type Meetings struct{ DB *DB }

const meetingColumns = houseColumns + `,
	m.id, coalesce(m.organisation_id, 0) AS for_org, coalesce(m.number, 0) AS number, m.state, m.mode,
	m.version, m.kind, m.form, m.starts_at, m.ends_at, m.held_at, m.place, m.voting_system, m.paper_order,
	m.acquaint,
	m.revote, m.admin_kind, m.admin_name, m.admin_phone, m.admin_address, m.admin_email,
	coalesce(m.paper_version, 0) AS paper_version, m.submitted_at, m.filed_on, m.due_on, m.decided_at,
	m.placed_at, m.changed_at, m.person_id AS author`

const meetingTables = `
	meetings m
	JOIN (` + houseTables + `) ON h.id = m.house_id`

type meetingRow struct {
	houseRow
	ID        int64        `db:"id"`
	For       int64        `db:"for_org"`
	Number    int          `db:"number"`
	State     string       `db:"state"`
	Mode      string       `db:"mode"`
	Version   int          `db:"version"`
	Kind      string       `db:"kind"`
	Form      string       `db:"form"`
	Starts    sql.NullTime `db:"starts_at"`
	Ends      sql.NullTime `db:"ends_at"`
	Held      sql.NullTime `db:"held_at"`
	Place     string       `db:"place"`
	System    string       `db:"voting_system"`
	Papers    string       `db:"paper_order"`
	Acquaint  string       `db:"acquaint"`
	Revote    bool         `db:"revote"`
	AdminKind string       `db:"admin_kind"`
	Admin     string       `db:"admin_name"`
	Called    string       `db:"admin_phone"`
	Address   string       `db:"admin_address"`
	Email     string       `db:"admin_email"`
	Paper     int          `db:"paper_version"`
	Submitted sql.NullTime `db:"submitted_at"`
	Filed     sql.NullTime `db:"filed_on"`
	Due       sql.NullTime `db:"due_on"`
	Decided   sql.NullTime `db:"decided_at"`
	Placed    sql.NullTime `db:"placed_at"`
	Changed   time.Time    `db:"changed_at"`
	Author    int64        `db:"author"`
}

func (r *meetingRow) meeting() meeting.Meeting {
	return meeting.Meeting{
		ID: meeting.ID(r.ID), House: r.house(), Organisation: housing.OrganisationID(r.For), Number: r.Number,
		State: meeting.State(r.State), Mode: meeting.Mode(r.Mode), Version: r.Version,
		Kind: meeting.Kind(r.Kind), Form: meeting.Form(r.Form),
		Starts: utc(r.Starts), Ends: utc(r.Ends), Held: utc(r.Held), Place: r.Place, System: r.System,
		Papers: r.Papers, Acquaint: r.Acquaint, Revote: r.Revote,
		Admin: meeting.Admin{
			Kind: meeting.AdminKind(r.AdminKind), Name: r.Admin, Phone: r.Called, Address: r.Address,
			Email: r.Email,
		},
		ImageVersion: r.Paper, Submitted: utc(r.Submitted), Filed: dateOf(r.Filed), Due: dateOf(r.Due),
		Decided: utc(r.Decided), Placed: utc(r.Placed), Changed: r.Changed.UTC(),
	}
}

// utc is a moment that may be missing.
func utc(t sql.NullTime) time.Time {
	if !t.Valid {
		return time.Time{}
	}
	return t.Time.UTC()
}

// Everybody who has a flat in the house at the moment $2, owns in it, or works for its organisation, sees what
// is placed; its author and the inspectorate of the region see the rest, the latter only what was submitted to it here.
const seesMeeting = `
	(m.person_id = $1
	OR m.state IN ('placed', 'voting', 'ended', 'protocol') AND (
		EXISTS (
			SELECT 1
			FROM links l JOIN accounts a ON a.id = l.account_id
			WHERE l.person_id = $1 AND a.house_id = m.house_id AND l.suspended_at IS NULL
			  AND (l.ends_at IS NULL OR l.ends_at > $2) AND a.closed_on IS NULL)
		OR EXISTS (
			SELECT 1
			FROM operators w
			WHERE w.person_id = $1 AND w.organisation_id = h.organisation_id AND w.removed_at IS NULL)
		OR ` + ownsIn + `)
	OR ` + inspectsMeeting + `)`

// inspectsMeeting: the person $1 reviews messages of the region, and this one was submitted to it here.
const inspectsMeeting = `(m.mode = 'official' AND m.state NOT IN ('draft', 'withdrawn') AND EXISTS (
	SELECT 1 FROM inspectors i WHERE i.person_id = $1 AND i.region = h.region AND i.removed_at IS NULL))`

const selectMeeting = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.id = $3 AND ` + seesMeeting

const selectOwnMeeting = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.id = $2 AND m.person_id = $1`

// Meeting returns a meeting that the person sees, whole but for the content of files.
func (s *Meetings) Meeting(
	ctx context.Context, person housing.PersonID, id meeting.ID,
) (meeting.Meeting, error) {
	return wholeMeeting(ctx, s.DB.pool, selectMeeting, int64(person), s.DB.now(), int64(id))
}

func wholeMeeting(
	ctx context.Context,
	q sqlx.QueryerContext,
	query string,
	args ...any,
) (meeting.Meeting, error) {
	var row meetingRow
	if err := get(ctx, q, &row, query, args...); err != nil {
		return meeting.Meeting{}, fmt.Errorf("find meeting: %w", meetingGone(err))
	}
	m := row.meeting()
	for _, fill := range []func(context.Context, sqlx.QueryerContext, *meeting.Meeting) error{
		fillInitiators, fillQuestions, fillFiles, fillRemarks,
	} {
		if err := fill(ctx, q, &m); err != nil {
			return m, err
		}
	}
	return m, nil
}

// meetingGone answers for a meeting that is not there, or is not the person's business.
func meetingGone(err error) error {
	if isNoRows(err) {
		return notFound("error.meeting_gone")
	}
	return err
}

const selectInitiators = `
	SELECT i.id, i.name, i.premises, (
		i.person_id = m.person_id AND m.organisation_id IS NULL OR i.organisation_id = m.organisation_id
	) IS TRUE AS own
	FROM meeting_initiators i JOIN meetings m ON m.id = i.meeting_id
	WHERE i.meeting_id = $1
	ORDER BY i.id`

func fillInitiators(ctx context.Context, q sqlx.QueryerContext, m *meeting.Meeting) error {
	var rows []struct {
		ID       int64  `db:"id"`
		Name     string `db:"name"`
		Premises string `db:"premises"`
		Own      bool   `db:"own"`
	}
	if err := list(ctx, q, &rows, selectInitiators, int64(m.ID)); err != nil {
		return fmt.Errorf("list initiators: %w", err)
	}
	for _, r := range rows {
		m.Initiators = append(m.Initiators, meeting.Initiator{
			ID: r.ID, Own: r.Own, Name: r.Name, Premises: r.Premises,
		})
	}
	return nil
}

const selectQuestions = `
	SELECT id, number, kind, name, stands, majority, majority_act AS act
	FROM meeting_questions
	WHERE meeting_id = $1
	ORDER BY number`

func fillQuestions(ctx context.Context, q sqlx.QueryerContext, m *meeting.Meeting) error {
	var rows []struct {
		ID       int64  `db:"id"`
		Number   int    `db:"number"`
		Kind     string `db:"kind"`
		Name     string `db:"name"`
		Stands   bool   `db:"stands"`
		Majority string `db:"majority"`
		Act      string `db:"act"`
	}
	if err := list(ctx, q, &rows, selectQuestions, int64(m.ID)); err != nil {
		return fmt.Errorf("list questions: %w", err)
	}
	for _, r := range rows {
		m.Questions = append(m.Questions, meeting.Question{
			ID: meeting.QuestionID(r.ID), Number: r.Number, Kind: meeting.QuestionKind(r.Kind), Name: r.Name,
			Stands: r.Stands, Majority: ballot.Majority(r.Majority), Act: r.Act,
		})
	}
	return nil
}

const selectMeetingFiles = `
	SELECT id, coalesce(question_id, 0) AS question, name, kind, octet_length(data) AS size
	FROM meeting_files
	WHERE meeting_id = $1
	ORDER BY id`

func fillFiles(ctx context.Context, q sqlx.QueryerContext, m *meeting.Meeting) error {
	var rows []struct {
		ID       int64  `db:"id"`
		Question int64  `db:"question"`
		Name     string `db:"name"`
		Kind     string `db:"kind"`
		Size     int64  `db:"size"`
	}
	if err := list(ctx, q, &rows, selectMeetingFiles, int64(m.ID)); err != nil {
		return fmt.Errorf("list files of meeting: %w", err)
	}
	for _, r := range rows {
		f := meeting.File{
			ID: r.ID, Question: meeting.QuestionID(r.Question), Name: r.Name, Kind: r.Kind, Size: r.Size,
		}
		if f.Question == 0 {
			m.Image = f
			continue
		}
		for i := range m.Questions {
			if m.Questions[i].ID == f.Question {
				m.Questions[i].Files = append(m.Questions[i].Files, f)
			}
		}
	}
	return nil
}

// The remarks of the review before this one.
const selectRemarks = `
	SELECT part, text, at
	FROM meeting_remarks
	WHERE meeting_id = $1 AND version = (SELECT max(version) FROM meeting_remarks WHERE meeting_id = $1)
	ORDER BY id`

func fillRemarks(ctx context.Context, q sqlx.QueryerContext, m *meeting.Meeting) error {
	var rows []struct {
		Part string    `db:"part"`
		Text string    `db:"text"`
		At   time.Time `db:"at"`
	}
	if err := list(ctx, q, &rows, selectRemarks, int64(m.ID)); err != nil {
		return fmt.Errorf("list remarks: %w", err)
	}
	for _, r := range rows {
		m.Remarks = append(
			m.Remarks,
			meeting.Remark{Part: meeting.Part(r.Part), Text: r.Text, At: r.At.UTC()},
		)
	}
	return nil
}

// Meetings of a house: those that are placed, and what the person prepares.
const selectMeetings = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.house_id = $3 AND m.state <> 'withdrawn' AND ` + seesMeeting + `
	ORDER BY m.state IN ('ended', 'protocol'), m.id DESC
	LIMIT $4`

// Meetings returns the meetings of a house that the person sees, those that are over last; without what
// belongs to them.
func (s *Meetings) Meetings(
	ctx context.Context, person housing.PersonID, house housing.HouseID, limit int,
) ([]meeting.Meeting, error) {
	var rows []meetingRow
	err := list(ctx, s.DB.pool, &rows, selectMeetings, int64(person), s.DB.now(), int64(house), limit)
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", err)
	}
	all := make([]meeting.Meeting, len(rows))
	for i := range rows {
		all[i] = rows[i].meeting()
	}
	return all, nil
}

const selectMeetingFile = `
	SELECT f.name, f.kind, f.data
	FROM meeting_files f
	JOIN (` + meetingTables + `) ON m.id = f.meeting_id
	WHERE m.id = $3 AND f.id = $4 AND ` + seesMeeting

// OpenFile returns a file of a meeting that the person sees.
func (s *Meetings) OpenFile(
	ctx context.Context, person housing.PersonID, id meeting.ID, file int64,
) (meeting.File, error) {
	return openMeetingFile(ctx, s.DB.pool, selectMeetingFile, asked{person, s.DB.now(), id, file})
}

// asked is a file that a person wants.
type asked struct {
	person  housing.PersonID
	at      time.Time
	meeting meeting.ID
	file    int64
}

func openMeetingFile(
	ctx context.Context, q sqlx.QueryerContext, query string, a asked,
) (meeting.File, error) {
	var row struct {
		Name string `db:"name"`
		Kind string `db:"kind"`
		Data []byte `db:"data"`
	}
	if err := get(ctx, q, &row, query, int64(a.person), a.at, int64(a.meeting), a.file); err != nil {
		return meeting.File{}, fmt.Errorf("find file of meeting: %w", meetingGone(err))
	}
	return meeting.File{
		ID: a.file, Name: row.Name, Kind: row.Kind, Size: int64(len(row.Data)),
		Data: row.Data,
	}, nil
}
