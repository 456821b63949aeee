package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// selectFate locks an appeal of the person.
const selectFate = `SELECT state FROM appeals WHERE person_id = $1 AND id = $2 FOR UPDATE`

// lockFate locks an appeal of the person and returns its state.
func lockFate(
	ctx context.Context, tx *Tx, person housing.PersonID, id housing.AppealID,
) (housing.AppealState, error) {
	var state string
	if err := get(ctx, tx, &state, selectFate, int64(person), int64(id)); err != nil {
		return "", fmt.Errorf("lock appeal: %w", appealGone(err))
	}
	return housing.AppealState(state), nil
}

const updateFiled = `
	UPDATE appeals
	SET state = 'sent', number = $2, received_on = $3, rule = $4, due_on = $5, changed_at = $6
	WHERE id = $1`

// File notes that the author handed a prepared appeal in; its term runs from that
// day. What was told before may be put right as long as no answer came.
func (s *Appeals) File(ctx context.Context, o housing.Once, f housing.AppealFiled, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.file", o, now}, func(tx *Tx) (nothing, error) {
		if _, err := lockFate(ctx, tx, f.Person, f.Appeal); err != nil {
			return nothing{}, err
		}
		a, err := ownAppeal(ctx, tx, f.Person, f.Appeal)
		if err != nil {
			return nothing{}, err
		}
		if err := f.Check(&a, now); err != nil {
			return nothing{}, err
		}
		term := housing.AppealRuleOn(a.To.Elsewhere(), f.On).Term(f.On)
		_, err = run(ctx, tx, updateFiled, int64(f.Appeal), f.Number, f.On.String(), string(term.Rule.Kind),
			term.Due.String(), now)
		if err != nil {
			return nothing{}, fmt.Errorf("note that it is handed in: %w", err)
		}
		if a.State == housing.AppealPrepared {
			a.Number, a.Due = f.Number, term.Due
			told := appealTold{appeal: a, what: housing.AppealFiledOn}
			if err := tellJoined(ctx, tx, told, now); err != nil {
				return nothing{}, err
			}
		}
		return nothing{}, noteAppeal(ctx, tx,
			appealNote{f.Appeal, "filed", f.Person, f.Number, term.Due, now})
	})
	if err != nil {
		return fmt.Errorf("file appeal: %w", err)
	}
	return nil
}

// appealNote is something that happened to an appeal, by its author.
type appealNote struct {
	appeal housing.AppealID
	kind   string
	by     housing.PersonID
	text   string
	due    housing.Date
	at     time.Time
}

func noteAppeal(ctx context.Context, tx *Tx, n appealNote) error {
	_, err := run(ctx, tx, insertAppealEvent, int64(n.appeal), n.kind, idArg(n.by), n.text,
		dateArg(n.due), n.at)
	if err != nil {
		return fmt.Errorf("note what happened to appeal: %w", err)
	}
	return nil
}

const updateAppealState = `UPDATE appeals SET state = $2, changed_at = $3 WHERE id = $1`

const updateAnswered = `UPDATE appeals SET state = $2, changed_at = $3, answered_at = $3 WHERE id = $1`

// Close ends an appeal as its author says: it is withdrawn or, where it was handed
// in elsewhere, answered there.
func (s *Appeals) Close(
	ctx context.Context, o housing.Once, c housing.AppealClosing, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.close", o, now}, func(tx *Tx) (nothing, error) {
		if _, err := lockFate(ctx, tx, c.Person, c.Appeal); err != nil {
			return nothing{}, err
		}
		a, err := ownAppeal(ctx, tx, c.Person, c.Appeal)
		if err != nil {
			return nothing{}, err
		}
		if !a.MayClose(c.To) {
			return nothing{}, refused("error.appeal_closed")
		}
		query := updateAppealState
		if c.To == housing.AppealAnswered {
			query = updateAnswered
		}
		if _, err := run(ctx, tx, query, int64(c.Appeal), string(c.To), now); err != nil {
			return nothing{}, fmt.Errorf("end appeal: %w", err)
		}
		if err := tellJoined(ctx, tx, appealTold{appeal: a, what: string(c.To)}, now); err != nil {
			return nothing{}, err
		}
		return nothing{}, noteAppeal(ctx, tx,
			appealNote{c.Appeal, string(c.To), c.Person, "", housing.Date{}, now})
	})
	if err != nil {
		return fmt.Errorf("close appeal: %w", err)
	}
	return nil
}
