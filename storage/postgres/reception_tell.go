package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"dombot/internal/housing"
)

// Those who are told of what came to the organisation $1: who is on shift, or all
// who may act where nobody is.
const deskReaders = `
	SELECT w.person_id, p.bot_id, p.chat_id
	FROM operators w
	JOIN people p ON p.id = w.person_id AND p.erased_at IS NULL
	WHERE w.organisation_id = $1 AND w.removed_at IS NULL AND w.role <> 'viewer'
	  AND (w.shift_since IS NOT NULL OR NOT EXISTS (
		SELECT 1 FROM operators x
		WHERE x.organisation_id = $1 AND x.removed_at IS NULL AND x.shift_since IS NOT NULL))`

// Each reader has one notice of what is new. What comes while it waits, or shortly
// after it was shown, is told in the same message, as long as nobody took something of
// what that message rang for; otherwise a further one rings. One that is on its way at
// this moment is left alone.
const upsertFreshNotices = `
	WITH readers AS (` + deskReaders + `
	), told AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT 'desk-new/' || $1::bigint || '/' || person_id, 'desk', $2::jsonb, $3::timestamptz
		FROM readers
		ON CONFLICT (key) DO UPDATE
		SET args = excluded.args, at = CASE WHEN notices.at > $4::timestamptz AND EXISTS (
				SELECT 1
				FROM appeals p` + deskTaker + `
				WHERE p.organisation_id = $1 AND ` + deskIsOpen + ` AND t.id IS NULL AND p.id <> $6
				  AND p.changed_at >= notices.at)
			THEN notices.at ELSE excluded.at END
		RETURNING id, key, at
	), sent AS (
		INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
		SELECT told.id, readers.bot_id, readers.chat_id, $3, $5
		FROM told
		JOIN readers ON told.key = 'desk-new/' || $1::bigint || '/' || readers.person_id
		ON CONFLICT (notice_id, bot_id, chat_id) DO UPDATE
		SET state = 'waiting', due_at = excluded.due_at, attempts = 0, taken_until = NULL, reason = '',
			message_id = CASE WHEN EXISTS (
				SELECT 1 FROM told WHERE told.id = recipients.notice_id AND told.at < $3)
				THEN recipients.message_id END
		WHERE recipients.state <> 'trying'
		RETURNING bot_id, chat_id
	)
	SELECT person_id
	FROM readers
	WHERE (bot_id, chat_id) NOT IN (SELECT bot_id, chat_id FROM sent)`

// freshTogether is for how long what comes is told in the message before.
const freshTogether = 10 * time.Minute

const selectArrivedAppeal = `
	SELECT` + appealColumns + `
	FROM` + appealTables + `
	WHERE p.id = $1`

// tellDesk tells those who work for the organisation of an appeal that it has come. By night,
// of the reader's clock or else of the house's, it waits; a danger is told at once.
func tellDesk(ctx context.Context, tx *Tx, id housing.AppealID, now time.Time) error {
	var row appealRow
	if err := get(ctx, tx, &row, selectArrivedAppeal, int64(id)); err != nil {
		return fmt.Errorf("read what has come: %w", err)
	}
	a := row.appeal()
	org := int64(a.To.Organisation)
	if a.Alarming() {
		key := fmt.Sprintf("desk-danger/%d/%d", org, a.ID)
		return tellDanger(ctx, tx, &a, deskNews{what: deskDanger, key: key}, now)
	}
	args, err := json.Marshal(map[string]string{
		"what": deskFresh, "org": strconv.FormatInt(org, 10), "zone": a.House.Zone,
	})
	if err != nil {
		return err
	}
	var late []int64
	err = list(ctx, tx, &late, upsertFreshNotices, org, string(args), now, now.Add(-freshTogether),
		int(housing.UrgencySoon), int64(id))
	if err != nil {
		return fmt.Errorf("tell of what has come: %w", err)
	}
	tx.wake = true
	news := deskNews{deskFresh, fmt.Sprintf("desk-new/%d/%d", org, a.ID), housing.UrgencySoon, late}
	return tellDeskReaders(ctx, tx, &a, news, now)
}

// What those who work for an organisation are told.
const (
	deskFresh  = "new"    // something came that nobody took
	deskDanger = "danger" // it speaks of a danger
	// deskDangerAdded is told although somebody took it: what was added speaks of a danger.
	deskDangerAdded = "danger_added"
)

const selectDeskReaders = `SELECT person_id FROM (` + deskReaders + `) r ORDER BY person_id`

// tellDanger rings for whoever is told already, and for all who are told of what is new.
func tellDanger(ctx context.Context, tx *Tx, a *housing.Appeal, n deskNews, now time.Time) error {
	var readers []int64
	if err := list(ctx, tx, &readers, selectDeskReaders, int64(a.To.Organisation)); err != nil {
		return fmt.Errorf("list who is told of a danger: %w", err)
	}
	for _, r := range readers {
		if !slices.Contains(n.to, r) {
			n.to = append(n.to, r)
		}
	}
	n.urgency = housing.UrgencyNow
	return tellDeskReaders(ctx, tx, a, n, now)
}

// deskNews is something told of one appeal.
type deskNews struct {
	what    string
	key     string
	urgency housing.Urgency
	to      []int64
}

// tellDeskReaders writes a notice for each who works for the organisation of an appeal.
func tellDeskReaders(
	ctx context.Context, tx *Tx, a *housing.Appeal, n deskNews, now time.Time,
) error {
	rows := make([]staffNotice, len(n.to))
	for i, person := range n.to {
		rows[i] = staffNotice{
			Key: n.key + "/" + strconv.FormatInt(person, 10), Person: person, Args: map[string]string{
				"what": n.what, "number": a.Number, "topic": a.Topic.Name, "zone": a.House.Zone,
				"org": strconv.FormatInt(int64(a.To.Organisation), 10),
			},
		}
	}
	return writeStaffNotices(ctx, tx, staffNotices{a.To.Organisation, n.urgency, rows}, now)
}

// staffNotice is what one who works for an organisation is told.
type staffNotice struct {
	Key    string            `json:"key"`
	Person int64             `json:"person"`
	Args   map[string]string `json:"args"`
}

// staffNotices are notices to those who work for one organisation.
type staffNotices struct {
	org     housing.OrganisationID
	urgency housing.Urgency
	rows    []staffNotice
}

// Who works there no more is told nothing.
const insertStaffNotices = `
	WITH asked AS (
		SELECT x.*
		FROM jsonb_to_recordset($1::jsonb) AS x (key text, person bigint, args jsonb)
		WHERE EXISTS (
			SELECT 1 FROM operators w
			WHERE w.person_id = x.person AND w.organisation_id = $4 AND w.removed_at IS NULL)
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, $2, args, $3
		FROM asked
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, people.bot_id, people.chat_id, $3, $5
	FROM fresh
	JOIN asked ON asked.key = fresh.key
	JOIN people ON people.id = asked.person AND people.erased_at IS NULL
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

func writeStaffNotices(ctx context.Context, tx *Tx, n staffNotices, now time.Time) error {
	if len(n.rows) == 0 {
		return nil
	}
	err := runJSON(ctx, tx, insertStaffNotices, n.rows, string(housing.NoticeDesk), now, int64(n.org),
		int(n.urgency))
	if err != nil {
		return fmt.Errorf("tell those who work there: %w", err)
	}
	tx.wake = true
	return nil
}

// What nobody took, the newest first; with $3 what somebody took as well.
const selectFresh = `
	SELECT` + deskColumns + `
	FROM` + appealTables + deskTaker + `
	WHERE p.organisation_id = $1 AND ` + deskIsOpen + `
	  AND (t.id IS NULL OR $3) AND ($2 = '' OR p.number = $2)
	ORDER BY p.sent_at DESC, p.id DESC
	LIMIT 100`

const selectWorksThere = `
	SELECT EXISTS (
		SELECT 1
		FROM operators w
		JOIN people p ON p.id = w.person_id
		WHERE w.organisation_id = $1 AND w.removed_at IS NULL AND p.bot_id = $2 AND p.chat_id = $3)`

// refreshDesk drops what a reader who works there no more would read, and tells
// what is new as it stands: what somebody took meanwhile is not.
func (s *Outbox) refreshDesk(
	ctx context.Context, n *housing.Notice, now time.Time,
) (stands bool, err error) {
	org, _ := strconv.ParseInt(n.Args["org"], 10, 64)
	err = get(ctx, s.DB.pool, &stands, selectWorksThere, org, n.Bot, n.Chat)
	if err != nil || !stands {
		return false, err
	}
	number := n.Args["number"]
	switch n.Args["what"] {
	case deskFresh:
		if now.Sub(n.At) > freshTogether { // it waited for the morning: it rings
			n.Edit = 0
		}
		number = ""
	case deskDanger, deskDangerAdded:
	default:
		return true, nil
	}
	var rows []deskRow
	err = list(ctx, s.DB.pool, &rows, selectFresh, org, number, n.Args["what"] == deskDangerAdded)
	if err != nil {
		return false, fmt.Errorf("list what nobody took: %w", err)
	}
	n.Desk = each(rows, deskRow.line)
	return len(rows) > 0, nil
}
