package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/housing"
)

// askArgs tells why dispatchers are asked: "next", a message was promised;
// "end", its time runs out; "still", residents say that it is not over.
type askArgs struct {
	outage int64
	why    string
	number int // of this question among those of its kind
}

const insertAsk = `
	INSERT INTO notices (key, kind, args, at)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT (key) DO NOTHING
	RETURNING id`

const insertDispatching = `
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT $1, people.bot_id, people.chat_id, $3, 1
	FROM outages u
	JOIN operators o ON o.organisation_id = u.organisation_id AND o.removed_at IS NULL AND o.role <> 'viewer'
	JOIN people ON people.id = o.person_id AND people.reachable
	WHERE u.id = $2 AND (o.shift_since IS NOT NULL OR NOT EXISTS (
		SELECT 1
		FROM operators w
		WHERE w.organisation_id = u.organisation_id AND w.removed_at IS NULL AND w.shift_since IS NOT NULL))
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

// askDispatchers writes to whoever is on shift at the organisation of an outage;
// where nobody is, to all who act for it.
func askDispatchers(ctx context.Context, tx *Tx, a askArgs, now time.Time) error {
	args, err := json.Marshal(map[string]string{"outage": strconv.FormatInt(a.outage, 10), "why": a.why})
	if err != nil {
		return fmt.Errorf("encode question: %w", err)
	}
	key := fmt.Sprintf("outage/%d/ask-%s/%d", a.outage, a.why, a.number)
	var notice int64
	err = get(ctx, tx, &notice, insertAsk, key, string(housing.NoticeOutageAsk), string(args), now)
	if isNoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write question: %w", err)
	}
	n, err := run(ctx, tx, insertDispatching, notice, a.outage, now)
	if err != nil {
		return fmt.Errorf("ask dispatchers: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return nil
}

// Of prevention residents hear by the plan that it is back. What ran out long ago
// is named at the desk.
const markAsked = `
	UPDATE outages
	SET asked_at = $1
	WHERE state = 'announced' AND asked_at IS NULL AND (next_at <= $2
		OR next_at IS NULL AND kind <> 'prevention' AND ends_at <= $2 AND ends_at > $3)
	RETURNING id, edition, CASE WHEN next_at IS NULL THEN 'end' ELSE 'next' END AS why`

// askLate is how long after its end an outage is still asked about.
const askLate = 24 * time.Hour

// Ask asks the dispatchers of each outage whose next message, or whose end, is due
// soon what to tell residents: once for each promise.
func (s *Outages) Ask(ctx context.Context, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		var rows []struct {
			ID      int64  `db:"id"`
			Edition int    `db:"edition"`
			Why     string `db:"why"`
		}
		err := list(ctx, tx, &rows, markAsked, now, now.Add(housing.AskAhead), now.Add(-askLate))
		if err != nil {
			return fmt.Errorf("find promises: %w", err)
		}
		for _, r := range rows {
			if err := askDispatchers(ctx, tx, askArgs{r.ID, r.Why, r.Edition}, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("ask dispatchers of outages: %w", err)
	}
	return nil
}

const countStill = `
	SELECT count(DISTINCT person_id) FROM outage_reports WHERE outage_id = $1 AND still`

// stillOff asks dispatchers again when enough flats say that it is not over.
func stillOff(ctx context.Context, tx *Tx, outage int64, now time.Time) error {
	var flats int
	if err := get(ctx, tx, &flats, countStill, outage); err != nil {
		return fmt.Errorf("count who is still without: %w", err)
	}
	if flats == 0 || flats%housing.StillEnough != 0 {
		return nil
	}
	return askDispatchers(ctx, tx, askArgs{outage, "still", flats}, now)
}

// refreshAsk adds the outage as it stands; false: there is nothing to say any more.
func (s *Outbox) refreshAsk(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var row outageRow
	query := `SELECT` + outageColumns + `
		FROM outages u JOIN organisations o ON o.id = u.organisation_id WHERE u.id = $1::bigint`
	if err := get(ctx, s.DB.pool, &row, query, n.Args["outage"]); err != nil {
		return false, fmt.Errorf("find outage: %w", err)
	}
	all, err := withPlaces(ctx, s.DB.pool, []outageRow{row}, selectPlaces)
	if err != nil {
		return false, err
	}
	n.Outage = &all[0]
	if n.Args["why"] == "end" {
		return all[0].Over(now.Add(housing.AskAhead)) && all[0].State == housing.OutageAnnounced, nil
	}
	promised := all[0].State == housing.OutageAnnounced && !all[0].Next.IsZero()
	return promised == (n.Args["why"] == "next"), nil
}
