package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// outdated is why a notice whose cause is gone was given up.
const outdated = "outdated"

// current returns the leased notices that are still worth telling, brought up
// to date; the others are given up. A notice of readings waits for the morning:
// by then they may have been given again, or the account be no longer the person's.
func (s *Outbox) current(
	ctx context.Context, by string, notices []housing.Notice, now time.Time,
) ([]housing.Notice, error) {
	var kept []housing.Notice
	for _, n := range notices {
		if n.Kind != housing.NoticeRejected {
			kept = append(kept, n)
			continue
		}
		lines, err := s.stillRejected(ctx, n, now)
		if err != nil {
			return nil, fmt.Errorf("check notice %d: %w", n.ID, err)
		}
		if len(lines) == 0 {
			if err := s.Failed(ctx, n.ID, by, time.Time{}, outdated); err != nil {
				return nil, err
			}
			continue
		}
		encoded, err := json.Marshal(lines)
		if err != nil {
			return nil, fmt.Errorf("encode lines of notice %d: %w", n.ID, err)
		}
		n.Args["lines"] = string(encoded)
		kept = append(kept, n)
	}
	return kept, nil
}

const selectStillRejected = `
	SELECT` + linkColumns + `, r.id AS reading_id, r.period
	FROM readings r
	JOIN meters m ON m.id = r.meter_id AND m.retired_at IS NULL
	JOIN (` + accountTables + `) ON a.id = m.account_id
	JOIN links l ON l.account_id = a.id AND 'readings' = ANY (l.rights) AND l.suspended_at IS NULL
	JOIN people ON people.id = l.person_id AND people.bot_id = $1 AND people.chat_id = $2
	WHERE r.id = ANY ($3) AND r.state = 'rejected' AND r.replaced_at IS NULL AND a.closed_on IS NULL`

type rejectedRow struct {
	linkRow
	ReadingID int64     `db:"reading_id"`
	Period    time.Time `db:"period"`
}

// stillRejected returns the lines of a notice whose readings stand unaccepted
// on accounts of the person, and whether they can be given again in time.
func (s *Outbox) stillRejected(
	ctx context.Context, n housing.Notice, now time.Time,
) ([]housing.RejectedReading, error) {
	var lines []housing.RejectedReading
	if err := json.Unmarshal([]byte(n.Args["lines"]), &lines); err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	ids := make([]int64, len(lines))
	for i, l := range lines {
		ids[i] = l.Reading
	}
	var rows []rejectedRow
	if err := list(ctx, s.DB.pool, &rows, selectStillRejected, n.Bot, n.Chat, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("list readings: %w", err)
	}
	late := make(map[int64]bool, len(rows))
	for i := range rows {
		_, slot := rows[i].slot(now)
		late[rows[i].ReadingID] = periodOf(rows[i].Period).Before(slot.Period)
	}
	var standing []housing.RejectedReading
	for _, l := range lines {
		if is, ok := late[l.Reading]; ok {
			l.Late = is
			standing = append(standing, l)
		}
	}
	return standing, nil
}
