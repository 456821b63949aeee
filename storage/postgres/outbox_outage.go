package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const selectOutageNow = `
	SELECT` + outageColumns + `, o.page, o.chat_content = 'restricted' AS restricted
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.id = $1::bigint`

// The places of an outage where somebody behind the chat has a flat, and those
// of a house chat.
const selectPlacesOfChat = `
	SELECT` + placeColumns + `
	FROM outage_places pl
	JOIN houses h ON h.id = pl.house_id
	WHERE pl.outage_id = ANY ($1) AND (
		EXISTS (
			SELECT 1
			FROM people
			JOIN links l ON l.person_id = people.id AND l.suspended_at IS NULL
			JOIN accounts a ON a.id = l.account_id AND a.house_id = pl.house_id AND a.closed_on IS NULL
			LEFT JOIN premises p ON p.id = a.premises_id
			WHERE people.bot_id = $2 AND people.chat_id = $3
			  AND (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
			  AND (cardinality(pl.premises) = 0 OR p.number_key = ANY (pl.premises)))
		OR EXISTS (
			SELECT 1
			FROM house_chats c
			JOIN house_chat_houses ch ON ch.house_chat_id = c.id AND ch.house_id = pl.house_id
			WHERE c.bot_id = $2 AND c.chat_id = $3 AND c.removed_at IS NULL))
	ORDER BY h.settlement, h.street, ` + naturalOrder + `, pl.entrance`

// refreshOutage adds the outage as it stands now and as its reader knows it;
// false: the reader has nothing to do with it any more, or it is over and the
// reader never heard of it.
func (s *Outbox) refreshOutage(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var row struct {
		outageRow
		Page       string `db:"page"`
		Restricted bool   `db:"restricted"`
	}
	if err := get(ctx, s.DB.pool, &row, selectOutageNow, n.Args["outage"]); err != nil {
		return false, fmt.Errorf("find outage: %w", err)
	}
	all, err := withPlaces(ctx, s.DB.pool, []outageRow{row.outageRow}, selectPlacesOfChat, n.Bot, n.Chat)
	if err != nil {
		return false, err
	}
	o := all[0]
	if err := s.threadOf(ctx, n); err != nil {
		return false, err
	}
	n.Outage = &o
	if row.Restricted {
		n.Manner = housing.Manner{Restricted: true, Organisation: o.Organisation.Name, Page: row.Page}
	}
	step := housing.OutageStep(n.Args["step"])
	return (n.Edit != 0 || tellable(o, step, now)) && len(o.Places) > 0, nil
}

// tellable reports whether a step is worth telling of an outage as it stands.
func tellable(o housing.Outage, step housing.OutageStep, now time.Time) bool {
	switch step {
	case housing.OutageSaid, housing.OutageExtend, housing.OutageCorrect:
		return !o.Over(now)
	case housing.OutageWeekAhead, housing.OutageDayAhead:
		return !o.Over(now) && o.From.After(now)
	case housing.OutageBack:
		return o.Unclosed(now)
	default:
		return true
	}
}
