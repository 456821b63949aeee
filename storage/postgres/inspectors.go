package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// Inspectors remembers who reviews messages of meetings for the inspectorate of a region.
type Inspectors struct{ DB *DB }

const selectRegion = `SELECT region FROM houses WHERE lower(region) = lower($1) ORDER BY id LIMIT 1`

const insertInspectorInvite = `
	INSERT INTO inspector_invites (region, name, token_hash, issued_at, expires_at)
	VALUES ($1, $2, $3, $4, $5)`

// Hire keeps an invitation of the command line and returns the region as houses have it. A region without
// houses is refused: nobody would ever ask there.
func (s *Inspectors) Hire(ctx context.Context, h meeting.Hiring) (region string, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		err := get(ctx, tx, &region, selectRegion, h.Region)
		switch {
		case isNoRows(err):
			return notFound("cli.region_unknown")
		case err != nil:
			return err
		}
		_, err = run(ctx, tx, insertInspectorInvite, region, h.Name, []byte(h.Hash), h.Issued, h.Expires())
		if err != nil {
			return err
		}
		return audit(ctx, tx, deed{0, 0, "inspector.invited", h.Issued})
	})
	if err != nil {
		return "", fmt.Errorf("invite inspector: %w", err)
	}
	return region, nil
}

const selectInspectorInvite = `
	SELECT i.region, i.used_at IS NOT NULL AS used, i.expires_at <= $3 AS late,
		EXISTS (SELECT 1 FROM inspectors x
			WHERE x.person_id = $2 AND x.region = i.region AND x.removed_at IS NULL) AS already
	FROM inspector_invites i
	WHERE i.token_hash = $1`

// Invited tells to the inspectorate of which region an invitation is, and whether the person is there.
func (s *Inspectors) Invited(
	ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (region string, already bool, err error) {
	var row struct {
		Region  string `db:"region"`
		Used    bool   `db:"used"`
		Late    bool   `db:"late"`
		Already bool   `db:"already"`
	}
	err = get(ctx, s.DB.pool, &row, selectInspectorInvite, []byte(hash), int64(p), now)
	switch {
	case isNoRows(err):
		err = notFound("inspect.invite_unknown")
	case err != nil, row.Already:
	case row.Used:
		err = refused("inspect.invite_used")
	case row.Late:
		err = refused("inspect.invite_late")
	}
	if err != nil {
		return "", false, fmt.Errorf("read invitation of inspector: %w", err)
	}
	return row.Region, row.Already, nil
}

const useInspectorInvite = `
	UPDATE inspector_invites
	SET used_at = $2, used_by = $3
	WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
	RETURNING region, name`

const insertInspector = `
	INSERT INTO inspectors (person_id, region, name, since)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT (person_id, region) WHERE removed_at IS NULL DO NOTHING`

// Join makes a person an inspector by an invitation, which is used up.
func (s *Inspectors) Join(
	ctx context.Context, o housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"inspector.joined", o, now}, func(tx *Tx) (nothing, error) {
		var used struct {
			Region string `db:"region"`
			Name   string `db:"name"`
		}
		err := get(ctx, tx, &used, useInspectorInvite, []byte(hash), now, int64(p))
		if isNoRows(err) {
			return nothing{}, refused("inspect.invite_used")
		}
		if err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, insertInspector, int64(p), used.Region, used.Name, now); err != nil {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{p, 0, "inspector.joined", now})
	})
	if err != nil {
		return fmt.Errorf("become inspector: %w", err)
	}
	return nil
}

const selectInspects = `SELECT EXISTS (SELECT 1 FROM inspectors WHERE person_id = $1 AND removed_at IS NULL)`

// Inspects reports whether a person reviews messages.
func (s *Inspectors) Inspects(ctx context.Context, p housing.PersonID) (is bool, err error) {
	if err := get(ctx, s.DB.pool, &is, selectInspects, int64(p)); err != nil {
		return false, fmt.Errorf("look whether person is inspector: %w", err)
	}
	return is, nil
}

const selectQueue = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.state = 'review' AND m.person_id <> $1 AND ` + inspectsMeeting + `
	ORDER BY m.due_on, m.id
	LIMIT $2`

// Queue returns the messages that wait for a person's review, the most urgent first.
func (s *Inspectors) Queue(ctx context.Context, p housing.PersonID, limit int) ([]meeting.Meeting, error) {
	var rows []meetingRow
	if err := list(ctx, s.DB.pool, &rows, selectQueue, int64(p), limit); err != nil {
		return nil, fmt.Errorf("list messages to be reviewed: %w", err)
	}
	all := make([]meeting.Meeting, len(rows))
	for i := range rows {
		all[i] = rows[i].meeting()
	}
	return all, nil
}

const selectInspectors = `
	SELECT i.id, i.region, i.name, p.user_id AS user, i.since
	FROM inspectors i JOIN people p ON p.id = i.person_id
	WHERE i.removed_at IS NULL
	ORDER BY i.region, i.id`

// All lists the inspectors there are.
func (s *Inspectors) All(ctx context.Context) ([]meeting.Inspector, error) {
	var rows []struct {
		ID     int64     `db:"id"`
		Region string    `db:"region"`
		Name   string    `db:"name"`
		User   int64     `db:"user"`
		Since  time.Time `db:"since"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectInspectors); err != nil {
		return nil, fmt.Errorf("list inspectors: %w", err)
	}
	all := make([]meeting.Inspector, len(rows))
	for i, r := range rows {
		all[i] = meeting.Inspector{
			ID:     r.ID,
			Region: r.Region,
			Name:   r.Name,
			User:   r.User,
			Since:  r.Since.UTC(),
		}
	}
	return all, nil
}

const removeInspector = `UPDATE inspectors SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL`

// Remove ends the work of an inspector.
func (s *Inspectors) Remove(ctx context.Context, id int64, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		n, err := run(ctx, tx, removeInspector, id, now)
		if err == nil && n == 0 {
			err = notFound("cli.inspector_unknown")
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, deed{0, 0, "inspector.removed", now})
	})
	if err != nil {
		return fmt.Errorf("remove inspector: %w", err)
	}
	return nil
}
