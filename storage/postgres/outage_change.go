package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

const lockOutage = `SELECT id FROM outages WHERE id = $1 FOR UPDATE`

const updateOutage = `
	UPDATE outages
	SET state = $2, ends_at = $3, next_at = $4, cause = $5, closed_at = $6, edition = edition + 1,
		asked_at = NULL, starts_at = $7, windows = $8, note = $9, utilities = $10,
		force_majeure = $11, force_reason = $12
	WHERE id = $1`

// Change takes a step with an outage of an organisation that the person works
// for: sent messages are brought up to date, and whoever read them hears of it.
// What is over already, or can no longer be taken back, is Refused.
func (s *Outages) Change(
	ctx context.Context, o housing.Once, c housing.OutageChange, now time.Time,
) (housing.Outage, error) {
	deedName := "outage." + string(c.Step)
	_, err := once(ctx, s.DB, confirmed{deedName, o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, changeOutage(ctx, tx, c, now)
	})
	if err != nil {
		return housing.Outage{}, fmt.Errorf("change outage: %w", s.DB.barring(ctx, err, now))
	}
	return s.Outage(ctx, c.Person, c.ID)
}

func changeOutage(ctx context.Context, tx *Tx, c housing.OutageChange, now time.Time) error {
	p, id := c.Person, c.ID
	if _, err := run(ctx, tx, lockOutage, int64(id)); err != nil {
		return fmt.Errorf("lock outage: %w", err)
	}
	was, err := mayChange(ctx, tx, c, now)
	if err != nil {
		return err
	}
	is, err := was.Changed(c, now)
	if err != nil {
		return err
	}
	if err := storeChange(ctx, tx, is); err != nil {
		return err
	}
	_, err = run(
		ctx,
		tx,
		insertOutageStep,
		int64(id),
		int64(p),
		string(c.Step),
		is.Edition,
		timeArg(is.To),
		now,
	)
	if err != nil {
		return fmt.Errorf("note step of outage: %w", err)
	}
	e := note{deed{p, 0, "outage." + string(c.Step), now}, was.Organisation.ID, was.Number, "", ""}
	e.was, e.is = changed(c.Step, was, is)
	if err := journal(ctx, tx, e); err != nil {
		return err
	}
	switch c.Step {
	case housing.OutageForce, housing.OutageUnforce:
		return nil
	case housing.OutageRecall:
		return recallOutage(ctx, tx, id, now)
	default:
	}
	told := stepArgs{Step: c.Step, Edition: is.Edition, Was: housing.Span{From: was.From, To: was.To}}
	return followOutage(ctx, tx, was, told, now)
}

func storeChange(ctx context.Context, tx *Tx, is housing.Outage) error {
	windows, err := windowsArg(is.Windows)
	if err != nil {
		return err
	}
	_, err = run(ctx, tx, updateOutage,
		int64(is.ID), string(is.State), timeArg(is.To), timeArg(is.Next), is.Cause,
		timeArg(is.Closed), is.From, windows, is.Note, pq.Array(utilityNames(is.Utilities)),
		is.Force, is.ForceReason)
	if err != nil {
		return fmt.Errorf("store change: %w", err)
	}
	return nil
}

type progressRow struct {
	Sent    int `db:"sent"`
	Failed  int `db:"failed"`
	Waiting int `db:"waiting"`
}

const selectProgress = `
	SELECT count(*) FILTER (WHERE r.message_id IS NOT NULL OR r.state = 'sent') AS sent,
		count(*) FILTER (WHERE r.state = 'failed') AS failed,
		count(*) FILTER (WHERE r.message_id IS NULL AND r.state IN ('waiting', 'trying')) AS waiting
	FROM recipients r
	JOIN notices n ON n.id = r.notice_id
	WHERE n.key = $1`

// Who said it again counts once, where the last word came from.
const selectReports = `
	SELECT still, house_id, entrance, count(*) AS flats
	FROM (
		SELECT DISTINCT ON (still, house_id, person_id) still, house_id, entrance
		FROM outage_reports
		WHERE outage_id = $1
		ORDER BY still, house_id, person_id, at DESC) said
	GROUP BY still, house_id, entrance
	ORDER BY flats DESC, house_id, entrance`

type reportsRow struct {
	Still    bool   `db:"still"`
	House    int64  `db:"house_id"`
	Entrance string `db:"entrance"`
	Flats    int    `db:"flats"`
}

// Progress tells how the announcement of an outage goes, and what residents
// said, to whoever works for its organisation.
func (s *Outages) Progress(
	ctx context.Context, p housing.PersonID, id housing.OutageID,
) (g housing.OutageProgress, err error) {
	if _, err := s.Outage(ctx, p, id); err != nil {
		return g, err
	}
	var row progressRow
	key := outageKey(id, housing.OutageSaid, 1)
	if err := get(ctx, s.DB.pool, &row, selectProgress, key); err != nil {
		return g, fmt.Errorf("count recipients of outage: %w", err)
	}
	var said []reportsRow
	if err := list(ctx, s.DB.pool, &said, selectReports, int64(id)); err != nil {
		return g, fmt.Errorf("count reports of outage: %w", err)
	}
	g = housing.OutageProgress{Sent: row.Sent, Failed: row.Failed, Waiting: row.Waiting}
	if g.Recalled, err = recalledOf(ctx, s.DB.pool, id); err != nil {
		return g, err
	}
	for _, r := range said {
		at := housing.ReportsAt{House: housing.HouseID(r.House), Entrance: r.Entrance, Flats: r.Flats}
		if r.Still {
			g.Still = append(g.Still, at)
			continue
		}
		g.Reports = append(g.Reports, at)
	}
	return g, nil
}

// changed is what a journal says of a step: how it was before, and how it is.
func changed(step housing.OutageStep, was, is housing.Outage) (before, after string) {
	switch step {
	case housing.OutageExtend, housing.OutageCorrect:
		return momentName(was.To, was.Places), momentName(is.To, was.Places)
	case housing.OutageSayCause:
		return was.Cause, is.Cause
	case housing.OutageForce, housing.OutageUnforce:
		return was.ForceReason, is.ForceReason
	case housing.OutageSaid, housing.OutageEnd, housing.OutageCallOff, housing.OutageRetract,
		housing.OutageRecall, housing.OutageWeekAhead, housing.OutageDayAhead, housing.OutageBack:
	}
	return "", ""
}
