package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// licenceReaders, with a condition on the houses h after it, are the chats that hear of licences at the
// moment $2. The operator who is asked whether to tell them sees how many these are.
const licenceReaders = `
	SELECT DISTINCT people.bot_id, people.chat_id
	FROM links l
	JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
	JOIN houses h ON h.id = a.house_id
	JOIN people ON people.id = l.person_id AND people.reachable
	WHERE` + aliveAt + `$2 AND `

const insertLicenceNotice = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, $3, $4::jsonb, $2)
		RETURNING id
	), reader AS (` + licenceReaders

const insertLicenceReaders = `)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, reader.bot_id, reader.chat_id, $2, $6
	FROM fresh, reader`

// Who is told: the residents of all houses of an organisation, or those of one house.
const (
	tellOrganisation = insertLicenceNotice + `h.organisation_id = $5` + insertLicenceReaders
	tellHouse        = insertLicenceNotice + `h.id = $5` + insertLicenceReaders
)

// licenceNotice tells residents something of a licence.
type licenceNotice struct {
	query string
	whose int64 // the key of the organisation, or of the house
	key   string
	args  map[string]string
	now   time.Time
}

// write returns how many chats are told. The sender wakes when tx commits.
func (n licenceNotice) write(ctx context.Context, tx *Tx) (told int64, err error) {
	args, err := json.Marshal(n.args)
	if err != nil {
		return 0, fmt.Errorf("encode notice: %w", err)
	}
	told, err = run(ctx, tx, n.query, n.key, n.now, string(housing.NoticeLicence), string(args), n.whose,
		int(housing.UrgencyNews))
	if err != nil {
		return 0, fmt.Errorf("write notice: %w", err)
	}
	tx.wake = tx.wake || told > 0
	return told, nil
}
