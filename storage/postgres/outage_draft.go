package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const insertOutageDraft = `
	INSERT INTO outage_drafts (organisation_id, person_id, name, content, at)
	SELECT $1, $2, $3, $4, $5
	FROM operators
	WHERE organisation_id = $1 AND person_id = $2 AND removed_at IS NULL AND role <> 'viewer'
	RETURNING id`

// KeepDraft keeps the outages of a file until their operator sends or drops
// them; what the person loaded before and did not send is dropped. Who may not
// announce outages for the organisation is Refused.
func (s *Outages) KeepDraft(ctx context.Context, d housing.OutageDraft, now time.Time) error {
	content, err := json.Marshal(d.Outages)
	if err != nil {
		return fmt.Errorf("encode outages of file: %w", err)
	}
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		may := attempt{d.Person, d.Organisation, housing.StaffActs, outageAnnounced}
		if err := may.check(ctx, tx); err != nil {
			return err
		}
		if _, err := run(ctx, tx, closeDrafts, int64(d.Organisation), int64(d.Person), now); err != nil {
			return err
		}
		var id int64
		err := get(ctx, tx, &id, insertOutageDraft,
			int64(d.Organisation), int64(d.Person), d.Name, string(content), now)
		if isNoRows(err) {
			return refused("operator.not_yours")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("keep outages of file: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

const closeDrafts = `
	UPDATE outage_drafts
	SET closed_at = $3
	WHERE organisation_id = $1 AND person_id = $2 AND closed_at IS NULL`

const closeDraft = `
	UPDATE outage_drafts
	SET closed_at = $4
	WHERE organisation_id = $1 AND person_id = $2 AND id = $3 AND closed_at IS NULL
	RETURNING content::text`

const selectOutageDraft = `
	SELECT id, name, content::text AS content
	FROM outage_drafts d
	WHERE organisation_id = $1 AND person_id = $2 AND closed_at IS NULL AND at > $3
	  AND EXISTS (
		SELECT 1 FROM operators p
		WHERE p.organisation_id = d.organisation_id AND p.person_id = d.person_id AND p.removed_at IS NULL)
	ORDER BY id DESC
	LIMIT 1`

// Draft returns what a person loaded for an organisation and did not send yet,
// with the places that were not told of it meanwhile; without an id there is none.
func (s *Outages) Draft(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
) (d housing.OutageDraft, err error) {
	var row struct {
		ID      int64  `db:"id"`
		Name    string `db:"name"`
		Content string `db:"content"`
	}
	err = get(ctx, s.DB.pool, &row, selectOutageDraft,
		int64(org), int64(p), now.Add(-housing.OutageDraftLife))
	if isNoRows(err) {
		return d, nil
	}
	if err != nil {
		return d, fmt.Errorf("find outages of file: %w", err)
	}
	d = housing.OutageDraft{ID: row.ID, Organisation: org, Person: p, Name: row.Name}
	if err := decode([]byte(row.Content), &d.Outages); err != nil {
		return d, err
	}
	d.Outages, err = s.Untold(ctx, d.Outages)
	return d, err
}

// SendDraft announces what was loaded, all or none, and closes the draft; its
// outages are those that are stored. One that is closed is Refused.
func (s *Outages) SendDraft(
	ctx context.Context, o housing.Once, d housing.OutageDraft, now time.Time,
) ([]housing.OutageRef, error) {
	done, err := once(ctx, s.DB, confirmed{"outage.loaded", o, now},
		func(tx *Tx) ([]housing.OutageRef, error) {
			var content string
			err := get(ctx, tx, &content, closeDraft, int64(d.Organisation), int64(d.Person), d.ID, now)
			if isNoRows(err) {
				return nil, refused("operator.file_gone")
			}
			if err == nil {
				err = decode([]byte(content), &d.Outages)
			}
			if err != nil {
				return nil, err
			}
			return announceNew(ctx, tx, d.Person, d.Outages, now)
		})
	if err != nil {
		return nil, fmt.Errorf("send outages of file: %w", s.DB.barring(ctx, err, now))
	}
	return done, nil
}

// DropDraft forgets what was loaded.
func (s *Outages) DropDraft(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
) error {
	if _, err := run(ctx, s.DB.pool, closeDrafts, int64(org), int64(p), now); err != nil {
		return fmt.Errorf("drop outages of file: %w", err)
	}
	return nil
}
