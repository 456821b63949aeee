package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

const selectWorks = `
	SELECT w.id, w.month, w.work, w.unit, w.price, w.plan_volume, w.plan_cost, w.volume, w.cost,
		w.finished_on, w.act, w.acted_on, w.source, w.stated_on, count(*) FILTER (WHERE r.good) AS good,
		count(*) FILTER (WHERE NOT r.good) AS bad,
		(SELECT count(*) FROM work_photos f WHERE f.work_id = w.id) AS photos
	FROM works w
	LEFT JOIN work_reviews r ON r.work_id = w.id
	WHERE w.house_id = $1
	GROUP BY w.id
	ORDER BY w.month, w.work`

type workRow struct {
	statedRow

	ID         int64               `db:"id"`
	Month      time.Time           `db:"month"`
	Work       string              `db:"work"`
	Unit       string              `db:"unit"`
	Price      decimal.NullDecimal `db:"price"`
	PlanVolume decimal.NullDecimal `db:"plan_volume"`
	PlanCost   decimal.NullDecimal `db:"plan_cost"`
	Volume     decimal.NullDecimal `db:"volume"`
	Cost       decimal.NullDecimal `db:"cost"`
	Finished   sql.NullTime        `db:"finished_on"`
	Act        string              `db:"act"`
	Acted      sql.NullTime        `db:"acted_on"`
	Good       int                 `db:"good"`
	Bad        int                 `db:"bad"`
	Photos     int                 `db:"photos"`
}

func (r workRow) work() housing.Work {
	return housing.Work{
		ID: housing.WorkID(r.ID), Month: periodOf(r.Month), Name: r.Work, Unit: r.Unit, Price: r.Price,
		Planned:  housing.Amount{Volume: r.PlanVolume, Cost: r.PlanCost},
		Done:     housing.Amount{Volume: r.Volume, Cost: r.Cost},
		Finished: dateOf(r.Finished), Act: r.Act, Acted: dateOf(r.Acted),
		Good: r.Good, Bad: r.Bad, Photos: r.Photos, Stated: r.stated(),
	}
}

// Works returns the works of a house, the oldest first.
func (s *Houses) Works(ctx context.Context, id housing.HouseID) ([]housing.Work, error) {
	var rows []workRow
	if err := list(ctx, s.DB.pool, &rows, selectWorks, int64(id)); err != nil {
		return nil, fmt.Errorf("list works of house: %w", err)
	}
	return each(rows, workRow.work), nil
}

// A resident has a live link to an account of the house.
const ofResident = `
	FROM works w
	WHERE w.id = $1 AND EXISTS (
		SELECT 1
		FROM links l
		JOIN accounts a ON a.id = l.account_id
		WHERE l.person_id = $2 AND a.house_id = w.house_id AND` + aliveAt + `$3 AND a.closed_on IS NULL)`

const upsertReview = `
	INSERT INTO work_reviews (work_id, person_id, good, words, at)
	SELECT w.id, $2, $4, $5, $3` + ofResident + `
	  AND (w.finished_on IS NOT NULL OR w.cost IS NOT NULL OR w.volume IS NOT NULL)
	ON CONFLICT (work_id, person_id) DO UPDATE
	SET good = excluded.good, words = excluded.words, at = excluded.at`

// Review keeps what a resident says of a work that was done, in place of what
// they said before. Of somebody who does not live there it is Refused.
func (s *Houses) Review(
	ctx context.Context, o housing.Once, p housing.PersonID, r housing.Review, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"work.reviewed", o, now}, func(tx *Tx) (nothing, error) {
		n, err := run(ctx, tx, upsertReview, int64(r.Work), int64(p), now, r.Good, r.Text)
		if err == nil && n == 0 {
			err = refused("house.review_not_yours")
		}
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("keep review of work: %w", err)
	}
	return nil
}

const selectReviews = `
	SELECT w.id, r.good, r.words, w.work, w.month, h.street, h.number AS house_number, h.building, r.at
	FROM work_reviews r
	JOIN works w ON w.id = r.work_id
	JOIN houses h ON h.id = w.house_id
	WHERE h.organisation_id = $1 AND EXISTS (
		SELECT 1 FROM operators o
		WHERE o.person_id = $2 AND o.organisation_id = $1 AND o.removed_at IS NULL)
	ORDER BY r.at DESC
	LIMIT $3`

type reviewRow struct {
	ID       int64     `db:"id"`
	Good     bool      `db:"good"`
	Words    string    `db:"words"`
	Work     string    `db:"work"`
	Month    time.Time `db:"month"`
	Street   string    `db:"street"`
	House    string    `db:"house_number"`
	Building string    `db:"building"`
	At       time.Time `db:"at"`
}

func (r reviewRow) review() housing.WorkReview {
	return housing.WorkReview{
		Review: housing.Review{Work: housing.WorkID(r.ID), Good: r.Good, Text: r.Words},
		Name:   r.Work, Month: periodOf(r.Month), At: r.At.UTC(),
		Address: housing.Address{Street: r.Street, Number: r.House, Building: r.Building},
	}
}

// Reviews returns the newest reviews of works in the houses of an organisation,
// to whoever works for it: without the names of those who wrote them.
func (s *Houses) Reviews(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, limit int,
) ([]housing.WorkReview, error) {
	var rows []reviewRow
	if err := list(ctx, s.DB.pool, &rows, selectReviews, int64(org), int64(p), limit); err != nil {
		return nil, fmt.Errorf("list reviews of works: %w", err)
	}
	return each(rows, reviewRow.review), nil
}
