package postgres

import (
	"context"
	"database/sql"
	"errors"
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
	SELECT` + deskColumns + `, p.person_id AS author
	FROM` + appealTables + deskTaker + `
	WHERE p.id = $1`

// It is locked before it is read with who took it: what is joined to a row that was
// waited for is as it was before.
const lockReceivedOne = `
	SELECT id
	FROM appeals
	WHERE organisation_id = $1 AND number = $2 AND state NOT IN ('draft', 'prepared')
	FOR UPDATE`

// received is an appeal that is locked while its organisation does something with it.
type received struct {
	deskRow

	Author int64 `db:"author"`
}

// deskGone says it to who works for an organisation.
func deskGone(err error) error {
	if isNoRows(err) {
		return notFound("error.desk_gone")
	}
	return err
}

func lockReceived(
	ctx context.Context, tx *Tx, org housing.OrganisationID, number string,
) (row received, err error) {
	var id int64
	if err := get(ctx, tx, &id, lockReceivedOne, int64(org), number); err != nil {
		return row, fmt.Errorf("find appeal: %w", deskGone(err))
	}
	if err := get(ctx, tx, &row, selectReceivedOne, id); err != nil {
		return row, fmt.Errorf("read appeal: %w", err)
	}
	return row, nil
}

const updateHandled = `
	UPDATE appeals
	SET state = $2, due_on = $3, changed_at = $4, answered_at = $5, taken_by = $6, taken_at = $7
	WHERE id = $1`

const insertDeskEvent = `
	INSERT INTO appeal_events (appeal_id, kind, person_id, organisation_id, internal, text, due_on, at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	RETURNING id`

// deskEvent is a deed that is noted.
type deskEvent struct {
	id       int64
	appeal   housing.AppealID
	kind     string
	internal bool
	at       time.Time
}

// Handle carries out what somebody does with an appeal for its organisation, and
// tells its author, unless it concerns those who work there alone.
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
	row, err := lockReceived(ctx, tx, d.Organisation, d.Number)
	if err != nil {
		return err
	}
	if row.Taken != int64(d.By) && row.Taken != 0 && d.Do == housing.AppealRelease {
		if err := mayRelease(ctx, tx, d); err != nil {
			return err
		}
		row.Taken = int64(d.By) // an administrator gives back what another took
	}
	a := row.appeal()
	today := housing.DateOf(now.In(a.Location()))
	state, err := d.Check(&a, housing.PersonID(row.Taken), today)
	if err != nil {
		return row.naming(err)
	}
	d.Text = housing.CleanText(d.Text)
	if d.Do == housing.AppealExtend {
		a.Due = d.Due
	}
	a.State = state
	if err := storeHandled(ctx, tx, &a, d, row.handedTo(d, now)); err != nil {
		return err
	}
	told := appealTold{appeal: a, author: row.Author}
	if err := reshape(ctx, tx, &told, &d, now); err != nil {
		return err
	}
	return noteHandled(ctx, tx, told, d, now)
}

// reshape carries out the deeds after which an appeal is another's, or of another sort.
func reshape(ctx context.Context, tx *Tx, told *appealTold, d *housing.AppealDeed, now time.Time) error {
	switch d.Do {
	case housing.AppealRedirect:
		return redirect(ctx, tx, told, *d, now)
	case housing.AppealConvert:
		err := convert(ctx, tx, told, d.Text, now)
		d.Due = told.appeal.Due
		return err
	default:
		return nil
	}
}

// naming says who has an appeal to colleagues who came too late for it.
func (r received) naming(err error) error {
	if known, ok := errors.AsType[*housing.Error](err); ok && known.Text == "error.appeal_taken" {
		return &housing.Error{Kind: known.Kind, Text: known.Text, Who: r.Name}
	}
	return err
}

// mayRelease lets administrators give back what others took.
func mayRelease(ctx context.Context, tx *Tx, d housing.AppealDeed) error {
	return attempt{d.By, d.Organisation, housing.StaffManages, "appeal.release"}.check(ctx, tx)
}

// taker is who works on an appeal, and since when.
type taker struct {
	by  any
	at  any
	now time.Time
}

// handedTo is who works on an appeal after a deed.
func (r received) handedTo(d housing.AppealDeed, now time.Time) taker {
	switch d.Do {
	case housing.AppealTake:
		return taker{idArg(d.By), now, now}
	case housing.AppealRelease, housing.AppealRedirect:
		return taker{now: now}
	default:
		return taker{idArg(housing.PersonID(r.Taken)), r.Since, now}
	}
}

func storeHandled(ctx context.Context, tx *Tx, a *housing.Appeal, d housing.AppealDeed, to taker) error {
	answered := sql.NullTime{Time: a.Answered, Valid: !a.Answered.IsZero()}
	if d.Do == housing.AppealAnswer {
		answered = sql.NullTime{Time: to.now, Valid: true}
	}
	_, err := run(ctx, tx, updateHandled, int64(a.ID), string(a.State), dateArg(a.Due), to.now, answered,
		to.by, to.at)
	if err != nil {
		return fmt.Errorf("store state: %w", err)
	}
	return nil
}

// noteHandled writes down what was done: for the author of the appeal, unless it is
// internal, and in the journal of the organisation.
func noteHandled(ctx context.Context, tx *Tx, told appealTold, d housing.AppealDeed, now time.Time) error {
	e := deskEvent{
		appeal: told.appeal.ID, kind: string(d.Do), at: now,
		internal: d.Do == housing.AppealNote || d.Do == housing.AppealRelease,
	}
	if err := noteAtDesk(ctx, tx, d, &e); err != nil {
		return err
	}
	if d.Do == housing.AppealAnswer {
		if err := answerAtOnce(ctx, tx, d, e); err != nil {
			return err
		}
	}
	if e.internal {
		return nil
	}
	told.what, told.occasion = e.kind, e.kind+"/"+now.UTC().Format(time.RFC3339Nano)
	return tellAppeals(ctx, tx, []appealTold{told}, now)
}

// noteAtDesk writes an event of an appeal, and what was done into the journal.
func noteAtDesk(ctx context.Context, tx *Tx, d housing.AppealDeed, e *deskEvent) error {
	err := get(ctx, tx, &e.id, insertDeskEvent, int64(e.appeal), e.kind, idArg(d.By), int64(d.Organisation),
		e.internal, d.Text, dateArg(d.Due), e.at)
	if err != nil {
		return fmt.Errorf("note what was done: %w", err)
	}
	return journal(ctx, tx, note{
		deed{d.By, 0, "appeal." + e.kind, e.at}, d.Organisation, d.Number, "", d.To.Name,
	})
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

const insertAppealNotices = `
	WITH asked AS (
		SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (key text, person bigint, args jsonb)
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, $2, args, $3
		FROM asked
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, people.bot_id, people.chat_id, $3, 2
	FROM fresh
	JOIN asked ON asked.key = fresh.key
	JOIN people ON people.id = asked.person AND people.erased_at IS NULL
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

func writeAppealNotices(ctx context.Context, tx *Tx, rows []appealNotice, at time.Time) error {
	if len(rows) == 0 {
		return nil
	}
	if err := runJSON(ctx, tx, insertAppealNotices, rows, string(housing.NoticeAppeal), at); err != nil {
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
