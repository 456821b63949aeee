package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectTemplates = `
	SELECT x.id, x.title, x.text
	FROM answer_templates x
	JOIN operators me ON me.organisation_id = x.organisation_id AND me.person_id = $2
		AND me.removed_at IS NULL
	WHERE x.organisation_id = $1
	ORDER BY x.title, x.id`

// Templates lists what an organisation answers with again and again.
func (s *Reception) Templates(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID,
) ([]housing.Template, error) {
	var rows []struct {
		ID    int64  `db:"id"`
		Title string `db:"title"`
		Text  string `db:"text"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectTemplates, int64(org), int64(by)); err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	all := make([]housing.Template, len(rows))
	for i, r := range rows {
		all[i] = housing.Template{
			ID: housing.TemplateID(r.ID), Organisation: org, Title: r.Title, Text: r.Text,
		}
	}
	return all, nil
}

const insertTemplate = `
	INSERT INTO answer_templates (organisation_id, title, text, changed_at)
	SELECT $1, $2, $3, $4
	WHERE (SELECT count(*) FROM answer_templates WHERE organisation_id = $1) < $5`

const updateTemplate = `
	UPDATE answer_templates
	SET title = $3, text = $4, changed_at = $5
	WHERE organisation_id = $1 AND id = $2`

// SaveTemplate keeps a template; one without a key is a further one.
func (s *Reception) SaveTemplate(
	ctx context.Context, o housing.Once, by housing.PersonID, x housing.Template, now time.Time,
) error {
	return s.template(ctx, confirmed{"template.saved", o, now}, by, &x, func(tx *Tx) (int64, error) {
		if err := x.Check(); err != nil {
			return 0, err
		}
		if x.ID != 0 {
			return run(ctx, tx, updateTemplate, int64(x.Organisation), int64(x.ID), x.Title, x.Text, now)
		}
		n, err := run(ctx, tx, insertTemplate, int64(x.Organisation), x.Title, x.Text, now,
			housing.MaxTemplates)
		if err == nil && n == 0 {
			err = refused("error.template_many")
		}
		return n, err
	})
}

const deleteTemplate = `DELETE FROM answer_templates WHERE organisation_id = $1 AND id = $2`

// DropTemplate deletes a template.
func (s *Reception) DropTemplate(
	ctx context.Context, o housing.Once, by housing.PersonID, x housing.Template, now time.Time,
) error {
	return s.template(ctx, confirmed{"template.dropped", o, now}, by, &x, func(tx *Tx) (int64, error) {
		return run(ctx, tx, deleteTemplate, int64(x.Organisation), int64(x.ID))
	})
}

func (s *Reception) template(
	ctx context.Context, c confirmed, by housing.PersonID, x *housing.Template, work func(*Tx) (int64, error),
) error {
	_, err := once(ctx, s.DB, c, func(tx *Tx) (nothing, error) {
		who := attempt{by, x.Organisation, housing.StaffActs, c.deed}
		if err := lockOrg(ctx, tx, x.Organisation); err != nil {
			return nothing{}, err
		}
		if err := who.check(ctx, tx); err != nil {
			return nothing{}, err
		}
		n, err := work(tx)
		if err == nil && n == 0 {
			err = conflict("error.template_gone")
		}
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, journal(ctx, tx, note{deed{by, 0, c.deed, c.now}, x.Organisation, x.Title, "", ""})
	})
	if err != nil {
		return fmt.Errorf("change templates: %w", s.DB.barring(ctx, err, c.now))
	}
	return nil
}

func lockOrg(ctx context.Context, tx *Tx, org housing.OrganisationID) error {
	var id int64
	if err := get(ctx, tx, &id, lockOrganisation, int64(org)); err != nil {
		return fmt.Errorf("lock organisation: %w", err)
	}
	return nil
}
