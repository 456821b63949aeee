package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// deskKey names an appeal as somebody who works for its organisation sees it.
type deskKey struct {
	by     housing.PersonID
	org    housing.OrganisationID
	number string
}

const selectCase = `
	SELECT` + deskColumns + `
	FROM` + appealTables + deskTaker + deskReader + `
	WHERE p.organisation_id = $1 AND p.number = $3 AND p.state NOT IN ('draft', 'prepared')`

const selectSigning = `
	SELECT me.role, me.signs OR me.role = 'admin' AS signs, (
		SELECT count(*)
		FROM operators x
		WHERE x.organisation_id = me.organisation_id AND x.id <> me.id AND x.removed_at IS NULL
		  AND ` + maySign + `) AS signers
	FROM operators me
	WHERE me.organisation_id = $1 AND me.person_id = $2 AND me.removed_at IS NULL`

// Case returns one appeal to somebody who works for its organisation. Who wrote it
// is told to whoever took it alone, and that is noted.
func (s *Reception) Case(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, number string, now time.Time,
) (housing.DeskCase, error) {
	if err := s.looks(ctx, by, org, now); err != nil {
		return housing.DeskCase{}, fmt.Errorf("read appeal: %w", err)
	}
	c, err := s.read(ctx, deskKey{by, org, number}, now)
	if err != nil {
		return c, fmt.Errorf("read appeal: %w", err)
	}
	return c, nil
}

func (s *Reception) read(ctx context.Context, k deskKey, now time.Time) (c housing.DeskCase, err error) {
	var row deskRow
	if err := get(ctx, s.DB.pool, &row, selectCase, int64(k.org), int64(k.by), k.number); err != nil {
		return c, deskGone(err)
	}
	c.DeskLine = row.line()
	var signing struct {
		Role    string `db:"role"`
		Signs   bool   `db:"signs"`
		Signers int    `db:"signers"`
	}
	if err := get(ctx, s.DB.pool, &signing, selectSigning, int64(k.org), int64(k.by)); err != nil {
		return c, err
	}
	c.Role, c.Signs, c.Signers = housing.StaffRole(signing.Role), signing.Signs, signing.Signers
	if c.Files, err = s.filesAtDesk(ctx, c.ID); err != nil {
		return c, err
	}
	if c.Events, err = s.events(ctx, k.org, c.ID); err != nil {
		return c, err
	}
	if c.Answers, err = answersOf(ctx, s.DB.pool, selectDeskAnswers, c.ID, int64(k.org)); err != nil {
		return c, err
	}
	if c.Draft, err = draftOf(ctx, s.DB.pool, c.ID); err != nil {
		return c, err
	}
	if err := list(ctx, s.DB.pool, &c.Further, selectFurther, int64(c.ID), int64(k.org)); err != nil {
		return c, err
	}
	if c.Taken != k.by {
		return c, nil
	}
	if c.Named, err = s.named(ctx, k.by, c.ID, now); err != nil {
		return c, err
	}
	c.Author, err = s.author(ctx, k.by, c.ID, now)
	return c, err
}

const selectDeskAnswers = `
	SELECT` + answerColumns + `
	FROM appeal_answers n
	JOIN appeals p ON p.id = n.appeal_id
	JOIN organisations o ON o.id = n.organisation_id
	WHERE p.id = $1 AND p.organisation_id = $2 AND n.state = 'sent'
	ORDER BY n.id`

const selectAppealAuthor = `
	SELECT p.account_id, coalesce(a.number, '') AS account, coalesce(m.number, '') AS premises,
		coalesce(f.phone, '') AS phone, coalesce(i.surname, '') AS surname, coalesce(i.name, '') AS name,
		coalesce(i.patronymic, '') AS patronymic
	FROM appeals p
	LEFT JOIN accounts a ON a.id = p.account_id
	LEFT JOIN premises m ON m.id = a.premises_id
	LEFT JOIN person_phones f ON f.person_id = p.person_id
	LEFT JOIN identities i ON i.person_id = p.person_id
	WHERE p.id = $1`

// author tells who wrote what the reader took, and notes that it was told.
func (s *Reception) author(
	ctx context.Context, by housing.PersonID, id housing.AppealID, now time.Time,
) (*housing.AppealAuthor, error) {
	var row struct {
		AccountID  sql.NullInt64 `db:"account_id"`
		Account    string        `db:"account"`
		Premises   string        `db:"premises"`
		Phone      string        `db:"phone"`
		Surname    string        `db:"surname"`
		Name       string        `db:"name"`
		Patronymic string        `db:"patronymic"`
	}
	if err := get(ctx, s.DB.pool, &row, selectAppealAuthor, int64(id)); err != nil {
		return nil, fmt.Errorf("find author: %w", err)
	}
	if err := s.seen(ctx, by, id, housing.AccountID(row.AccountID.Int64), now); err != nil {
		return nil, err
	}
	return &housing.AppealAuthor{
		Name:  strings.Join(strings.Fields(row.Surname+" "+row.Name+" "+row.Patronymic), " "),
		Phone: row.Phone, Premises: row.Premises, Account: row.Account,
	}, nil
}

const insertAuditOfAuthor = `
	INSERT INTO audit (person_id, appeal_id, what, day, at)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (person_id, appeal_id, what, day) WHERE appeal_id IS NOT NULL DO NOTHING`

// seenAuthor is how it is noted that somebody read who wrote an appeal, or stands under it.
const seenAuthor = "appeal.author"

// seen notes that the author was told: at the account, or at the appeal where there is none.
func (s *Reception) seen(
	ctx context.Context, by housing.PersonID, id housing.AppealID, account housing.AccountID, now time.Time,
) error {
	if account != 0 {
		return auditRead(ctx, s.DB.pool, deed{by, account, seenAuthor, now})
	}
	day := housing.DateOf(now.UTC()).String()
	_, err := run(ctx, s.DB.pool, insertAuditOfAuthor, int64(by), int64(id), seenAuthor, day, now)
	if err != nil {
		return fmt.Errorf("note that the author was told: %w", err)
	}
	return nil
}

const selectFurther = `
	SELECT number
	FROM appeals
	WHERE origin_id = $1 AND organisation_id = $2 AND number <> ''
	ORDER BY id`

const insertAuditOfNamed = `
	INSERT INTO audit (person_id, account_id, what, day, at)
	SELECT DISTINCT $2::bigint, j.account_id, $3, $4::date, $5::timestamptz
	FROM appeal_joins j
	WHERE j.appeal_id = $1 AND ` + namedJoin + `
	ON CONFLICT (person_id, account_id, what, day) DO NOTHING`

// named tells which neighbours stand under what the reader took, and notes it at their accounts.
func (s *Reception) named(
	ctx context.Context, by housing.PersonID, id housing.AppealID, now time.Time,
) ([]housing.AppealSigner, error) {
	signers, err := signersOf(ctx, s.DB.pool, selectUnderLetter+` ORDER BY j.id`, int64(id))
	if err != nil || len(signers) == 0 {
		return nil, err
	}
	day := housing.DateOf(now.UTC()).String()
	_, err = run(ctx, s.DB.pool, insertAuditOfNamed, int64(id), int64(by), seenAuthor, day, now)
	if err != nil {
		return nil, fmt.Errorf("note that neighbours were told: %w", err)
	}
	return signers, nil
}

// Notes stay with the organisation that made them.
const selectDeskEvents = `
	SELECT e.kind, e.text, e.due_on, e.at, e.internal, e.organisation_id IS NULL AS author,
		coalesce(w.id, 0) AS number, coalesce(w.name, '') AS name
	FROM appeal_events e
	LEFT JOIN LATERAL (
		SELECT id, name
		FROM operators
		WHERE person_id = e.person_id AND organisation_id = e.organisation_id AND organisation_id = $2
		ORDER BY id DESC
		LIMIT 1
	) w ON true
	WHERE e.appeal_id = $1 AND (NOT e.internal OR e.organisation_id = $2)
	ORDER BY e.id`

func (s *Reception) events(
	ctx context.Context, org housing.OrganisationID, id housing.AppealID,
) ([]housing.DeskEvent, error) {
	var rows []struct {
		Kind     string       `db:"kind"`
		Text     string       `db:"text"`
		Due      sql.NullTime `db:"due_on"`
		At       time.Time    `db:"at"`
		Internal bool         `db:"internal"`
		Author   bool         `db:"author"`
		Number   int64        `db:"number"`
		Name     string       `db:"name"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectDeskEvents, int64(id), int64(org)); err != nil {
		return nil, fmt.Errorf("list what happened to appeal: %w", err)
	}
	events := make([]housing.DeskEvent, len(rows))
	for i, r := range rows {
		events[i] = housing.DeskEvent{
			AppealEvent: housing.AppealEvent{Kind: r.Kind, Text: r.Text, Due: dateOf(r.Due), At: r.At.UTC()},
			By:          housing.Staffer{Number: housing.OperatorID(r.Number), Name: r.Name},
			Author:      r.Author, Internal: r.Internal,
		}
	}
	return events, nil
}

const selectDraftAnswer = `
	SELECT` + answerColumns + `, n.remark, coalesce(n.author_id, 0) AS author, coalesce(w.id, 0) AS number,
		coalesce(w.name, '') AS called
	FROM appeal_answers n
	JOIN appeals p ON p.id = n.appeal_id AND p.organisation_id = n.organisation_id
	JOIN organisations o ON o.id = n.organisation_id
	LEFT JOIN operators w ON w.person_id = n.author_id AND w.organisation_id = n.organisation_id
		AND w.removed_at IS NULL
	WHERE p.id = $1 AND n.state <> 'sent'`

// draftOf returns the answer that is being written; nil: there is none.
func draftOf(
	ctx context.Context, q sqlx.QueryerContext, id housing.AppealID,
) (*housing.AnswerInWork, error) {
	var row struct {
		answerRow

		Remark string `db:"remark"`
		Author int64  `db:"author"`
		Number int64  `db:"number"`
		Called string `db:"called"`
	}
	err := get(ctx, q, &row, selectDraftAnswer, int64(id))
	switch {
	case isNoRows(err):
		return nil, nil //nolint:nilnil // nothing was written
	case err != nil:
		return nil, fmt.Errorf("find answer in work: %w", err)
	}
	d := housing.AnswerInWork{
		Answer: row.answer(), By: housing.PersonID(row.Author), Remark: row.Remark,
		Author: housing.Staffer{Number: housing.OperatorID(row.Number), Name: row.Called},
	}
	all := []housing.Answer{d.Answer}
	if err := withFiles(ctx, q, id, all); err != nil {
		return nil, err
	}
	d.Answer = all[0]
	return &d, nil
}

const selectDeskFile = `
	SELECT f.name, f.kind, f.data
	FROM appeal_files f
	JOIN appeals p ON p.id = f.appeal_id` + deskReader + `
	LEFT JOIN appeal_supplements x ON x.id = f.supplement_id
	WHERE p.organisation_id = $1 AND p.number = $3 AND p.state NOT IN ('draft', 'prepared') AND f.id = $4
	  AND (f.supplement_id IS NULL OR x.sent_at IS NOT NULL)`

// What was added to an appeal belongs to its files once it was sent.
const selectAddedFiles = `
	SELECT f.id, f.name, f.kind, octet_length(f.data) AS size
	FROM appeal_files f
	JOIN appeal_supplements x ON x.id = f.supplement_id
	WHERE f.appeal_id = $1 AND x.sent_at IS NOT NULL
	ORDER BY f.id`

// filesAtDesk are the files of an appeal, those that were added among them.
func (s *Reception) filesAtDesk(ctx context.Context, id housing.AppealID) ([]housing.AppealFile, error) {
	files, err := appealFiles(ctx, s.DB.pool, id)
	if err != nil {
		return nil, err
	}
	var rows []fileRow
	if err := list(ctx, s.DB.pool, &rows, selectAddedFiles, int64(id)); err != nil {
		return nil, fmt.Errorf("list files that were added: %w", err)
	}
	return append(files, each(rows, fileRow.file)...), nil
}

// FileOf returns a file of an appeal or of an answer to it with its content.
func (s *Reception) FileOf(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, number string, file int64,
) (housing.AppealFile, error) {
	f, err := fileContent(ctx, s.DB.pool, selectDeskFile, int64(org), int64(by), number, file)
	if isNoRows(err) {
		err = notFound("error.desk_file_gone")
	}
	return f, err
}
