package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// concerned are the people of the places in $1–$3, each once, with the zone
// that they live by. Where it is unknown at which entrance a flat is, its people
// are told: better once too often. Who has enough of the house chat hears of
// danger ($4) all the same.
const concerned = `
	SELECT DISTINCT ON (people.id) people.bot_id, people.chat_id,
		coalesce(nullif(people.zone, ''), h.zone) AS zone
	FROM unnest($1::bigint[], $2::text[], $3::text[]) AS pl (house_id, entrance, premises)
	JOIN houses h ON h.id = pl.house_id
	JOIN accounts a ON a.house_id = h.id AND a.closed_on IS NULL
	LEFT JOIN premises p ON p.id = a.premises_id
	JOIN links l ON l.account_id = a.id AND l.suspended_at IS NULL
	JOIN people ON people.id = l.person_id AND people.reachable
	WHERE (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
	  AND (pl.premises = '' OR p.number_key = ANY (string_to_array(pl.premises, ',')))
	  AND ($4 OR NOT people.chat_enough OR NOT EXISTS (
		SELECT 1
		FROM house_chats c
		JOIN house_chat_houses ch ON ch.house_chat_id = c.id AND ch.house_id = pl.house_id
		WHERE c.bot_id = people.bot_id AND NOT c.muted AND ` + toldOfOutages + `))
	ORDER BY people.id, l.id`

// toldOfOutages are the chats c that get announcements of outages. To those
// that refused the last one the next is sent all the same: nobody tells when
// the bot may write again.
const toldOfOutages = `c.removed_at IS NULL AND c.reachable AND 'outages' = ANY (c.kinds)`

const concernedChats = `
	SELECT DISTINCT c.bot_id, c.chat_id
	FROM house_chats c
	JOIN house_chat_houses ch ON ch.house_chat_id = c.id
	WHERE ` + toldOfOutages + ` AND ch.house_id = ANY ($1::bigint[])`

const countConcerned = `
	SELECT zone, count(*) AS people
	FROM (` + concerned + `) reader
	GROUP BY zone`

// Audience counts whom an outage would be told to now.
func (s *Outages) Audience(
	ctx context.Context, p housing.PersonID, of housing.Outage, now time.Time,
) (a housing.Audience, err error) {
	if err := mayAnnounce(ctx, s.DB.pool, p, of); err != nil {
		return a, err
	}
	zones, err := zonesOf(ctx, s.DB.pool, of)
	if err != nil {
		return a, err
	}
	for _, z := range zones {
		a.People += z.People
		if of.Rings(housing.OutageSaid, now.In(housing.House{Zone: z.Zone}.Location())) {
			a.Loud += z.People
		}
	}
	query := `SELECT count(*) FROM (` + concernedChats + `) chat`
	if err := get(ctx, s.DB.pool, &a.Chats, query, placeArgs(of.Places).houses); err != nil {
		return a, fmt.Errorf("count house chats: %w", err)
	}
	return a, nil
}

type zoneRow struct {
	Zone   string `db:"zone"`
	People int    `db:"people"`
}

func zonesOf(ctx context.Context, q sqlx.QueryerContext, of housing.Outage) ([]zoneRow, error) {
	at := placeArgs(of.Places)
	var rows []zoneRow
	if err := list(ctx, q, &rows, countConcerned, at.houses, at.entrances, at.premises, of.Danger); err != nil {
		return nil, fmt.Errorf("count people of outage: %w", err)
	}
	return rows, nil
}

const insertNotice = `
	INSERT INTO notices (key, kind, args, at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (key) DO NOTHING
	RETURNING id`

// Chats first: one message there is read by many.
const insertOutageChats = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT $2, chat.bot_id, chat.chat_id, $3
	FROM (` + concernedChats + `) chat
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const insertOutageReaders = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT $5, reader.bot_id, reader.chat_id, due.at
	FROM (` + concerned + `) reader
	JOIN unnest($6::text[], $7::timestamptz[]) AS due (zone, at) ON due.zone = reader.zone
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

// outageKey is the unique key of the notice of a step.
func outageKey(id housing.OutageID, step housing.OutageStep, edition int) string {
	return fmt.Sprintf("outage/%d/%s/%d", id, step, edition)
}

// tellOutage writes a step to everybody whom the outage concerns: at once, or
// when the reader's quiet hours are over.
func tellOutage(ctx context.Context, tx *Tx, of housing.Outage, step housing.OutageStep, now time.Time) error {
	notice, err := outageNotice(ctx, tx, of.ID, stepArgs{Step: step, Edition: 1, Day: remindedDay(of, step)}, now)
	if isNoRows(err) {
		return nil // told already
	}
	if err != nil {
		return err
	}
	zones, err := zonesOf(ctx, tx, of)
	if err != nil {
		return err
	}
	var names, moments []string
	for _, z := range zones {
		names = append(names, z.Zone)
		moments = append(
			moments,
			of.TellAt(now.In(housing.House{Zone: z.Zone}.Location())).Format(time.RFC3339Nano),
		)
	}
	at := placeArgs(of.Places)
	chats, err := run(ctx, tx, insertOutageChats, at.houses, notice, now)
	if err != nil {
		return fmt.Errorf("tell house chats: %w", err)
	}
	people, err := run(ctx, tx, insertOutageReaders, at.houses, at.entrances, at.premises, of.Danger, notice,
		pq.Array(names), pq.Array(moments))
	if err != nil {
		return fmt.Errorf("tell people: %w", err)
	}
	tx.wake = tx.wake || chats+people > 0
	return boardsOfOutage(ctx, tx, of.ID, now)
}

// stepArgs are the arguments of the notice of a step.
type stepArgs struct {
	Step    housing.OutageStep
	Edition int
	Day     string       // of what a reminder reminds of: it is told once for each
	Was     housing.Span // what was told before
}

// key is the unique key of the notice.
func (a stepArgs) key(id housing.OutageID) string {
	if a.Day != "" {
		return fmt.Sprintf("outage/%d/%s/%s", id, a.Step, a.Day)
	}
	return outageKey(id, a.Step, a.Edition)
}

// remindedDay is the day that a reminder is about; empty of any other step.
func remindedDay(of housing.Outage, step housing.OutageStep) string {
	switch step {
	case housing.OutageWeekAhead, housing.OutageDayAhead:
		return of.From.UTC().Format(time.DateOnly)
	case housing.OutageBack:
		return of.To.UTC().Format(time.DateOnly)
	default:
		return ""
	}
}

// outageNotice writes the notice of a step; sql.ErrNoRows: it was written before.
func outageNotice(
	ctx context.Context, tx *Tx, id housing.OutageID, a stepArgs, now time.Time,
) (int64, error) {
	args := map[string]string{"outage": strconv.FormatInt(int64(id), 10), "step": string(a.Step)}
	if !a.Was.To.IsZero() {
		args["was"] = a.Was.To.UTC().Format(time.RFC3339)
	}
	if a.Step == housing.OutageCorrect && !a.Was.From.IsZero() {
		args["was_from"] = a.Was.From.UTC().Format(time.RFC3339)
	}
	encoded, err := json.Marshal(args)
	if err != nil {
		return 0, fmt.Errorf("encode notice: %w", err)
	}
	var notice int64
	err = get(ctx, tx, &notice, insertNotice, a.key(id), string(housing.NoticeOutage), string(encoded), now)
	if err != nil {
		return 0, fmt.Errorf("write notice of outage: %w", err)
	}
	return notice, nil
}

// Who reads of the step read of the outage before; who did not yet reads it as
// it stands.
const insertFollowers = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT $2, r.bot_id, r.chat_id, $3
	FROM recipients r
	JOIN notices n ON n.id = r.notice_id
	WHERE n.key = ANY ($1) AND (r.state IN ('sent', 'trying') OR r.message_id IS NOT NULL)
	ORDER BY r.id
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const rewriteAnnouncements = `
	UPDATE recipients r
	SET state = 'waiting', due_at = $2, attempts = 0, taken_until = NULL
	FROM notices n
	WHERE n.id = r.notice_id AND n.key = ANY ($1) AND r.state = 'sent' AND r.message_id IS NOT NULL`

// followOutage brings the announcements that were sent up to date and, where
// people have to hear of the step, writes to those who read them.
func followOutage(ctx context.Context, tx *Tx, was housing.Outage, a stepArgs, now time.Time) error {
	said := pq.Array(saidKeys(was))
	if a.Step != housing.OutageSayCause && a.Step != housing.OutageRetract {
		notice, err := outageNotice(ctx, tx, was.ID, a, now)
		if err != nil {
			return err
		}
		if _, err := run(ctx, tx, insertFollowers, said, notice, now); err != nil {
			return fmt.Errorf("tell of step: %w", err)
		}
	}
	if _, err := run(ctx, tx, rewriteAnnouncements, said, now); err != nil {
		return fmt.Errorf("bring announcements up to date: %w", err)
	}
	tx.wake = true
	return boardsOfOutage(ctx, tx, was.ID, now)
}

// saidKeys are the keys of the notices that told of an outage as it was.
func saidKeys(was housing.Outage) []string {
	keys := []string{outageKey(was.ID, housing.OutageSaid, 1)}
	for _, step := range []housing.OutageStep{
		housing.OutageWeekAhead, housing.OutageDayAhead, housing.OutageBack,
	} {
		keys = append(keys, stepArgs{Step: step, Day: remindedDay(was, step)}.key(was.ID))
	}
	return keys
}
