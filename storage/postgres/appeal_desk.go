package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/housing"
)

const selectReceived = `
	SELECT` + appealColumns + `
	FROM` + appealTables + `
	WHERE p.organisation_id = $1 AND p.state <> 'draft'
	ORDER BY p.state NOT IN ('sent', 'in_work', 'redirected', 'extended'), p.due_on, p.id
	LIMIT $2`

// Received returns the appeals to an organisation, those that wait for an answer
// first and among them the most urgent. Nothing tells whose they are.
func (s *Appeals) Received(
	ctx context.Context, org housing.OrganisationID, limit int,
) ([]housing.Appeal, error) {
	var rows []appealRow
	if err := list(ctx, s.DB.pool, &rows, selectReceived, int64(org), limit); err != nil {
		return nil, fmt.Errorf("list appeals to organisation: %w", err)
	}
	return each(rows, appealRow.appeal), nil
}

const selectReceivedOne = `
	SELECT` + appealColumns + `, p.person_id AS author
	FROM` + appealTables + `
	WHERE p.organisation_id = $1 AND p.number = $2
	FOR UPDATE OF p`

const updateHandled = `
	UPDATE appeals
	SET state = $2, due_on = $3, changed_at = $4, answered_at = $5
	WHERE id = $1`

const insertDeskEvent = `
	INSERT INTO appeal_events (appeal_id, kind, person_id, organisation_id, internal, text, due_on, at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	RETURNING id`

// deskEvent is a deed that is noted.
type deskEvent struct {
	id     int64
	appeal housing.AppealID
	at     time.Time
}

// Handle carries out what somebody does with an appeal for its organisation, and
// tells its author, unless it is a note.
func (s *Appeals) Handle(ctx context.Context, o housing.Once, d housing.AppealDeed, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.handle", o, now}, func(tx *Tx) (nothing, error) {
		who := attempt{d.By, d.Organisation, housing.StaffActs, "appeal." + string(d.Do)}
		if err := who.check(ctx, tx); err != nil {
			return nothing{}, err
		}
		return nothing{}, handle(ctx, tx, d, now)
	})
	if err != nil {
		return fmt.Errorf("handle appeal: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

func handle(ctx context.Context, tx *Tx, d housing.AppealDeed, now time.Time) error {
	var row struct {
		appealRow

		Author int64 `db:"author"`
	}
	if err := get(ctx, tx, &row, selectReceivedOne, int64(d.Organisation), d.Number); err != nil {
		return fmt.Errorf("find appeal: %w", err)
	}
	a := row.appeal()
	state, err := d.Check(&a)
	if err != nil {
		return err
	}
	d.Text = housing.CleanText(d.Text)
	if d.Do == housing.AppealExtend {
		a.Due = d.Due
	}
	answered := sql.NullTime{Time: now, Valid: state == housing.AppealAnswered}
	_, err = run(ctx, tx, updateHandled, int64(a.ID), string(state), dateArg(a.Due), now, answered)
	if err != nil {
		return fmt.Errorf("store state: %w", err)
	}
	internal := d.Do == housing.AppealNote
	e := deskEvent{appeal: a.ID, at: now}
	err = get(ctx, tx, &e.id, insertDeskEvent, int64(a.ID), string(d.Do), idArg(d.By), int64(d.Organisation),
		internal, d.Text, dateArg(d.Due), now)
	if err != nil {
		return fmt.Errorf("note what was done: %w", err)
	}
	if d.Do == housing.AppealAnswer {
		if err := answerAtOnce(ctx, tx, d, e); err != nil {
			return err
		}
	}
	if internal {
		return nil
	}
	occasion := string(d.Do) + "/" + now.UTC().Format(time.RFC3339Nano)
	return tellAppeals(ctx, tx, []appealTold{{a, row.Author, string(d.Do), occasion}}, now)
}

// appealTold is what the author of an appeal is told.
type appealTold struct {
	appeal   housing.Appeal
	author   int64
	what     string // an [housing.AppealAct], «near» or «passed»
	occasion string // tells this time from others
}

// tellAppeals writes a notice for each, once for its occasion.
func tellAppeals(ctx context.Context, tx *Tx, all []appealTold, at time.Time) error {
	rows := make([]appealNotice, len(all))
	for i, x := range all {
		rows[i] = noticeOfAppeal(x, x.author)
		if x.what == housing.AppealNear || x.what == housing.AppealPassed {
			continue // that is for the author to act on
		}
		if err := tellJoined(ctx, tx, x, at); err != nil {
			return err
		}
	}
	return writeAppealNotices(ctx, tx, rows, at)
}

// appealNotice is what a person is told of an appeal.
type appealNotice struct {
	Key    string            `json:"key"`
	Person int64             `json:"person"`
	Args   map[string]string `json:"args"`
}

func noticeOfAppeal(x appealTold, person int64) appealNotice {
	id := strconv.FormatInt(int64(x.appeal.ID), 10)
	return appealNotice{
		Key: "appeal/" + id + "/" + x.occasion, Person: person,
		Args: map[string]string{
			"appeal": id, "what": x.what, "number": x.appeal.Number, "topic": x.appeal.Topic.Name,
			"addressee": x.appeal.To.Name, "due": x.appeal.Due.String(),
		},
	}
}

func writeAppealNotices(ctx context.Context, tx *Tx, rows []appealNotice, at time.Time) error {
	if len(rows) == 0 {
		return nil
	}
	if err := runJSON(ctx, tx, insertReminderNotices, rows, string(housing.NoticeAppeal), at); err != nil {
		return fmt.Errorf("tell of appeals: %w", err)
	}
	tx.wake = true
	return nil
}

const selectPressing = `
	SELECT` + appealColumns + `, p.person_id AS author
	FROM` + appealTables + `
	WHERE p.state IN ('sent', 'in_work', 'redirected', 'extended') AND p.due_on BETWEEN $1 AND $2
	ORDER BY p.id`

// Bounds of the days around the end of a term that are looked at.
const (
	pressingBefore = 15
	pressingAfter  = 15
)

// Remind tells authors in their morning that a term nears its end, and that it has
// passed: each once for a term, however often it is called.
func (s *Appeals) Remind(ctx context.Context, now time.Time) error {
	var rows []struct {
		appealRow

		Author int64 `db:"author"`
	}
	today := housing.DateOf(now.UTC())
	err := list(ctx, s.DB.pool, &rows, selectPressing,
		today.Add(-pressingAfter).String(), today.Add(pressingBefore).String())
	if err != nil {
		return fmt.Errorf("list appeals whose term ends: %w", err)
	}
	var told []appealTold
	for i := range rows {
		a := rows[i].appeal()
		local := now.In(a.Location())
		stage := a.Stage(housing.DateOf(local))
		if stage == "" || housing.DefaultQuiet().Holds(local) {
			continue
		}
		told = append(told, appealTold{a, rows[i].Author, stage, stage + "/" + a.Due.String()})
	}
	if err := s.DB.inTx(ctx, func(tx *Tx) error { return tellAppeals(ctx, tx, told, now) }); err != nil {
		return fmt.Errorf("remind of appeals: %w", err)
	}
	return nil
}

const selectAppealStands = `
	SELECT EXISTS (
		SELECT 1
		FROM appeals
		WHERE id = $1 AND state IN ('sent', 'in_work', 'redirected', 'extended') AND due_on = $2::date)`

// refreshAppeal drops a reminder of an appeal that was answered, or given a longer term.
func (s *Outbox) refreshAppeal(ctx context.Context, n housing.Notice) (stands bool, err error) {
	if what := n.Args["what"]; what != housing.AppealNear && what != housing.AppealPassed {
		return true, nil
	}
	if err := get(ctx, s.DB.pool, &stands, selectAppealStands, n.Args["appeal"], n.Args["due"]); err != nil {
		return false, fmt.Errorf("look whether appeal waits: %w", err)
	}
	return stands, nil
}

const selectAppealEvents = `
	SELECT e.kind, e.text, e.due_on, e.at
	FROM appeal_events e
	JOIN appeals p ON p.id = e.appeal_id
	WHERE p.person_id = $1 AND p.id = $2 AND NOT e.internal
	ORDER BY e.id`

// Events returns what happened to an appeal of the person, the oldest first.
func (s *Appeals) Events(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) ([]housing.AppealEvent, error) {
	return events(ctx, s.DB.pool, selectAppealEvents, person, id)
}

const updateTakesAppeals = `UPDATE organisations SET takes_appeals = $2 WHERE id = $1`

// SetTakes says whether an organisation takes appeals here.
func (s *Appeals) SetTakes(ctx context.Context, org housing.OrganisationID, takes bool) error {
	if _, err := run(ctx, s.DB.pool, updateTakesAppeals, int64(org), takes); err != nil {
		return fmt.Errorf("set whether appeals are taken: %w", err)
	}
	return nil
}
