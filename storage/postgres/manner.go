package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

const mannerColumns = `
	people.veiled, coalesce(o.name, '') AS name, coalesce(o.page, '') AS page, o.id IS NOT NULL AS restricted`

// A link that is to be proved again counts too: what is said of it may be
// about the same account.
const joinManner = `
	LEFT JOIN LATERAL (
		SELECT o.id, o.name, o.page
		FROM links l
		JOIN accounts a ON a.id = l.account_id
		JOIN houses h ON h.id = a.house_id
		JOIN organisations o ON o.id = h.organisation_id AND o.chat_content = 'restricted'
		WHERE l.person_id = people.id
		ORDER BY l.id
		LIMIT 1
	) o ON true`

const selectManner = `SELECT` + mannerColumns + ` FROM people` + joinManner + ` WHERE people.id = $1`

type mannerRow struct {
	Veiled     bool   `db:"veiled"`
	Name       string `db:"name"`
	Page       string `db:"page"`
	Restricted bool   `db:"restricted"`
}

func (r mannerRow) manner() housing.Manner {
	return housing.Manner{
		Veiled: r.Veiled, Restricted: r.Restricted, Organisation: r.Name, Page: r.Page,
	}
}

// Manner returns how a person is spoken to.
func (s *People) Manner(ctx context.Context, p housing.PersonID) (housing.Manner, error) {
	var row mannerRow
	if err := get(ctx, s.DB.pool, &row, selectManner, int64(p)); err != nil {
		return housing.Manner{}, fmt.Errorf("find manner of person: %w", err)
	}
	return row.manner(), nil
}

const updateVeiled = `UPDATE people SET veiled = $2 WHERE id = $1`

// Veil hides sums from a person until they look, or shows them.
func (s *People) Veil(
	ctx context.Context, o housing.Once, p housing.PersonID, veiled bool, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"veil", o, now}, func(tx *Tx) (nothing, error) {
		_, err := run(ctx, tx, updateVeiled, int64(p), veiled)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("veil sums: %w", err)
	}
	return nil
}

const updateChatContent = `UPDATE organisations SET chat_content = $2, page = $3 WHERE id = $1`

// SetChatContent says what an organisation may send through a messenger, and
// where its own page is.
func (s *Organisations) SetChatContent(
	ctx context.Context, org housing.OrganisationID, c housing.ChatContent, page string,
) error {
	if _, err := run(ctx, s.DB.pool, updateChatContent, int64(org), string(c), page); err != nil {
		return fmt.Errorf("set content of chats: %w", err)
	}
	return nil
}

const selectChatContent = `SELECT chat_content FROM organisations WHERE id = $1`

// mayChat refuses what an organisation may not do through a messenger.
func mayChat(ctx context.Context, q sqlx.QueryerContext, org int64) error {
	var content string
	if err := get(ctx, q, &content, selectChatContent, org); err != nil {
		return fmt.Errorf("read content of chats: %w", err)
	}
	if housing.ChatContent(content) == housing.RestrictedContent {
		return refused("error.restricted_org")
	}
	return nil
}
