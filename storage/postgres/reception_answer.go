package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

const insertDraftAnswer = `
	INSERT INTO appeal_answers (appeal_id, organisation_id, author_id, changed_at)
	VALUES ($1, $2, $3, $4)
	RETURNING id`

const updateDraftAnswer = `
	UPDATE appeal_answers
	SET parts = $2, author_id = $3, changed_at = $4
	WHERE id = $1`

const insertAnswerFile = `
	INSERT INTO appeal_files (appeal_id, answer_id, name, kind, data, at)
	VALUES ($1, $2, $3, $4, $5, $6)`

const deleteAnswerFile = `DELETE FROM appeal_files WHERE answer_id = $1 AND id = $2`

// Write changes the answer to an appeal that its writer took, or begins it.
func (s *Reception) Write(ctx context.Context, o housing.Once, c housing.AnswerChange, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"answer.write", o, now}, func(tx *Tx) (nothing, error) {
		who := attempt{c.By, c.Organisation, housing.StaffActs, "appeal.answer"}
		if err := who.check(ctx, tx); err != nil {
			return nothing{}, err
		}
		row, err := lockReceived(ctx, tx, c.Organisation, c.Number)
		if err != nil {
			return nothing{}, err
		}
		if err := row.answerable(c.By); err != nil {
			return nothing{}, err
		}
		return nothing{}, writeAnswer(ctx, tx, housing.AppealID(row.ID), c, now)
	})
	if err != nil {
		return fmt.Errorf("write answer: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

// answerable refuses who may not answer at this moment.
func (r received) answerable(by housing.PersonID) error {
	switch a := r.appeal(); {
	case !a.State.Open():
		return refused("error.appeal_over")
	case r.Taken == 0:
		return refused("error.appeal_untaken")
	case r.Taken != int64(by):
		return r.naming(conflict("error.appeal_taken"))
	}
	return nil
}

func writeAnswer(
	ctx context.Context, tx *Tx, id housing.AppealID, c housing.AnswerChange, now time.Time,
) error {
	a, err := draftOf(ctx, tx, id)
	if err != nil {
		return err
	}
	if a == nil {
		a = &housing.AnswerInWork{}
		err := get(ctx, tx, &a.ID, insertDraftAnswer, int64(id), int64(c.Organisation), int64(c.By), now)
		if err != nil {
			return fmt.Errorf("begin answer: %w", err)
		}
	}
	c.Add = housing.CleanText(c.Add)
	if err := a.Change(c); err != nil {
		return err
	}
	if f := c.File; f != nil {
		_, err := run(ctx, tx, insertAnswerFile, int64(id), int64(a.ID), f.Name, f.Kind, f.Data, now)
		if err != nil {
			return fmt.Errorf("store file: %w", err)
		}
	}
	if c.DropFile != 0 {
		if _, err := run(ctx, tx, deleteAnswerFile, int64(a.ID), c.DropFile); err != nil {
			return fmt.Errorf("drop file: %w", err)
		}
	}
	_, err = run(ctx, tx, updateDraftAnswer, int64(a.ID), pq.Array(append([]string{}, a.Parts...)),
		int64(c.By), now)
	if err != nil {
		return fmt.Errorf("store answer: %w", err)
	}
	return nil
}

// maySign is whether one who works for an organisation may sign answers.
const maySign = `(role = 'admin' OR signs AND role <> 'viewer')`

const selectMaySign = `
	SELECT EXISTS (
		SELECT 1
		FROM operators
		WHERE person_id = $1 AND organisation_id = $2 AND removed_at IS NULL AND ` + maySign + `)`

// Step takes a written answer a step further: to be signed, back, or to the author
// of the appeal.
func (s *Reception) Step(ctx context.Context, o housing.Once, d housing.AnswerDeed, now time.Time) error {
	what := "appeal." + answerActs()[d.Do]
	_, err := once(ctx, s.DB, confirmed{"answer.step", o, now}, func(tx *Tx) (nothing, error) {
		who := attempt{d.By, d.Organisation, housing.StaffActs, what}
		if err := who.check(ctx, tx); err != nil {
			return nothing{}, err
		}
		row, err := lockReceived(ctx, tx, d.Organisation, d.Number)
		if err != nil {
			return nothing{}, err
		}
		if err := mayStep(ctx, tx, row, who, d); err != nil {
			return nothing{}, err
		}
		return nothing{}, stepAnswer(ctx, tx, row, d, now)
	})
	if err != nil {
		return fmt.Errorf("take answer further: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

// answerActs names the events of steps.
func answerActs() map[housing.AnswerStep]string {
	return map[housing.AnswerStep]string{
		housing.AnswerSend: string(housing.AppealAnswer), housing.AnswerSign: string(housing.AppealAnswer),
		housing.AnswerSubmit: "submit", housing.AnswerRecall: "recall", housing.AnswerReturn: "return",
	}
}

func mayStep(ctx context.Context, tx *Tx, row received, who attempt, d housing.AnswerDeed) error {
	if d.Do != housing.AnswerSign && d.Do != housing.AnswerReturn {
		return row.answerable(d.By)
	}
	if a := row.appeal(); !a.State.Open() {
		return refused("error.appeal_over")
	}
	var may bool
	if err := get(ctx, tx, &may, selectMaySign, int64(d.By), int64(d.Organisation)); err != nil {
		return err
	}
	if !may {
		return who.barred("error.answer_no_right", d.Number)
	}
	return nil
}

const updateAnswerState = `UPDATE appeal_answers SET state = $2, remark = $3, changed_at = $4 WHERE id = $1`

func stepAnswer(
	ctx context.Context, tx *Tx, row received, d housing.AnswerDeed, now time.Time,
) error {
	answer, err := draftOf(ctx, tx, housing.AppealID(row.ID))
	switch {
	case err != nil:
		return err
	case answer == nil:
		return conflict("error.answer_gone")
	}
	if err := d.Check(answer); err != nil {
		return err
	}
	d.Remark = housing.CleanText(d.Remark)
	if d.Do == housing.AnswerSend || d.Do == housing.AnswerSign {
		return sendAnswer(ctx, tx, row, answer, answerSent{d, now})
	}
	state := map[housing.AnswerStep]housing.AnswerState{
		housing.AnswerSubmit: housing.AnswerSigning, housing.AnswerRecall: housing.AnswerDraft,
		housing.AnswerReturn: housing.AnswerReturned,
	}[d.Do]
	_, err = run(ctx, tx, updateAnswerState, int64(answer.ID), string(state), d.Remark, now)
	if err != nil {
		return fmt.Errorf("store state of answer: %w", err)
	}
	e := deskEvent{appeal: housing.AppealID(row.ID), kind: answerActs()[d.Do], internal: true, at: now}
	as := housing.AppealDeed{By: d.By, Organisation: d.Organisation, Number: d.Number, Text: d.Remark}
	if err := noteAtDesk(ctx, tx, as, &e); err != nil {
		return err
	}
	switch d.Do {
	case housing.AnswerSubmit:
		return tellSigners(ctx, tx, row, d, now)
	case housing.AnswerReturn:
		return tellStaff(ctx, tx, row, staffNews{"returned", []int64{int64(answer.By)}}, now)
	default:
		return nil
	}
}

// answerSent is how an answer goes out.
type answerSent struct {
	housing.AnswerDeed

	at time.Time
}

const updateSentAnswer = `
	UPDATE appeal_answers
	SET state = 'sent', remark = '', sent_at = $2, changed_at = $2, event_id = $3, signer_id = $4,
		signed_by = coalesce((
			SELECT name FROM operators
			WHERE person_id = $4 AND organisation_id = appeal_answers.organisation_id
			  AND removed_at IS NULL), '')
	WHERE id = $1`

func sendAnswer(
	ctx context.Context, tx *Tx, row received, answer *housing.AnswerInWork, d answerSent,
) error {
	a := row.appeal()
	a.State = housing.AppealAnswered
	as := housing.AppealDeed{
		By: d.By, Organisation: d.Organisation, Number: d.Number, Do: housing.AppealAnswer,
		Text: answer.Text(),
	}
	if err := storeHandled(ctx, tx, &a, as, row.handedTo(as, d.at)); err != nil {
		return err
	}
	e := deskEvent{appeal: a.ID, kind: string(housing.AppealAnswer), at: d.at}
	if err := noteAtDesk(ctx, tx, as, &e); err != nil {
		return err
	}
	var signer housing.PersonID
	if d.Do == housing.AnswerSign {
		signer = d.By
	}
	if _, err := run(ctx, tx, updateSentAnswer, int64(answer.ID), d.at, e.id, idArg(signer)); err != nil {
		return fmt.Errorf("send answer: %w", err)
	}
	if signer != 0 {
		news := staffNews{"signed", []int64{int64(answer.By)}}
		if err := tellStaff(ctx, tx, row, news, d.at); err != nil {
			return err
		}
	}
	occasion := e.kind + "/" + d.at.UTC().Format(time.RFC3339Nano)
	return tellAppeals(ctx, tx, []appealTold{{a, row.Author, e.kind, occasion}}, d.at)
}

const selectDeskSigners = `
	SELECT person_id
	FROM operators
	WHERE organisation_id = $1 AND person_id <> $2 AND removed_at IS NULL AND ` + maySign + `
	ORDER BY id`

// tellSigners asks those who may sign; where nobody else may, nothing is submitted.
func tellSigners(ctx context.Context, tx *Tx, row received, d housing.AnswerDeed, now time.Time) error {
	var signers []int64
	if err := list(ctx, tx, &signers, selectDeskSigners, int64(d.Organisation), int64(d.By)); err != nil {
		return fmt.Errorf("list who may sign: %w", err)
	}
	if len(signers) == 0 {
		return refused("error.answer_no_signer")
	}
	return tellStaff(ctx, tx, row, staffNews{"signing", signers}, now)
}

// staffNews is what people who work for an organisation are told of an appeal.
type staffNews struct {
	what string
	to   []int64
}

func tellStaff(ctx context.Context, tx *Tx, row received, n staffNews, now time.Time) error {
	a := row.appeal()
	key := fmt.Sprintf("desk/%d/%s/%d", row.ID, n.what, now.UnixNano())
	return tellDeskReaders(ctx, tx, &a, deskNews{n.what, key, housing.UrgencySoon, n.to}, now)
}
