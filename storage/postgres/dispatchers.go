package postgres

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

const deleteDispatchers = `
	DELETE FROM dispatchers
	WHERE organisation_id = $1 AND house_id IS NOT DISTINCT FROM $2`

const insertDispatchers = `
	INSERT INTO dispatchers (organisation_id, house_id, phone, hours)
	SELECT $1, $2, phone, hours
	FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS given (phone, hours, position)
	ORDER BY position`

const lockHouseOf = `SELECT id FROM houses WHERE id = $2 AND organisation_id = $1 FOR NO KEY UPDATE`

// SetDispatchers replaces the dispatchers of one house of the organisation or,
// where house is nil, of all that have none of their own. None given leaves none.
func (s *Organisations) SetDispatchers(
	ctx context.Context, org housing.OrganisationID, house *housing.HouseID, all []housing.Dispatcher,
) error {
	var of any
	lock, args := lockOrganisation, []any{int64(org)}
	if house != nil {
		of = int64(*house)
		lock, args = lockHouseOf, append(args, of)
	}
	phones, hours := make([]string, len(all)), make([]string, len(all))
	for i, d := range all {
		phones[i], hours[i] = d.Phone, d.Hours
	}
	return s.DB.inTx(ctx, func(tx *Tx) error {
		var id int64
		if err := get(ctx, tx, &id, lock, args...); err != nil {
			return fmt.Errorf("find whom to set dispatchers for: %w", err)
		}
		if _, err := run(ctx, tx, deleteDispatchers, int64(org), of); err != nil {
			return fmt.Errorf("remove dispatchers: %w", err)
		}
		_, err := run(ctx, tx, insertDispatchers, int64(org), of, pq.Array(phones), pq.Array(hours))
		if err != nil {
			return fmt.Errorf("store dispatchers: %w", err)
		}
		return nil
	})
}

type serviceRow struct {
	houseRow
	Dispatchers pq.StringArray `db:"dispatchers"`
	Hours       pq.StringArray `db:"hours"`
}

// service falls back on the phone of the organisation, which answers round the clock.
func (r serviceRow) service() housing.Service {
	s := housing.Service{House: r.house()}
	for i, phone := range r.Dispatchers {
		s.Dispatchers = append(s.Dispatchers, housing.Dispatcher{Phone: phone, Hours: r.Hours[i]})
	}
	if len(s.Dispatchers) == 0 && r.Phone != "" {
		s.Dispatchers = []housing.Dispatcher{{Phone: r.Phone}}
	}
	return s
}

const serviceColumns = houseColumns + `,
		coalesce(own.phones, common.phones, '{}') AS dispatchers,
		coalesce(own.hours, common.hours, '{}') AS hours`

// Of those of its own and those of its organisation, a house has the former.
const serviceTables = `
	CROSS JOIN LATERAL (
		SELECT array_agg(phone ORDER BY id) AS phones, array_agg(hours ORDER BY id) AS hours
		FROM dispatchers
		WHERE house_id = h.id AND organisation_id = o.id
	) own
	CROSS JOIN LATERAL (
		SELECT array_agg(phone ORDER BY id) AS phones, array_agg(hours ORDER BY id) AS hours
		FROM dispatchers
		WHERE organisation_id = o.id AND house_id IS NULL
	) common`

const selectServices = `
	SELECT` + serviceColumns + `
	FROM (
		SELECT a.house_id, min(l.id) AS first
		FROM links l
		JOIN accounts a ON a.id = l.account_id
		WHERE l.person_id = $1
		GROUP BY a.house_id
	) mine
	JOIN (` + houseTables + `) ON h.id = mine.house_id` + serviceTables + `
	ORDER BY mine.first`

// Services returns whom the person calls about each house that an account of
// theirs lies in, suspended ones too: a pipe does not ask who is the payer.
func (s *Organisations) Services(ctx context.Context, person housing.PersonID) ([]housing.Service, error) {
	return s.services(ctx, selectServices, int64(person))
}

const selectServiceOf = `
	SELECT` + serviceColumns + `
	FROM` + houseTables + serviceTables + `
	WHERE h.id = $1`

// ServiceOf returns whom to call about a house.
func (s *Organisations) ServiceOf(ctx context.Context, id housing.HouseID) (housing.Service, error) {
	all, err := s.services(ctx, selectServiceOf, int64(id))
	if err == nil && len(all) == 0 {
		err = notFound("error.not_found")
	}
	if err != nil {
		return housing.Service{}, err
	}
	return all[0], nil
}

const selectCommonServices = `
	SELECT o.id AS org_id, o.inn, o.name AS org_name, o.phone,
		coalesce(common.phones, '{}') AS dispatchers, coalesce(common.hours, '{}') AS hours
	FROM organisations o
	CROSS JOIN LATERAL (
		SELECT array_agg(phone ORDER BY id) AS phones, array_agg(hours ORDER BY id) AS hours
		FROM dispatchers
		WHERE organisation_id = o.id AND house_id IS NULL
	) common
	WHERE o.phone <> '' OR common.phones IS NOT NULL
	ORDER BY o.name, o.id
	LIMIT $1`

// CommonServices returns up to limit organisations that can be called, for
// people without an account.
func (s *Organisations) CommonServices(ctx context.Context, limit int) ([]housing.Service, error) {
	return s.services(ctx, selectCommonServices, limit)
}

func (s *Organisations) services(ctx context.Context, query string, args ...any) ([]housing.Service, error) {
	var rows []serviceRow
	if err := list(ctx, s.DB.pool, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("list dispatchers: %w", err)
	}
	return each(rows, serviceRow.service), nil
}
