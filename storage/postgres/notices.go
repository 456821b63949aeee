package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// linkNotice tells the people behind links that something happened to the account.
type linkNotice struct {
	kind     housing.NoticeKind
	occasion string // tells this time from the next one
	args     map[string]string
	links    []int64
	at       time.Time
}

// The arguments name the account as the person behind the link knows it.
const insertLinkNotices = `
	WITH told AS (
		SELECT l.person_id, $1::text || '/' || l.id || '/' || $2::text AS key,
			jsonb_build_object(
				'account', a.id::text, 'number', a.number, 'name', l.name, 'settlement', h.settlement,
				'street', h.street, 'house', h.number, 'building', h.building,
				'premises', coalesce(p.number, '')) || $3::jsonb AS args
		FROM links l
		JOIN (` + accountTables + `) ON a.id = l.account_id
		WHERE l.id = ANY ($5)
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, $1, args, $4
		FROM told
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT fresh.id, people.bot_id, people.chat_id, $4
	FROM fresh
	JOIN told ON told.key = fresh.key
	JOIN people ON people.id = told.person_id AND people.reachable
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

// tellLinks writes a notice for each link. The sender wakes when tx commits.
func tellLinks(ctx context.Context, tx *Tx, n linkNotice) error {
	if len(n.links) == 0 {
		return nil
	}
	args, err := json.Marshal(n.args)
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	written, err := run(ctx, tx, insertLinkNotices,
		string(n.kind), n.occasion, string(args), n.at, pq.Array(n.links))
	if err != nil {
		return fmt.Errorf("write notice %s: %w", n.kind, err)
	}
	tx.wake = tx.wake || written > 0
	return nil
}
