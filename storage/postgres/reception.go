package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// Reception is what an organisation sees of what residents write to it, and does
// with that. Every query names the organisation and who works there.
type Reception struct{ DB *DB }

// Where a territory lies is not known: it goes by Moscow, as [housing.Appeal.Location].
const deskToday = `AT TIME ZONE coalesce(h.zone, 'Europe/Moscow'))::date`

const deskColumns = appealColumns + `,
	coalesce(t.person_id, 0) AS taken, coalesce(t.id, 0) AS taken_number,
	coalesce(t.name, '') AS taken_name, p.taken_at,
	` + deskIsOpen + ` AND EXISTS (
		SELECT 1 FROM appeal_answers n WHERE n.appeal_id = p.id AND n.state = 'signing') AS signing`

// What somebody took who may not act there any more is taken by nobody.
const deskTaker = `
	LEFT JOIN operators t ON t.person_id = p.taken_by AND t.organisation_id = p.organisation_id
		AND t.removed_at IS NULL AND t.role <> 'viewer'`

// deskReader keeps out who does not work there.
const deskReader = `
	JOIN operators me ON me.organisation_id = p.organisation_id AND me.person_id = $2
		AND me.removed_at IS NULL`

// deskSort is the group of an appeal, as [housing.AppealSort.Group].
const deskSort = `CASE p.kind WHEN 'appeal' THEN 'appeal' WHEN 'support' THEN 'support' ELSE 'meter' END`

const deskIsOpen = `p.state IN ('sent', 'in_work', 'redirected', 'extended')`

type deskRow struct {
	appealRow
	Taken   int64        `db:"taken"`
	TakenNo int64        `db:"taken_number"`
	Name    string       `db:"taken_name"`
	Since   sql.NullTime `db:"taken_at"`
	Signing bool         `db:"signing"`
}

func (r deskRow) line() housing.DeskLine {
	return housing.DeskLine{
		Appeal: r.appeal(), Taken: housing.PersonID(r.Taken),
		TakenBy: housing.Staffer{Number: housing.OperatorID(r.TakenNo), Name: r.Name}, Signing: r.Signing,
	}
}

const selectInbox = `
	SELECT` + deskColumns + `
	FROM` + appealTables + deskTaker + deskReader + `
	WHERE p.organisation_id = $1 AND p.state NOT IN ('draft', 'prepared')
	  AND (` + deskIsOpen + `) = ($3 <> 'answered')
	  AND CASE $3
		WHEN 'new' THEN t.id IS NULL
		WHEN 'mine' THEN t.person_id = $2
		WHEN 'overdue' THEN p.due_on < ($6::timestamptz ` + deskToday + `
		WHEN 'signing' THEN EXISTS (
			SELECT 1 FROM appeal_answers n WHERE n.appeal_id = p.id AND n.state = 'signing')
		ELSE true END
	  AND ($4::bigint = 0 OR p.house_id = $4) AND ($5 = '' OR p.topic_name = $5)
	  AND ($9 = '' OR ` + deskSort + ` = $9)
	ORDER BY CASE WHEN $3 <> 'answered' THEN p.due_on END,
		CASE WHEN $3 = 'answered' THEN p.changed_at END DESC, p.id
	OFFSET $7
	LIMIT $8`

// Inbox lists appeals to an organisation, the one that is the most urgent first.
// Nothing tells whose they are.
func (s *Reception) Inbox(
	ctx context.Context, q housing.DeskQuery, now time.Time,
) ([]housing.DeskLine, error) {
	if err := s.looks(ctx, q.By, q.Organisation, now); err != nil {
		return nil, fmt.Errorf("list inbox: %w", err)
	}
	var rows []deskRow
	err := list(ctx, s.DB.pool, &rows, selectInbox, int64(q.Organisation), int64(q.By), string(q.Show),
		int64(q.House), q.Topic, now, q.Skip, q.Limit, string(q.Sort))
	if err != nil {
		return nil, fmt.Errorf("list inbox: %w", err)
	}
	return each(rows, deskRow.line), nil
}

// looks refuses who does not work for an organisation.
func (s *Reception) looks(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
) error {
	return s.DB.allow(ctx, attempt{by, org, housing.StaffLooks, "look.appeals"}, now)
}

const countDesk = `
	SELECT count(*) AS every,
		count(*) FILTER (WHERE p.due_on < ($3::timestamptz ` + deskToday + `) AS overdue,
		count(*) FILTER (WHERE p.due_on = ($3::timestamptz ` + deskToday + `) AS today,
		count(*) FILTER (WHERE t.id IS NULL) AS fresh,
		count(*) FILTER (WHERE t.person_id = $2) AS mine,
		count(*) FILTER (WHERE ` + deskSort + ` = 'meter') AS meters,
		count(*) FILTER (WHERE ` + deskSort + ` = 'support') AS support,
		count(*) FILTER (WHERE EXISTS (
			SELECT 1 FROM appeal_answers n WHERE n.appeal_id = p.id AND n.state = 'signing')) AS signing
	FROM appeals p
	LEFT JOIN houses h ON h.id = p.house_id` + deskTaker + deskReader + `
	WHERE p.organisation_id = $1 AND ` + deskIsOpen

// Counts tells how many appeals wait at an organisation.
func (s *Reception) Counts(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
) (housing.DeskCounts, error) {
	var row struct {
		All     int `db:"every"`
		Overdue int `db:"overdue"`
		Today   int `db:"today"`
		Fresh   int `db:"fresh"`
		Mine    int `db:"mine"`
		Signing int `db:"signing"`
		Meters  int `db:"meters"`
		Support int `db:"support"`
	}
	err := s.looks(ctx, by, org, now)
	if err == nil {
		err = get(ctx, s.DB.pool, &row, countDesk, int64(org), int64(by), now)
	}
	if err != nil {
		return housing.DeskCounts{}, fmt.Errorf("count inbox: %w", err)
	}
	return housing.DeskCounts(row), nil
}

const selectDeskHouses = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE h.id IN (
		SELECT p.house_id
		FROM appeals p` + deskReader + `
		WHERE p.organisation_id = $1 AND ` + deskIsOpen + `)
	ORDER BY h.settlement, h.street, h.number, h.building
	LIMIT 100`

const selectDeskTopics = `
	SELECT p.topic_name
	FROM appeals p` + deskReader + `
	WHERE p.organisation_id = $1 AND ` + deskIsOpen + `
	GROUP BY p.topic_name
	ORDER BY count(*) DESC, p.topic_name
	LIMIT 100`

// Places lists of which houses and about what appeals wait.
func (s *Reception) Places(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
) (v housing.DeskPlaces, err error) {
	if err := s.looks(ctx, by, org, now); err != nil {
		return v, fmt.Errorf("list places of appeals: %w", err)
	}
	var rows []houseRow
	if err := list(ctx, s.DB.pool, &rows, selectDeskHouses, int64(org), int64(by)); err != nil {
		return v, fmt.Errorf("list houses of appeals: %w", err)
	}
	v.Houses = each(rows, houseRow.house)
	if err := list(ctx, s.DB.pool, &v.Topics, selectDeskTopics, int64(org), int64(by)); err != nil {
		return v, fmt.Errorf("list topics of appeals: %w", err)
	}
	return v, nil
}
