package postgres

import (
	"context"
	"fmt"

	"dombot/internal/housing"
)

// Window returns the days in which readings of a house are taken.
func (s *Houses) Window(ctx context.Context, id housing.HouseID) (housing.Window, error) {
	var row houseRow
	if err := get(ctx, s.DB.pool, &row, selectHouse, int64(id)); err != nil {
		return housing.Window{}, fmt.Errorf("find window of house %d: %w", id, err)
	}
	return row.window(), nil
}
