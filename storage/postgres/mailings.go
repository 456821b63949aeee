package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// Mailings knows how what operators sent to many goes, and takes their orders.
type Mailings struct{ DB *DB }

const insertMailing = `
	WITH notice AS (
		SELECT n.id, count(*) AS total
		FROM notices n
		JOIN recipients r ON r.notice_id = n.id
		WHERE n.key = $1
		GROUP BY n.id
	), fresh AS (
		INSERT INTO mailings (organisation_id, person_id, kind, subject, at, total)
		SELECT $2, $3, $4, $5, $6, total
		FROM notice
		RETURNING id
	)
	UPDATE notices n
	SET mailing_id = fresh.id
	FROM notice, fresh
	WHERE n.id = notice.id`

// beginMailing lets the person see how the announcement of an outage goes.
func beginMailing(
	ctx context.Context, tx *Tx, p housing.PersonID, of housing.Outage, now time.Time,
) error {
	key := outageKey(of.ID, housing.OutageSaid, 1)
	_, err := run(ctx, tx, insertMailing,
		key, int64(of.Organisation.ID), idArg(p), string(housing.NoticeOutage), of.Number, now)
	if err != nil {
		return fmt.Errorf("begin mailing: %w", err)
	}
	return nil
}

type mailingRow struct {
	ID          int64          `db:"id"`
	OrgID       int64          `db:"organisation_id"`
	Role        sql.NullString `db:"role"`
	Number      string         `db:"number"`
	State       string         `db:"state"`
	Danger      bool           `db:"danger"`
	Total       int            `db:"total"`
	Sent        int            `db:"sent"`
	Silent      int            `db:"silent"`
	Unreachable int            `db:"unreachable"`
	Failed      int            `db:"failed"`
	Cancelled   int            `db:"cancelled"`
	Waiting     int            `db:"waiting"`
	Later       int            `db:"later"`
	recalledRow
}

func (r mailingRow) mailing() housing.Mailing {
	return housing.Mailing{
		ID: housing.MailingID(r.ID), Number: r.Number, State: housing.MailingState(r.State), Danger: r.Danger,
		Total: r.Total, Sent: r.Sent, Silent: r.Silent, Unreachable: r.Unreachable, Failed: r.Failed,
		Cancelled: r.Cancelled, Waiting: r.Waiting, Later: r.Later,
		Recalled: r.recalled(),
	}
}

// Whoever has it already, arrived; a try that failed is repeated within minutes.
const (
	arrived   = `(r.message_id IS NOT NULL OR r.state = 'sent')`
	missed    = `(r.message_id IS NULL AND r.state = 'failed')`
	unwritten = `(r.message_id IS NULL AND r.state IN ('waiting', 'trying'))`
)

// Mailings m that pass a condition, with what the person $1 is in their organisations.
func selectMailings(condition string) string {
	return `
	SELECT m.id, m.organisation_id, p.role, m.subject AS number, m.state, m.total, u.danger,
		counted.*, taken.*
	FROM mailings m
	JOIN outages u ON u.number = m.subject
	LEFT JOIN operators p
		ON p.organisation_id = m.organisation_id AND p.person_id = $1 AND p.removed_at IS NULL
	CROSS JOIN LATERAL (
		SELECT count(*) FILTER (WHERE ` + arrived + `) AS sent,
			count(*) FILTER (WHERE ` + arrived + ` AND r.silent) AS silent,
			count(*) FILTER (WHERE ` + missed + ` AND r.reason = 'unreachable') AS unreachable,
			count(*) FILTER (WHERE ` + missed + ` AND r.reason NOT IN ('unreachable', 'cancelled')) AS failed,
			count(*) FILTER (WHERE ` + missed + ` AND r.reason = 'cancelled') AS cancelled,
			count(*) FILTER (WHERE ` + unwritten + `) AS waiting,
			count(*) FILTER (
				WHERE ` + unwritten + ` AND r.due_at > $2::timestamptz + interval '15 minutes') AS later
		FROM notices n
		JOIN recipients r ON r.notice_id = n.id
		WHERE n.mailing_id = m.id
	) counted
	CROSS JOIN LATERAL (` + selectRecalled("u.id") + ` AND m.state = 'recalled') taken
	WHERE m.kind = 'outage' AND ` + condition
}

// Going lists the mailings that are not over, of the organisations that the
// person acts for.
func (s *Mailings) Going(ctx context.Context, p housing.PersonID, now time.Time) ([]housing.Mailing, error) {
	var rows []mailingRow
	query := selectMailings(`NOT m.told_end AND m.state IN ('going', 'paused') AND p.role <> 'viewer'
		AND counted.waiting > 0
	ORDER BY m.id`)
	if err := list(ctx, s.DB.pool, &rows, query, int64(p), now); err != nil {
		return nil, fmt.Errorf("list mailings: %w", err)
	}
	return each(rows, mailingRow.mailing), nil
}

// OfOutage returns the mailing of an outage to whoever works for the
// organisation that announced it; the zero one if there is none.
func (s *Mailings) OfOutage(
	ctx context.Context, p housing.PersonID, id housing.OutageID, now time.Time,
) (housing.Mailing, error) {
	var row mailingRow
	query := selectMailings(`u.id = $3 AND p.role IS NOT NULL`)
	err := get(ctx, s.DB.pool, &row, query, int64(p), now, int64(id))
	if err != nil && !isNoRows(err) {
		return housing.Mailing{}, fmt.Errorf("find mailing of outage: %w", err)
	}
	return row.mailing(), nil
}

const lockMailing = `SELECT id FROM mailings WHERE id = $1 FOR UPDATE`

// How it goes is told anew, whether more were written to or not.
const updateMailing = `UPDATE mailings SET state = $2, told_done = -1 WHERE id = $1`

// A sender that has not begun with a row finds it gone, and leaves it.
const cancelRecipients = `
	UPDATE recipients r
	SET state = 'failed', reason = $2, taken_until = NULL
	FROM notices n
	WHERE n.mailing_id = $1 AND r.notice_id = n.id AND ` + unwritten

// Who has a message already is told that it changed all the same.
const holdRecipients = `
	UPDATE recipients r
	SET held = $2
	FROM notices n
	WHERE n.mailing_id = $1 AND r.notice_id = n.id AND r.held <> $2 AND ` + unwritten

// What is on its way comes last: its senders wait for the end.
const holdWaiting = holdRecipients + ` AND r.state = 'waiting'`

// Steer pauses a mailing of an organisation that the person acts for, lets it go
// on, or stops it. One that is over is Refused, and to pause one of danger.
func (s *Mailings) Steer(
	ctx context.Context, o housing.Once, order housing.MailingOrder, now time.Time,
) error {
	deedName := "mailing." + string(order.To)
	_, err := once(ctx, s.DB, confirmed{deedName, o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, steer(ctx, tx, order, now)
	})
	if err != nil {
		return fmt.Errorf("steer mailing: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

func steer(ctx context.Context, tx *Tx, order housing.MailingOrder, now time.Time) error {
	if _, err := run(ctx, tx, lockMailing, int64(order.Mailing)); err != nil {
		return fmt.Errorf("lock mailing: %w", err)
	}
	var row mailingRow
	err := get(ctx, tx, &row, selectMailings(`m.id = $3`), int64(order.Person), now, int64(order.Mailing))
	if isNoRows(err) {
		return notFound("mailing.unknown")
	}
	if err != nil {
		return fmt.Errorf("find mailing: %w", err)
	}
	what := "mailing." + string(order.To)
	may := attempt{order.Person, housing.OrganisationID(row.OrgID), housing.StaffActs, what}
	if err := may.held(housing.StaffRole(row.Role.String), row.Number); err != nil {
		return err
	}
	if err := may.check(ctx, tx); err != nil { // and whoever dismisses the person waits
		return err
	}
	changes, why := row.mailing().May(order.To)
	switch {
	case why != "":
		return refused(why)
	case !changes:
		return nil
	}
	if _, err := run(ctx, tx, updateMailing, row.ID, string(order.To)); err != nil {
		return fmt.Errorf("store state of mailing: %w", err)
	}
	if err := steerRows(ctx, tx, row.ID, order.To); err != nil {
		return fmt.Errorf("steer rows of mailing: %w", err)
	}
	tx.wake = true
	return journal(ctx, tx, note{deed{order.Person, 0, what, now}, may.org, row.Number, "", ""})
}

func steerRows(ctx context.Context, tx *Tx, mailing int64, to housing.MailingState) error {
	if to == housing.MailingCancelled {
		_, err := run(ctx, tx, cancelRecipients, mailing, housing.ReasonCancelled)
		return err
	}
	paused := to == housing.MailingPaused
	return runSteps(ctx, tx, []step{
		{name: "waiting", query: holdWaiting, args: []any{mailing, paused}},
		{name: "on their way", query: holdRecipients, args: []any{mailing, paused}},
	})
}

// refreshMailing adds how a mailing goes.
func (s *Outbox) refreshMailing(ctx context.Context, n *housing.Notice, now time.Time) error {
	var row mailingRow
	err := get(ctx, s.DB.pool, &row, selectMailings(`m.id = $3::bigint`), 0, now, n.Args["mailing"])
	if err != nil {
		return fmt.Errorf("find mailing: %w", err)
	}
	m := row.mailing()
	n.Mailing = &m
	return nil
}

// Of each mailing one word at a time: what is on its way is brought up to date
// by whoever sends it.
const noteMailings = `
	WITH going AS (
		SELECT m.id
		FROM mailings m
		WHERE NOT m.told_end AND (m.told_at IS NULL OR m.told_at <= $2)
		  AND NOT EXISTS (
			SELECT 1
			FROM notices n
			JOIN recipients r ON r.notice_id = n.id AND r.state IN ('waiting', 'trying')
			WHERE n.key = 'mailing/' || m.id)
		FOR UPDATE OF m SKIP LOCKED
	), counted AS (
		SELECT going.id, count(*) AS total,
			count(*) FILTER (WHERE ` + unwritten + ` OR ` + undeleted + `) AS left_over
		FROM going
		JOIN notices n ON n.mailing_id = going.id
		JOIN recipients r ON r.notice_id = n.id
		GROUP BY going.id
	)
	UPDATE mailings m
	SET told_at = $1, told_done = counted.total - counted.left_over, told_end = counted.left_over = 0,
		state = CASE WHEN counted.left_over = 0 AND m.state NOT IN ('cancelled', 'recalled')
			THEN 'done' ELSE m.state END
	FROM counted
	WHERE m.id = counted.id AND (m.told_at IS NULL OR counted.left_over = 0
		OR m.told_done <> counted.total - counted.left_over)
	RETURNING m.id, coalesce(m.person_id, 0) AS person, m.total, m.at`

// It goes before those whom it tells of: they are due at the moment it began.
const insertMailingReader = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT n.id, people.bot_id, people.chat_id, $3::timestamptz - interval '1 hour', 1
	FROM notices n, people
	WHERE n.key = $1 AND people.id = $2 AND people.reachable
	ON CONFLICT (notice_id, bot_id, chat_id) DO UPDATE
	SET state = 'waiting', attempts = 0, taken_until = NULL`

const insertMailingNotice = `
	INSERT INTO notices (key, kind, args, at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (key) DO UPDATE SET at = excluded.at`

// notedMailing is a mailing of which there is something to tell.
type notedMailing struct {
	ID     int64     `db:"id"`
	Person int64     `db:"person"`
	Total  int       `db:"total"`
	At     time.Time `db:"at"`
}

// Tell writes to the operators of large mailings how those go, in one message
// each, which is brought up to date when more were written to.
func (s *Mailings) Tell(ctx context.Context, now time.Time) error {
	return s.DB.inTx(ctx, func(tx *Tx) error {
		var rows []notedMailing
		if err := list(ctx, tx, &rows, noteMailings, now, now.Add(-housing.MailingPause)); err != nil {
			return fmt.Errorf("find mailings: %w", err)
		}
		for _, r := range rows {
			if r.Total < housing.MailingLive || r.Person == 0 {
				continue
			}
			if err := tellOfMailing(ctx, tx, r, now); err != nil {
				return fmt.Errorf("tell of mailing %d: %w", r.ID, err)
			}
			tx.wake = true
		}
		return nil
	})
}

func tellOfMailing(
	ctx context.Context, q sqlx.ExecerContext, m notedMailing, now time.Time,
) error {
	args, err := json.Marshal(map[string]string{"mailing": strconv.FormatInt(m.ID, 10)})
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	key := fmt.Sprintf("mailing/%d", m.ID)
	kind := string(housing.NoticeMailing)
	if _, err := run(ctx, q, insertMailingNotice, key, kind, string(args), now); err != nil {
		return err
	}
	_, err = run(ctx, q, insertMailingReader, key, m.Person, m.At)
	return err
}
