package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dombot/internal/housing"
)

const selectJournal = `
	SELECT a.at, a.what, a.subject, a.was, a.became, a.person_id IS NOT NULL AS by_hand,
		coalesce(p.name, k.name, '') AS name, coalesce(p.id, 0) AS number
	FROM audit a
	LEFT JOIN LATERAL (
		SELECT id, name
		FROM operators
		WHERE person_id = a.person_id AND organisation_id = a.organisation_id
		ORDER BY id DESC
		LIMIT 1
	) p ON true
	LEFT JOIN LATERAL (
		SELECT name
		FROM (
			SELECT name, since, person_id, organisation_id FROM chat_keepers
			UNION ALL
			SELECT name, since, person_id, organisation_id FROM forum_moderators) x
		WHERE person_id = a.person_id AND organisation_id = a.organisation_id
		ORDER BY since DESC
		LIMIT 1
	) k ON p.id IS NULL
	WHERE a.organisation_id = $1
	ORDER BY a.id DESC
	OFFSET $2
	LIMIT $3`

type journalRow struct {
	At      time.Time `db:"at"`
	What    string    `db:"what"`
	Subject string    `db:"subject"`
	Was     string    `db:"was"`
	Became  string    `db:"became"`
	ByHand  bool      `db:"by_hand"`
	Name    string    `db:"name"`
	Number  int64     `db:"number"`
}

func (r journalRow) entry() housing.JournalEntry {
	what, barred := strings.CutPrefix(r.What, barredPrefix)
	return housing.JournalEntry{
		At: r.At.UTC(), Who: r.Name, Number: housing.OperatorID(r.Number), ByHand: r.ByHand, What: what,
		Barred: barred, Subject: r.Subject, Was: r.Was, Is: r.Became,
	}
}

const selectOwnZone = `
	SELECT zone
	FROM houses
	WHERE organisation_id = $1
	GROUP BY zone
	ORDER BY count(*) DESC, zone
	LIMIT 1`

// Zone is the clock of most houses of an organisation.
func (s *Operators) Zone(ctx context.Context, org housing.OrganisationID) (*time.Location, error) {
	var names []string
	if err := list(ctx, s.DB.pool, &names, selectOwnZone, int64(org)); err != nil {
		return nil, fmt.Errorf("find zone of organisation: %w", err)
	}
	if len(names) == 0 {
		return s.DB.now().Location(), nil
	}
	return housing.House{Zone: names[0]}.Location(), nil
}

// Journal returns what was done for an organisation, the newest first, to
// somebody who may say who works there.
func (s *Operators) Journal(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, skip, limit int,
) ([]housing.JournalEntry, error) {
	may := attempt{by, org, housing.StaffManages, "look.journal"}
	if err := s.DB.allow(ctx, may, s.DB.now()); err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	var rows []journalRow
	if err := list(ctx, s.DB.pool, &rows, selectJournal, int64(org), skip, limit); err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return each(rows, journalRow.entry), nil
}
