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

const selectOutagesNow = `
	SELECT` + outageColumns + `, o.page, o.chat_content = 'restricted' AS restricted
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.id = ANY ($1)`

// The places of outages where somebody behind a chat has a flat, and those of a
// house chat. It begins at the chat: an outage may have thousands of places.
const selectPlacesOfChats = `
	SELECT asked.nth,` + placeColumns + `
	FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
		WITH ORDINALITY AS asked (outage_id, bot_id, chat_id, nth)
	CROSS JOIN LATERAL (
		SELECT pl.house_id, pl.entrance
		FROM people
		JOIN links l ON l.person_id = people.id AND` + aliveAt + `$4
		JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
		LEFT JOIN premises p ON p.id = a.premises_id
		JOIN outage_places pl ON pl.outage_id = asked.outage_id AND pl.house_id = a.house_id
		WHERE people.bot_id = asked.bot_id AND people.chat_id = asked.chat_id
		  AND (pl.entrance = '' OR coalesce(p.entrance, '') IN ('', pl.entrance))
		  AND (cardinality(pl.premises) = 0 OR p.number_key = ANY (pl.premises))
		UNION
		SELECT pl.house_id, pl.entrance
		FROM house_chats c
		JOIN house_chat_houses ch ON ch.house_chat_id = c.id
		JOIN outage_places pl ON pl.outage_id = asked.outage_id AND pl.house_id = ch.house_id
		WHERE c.bot_id = asked.bot_id AND c.chat_id = asked.chat_id AND c.removed_at IS NULL
	) AS mine
	JOIN outage_places pl
		ON pl.outage_id = asked.outage_id AND pl.house_id = mine.house_id AND pl.entrance = mine.entrance
	JOIN houses h ON h.id = pl.house_id
	ORDER BY asked.nth, h.settlement, h.street, ` + naturalOrder + `, pl.entrance`

// outageNow is an outage as it stands.
type outageNow struct {
	outageRow
	Page       string `db:"page"`
	Restricted bool   `db:"restricted"`
}

// refreshOutages adds to each notice the outage as it stands now and as its reader
// knows it. It does not stand where the reader has nothing to do with it any more,
// or it is over and the reader never heard of it.
func (s *Outbox) refreshOutages(
	ctx context.Context, notices []*housing.Notice, stands map[int64]bool, now time.Time,
) error {
	if len(notices) == 0 {
		return nil
	}
	ids := make([]int64, len(notices))
	for i, n := range notices {
		var err error
		if ids[i], err = strconv.ParseInt(n.Args["outage"], 10, 64); err != nil {
			return fmt.Errorf("read outage of notice %d: %w", n.ID, err)
		}
	}
	var rows []outageNow
	if err := list(ctx, s.DB.pool, &rows, selectOutagesNow, pq.Array(ids)); err != nil {
		return fmt.Errorf("find outages: %w", err)
	}
	outages, err := s.outagesOfChats(ctx, outageNotices{notices, ids, now}, rows)
	if err != nil {
		return err
	}
	for i, n := range notices {
		if err := s.threadOf(ctx, n); err != nil {
			return err
		}
		o, row := outages[i], rows[slices.IndexFunc(rows, func(r outageNow) bool { return r.ID == ids[i] })]
		n.Outage = &o
		if row.Restricted {
			n.Manner = housing.Manner{Restricted: true, Organisation: o.Organisation.Name, Page: row.Page}
		}
		step := housing.OutageStep(n.Args["step"])
		stands[n.ID] = (n.Edit != 0 || tellable(o, step, now)) && len(o.Places) > 0
	}
	return nil
}

// outageNotices are notices with the outages that they are about.
type outageNotices struct {
	notices []*housing.Notice
	ids     []int64
	now     time.Time
}

// outagesOfChats returns for each notice the outage of that number among rows, as
// the chat of the notice knows it.
func (s *Outbox) outagesOfChats(
	ctx context.Context, of outageNotices, rows []outageNow,
) ([]housing.Outage, error) {
	bots, chats := make([]int64, len(of.notices)), make([]int64, len(of.notices))
	for i, n := range of.notices {
		bots[i], chats[i] = n.Bot, n.Chat
	}
	var places []struct {
		Nth int `db:"nth"`
		placeRow
	}
	err := list(ctx, s.DB.pool, &places, selectPlacesOfChats, pq.Array(of.ids), pq.Array(bots),
		pq.Array(chats), of.now)
	if err != nil {
		return nil, fmt.Errorf("list places of outages: %w", err)
	}
	placed := make([][]placeRow, len(of.notices))
	for _, p := range places {
		placed[p.Nth-1] = append(placed[p.Nth-1], p.placeRow)
	}
	outages := make([]housing.Outage, len(of.notices))
	for i, id := range of.ids {
		at := slices.IndexFunc(rows, func(r outageNow) bool { return r.ID == id })
		if at < 0 {
			return nil, fmt.Errorf("outage %d is gone", id)
		}
		if outages[i], err = rows[at].outage(); err != nil {
			return nil, err
		}
		takePlaces(&outages[i], placed[i])
	}
	return outages, nil
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
