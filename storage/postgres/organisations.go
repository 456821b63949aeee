package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dombot/internal/housing"
)

// Organisations remembers who manages houses.
type Organisations struct{ DB *DB }

const insertOrganisation = `
	INSERT INTO organisations (inn, name, phone, created_at)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT (inn) DO NOTHING`

const selectOrganisation = `SELECT id, inn, name, phone FROM organisations WHERE inn = $1`

type organisationRow struct {
	ID    int64  `db:"id"`
	INN   string `db:"inn"`
	Name  string `db:"name"`
	Phone string `db:"phone"`
}

func (r organisationRow) organisation() housing.Organisation {
	return housing.Organisation{ID: housing.OrganisationID(r.ID), INN: r.INN, Name: r.Name, Phone: r.Phone}
}

// Add stores an organisation. One with that ИНН stays as it is: created is false.
func (s *Organisations) Add(
	ctx context.Context, inn, name, phone string, now time.Time,
) (id housing.OrganisationID, created bool, err error) {
	n, err := run(ctx, s.DB.pool, insertOrganisation, inn, name, phone, now)
	if err != nil {
		return 0, false, fmt.Errorf("add organisation: %w", err)
	}
	org, err := s.ByINN(ctx, inn)
	return org.ID, n > 0, err
}

// ByINN finds an organisation by its ИНН.
func (s *Organisations) ByINN(ctx context.Context, inn string) (housing.Organisation, error) {
	var row organisationRow
	if err := get(ctx, s.DB.pool, &row, selectOrganisation, inn); err != nil {
		return housing.Organisation{}, fmt.Errorf("find organisation with ИНН %s: %w", inn, err)
	}
	return row.organisation(), nil
}

const updateWindow = `UPDATE organisations SET window_from = $2, window_to = $3 WHERE id = $1`

const updateHouseWindow = `
	UPDATE houses
	SET window_from = $2, window_to = $3
	WHERE organisation_id = $1 AND id = $4`

// SetWindow sets the days in which readings are taken, for one house of the
// organisation or, where house is nil, for all that have none of their own.
func (s *Organisations) SetWindow(
	ctx context.Context, org housing.OrganisationID, w housing.Window, house *housing.HouseID,
) error {
	if !w.Valid() {
		return refused("error.window")
	}
	query, args := updateWindow, []any{int64(org), w.From, w.To}
	if house != nil {
		query, args = updateHouseWindow, append(args, int64(*house))
	}
	n, err := run(ctx, s.DB.pool, query, args...)
	if err != nil {
		return fmt.Errorf("set window: %w", err)
	}
	if n == 0 {
		return notFound("error.not_found")
	}
	return nil
}

const updatePhone = `UPDATE organisations SET phone = $2 WHERE id = $1`

// SetPhone sets the phone of the emergency service.
func (s *Organisations) SetPhone(ctx context.Context, org housing.OrganisationID, phone string) error {
	n, err := run(ctx, s.DB.pool, updatePhone, int64(org), phone)
	if err != nil {
		return fmt.Errorf("set phone: %w", err)
	}
	if n == 0 {
		return notFound("error.not_found")
	}
	return nil
}

const selectPhones = `SELECT id, inn, name, phone FROM organisations WHERE phone <> '' ORDER BY name, id`

// Phones returns the organisations whose emergency service has a phone.
func (s *Organisations) Phones(ctx context.Context) ([]housing.Organisation, error) {
	var rows []organisationRow
	if err := list(ctx, s.DB.pool, &rows, selectPhones); err != nil {
		return nil, fmt.Errorf("list phones: %w", err)
	}
	return each(rows, organisationRow.organisation), nil
}

// HouseByText finds the one house of the organisation that q names. None is
// NotFound; several are Refused and listed. A query without a building means
// the house without one, where there is such.
func (s *Organisations) HouseByText(
	ctx context.Context, org housing.OrganisationID, q housing.AddressQuery,
) (housing.House, error) {
	houses := Houses{DB: s.DB}
	exact, similar, err := houses.search(ctx, q, 10, org)
	if err != nil {
		return housing.House{}, fmt.Errorf("find house: %w", err)
	}
	if q.Building == "" {
		exact = withoutBuilding(exact)
	}
	switch len(exact) {
	case 0:
		err = notFound("error.house_unknown")
		return housing.House{}, fmt.Errorf("find house%s: %w", listed(similar), err)
	case 1:
		return exact[0], nil
	}
	return housing.House{}, fmt.Errorf("find house%s: %w", listed(exact), refused("error.house_ambiguous"))
}

// withoutBuilding drops the houses with a building where one has none.
func withoutBuilding(houses []housing.House) []housing.House {
	var bare []housing.House
	for i := range houses {
		if houses[i].Address.Building == "" {
			bare = append(bare, houses[i])
		}
	}
	if len(bare) == 0 {
		return houses
	}
	return bare
}

// listed names houses for an operator.
func listed(houses []housing.House) string {
	if len(houses) == 0 {
		return ""
	}
	names := each(houses, func(h housing.House) string {
		a := h.Address
		name := fmt.Sprintf("%s, %s, %s", a.Settlement, a.Street, a.Number)
		if a.Building != "" {
			name += ", корп. " + a.Building
		}
		return name
	})
	return " (" + strings.Join(names, "; ") + ")"
}
