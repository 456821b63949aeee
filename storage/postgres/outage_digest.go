package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// soon is how far ahead anybody is told of a planned outage.
const soon = 49 * time.Hour

const selectPlannedSoon = `
	SELECT EXISTS (
		SELECT 1
		FROM outages
		WHERE kind = 'planned' AND state = 'announced' AND starts_at < $2
		  AND (ends_at IS NULL OR ends_at > $1))`

// untold are the people whom planned outages concern, who wish to hear of them by
// now, and did not hear yet. In $3–$6 is before which moment an outage begins that
// is told by now, for each zone and wish.
const untold = `
	SELECT people.id AS person, u.id AS outage, u.starts_at, due.zone,` + wishColumns + `
	FROM outages u
	JOIN outage_places pl ON pl.outage_id = u.id
	JOIN houses h ON h.id = pl.house_id
	JOIN accounts a ON a.house_id = h.id AND a.closed_on IS NULL
	LEFT JOIN premises p ON p.id = a.premises_id
	JOIN links l ON l.account_id = a.id AND` + aliveAt + `$1
	JOIN people ON people.id = l.person_id AND people.reachable AND people.chat_id > 0
	JOIN unnest($3::text[], $4::text[], $5::int[], $6::timestamptz[]) AS due (zone, planned, hours, horizon)
		ON due.zone = coalesce(nullif(people.zone, ''), h.zone) AND due.planned = people.tell_planned
		AND due.hours =
			CASE people.tell_planned WHEN 'ahead' THEN people.ahead_hours ELSE people.digest_hour END
		AND u.starts_at < due.horizon
	WHERE u.kind = 'planned' AND NOT u.danger AND u.state = 'announced' AND u.starts_at < $2
	  AND (u.ends_at IS NULL OR u.ends_at > $1)
	  AND (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
	  AND (cardinality(pl.premises) = 0 OR p.number_key = ANY (pl.premises))
	  AND NOT (people.chat_enough AND ` + inChat + `)
	  AND NOT EXISTS (SELECT 1 FROM outage_digests d WHERE d.outage_id = u.id AND d.person_id = people.id)
	  AND NOT EXISTS (
		SELECT 1
		FROM notices n
		JOIN recipients r ON r.notice_id = n.id AND r.bot_id = people.bot_id AND r.chat_id = people.chat_id
		WHERE n.key = 'outage/' || u.id || '/announced/1')`

const selectUnheard = `
	SELECT person, outage, starts_at, min(zone) AS zone, tell_planned, digest_hour, ahead_hours,
		tell_emergencies, tell_hot_water, tell_charges, tell_reminders, quiet_from, quiet_until, chat_enough
	FROM (` + untold + ` AND people.id = ANY ($7)) x
	GROUP BY 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
	ORDER BY 1, 3, 2`

const selectUnheardPeople = `
	SELECT DISTINCT person
	FROM (` + untold + ` AND people.id > $7) x
	ORDER BY person
	LIMIT $8`

type untoldRow struct {
	wishRow
	Person int64     `db:"person"`
	Outage int64     `db:"outage"`
	Starts time.Time `db:"starts_at"`
}

// horizons are the arguments of [untold] after the moments.
func horizons(zones []string, now time.Time) []any {
	var where, wishes, moments []string
	var hours []int64
	add := func(zone string, w housing.Wishes, n int) {
		until := w.Horizon(now.In(housing.House{Zone: zone}.Location()))
		where, wishes = append(where, zone), append(wishes, string(w.Planned))
		hours, moments = append(hours, int64(n)), append(moments, until.Format(time.RFC3339Nano))
	}
	for _, zone := range zones {
		for h := range 24 {
			add(zone, housing.Wishes{Planned: housing.WishDigest, Digest: h}, h)
		}
		for n := 1; n <= housing.AheadMost; n++ {
			add(zone, housing.Wishes{Planned: housing.WishAhead, Ahead: n}, n)
		}
	}
	return []any{now, now.Add(soon), pq.Array(where), pq.Array(wishes), pq.Array(hours), pq.Array(moments)}
}

const selectReaderZones = `
	SELECT zone FROM houses
	UNION SELECT zone FROM people WHERE zone <> ''`

// TellPlanned tells people of planned outages whose moment has come: all that the
// digest of a person is about in one message, or each some hours ahead. Each is
// told once, however many replicas ask; what was missed is caught up with, as long
// as it is not over.
func (s *Outages) TellPlanned(ctx context.Context, now time.Time) error {
	var some bool
	if err := get(ctx, s.DB.pool, &some, selectPlannedSoon, now, now.Add(soon)); err != nil {
		return fmt.Errorf("look for planned outages: %w", err)
	}
	if !some {
		return nil
	}
	var zones []string
	if err := list(ctx, s.DB.pool, &zones, selectReaderZones); err != nil {
		return fmt.Errorf("list zones of readers: %w", err)
	}
	args := horizons(zones, now)
	for after := int64(0); ; {
		var people []int64
		batch := append(slices.Clone(args), after, remindBatch)
		err := list(ctx, s.DB.pool, &people, selectUnheardPeople, batch...)
		if err != nil || len(people) == 0 {
			return err
		}
		err = s.DB.inTx(ctx, func(tx *Tx) error { return tellUntold(ctx, tx, people, args, now) })
		if err != nil {
			return fmt.Errorf("tell of planned outages: %w", err)
		}
		after = people[len(people)-1]
	}
}

// tellUntold writes to some people. Another replica that found the same waits for
// the lock, and finds what was written.
func tellUntold(ctx context.Context, tx *Tx, people []int64, args []any, now time.Time) error {
	if _, err := run(ctx, tx, lockRemindable, pq.Array(people)); err != nil {
		return fmt.Errorf("lock people: %w", err)
	}
	var rows []untoldRow
	args = append(slices.Clone(args), pq.Array(people))
	if err := list(ctx, tx, &rows, selectUnheard, args...); err != nil {
		return fmt.Errorf("list untold outages: %w", err)
	}
	ahead := map[int64][]int64{} // people by outage
	digests := map[int64]*digest{}
	for i := range rows {
		r := &rows[i]
		if r.wishes().Planned == housing.WishAhead {
			ahead[r.Outage] = append(ahead[r.Outage], r.Person)
			continue
		}
		d := digests[r.Person]
		if d == nil {
			d = &digest{Person: r.Person, Key: fmt.Sprintf("digest/%d/%d", r.Person, r.Outage)}
			digests[r.Person] = d
		}
		d.add(r, now)
	}
	for outage, people := range ahead {
		if _, err := run(ctx, tx, insertAhead, outage, pq.Array(people), now); err != nil {
			return fmt.Errorf("tell ahead: %w", err)
		}
	}
	tx.wake = tx.wake || len(rows) > 0
	return writeDigests(ctx, tx, digests, now)
}

const insertAhead = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency, held)
	SELECT n.id, people.bot_id, people.chat_id, $3, 3, coalesce(m.state = 'paused', false)
	FROM notices n
	LEFT JOIN mailings m ON m.id = n.mailing_id
	JOIN people ON people.id = ANY ($2)
	WHERE n.key = 'outage/' || $1::bigint || '/announced/1'
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

// digest is one message to one person.
type digest struct {
	Key     string            `json:"key"`
	Person  int64             `json:"person"`
	Outages []int64           `json:"outages"`
	Due     time.Time         `json:"due"`
	Args    map[string]string `json:"args"`
}

// add names an outage too. The message waits for the end of the quiet hours, if
// nothing in it begins before.
func (d *digest) add(r *untoldRow, now time.Time) {
	o := housing.Outage{Kind: housing.OutagePlanned, From: r.Starts}
	due := o.TellAt(r.local(now), r.wishes().Quiet)
	if len(d.Outages) == 0 || due.Before(d.Due) {
		d.Due = due
	}
	d.Outages = append(d.Outages, r.Outage)
	d.Args = map[string]string{"person": strconv.FormatInt(d.Person, 10)}
}

const insertDigests = `
	WITH asked AS (
		SELECT *
		FROM jsonb_to_recordset($1::jsonb)
			AS x (key text, person bigint, outages jsonb, due timestamptz, args jsonb)
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, $2, args, $3
		FROM asked
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	), named AS (
		INSERT INTO outage_digests (outage_id, person_id, notice_id)
		SELECT o.id::bigint, asked.person, fresh.id
		FROM fresh
		JOIN asked ON asked.key = fresh.key
		CROSS JOIN jsonb_array_elements_text(asked.outages) AS o (id)
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, people.bot_id, people.chat_id, asked.due, 3
	FROM fresh
	JOIN asked ON asked.key = fresh.key
	JOIN people ON people.id = asked.person`

func writeDigests(ctx context.Context, tx *Tx, digests map[int64]*digest, now time.Time) error {
	if len(digests) == 0 {
		return nil
	}
	all := make([]*digest, 0, len(digests))
	for _, d := range digests {
		all = append(all, d)
	}
	if err := runJSON(ctx, tx, insertDigests, all, string(housing.NoticeDigest), now); err != nil {
		return fmt.Errorf("write digests: %w", err)
	}
	return nil
}

const selectDigest = `
	SELECT` + outageColumns + `
	FROM recipients r
	JOIN outage_digests d ON d.notice_id = r.notice_id
	JOIN outages u ON u.id = d.outage_id
	JOIN organisations o ON o.id = u.organisation_id
	WHERE r.id = $1
	ORDER BY u.starts_at, u.id`

// The places of outages where the person behind a chat has flats, and how they
// are called.
const selectCalledPlaces = `
	SELECT` + placeColumns + `, coalesce(string_agg(DISTINCT nullif(l.name, ''), ', '), '') AS called
	FROM outage_places pl
	JOIN houses h ON h.id = pl.house_id
	JOIN accounts a ON a.house_id = h.id AND a.closed_on IS NULL
	JOIN links l ON l.account_id = a.id AND` + aliveAt + `$4
	JOIN people ON people.id = l.person_id AND people.bot_id = $2 AND people.chat_id = $3
	LEFT JOIN premises p ON p.id = a.premises_id
	WHERE pl.outage_id = ANY ($1)
	  AND (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
	  AND (cardinality(pl.premises) = 0 OR p.number_key = ANY (pl.premises))
	GROUP BY pl.outage_id, pl.house_id, pl.entrance, pl.premises, h.id
	ORDER BY pl.outage_id, h.settlement, h.street, ` + naturalOrder + `, pl.entrance`

// refreshDigest adds the outages of a digest as they stand; false: there is none
// left to tell of. One that was sent names what became of each.
func (s *Outbox) refreshDigest(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var rows []outageRow
	if err := list(ctx, s.DB.pool, &rows, selectDigest, n.ID); err != nil {
		return false, fmt.Errorf("list outages of digest: %w", err)
	}
	all, err := withPlaces(ctx, s.DB.pool, rows, selectCalledPlaces, n.Bot, n.Chat, now)
	if err != nil {
		return false, err
	}
	for _, o := range all {
		if len(o.Places) > 0 && (n.Edit != 0 || !o.Over(now)) {
			n.Digest = append(n.Digest, o)
		}
	}
	return len(n.Digest) > 0, nil
}
