package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// A chat as the journal of its organisation tells it.
const selectChatNamed = `
	SELECT c.organisation_id, c.title, coalesce(string_agg(h.street || ', ' || h.number ||
		CASE WHEN h.building = '' THEN '' ELSE ' к. ' || h.building END, '; '
		ORDER BY h.settlement, h.street, ` + naturalOrder + `), '') AS houses
	FROM house_chats c
	LEFT JOIN house_chat_houses ch ON ch.house_chat_id = c.id
	LEFT JOIN houses h ON h.id = ch.house_id
	WHERE c.id = $1
	GROUP BY c.id`

type chatNamed struct {
	Org    int64  `db:"organisation_id"`
	Title  string `db:"title"`
	Houses string `db:"houses"`
}

func nameChat(ctx context.Context, q sqlx.QueryerContext, id housing.HouseChatID) (c chatNamed, err error) {
	if err := get(ctx, q, &c, selectChatNamed, int64(id)); err != nil {
		return c, fmt.Errorf("name chat: %w", err)
	}
	return c, nil
}

// noteChat tells of a chat in the journal of its organisation, with the houses
// that it had and has where they are others.
func noteChat(ctx context.Context, tx *Tx, d deed, id housing.HouseChatID, was string) error {
	is, err := nameChat(ctx, tx, id)
	if err != nil {
		return err
	}
	n := note{d, housing.OrganisationID(is.Org), is.Title, was, is.Houses}
	if n.was == n.is {
		n.was, n.is = "", ""
	}
	return journal(ctx, tx, n)
}

// detached tells that a chat is switched off.
func (c chatNamed) detached(ctx context.Context, tx *Tx, p housing.PersonID, now time.Time) error {
	return journal(ctx, tx, note{
		deed{p, 0, "chat.detached", now}, housing.OrganisationID(c.Org), c.Title, c.Houses, "",
	})
}
