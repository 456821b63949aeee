package postgres

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"golang.org/x/sync/errgroup"

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

// How many people one transaction writes to: more are chosen faster, fewer wait
// shorter for what they do meanwhile.
const (
	remindBatch  = 5000
	remindFirst  = 500 // the first one
	remindAtOnce = 2   // transactions; residents need the other connections
)

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
	err = list(ctx, s.DB.pool, &all, selectRemindable, string(topicRight(topic)), zone, r.at)
	if err != nil {
		return 0, fmt.Errorf("list people to remind: %w", err)
	}
	first := all[:min(len(all), remindFirst)]
	if len(all) > remindFirst {
		if err := s.count(ctx); err != nil {
			return 0, err
		}
	}
	if written, err = s.batch(ctx, r, first); err != nil || len(first) == len(all) {
		return written, err
	}
	if err := s.count(ctx); err != nil {
		return written, err
	}
	rest, err := s.batches(ctx, r, all[len(first):])
	return written + rest, err
}

// A connection that wrote its first notices into an empty table keeps a plan that
// reads all of it for every recipient, until the table is counted again. So the
// first batch is a small one.
const analyzeNotices = `ANALYZE notices`

func (s *Reminders) count(ctx context.Context) error {
	if _, err := run(ctx, s.DB.pool, analyzeNotices); err != nil {
		return fmt.Errorf("count notices: %w", err)
	}
	return nil
}

// batches writes to people, several batches at once: what one waits for, disk
// and network, another one works in. No two have a person in common.
func (s *Reminders) batches(ctx context.Context, r reminding, people []int64) (int, error) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(remindAtOnce)
	var written atomic.Int64
	for some := range slices.Chunk(people, remindBatch) {
		group.Go(func() error {
			n, err := s.batch(ctx, r, some)
			written.Add(int64(n))
			return err
		})
	}
	err := group.Wait()
	return int(written.Load()), err
}

func (s *Reminders) batch(ctx context.Context, r reminding, people []int64) (written int, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		written, err = r.batch(ctx, tx, people)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("remind of %s: %w", r.topic, err)
	}
	return written, nil
}

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
		WHERE l.person_id = people.id AND $1 = ANY (l.rights) AND h.zone = $2 AND` + aliveAt + `$3)
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
const lockRemindable = `
	SELECT id, bot_id, chat_id
	FROM people
	WHERE id = ANY ($1) AND erased_at IS NULL
	ORDER BY id
	FOR NO KEY UPDATE`

// remindable is a person with the chat that is written to.
type remindable struct {
	ID   int64 `db:"id"`
	Bot  int64 `db:"bot_id"`
	Chat int64 `db:"chat_id"`
}

func (r reminding) batch(ctx context.Context, tx *Tx, people []int64) (written int, err error) {
	var chats []remindable
	if err := list(ctx, tx, &chats, lockRemindable, pq.Array(people)); err != nil {
		return 0, fmt.Errorf("lock people: %w", err)
	}
	items, err := dueItems(ctx, tx, r.topic, people, r.at)
	if err != nil {
		return 0, err
	}
	told, err := toldOf(ctx, tx, r.topic, people)
	if err != nil {
		return 0, err
	}
	var messages messages
	for _, to := range chats {
		if nth, about := housing.Remind(items[to.ID], told[to.ID], r.month()); nth > 0 {
			messages.add(to, nth)
			for _, i := range about {
				messages.note(to.ID, i.Note(r.month(), nth))
			}
		}
	}
	return len(messages.person), r.write(ctx, tx, messages)
}

// messages are what is written to people and what is remembered of it, a column
// a slice.
type messages struct {
	person, bot, chat, nth []int64

	reminded, account, stage, of []int64
	subject                      []string
}

func (m *messages) add(to remindable, nth int) {
	m.person, m.nth = append(m.person, to.ID), append(m.nth, int64(nth))
	m.bot, m.chat = append(m.bot, to.Bot), append(m.chat, to.Chat)
}

func (m *messages) note(person int64, r housing.Reminded) {
	m.reminded, m.account = append(m.reminded, person), append(m.account, int64(r.Account))
	m.stage, m.of = append(m.stage, int64(r.Stage)), append(m.of, int64(r.Nth))
	m.subject = append(m.subject, r.Subject)
}

const insertReminderNotices = `
	WITH asked AS (
		SELECT 'reminder/' || $1::text || '/' || person || '/' || $2::text || '/' || nth AS key,
			person, bot, chat
		FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) AS x (person, nth, bot, chat)
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, $7, jsonb_build_object('topic', $1::text, 'person', person::text, 'zone', $8::text), $9
		FROM asked
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, asked.bot, asked.chat, $9, 2
	FROM fresh
	JOIN asked ON asked.key = fresh.key
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const insertReminders = `
	INSERT INTO reminders (person_id, topic, account_id, subject, stage, month, nth)
	SELECT x.person, $1, x.account, x.subject, x.stage, $2, x.nth
	FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::int[], $7::int[])
		AS x (person, account, subject, stage, nth)
	ON CONFLICT (person_id, topic, month, nth, account_id, subject) DO NOTHING`

// write puts messages into the outbox. The number of a message in its month is
// part of its key: there can be no third one.
func (r reminding) write(ctx context.Context, tx *Tx, m messages) error {
	if len(m.person) == 0 {
		return nil
	}
	_, err := run(ctx, tx, insertReminderNotices, string(r.topic), r.month().String(),
		pq.Array(m.person), pq.Array(m.nth), pq.Array(m.bot), pq.Array(m.chat),
		string(housing.NoticeReminder), r.zone, r.at)
	if err != nil {
		return fmt.Errorf("write reminders: %w", err)
	}
	_, err = run(ctx, tx, insertReminders, string(r.topic), periodArg(r.month()), pq.Array(m.reminded),
		pq.Array(m.account), pq.Array(m.subject), pq.Array(m.stage), pq.Array(m.of))
	if err != nil {
		return fmt.Errorf("remember reminders: %w", err)
	}
	tx.wake = true
	return nil
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
