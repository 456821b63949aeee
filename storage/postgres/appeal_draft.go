package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

const selectDraftsOf = `SELECT id FROM appeals WHERE person_id = $1 AND state = 'draft' FOR UPDATE`

// selectUnsentOf is what a person wrote and gave to nobody. What was sent is kept
// by whoever received it, as the law says.
const selectUnsentOf = `
	SELECT id FROM appeals WHERE person_id = $1 AND state IN ('draft', 'prepared') ORDER BY id FOR UPDATE`

// An appeal goes on from another of the same author, or from none.
const insertDraft = `
	INSERT INTO appeals (person_id, changed_at, origin_id, kind)
	SELECT $1, $2, o.id, CASE WHEN $4 AND o.kind = 'support' THEN o.kind ELSE 'appeal' END
	FROM (SELECT 1) one
	LEFT JOIN appeals o ON o.id = $3 AND o.person_id = $1
	RETURNING id`

// Change changes a draft of the person, or begins one in the place of what was
// begun before, and returns its key.
func (s *Appeals) Change(
	ctx context.Context, o housing.Once, c housing.AppealChange, now time.Time,
) (housing.AppealID, error) {
	id, err := once(ctx, s.DB, confirmed{"appeal.change", o, now}, func(tx *Tx) (housing.AppealID, error) {
		if err := lockPerson(ctx, tx, c.Person); err != nil {
			return 0, err
		}
		if c.Appeal == 0 {
			if err := beginDraft(ctx, tx, &c, now); err != nil {
				return 0, err
			}
		}
		return c.Appeal, changeDraft(ctx, tx, c, now)
	})
	if err != nil {
		return 0, fmt.Errorf("change draft: %w", err)
	}
	return id, nil
}

func beginDraft(ctx context.Context, tx *Tx, c *housing.AppealChange, now time.Time) error {
	if err := dropAppeals(ctx, tx, now, selectDraftsOf, int64(c.Person)); err != nil {
		return fmt.Errorf("drop the draft before: %w", err)
	}
	var id int64
	if err := get(ctx, tx, &id, insertDraft, int64(c.Person), now, idArg(c.Origin), c.Follow); err != nil {
		return fmt.Errorf("begin draft: %w", err)
	}
	c.Appeal = housing.AppealID(id)
	return nil
}

// lockDraft refuses what is no draft of the person any more.
func lockDraft(ctx context.Context, tx *Tx, person housing.PersonID, id housing.AppealID) error {
	state, err := lockFate(ctx, tx, person, id)
	if err == nil && state != housing.AppealDraft {
		err = conflict("error.appeal_sent")
	}
	return err
}

// What goes on from a question to the support is one itself while it goes to the same
// organisation about the same.
const updateDraft = `
	UPDATE appeals
	SET house_id = $2, place = $3, topic = $4, topic_name = $5, organisation_id = $6, authority = $7,
		addressee = $8, parts = $9, changed_at = $10,
		kind = CASE WHEN kind <> 'support' OR EXISTS (
			SELECT 1 FROM appeals o
			WHERE o.id = appeals.origin_id AND o.organisation_id = $6 AND o.topic = $4
				AND o.topic_name = $5)
			THEN kind ELSE 'appeal' END
	WHERE id = $1`

const insertAppealFile = `
	INSERT INTO appeal_files (appeal_id, name, kind, data, at)
	VALUES ($1, $2, $3, $4, $5)`

const deleteDraftFile = `
	DELETE FROM appeal_files
	WHERE appeal_id = $1 AND id = $2 AND answer_id IS NULL AND supplement_id IS NULL`

func changeDraft(ctx context.Context, tx *Tx, c housing.AppealChange, now time.Time) error {
	if err := lockDraft(ctx, tx, c.Person, c.Appeal); err != nil {
		return err
	}
	a, err := ownAppeal(ctx, tx, c.Person, c.Appeal)
	if err != nil {
		return err
	}
	if a.Joined.People > 0 { // neighbours joined this very text
		return conflict("error.appeal_joined")
	}
	if err := a.Change(c); err != nil {
		return err
	}
	if f := c.File; f != nil {
		_, err := run(ctx, tx, insertAppealFile, int64(c.Appeal), f.Name, f.Kind, f.Data, now)
		if err != nil {
			return fmt.Errorf("store file: %w", err)
		}
	}
	if c.DropFile != 0 {
		if _, err := run(ctx, tx, deleteDraftFile, int64(c.Appeal), c.DropFile); err != nil {
			return fmt.Errorf("drop file: %w", err)
		}
	}
	_, err = run(ctx, tx, updateDraft, int64(c.Appeal), idArg(a.House.ID), a.Place, a.Topic.ID, a.Topic.Name,
		idArg(a.To.Organisation), a.To.Authority, a.To.Name, pq.Array(a.Parts), now)
	if err != nil {
		return fmt.Errorf("store draft: %w", err)
	}
	return nil
}
