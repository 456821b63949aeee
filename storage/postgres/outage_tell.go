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

// concerned are the people of the places in $1–$3 at the moment $4, each once, with what they wish
// to hear of and the zone that they live by; in_chat: a house chat is told of all
// the places that concern them. Where it is unknown at which entrance a flat is,
// its people are told: better once too often. Who has the same mode hears alike.
const concerned = `
	SELECT reader.*, concat_ws(' ', zone, in_chat, tell_planned, digest_hour, ahead_hours, tell_emergencies,
		tell_hot_water, quiet_from, quiet_until, chat_enough) AS mode
	FROM (
		SELECT people.id, people.bot_id, people.chat_id,
			coalesce(nullif(people.zone, ''), (array_agg(h.zone ORDER BY l.id))[1]) AS zone,
			bool_and(` + inChat + `) AS in_chat,` + wishColumns + `
		FROM unnest($1::bigint[], $2::text[], $3::text[]) AS pl (house_id, entrance, premises)
		JOIN houses h ON h.id = pl.house_id
		JOIN accounts a ON a.house_id = h.id AND a.closed_on IS NULL
		LEFT JOIN premises p ON p.id = a.premises_id
		JOIN links l ON l.account_id = a.id AND` + aliveAt + `$4
		JOIN people ON people.id = l.person_id AND people.reachable
		WHERE (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
		  AND (pl.premises = '' OR p.number_key = ANY (string_to_array(pl.premises, ',')))
		GROUP BY people.id
		ORDER BY people.id
	) reader`

// inChat: a chat of house h is told of outages.
const inChat = `EXISTS (
	SELECT 1
	FROM house_chats c
	JOIN house_chat_houses ch ON ch.house_chat_id = c.id AND ch.house_id = h.id
	WHERE c.bot_id = people.bot_id AND NOT c.muted AND ` + toldOfOutages + `)`

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
	SELECT mode, zone, in_chat, tell_planned, digest_hour, ahead_hours, tell_emergencies, tell_hot_water,
		tell_charges, tell_reminders, quiet_from, quiet_until, chat_enough, count(*) AS people
	FROM (` + concerned + `) reader
	GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13`

const selectDispatched = `
	SELECT ` + dispatcherPhone + ` AS phone
	FROM houses h
	WHERE h.id = ANY ($1::bigint[])
	ORDER BY h.settlement, h.street, ` + naturalOrder

// phoneOf is the phone that the announcement of an outage names: the same as
// that of the places of one that was announced.
func phoneOf(ctx context.Context, q sqlx.QueryerContext, of housing.Outage) (string, error) {
	var phones []string
	if err := list(ctx, q, &phones, selectDispatched, placeArgs(of.Places).houses); err != nil {
		return "", fmt.Errorf("find dispatchers of outage: %w", err)
	}
	return housing.EmergencyPhone(of.Organisation.Phone, phones), nil
}

// Audience counts whom an outage would be told to now, and finds whom they
// would call.
func (s *Outages) Audience(
	ctx context.Context, p housing.PersonID, of housing.Outage, now time.Time,
) (a housing.Audience, err error) {
	if err := mayAnnounce(ctx, s.DB.pool, p, of, now); err != nil {
		return a, s.DB.barring(ctx, err, now)
	}
	readers, err := readersOf(ctx, s.DB.pool, of.Places, now)
	if err != nil {
		return a, err
	}
	for i := range readers {
		r := &readers[i]
		w := r.wishes()
		if !w.Hears(of, r.InChat) {
			continue
		}
		a.People += r.People
		if of.Rings(housing.OutageSaid, r.local(now), w.Quiet) {
			a.Loud += r.People
		}
	}
	query := `SELECT count(*) FROM (` + concernedChats + `) chat`
	if err := get(ctx, s.DB.pool, &a.Chats, query, placeArgs(of.Places).houses); err != nil {
		return a, fmt.Errorf("count house chats: %w", err)
	}
	a.Phone, err = phoneOf(ctx, s.DB.pool, of)
	return a, err
}

// readers are people who hear alike of an outage.
type readers struct {
	wishRow
	Mode   string `db:"mode"`
	InChat bool   `db:"in_chat"`
	People int    `db:"people"`
}

func readersOf(
	ctx context.Context, q sqlx.QueryerContext, places []housing.OutagePlace, now time.Time,
) ([]readers, error) {
	at := placeArgs(places)
	var rows []readers
	if err := list(ctx, q, &rows, countConcerned, at.houses, at.entrances, at.premises, now); err != nil {
		return nil, fmt.Errorf("count people of outage: %w", err)
	}
	return rows, nil
}

const insertNotice = `
	INSERT INTO notices (key, kind, args, at, outage_id) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (key) DO NOTHING
	RETURNING id`

// Chats first: one message there is read by many.
const insertOutageChats = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT $2, chat.bot_id, chat.chat_id, $3, $4
	FROM (` + concernedChats + `) chat
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const insertOutageReaders = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT $5, reader.bot_id, reader.chat_id, due.at, $8
	FROM (` + concerned + `) reader
	JOIN unnest($6::text[], $7::timestamptz[]) AS due (mode, at) ON due.mode = reader.mode
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

// outageKey is the unique key of the notice of a step.
func outageKey(id housing.OutageID, step housing.OutageStep, edition int) string {
	return fmt.Sprintf("outage/%d/%s/%d", id, step, edition)
}

// tellOutage writes a step to the chats of the houses, and to everybody whom the
// outage concerns and who wishes to hear of it: at once, or when the reader's
// quiet hours are over. Of what is planned some read later: see [Outages.TellPlanned].
func tellOutage(
	ctx context.Context, tx *Tx, of housing.Outage, step housing.OutageStep, now time.Time,
) error {
	a := stepArgs{Step: step, Edition: 1, Day: remindedDay(of, step)}
	notice, err := outageNotice(ctx, tx, of.ID, a, now)
	if isNoRows(err) {
		return nil // told already
	}
	if err != nil {
		return err
	}
	chats, err := run(ctx, tx, insertOutageChats, placeArgs(of.Places).houses, notice, now, int(of.Urgency()))
	if err != nil {
		return fmt.Errorf("tell house chats: %w", err)
	}
	people, err := tellReaders(ctx, tx, of, notice, now)
	if err != nil {
		return err
	}
	tx.wake = tx.wake || chats+people > 0
	if err := mailOutage(ctx, tx, of, a, now); err != nil {
		return err
	}
	return boardsOfOutage(ctx, tx, of.ID, now)
}

// tellReaders writes a notice to those who hear of an outage by now.
func tellReaders(
	ctx context.Context, tx *Tx, of housing.Outage, notice int64, now time.Time,
) (told int64, err error) {
	all, err := readersOf(ctx, tx, of.Places, now)
	if err != nil {
		return 0, err
	}
	var modes, moments []string
	for i := range all {
		r := &all[i]
		w := r.wishes()
		at, later := w.Told(of, r.local(now))
		if later || !w.Hears(of, r.InChat) {
			continue
		}
		modes, moments = append(modes, r.Mode), append(moments, at.Format(time.RFC3339Nano))
	}
	args := placeArgs(of.Places)
	told, err = run(ctx, tx, insertOutageReaders, args.houses, args.entrances, args.premises, now, notice,
		pq.Array(modes), pq.Array(moments), int(of.Urgency()))
	if err != nil {
		return 0, fmt.Errorf("tell people: %w", err)
	}
	return told, nil
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
	err = get(ctx, tx, &notice, insertNotice, a.key(id), string(housing.NoticeOutage), string(encoded), now,
		int64(id))
	if err != nil {
		return 0, fmt.Errorf("write notice of outage: %w", err)
	}
	return notice, nil
}

// Who reads of the step read of the outage before; who did not yet reads it as
// it stands.
const insertFollowers = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT $2, r.bot_id, r.chat_id, $3, r.urgency
	FROM recipients r
	JOIN notices n ON n.id = r.notice_id
	WHERE (n.key = ANY ($1) OR n.id IN (SELECT notice_id FROM outage_digests WHERE outage_id = $4))
	  AND (r.state IN ('sent', 'trying') OR r.message_id IS NOT NULL)
	ORDER BY r.id
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const rewriteAnnouncements = `
	UPDATE recipients r
	SET state = 'waiting', due_at = $2, attempts = 0, taken_until = NULL
	FROM notices n
	WHERE n.id = r.notice_id AND r.state = 'sent' AND r.message_id IS NOT NULL
	  AND (n.key = ANY ($1) OR n.id IN (SELECT notice_id FROM outage_digests WHERE outage_id = $3))`

// followOutage brings the announcements that were sent up to date and, where
// people have to hear of the step, writes to those who read them.
func followOutage(ctx context.Context, tx *Tx, was housing.Outage, a stepArgs, now time.Time) error {
	said := pq.Array(saidKeys(was))
	if a.Step != housing.OutageSayCause && a.Step != housing.OutageRetract {
		notice, err := outageNotice(ctx, tx, was.ID, a, now)
		if err != nil {
			return err
		}
		if _, err := run(ctx, tx, insertFollowers, said, notice, now, int64(was.ID)); err != nil {
			return fmt.Errorf("tell of step: %w", err)
		}
		if err := mailOutage(ctx, tx, was, a, now); err != nil {
			return err
		}
	}
	if _, err := run(ctx, tx, rewriteAnnouncements, said, now, int64(was.ID)); err != nil {
		return fmt.Errorf("bring announcements up to date: %w", err)
	}
	tx.wake = true
	return boardsOfOutage(ctx, tx, was.ID, now)
}

// saidKeys are the keys of the notices that told of an outage as it was.
func saidKeys(was housing.Outage) []string {
	key := func(step housing.OutageStep) string {
		return stepArgs{Step: step, Day: remindedDay(was, step)}.key(was.ID)
	}
	return []string{
		outageKey(was.ID, housing.OutageSaid, 1),
		key(housing.OutageWeekAhead), key(housing.OutageDayAhead), key(housing.OutageBack),
	}
}
