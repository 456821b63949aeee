package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Reminders writes to people before it is too late for what they have to do.
type Reminders struct{ DB *DB }

const selectHouseZones = `SELECT DISTINCT zone FROM houses ORDER BY zone`

// Zones returns the names of the time zones that houses have.
func (s *Reminders) Zones(ctx context.Context) (zones []string, err error) {
	if err := list(ctx, s.DB.pool, &zones, selectHouseZones); err != nil {
		return nil, fmt.Errorf("list zones: %w", err)
	}
	return zones, nil
}

// remindBatch is how many people one transaction writes to: more are chosen
// faster, fewer wait shorter for what they do meanwhile.
const remindBatch = 5000

// Remind writes the reminders of a topic to the people of the houses in one
// time zone, and returns how many. A person gets one message for all flats,
// those in other zones too, however many replicas ask and however often. In the
// night it is written for the morning, and says what is true then.
func (s *Reminders) Remind(
	ctx context.Context, topic housing.ReminderTopic, zone string, now time.Time,
) (written int, err error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return 0, fmt.Errorf("remind: %w", err)
	}
	r := reminding{topic: topic, zone: zone, now: now, at: housing.RemindAt(now, loc)}
	var all []int64
	if err := list(ctx, s.DB.pool, &all, selectRemindable, string(topicRight(topic)), zone); err != nil {
		return 0, fmt.Errorf("list people to remind: %w", err)
	}
	for people := range slices.Chunk(all, remindBatch) {
		if len(all) >= remindBatch && written <= remindBatch {
			if _, err := run(ctx, s.DB.pool, analyzeNotices); err != nil {
				return written, fmt.Errorf("count notices: %w", err)
			}
		}
		err := s.DB.inTx(ctx, func(tx *Tx) error {
			n, err := r.batch(ctx, tx, people)
			written += n
			return err
		})
		if err != nil {
			return written, fmt.Errorf("remind of %s: %w", topic, err)
		}
	}
	return written, nil
}

// A connection that wrote its first notices into an empty table keeps a plan that
// reads all of it for every recipient, until the table is counted again.
const analyzeNotices = `ANALYZE notices`

// topicRight is the right on an account that makes a topic the person's business.
func topicRight(t housing.ReminderTopic) housing.Right {
	switch t {
	case housing.RemindPayment:
		return housing.MayPay
	case housing.RemindReadings:
		return housing.MayRead
	default:
		return housing.MaySee
	}
}

// A group has a negative number: nothing of a person's own is told there.
const selectRemindable = `
	SELECT people.id
	FROM people
	WHERE people.reachable AND people.chat_id > 0 AND people.tell_reminders AND EXISTS (
		SELECT 1
		FROM links l
		JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
		JOIN houses h ON h.id = a.house_id
		WHERE l.person_id = people.id AND $1 = ANY (l.rights) AND l.suspended_at IS NULL AND h.zone = $2)
	ORDER BY people.id`

// reminding is one run of a topic in one zone.
type reminding struct {
	topic housing.ReminderTopic
	zone  string
	now   time.Time
	at    time.Time // when it is sent
}

// month is that of the message.
func (r reminding) month() housing.Period { return housing.DateOf(r.at).Period() }

// Whoever reminds the same people in another zone at this moment waits here,
// and finds what was written.
const lockRemindable = `SELECT id FROM people WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`

func (r reminding) batch(ctx context.Context, tx *Tx, people []int64) (written int, err error) {
	if _, err := run(ctx, tx, lockRemindable, pq.Array(people)); err != nil {
		return 0, fmt.Errorf("lock people: %w", err)
	}
	items, err := reminderItems(ctx, tx, r.topic, people, r.at)
	if err != nil {
		return 0, err
	}
	told, err := toldOf(ctx, tx, r.topic, people)
	if err != nil {
		return 0, err
	}
	var messages []reminderMessage
	for _, id := range people {
		nth, about := housing.Remind(items[id], told[id], r.month())
		if nth > 0 {
			messages = append(messages, reminderMessage{person: id, nth: nth, about: about})
		}
	}
	return len(messages), r.write(ctx, tx, messages)
}

// reminderMessage is one message to one person.
type reminderMessage struct {
	person int64
	nth    int
	about  []housing.ReminderItem
}

const insertReminderNotices = `
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

const insertReminders = `
	INSERT INTO reminders (person_id, topic, account_id, subject, stage, month, nth)
	SELECT x.person, $2, x.account, x.subject, x.stage, $3, x.nth
	FROM jsonb_to_recordset($1::jsonb) AS x (person bigint, account bigint, subject text, stage int, nth int)
	ON CONFLICT (person_id, topic, month, nth, account_id, subject) DO NOTHING`

// write puts messages into the outbox. The number of a message in its month is
// part of its key: there can be no third one.
func (r reminding) write(ctx context.Context, tx *Tx, messages []reminderMessage) error {
	if len(messages) == 0 {
		return nil
	}
	var notices, items []map[string]any
	for _, m := range messages {
		person := strconv.FormatInt(m.person, 10)
		notices = append(notices, map[string]any{
			"key":    fmt.Sprintf("reminder/%s/%s/%s/%d", r.topic, person, r.month(), m.nth),
			"person": m.person,
			"args":   map[string]string{"topic": string(r.topic), "person": person, "zone": r.zone},
		})
		for _, i := range m.about {
			note := i.Note(r.month(), m.nth)
			items = append(items, map[string]any{
				"person": m.person, "account": int64(note.Account), "subject": note.Subject,
				"stage": int(note.Stage), "nth": note.Nth,
			})
		}
	}
	kind := string(housing.NoticeReminder)
	if err := runJSON(ctx, tx, insertReminderNotices, notices, kind, r.at); err != nil {
		return fmt.Errorf("write reminders: %w", err)
	}
	if err := runJSON(ctx, tx, insertReminders, items, string(r.topic), periodArg(r.month())); err != nil {
		return fmt.Errorf("remember reminders: %w", err)
	}
	tx.wake = true
	return nil
}

func runJSON(ctx context.Context, tx *Tx, query string, rows any, args ...any) error {
	encoded, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = run(ctx, tx, query, append([]any{string(encoded)}, args...)...)
	return err
}

const selectReminded = `
	SELECT person_id, account_id, subject, stage, month, nth
	FROM reminders
	WHERE person_id = ANY ($1) AND topic = $2`

func toldOf(
	ctx context.Context, q sqlx.QueryerContext, topic housing.ReminderTopic, people []int64,
) (map[int64][]housing.Reminded, error) {
	var rows []struct {
		Person  int64     `db:"person_id"`
		Account int64     `db:"account_id"`
		Subject string    `db:"subject"`
		Stage   int       `db:"stage"`
		Month   time.Time `db:"month"`
		Nth     int       `db:"nth"`
	}
	if err := list(ctx, q, &rows, selectReminded, pq.Array(people), string(topic)); err != nil {
		return nil, fmt.Errorf("list reminders: %w", err)
	}
	told := map[int64][]housing.Reminded{}
	for _, r := range rows {
		told[r.Person] = append(told[r.Person], housing.Reminded{
			Account: housing.AccountID(r.Account), Subject: r.Subject, Stage: housing.ReminderStage(r.Stage),
			Month: periodOf(r.Month), Nth: r.Nth,
		})
	}
	return told, nil
}
