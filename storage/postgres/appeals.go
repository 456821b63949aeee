package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Appeals keeps what people write to organisations and authorities. Every query
// of an author names the person.
type Appeals struct{ DB *DB }

const appealColumns = `
	p.id, p.state, p.kind, p.place, p.topic, p.topic_name, coalesce(p.organisation_id, 0) AS to_org,
	p.authority,
	p.addressee, p.parts, p.number, p.changed_at, p.sent_at, p.received_on, p.rule, p.due_on, p.answered_at,
	coalesce(p.origin_id, 0) AS origin, coalesce((
		SELECT q.number FROM appeals q
		WHERE q.id = p.origin_id AND q.organisation_id = p.organisation_id), '') AS origin_number,
	(SELECT count(*) FROM appeal_joins j WHERE j.appeal_id = p.id AND NOT j.late) AS joined,
	(SELECT count(DISTINCT coalesce(x.premises_id, -x.id)) FROM appeal_joins j
		JOIN accounts x ON x.id = j.account_id WHERE j.appeal_id = p.id AND NOT j.late) AS joined_flats,
	(SELECT count(*) FROM appeal_joins j WHERE j.appeal_id = p.id AND j.late) AS joined_late,
	coalesce(h.id, 0) AS house_id, coalesce(h.fias, '') AS fias, coalesce(h.region, '') AS region,
	coalesce(h.settlement, '') AS settlement, coalesce(h.street, '') AS street,
	coalesce(h.number, '') AS house_number, coalesce(h.building, '') AS building,
	coalesce(h.zone, '') AS zone,
	coalesce(o.id, 0) AS org_id, coalesce(o.inn, '') AS inn, coalesce(o.name, '') AS org_name,
	coalesce(o.phone, '') AS phone`

const appealTables = `
	appeals p
	LEFT JOIN houses h ON h.id = p.house_id
	LEFT JOIN organisations o ON o.id = h.organisation_id`

type appealRow struct {
	houseRow
	ID        int64          `db:"id"`
	State     string         `db:"state"`
	Kind      string         `db:"kind"`
	Place     string         `db:"place"`
	Topic     string         `db:"topic"`
	TopicName string         `db:"topic_name"`
	ToOrg     int64          `db:"to_org"`
	Authority string         `db:"authority"`
	Addressee string         `db:"addressee"`
	Parts     pq.StringArray `db:"parts"`
	Number    string         `db:"number"`
	Changed   time.Time      `db:"changed_at"`
	Sent      sql.NullTime   `db:"sent_at"`
	Received  sql.NullTime   `db:"received_on"`
	Rule      string         `db:"rule"`
	Due       sql.NullTime   `db:"due_on"`
	Answered  sql.NullTime   `db:"answered_at"`
	Origin    int64          `db:"origin"`
	OriginNo  string         `db:"origin_number"`
	Joined    int            `db:"joined"`
	Flats     int            `db:"joined_flats"`
	Late      int            `db:"joined_late"`
}

func (r appealRow) appeal() housing.Appeal {
	return housing.Appeal{
		ID: housing.AppealID(r.ID), State: housing.AppealState(r.State), Kind: housing.AppealSort(r.Kind),
		House: r.house(), Place: r.Place,
		Topic: housing.AppealTopic{ID: r.Topic, Name: r.TopicName},
		To: housing.Addressee{
			Organisation: housing.OrganisationID(r.ToOrg), Authority: r.Authority, Name: r.Addressee,
		},
		Parts: r.Parts, Number: r.Number, Changed: r.Changed.UTC(), Sent: r.Sent.Time.UTC(),
		Received: dateOf(r.Received), Rule: housing.AppealKind(r.Rule), Due: dateOf(r.Due),
		Answered: r.Answered.Time.UTC(), Origin: housing.AppealID(r.Origin), OriginNumber: r.OriginNo,
		Joined: housing.AppealJoined{People: r.Joined, Flats: r.Flats, Late: r.Late},
	}
}

const selectOwnAppeal = `
	SELECT` + appealColumns + `
	FROM` + appealTables + `
	WHERE p.person_id = $1 AND p.id = $2`

const selectAppealFiles = `
	SELECT id, name, kind, octet_length(data) AS size
	FROM appeal_files
	WHERE appeal_id = $1 AND answer_id IS NULL AND supplement_id IS NULL
	ORDER BY id`

// Appeal returns one of the person's appeals with the names of its files.
func (s *Appeals) Appeal(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) (housing.Appeal, error) {
	return ownAppeal(ctx, s.DB.pool, person, id)
}

func ownAppeal(
	ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, id housing.AppealID,
) (housing.Appeal, error) {
	var row appealRow
	if err := get(ctx, q, &row, selectOwnAppeal, int64(person), int64(id)); err != nil {
		return housing.Appeal{}, fmt.Errorf("find appeal: %w", appealGone(err))
	}
	a := row.appeal()
	files, err := appealFiles(ctx, q, id)
	a.Files = files
	return a, err
}

func appealFiles(
	ctx context.Context, q sqlx.QueryerContext, id housing.AppealID,
) ([]housing.AppealFile, error) {
	var rows []fileRow
	if err := list(ctx, q, &rows, selectAppealFiles, int64(id)); err != nil {
		return nil, fmt.Errorf("list files of appeal: %w", err)
	}
	return each(rows, fileRow.file), nil
}

const selectOwnAppeals = `
	SELECT` + appealColumns + `
	FROM` + appealTables + `
	WHERE p.person_id = $1 AND p.state <> 'draft'
	ORDER BY p.id DESC
	LIMIT $2`

// Appeals returns the person's newest appeals, without drafts and files.
func (s *Appeals) Appeals(
	ctx context.Context, person housing.PersonID, limit int,
) ([]housing.Appeal, error) {
	var rows []appealRow
	if err := list(ctx, s.DB.pool, &rows, selectOwnAppeals, int64(person), limit); err != nil {
		return nil, fmt.Errorf("list appeals: %w", err)
	}
	return each(rows, appealRow.appeal), nil
}

const selectDraft = `SELECT id FROM appeals WHERE person_id = $1 AND state = 'draft' AND changed_at > $2`

// Draft returns what the person was writing; false if there is nothing, or it
// has waited for too long.
func (s *Appeals) Draft(
	ctx context.Context, person housing.PersonID, now time.Time,
) (a housing.Appeal, there bool, err error) {
	var id int64
	err = get(ctx, s.DB.pool, &id, selectDraft, int64(person), now.Add(-housing.AppealDraftLife))
	switch {
	case isNoRows(err):
		return a, false, nil
	case err != nil:
		return a, false, fmt.Errorf("find draft: %w", err)
	}
	a, err = s.Appeal(ctx, person, housing.AppealID(id))
	return a, err == nil, err
}

// What an organisation whose residents may not be written to would answer could
// not be shown here either.
const selectTakers = `
	SELECT o.id, o.inn, o.name, o.phone
	FROM organisations o
	WHERE o.takes_appeals AND o.chat_content <> 'restricted'
	ORDER BY o.id <> coalesce((SELECT organisation_id FROM houses WHERE id = $1), 0), o.name, o.id
	LIMIT $2`

// Takers returns up to limit organisations that take appeals here, the one that
// manages a house first.
func (s *Appeals) Takers(
	ctx context.Context, house housing.HouseID, limit int,
) ([]housing.Organisation, error) {
	var rows []organisationRow
	if err := list(ctx, s.DB.pool, &rows, selectTakers, idArg(house), limit); err != nil {
		return nil, fmt.Errorf("list who takes appeals: %w", err)
	}
	return each(rows, organisationRow.organisation), nil
}

func appealGone(err error) error {
	if isNoRows(err) {
		return notFound("error.appeal_gone")
	}
	return err
}

const (
	selectOldDrafts = `
	SELECT id FROM appeals WHERE state = 'draft' AND changed_at <= $1 ORDER BY id FOR UPDATE`
	deleteAppeals = `DELETE FROM appeals WHERE id = ANY ($1)`
)

// Forget deletes drafts that have waited for too long.
func (s *Appeals) Forget(ctx context.Context, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		return dropAppeals(ctx, tx, now, selectOldDrafts, now.Add(-housing.AppealDraftLife))
	})
	if err != nil {
		return fmt.Errorf("forget drafts: %w", err)
	}
	return nil
}

// dropAppeals deletes the appeals that a query names, and tells those who joined them.
func dropAppeals(ctx context.Context, tx *Tx, now time.Time, query string, args ...any) error {
	var ids []int64
	if err := list(ctx, tx, &ids, query, args...); err != nil {
		return fmt.Errorf("list appeals to drop: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	if err := release(ctx, tx, ids, now); err != nil {
		return err
	}
	if _, err := run(ctx, tx, deleteAppeals, ints(ids)); err != nil {
		return fmt.Errorf("drop appeals: %w", err)
	}
	return nil
}
