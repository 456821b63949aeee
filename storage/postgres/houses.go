package postgres

import (
	"context"
	"fmt"

	"dombot/internal/housing"
)

// Houses finds houses by what people type, or level by level.
type Houses struct{ DB *DB }

const selectRegions = `SELECT DISTINCT region FROM houses ORDER BY region`

// Regions returns the regions that have houses.
func (s *Houses) Regions(ctx context.Context) ([]string, error) {
	return s.names(ctx, selectRegions)
}

const selectSettlements = `SELECT DISTINCT settlement FROM houses WHERE region = $1 ORDER BY settlement`

// Settlements returns the settlements of a region.
func (s *Houses) Settlements(ctx context.Context, region string) ([]string, error) {
	return s.names(ctx, selectSettlements, region)
}

const selectStreets = `
	SELECT street
	FROM houses
	WHERE region = $1 AND settlement = $2
	GROUP BY street
	ORDER BY min(street_key), street`

// Streets returns the streets of a settlement, by name without the kind.
func (s *Houses) Streets(ctx context.Context, region, settlement string) ([]string, error) {
	return s.names(ctx, selectStreets, region, settlement)
}

func (s *Houses) names(ctx context.Context, query string, args ...any) ([]string, error) {
	var names []string
	if err := list(ctx, s.DB.pool, &names, query, args...); err != nil {
		return nil, fmt.Errorf("list places: %w", err)
	}
	return names, nil
}

// naturalOrder sorts houses as people count them: 2, 10, 10а, 12, 12 к. 2.
const naturalOrder = `
	substring(h.number_key FROM '^\d{1,9}')::integer NULLS LAST, h.number_key,
	substring(h.building_key FROM '^\d{1,9}')::integer NULLS FIRST, h.building_key, h.id`

const selectStreetHouses = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE h.region = $1 AND h.settlement = $2 AND h.street = $3
	ORDER BY` + naturalOrder

// OnStreet returns the houses of a street in the order of their numbers.
func (s *Houses) OnStreet(ctx context.Context, region, settlement, street string) ([]housing.House, error) {
	var rows []houseRow
	if err := list(ctx, s.DB.pool, &rows, selectStreetHouses, region, settlement, street); err != nil {
		return nil, fmt.Errorf("list houses: %w", err)
	}
	return housesOf(rows), nil
}

const selectHouse = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	WHERE h.id = $1`

// House returns one house.
func (s *Houses) House(ctx context.Context, id housing.HouseID) (housing.House, error) {
	var row houseRow
	if err := get(ctx, s.DB.pool, &row, selectHouse, int64(id)); err != nil {
		return housing.House{}, fmt.Errorf("read house %d: %w", id, err)
	}
	return row.house(), nil
}

func housesOf(rows []houseRow) []housing.House { return each(rows, houseRow.house) }
