package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// peopleNotice is told to people whoever they are: no account stands in it.
type peopleNotice struct {
	kind housing.NoticeKind
	key  string
	args map[string]string
	at   time.Time
}

const insertPeopleNotice = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO NOTHING
		RETURNING id)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT DISTINCT fresh.id, people.bot_id, people.chat_id, $4::timestamptz
	FROM fresh
	JOIN people ON people.id = ANY ($5) AND people.reachable AND people.chat_id > 0`

// tellPeople writes a notice to people; one of the same key is written once. The sender wakes when tx commits.
func tellPeople(ctx context.Context, tx *Tx, n peopleNotice, people []int64) error {
	args, err := json.Marshal(n.args)
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	written, err := run(ctx, tx, insertPeopleNotice, n.key, string(n.kind), string(args), n.at, pq.Array(people))
	if err != nil {
		return fmt.Errorf("write notice %s: %w", n.kind, err)
	}
	tx.wake = tx.wake || written > 0
	return nil
}
