package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

const answerColumns = `
	n.id AS answer_id, n.state, n.parts, n.signed_by, coalesce(n.sent_at, n.changed_at) AS at,
	o.id, o.inn, o.name, o.phone`

type answerRow struct {
	organisationRow
	AnswerID int64          `db:"answer_id"`
	State    string         `db:"state"`
	Parts    pq.StringArray `db:"parts"`
	SignedBy string         `db:"signed_by"`
	At       time.Time      `db:"at"`
}

func (r answerRow) answer() housing.Answer {
	return housing.Answer{
		ID: housing.AnswerID(r.AnswerID), State: housing.AnswerState(r.State),
		Organisation: r.organisation(), Parts: r.Parts, SignedBy: r.SignedBy, At: r.At.UTC(),
	}
}

const selectAnswers = `
	SELECT` + answerColumns + `
	FROM appeal_answers n
	JOIN appeals p ON p.id = n.appeal_id
	JOIN organisations o ON o.id = n.organisation_id
	WHERE p.id = $1 AND p.person_id = $2 AND n.state = 'sent'
	ORDER BY n.id`

const selectAnswerFiles = `
	SELECT f.answer_id, f.id, f.name, f.kind, octet_length(f.data) AS size
	FROM appeal_files f
	WHERE f.appeal_id = $1 AND f.answer_id IS NOT NULL
	ORDER BY f.id`

// Answers returns what organisations answered an appeal of the person, the oldest
// first, with the names of files.
func (s *Appeals) Answers(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) ([]housing.Answer, error) {
	return answersOf(ctx, s.DB.pool, selectAnswers, id, int64(person))
}

// answersOf runs a query of the answers to an appeal, for whom its second argument names.
func answersOf(
	ctx context.Context, q sqlx.QueryerContext, query string, id housing.AppealID, of int64,
) ([]housing.Answer, error) {
	var rows []answerRow
	if err := list(ctx, q, &rows, query, int64(id), of); err != nil {
		return nil, fmt.Errorf("list answers: %w", err)
	}
	answers := each(rows, answerRow.answer)
	return answers, withFiles(ctx, q, id, answers)
}

// withFiles gives answers to an appeal the names of their files.
func withFiles(
	ctx context.Context, q sqlx.QueryerContext, id housing.AppealID, answers []housing.Answer,
) error {
	if len(answers) == 0 {
		return nil
	}
	var files []struct {
		fileRow

		Answer int64 `db:"answer_id"`
	}
	if err := list(ctx, q, &files, selectAnswerFiles, int64(id)); err != nil {
		return fmt.Errorf("list files of answers: %w", err)
	}
	for _, f := range files {
		for i := range answers {
			if answers[i].ID == housing.AnswerID(f.Answer) {
				answers[i].Files = append(answers[i].Files, f.file())
			}
		}
	}
	return nil
}

// fileRow is a file without its content.
type fileRow struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
	Kind string `db:"kind"`
	Size int64  `db:"size"`
}

func (r fileRow) file() housing.AppealFile {
	return housing.AppealFile{ID: r.ID, Name: r.Name, Kind: r.Kind, Size: r.Size}
}

const selectOwnFile = `
	SELECT f.name, f.kind, f.data
	FROM appeal_files f
	JOIN appeals p ON p.id = f.appeal_id
	LEFT JOIN appeal_answers n ON n.id = f.answer_id
	WHERE p.person_id = $1 AND p.id = $2 AND f.id = $3 AND (f.answer_id IS NULL OR n.state = 'sent')`

// FileOf returns a file with its content: one of the person's appeal, or of an
// answer to it that was sent.
func (s *Appeals) FileOf(
	ctx context.Context, person housing.PersonID, id housing.AppealID, file int64,
) (housing.AppealFile, error) {
	f, err := fileContent(ctx, s.DB.pool, selectOwnFile, int64(person), int64(id), file)
	return f, appealGone(err)
}

func fileContent(
	ctx context.Context, q sqlx.QueryerContext, query string, args ...any,
) (housing.AppealFile, error) {
	var row struct {
		Name string `db:"name"`
		Kind string `db:"kind"`
		Data []byte `db:"data"`
	}
	if err := get(ctx, q, &row, query, args...); err != nil {
		return housing.AppealFile{}, fmt.Errorf("open file of appeal: %w", err)
	}
	return housing.AppealFile{
		Name: row.Name, Kind: row.Kind, Size: int64(len(row.Data)), Data: row.Data,
	}, nil
}

const insertSentAnswer = `
	INSERT INTO appeal_answers (appeal_id, organisation_id, state, parts, author_id, changed_at, sent_at,
		event_id)
	VALUES ($1, $2, 'sent', $3, $4, $5, $5, $6)`

// answerAtOnce keeps an answer that is sent as it is written.
func answerAtOnce(ctx context.Context, tx *Tx, d housing.AppealDeed, e deskEvent) error {
	_, err := run(ctx, tx, insertSentAnswer, int64(e.appeal), int64(d.Organisation),
		pq.Array([]string{d.Text}), idArg(d.By), e.at, e.id)
	if err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return nil
}
