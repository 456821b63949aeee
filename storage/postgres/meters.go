package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

const meterColumns = `
	m.id AS meter_id, m.account_id AS meter_account, m.resource, m.serial, m.gis_number, m.place,
	m.tariffs, m.unit, m.verified_on, m.automatic`

type meterRow struct {
	MeterID      int64        `db:"meter_id"`
	MeterAccount int64        `db:"meter_account"`
	Resource     string       `db:"resource"`
	Serial       string       `db:"serial"`
	GISNumber    string       `db:"gis_number"`
	Place        string       `db:"place"`
	Tariffs      int          `db:"tariffs"`
	Unit         string       `db:"unit"`
	VerifiedOn   sql.NullTime `db:"verified_on"`
	Automatic    bool         `db:"automatic"`
}

func (r meterRow) meter() housing.Meter {
	return housing.Meter{
		ID: housing.MeterID(r.MeterID), Account: housing.AccountID(r.MeterAccount),
		Resource: housing.Resource(r.Resource), Serial: r.Serial, GISNumber: r.GISNumber, Place: r.Place,
		Tariffs: r.Tariffs, Unit: r.Unit, Verified: dateOf(r.VerifiedOn), Automatic: r.Automatic,
	}
}

const selectMeters = `
	SELECT` + meterColumns + `
	FROM meters m
	WHERE m.account_id = $1 AND m.retired_at IS NULL`

// metersOf returns the meters of an account in the order in which they are
// shown. The caller has passed the gate.
func metersOf(
	ctx context.Context, q sqlx.QueryerContext, account housing.AccountID,
) ([]housing.Meter, error) {
	var rows []meterRow
	if err := list(ctx, q, &rows, selectMeters, int64(account)); err != nil {
		return nil, fmt.Errorf("list meters: %w", err)
	}
	meters := each(rows, meterRow.meter)
	order := housing.Resources()
	slices.SortFunc(meters, func(a, b housing.Meter) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Resource), slices.Index(order, b.Resource)),
			cmp.Compare(a.Place, b.Place), cmp.Compare(a.Serial, b.Serial), cmp.Compare(a.ID, b.ID))
	})
	return meters, nil
}

// Meters returns the live meters of an account in the order in which they are shown.
func (s *Readings) Meters(
	ctx context.Context, person housing.PersonID, account housing.AccountID,
) ([]housing.Meter, error) {
	if _, err := (gate{person, account, housing.MaySee, s.DB.now()}).link(ctx, s.DB.pool); err != nil {
		return nil, fmt.Errorf("list meters: %w", err)
	}
	if err := auditRead(ctx, s.DB.pool, deed{person, account, "meters.seen", s.DB.now()}); err != nil {
		return nil, err
	}
	return metersOf(ctx, s.DB.pool, account)
}
