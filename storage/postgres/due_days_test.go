package postgres_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// The day that the owners of a house named is shown to its residents, and to no others.
func TestTheDayThatOwnersNamedIsOfTheirHouse(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	long := housing.Period{Year: 2025, Month: time.October}
	c.show(bill(october(), flat45, "3020.45"))
	dueOf := func(p housing.Period) int {
		t.Helper()
		st, err := c.documents.Statement(c.ctx(), c.anna, c.account, housing.Period{}, noon())
		must(t, err)
		return st.DueDays.Due(p).Nominal.Day
	}
	due := func() int { t.Helper(); return dueOf(long) }
	orgs := &postgres.Organisations{DB: c.db}
	name := func(house *housing.HouseID, from housing.Period, day int) {
		t.Helper()
		must(t, orgs.SetDueDay(c.ctx(), c.org, house, housing.OwnDueDay{From: from, Day: day, Basis: "протокол"}))
	}
	st, err := c.documents.Statement(c.ctx(), c.anna, c.account, housing.Period{}, noon())
	must(t, err)
	house := st.Account.House.ID
	var other housing.HouseID
	must(t, c.raw().QueryRowContext(c.ctx(), "SELECT max(id) FROM houses WHERE id <> $1", int64(house)).Scan(&other))

	name(&other, long, 25)
	if got := due(); got != 10 {
		t.Errorf("another house's day is the %dth of this one", got)
	}
	name(nil, long, 20)
	if got := due(); got != 20 {
		t.Errorf("the organisation's day is the %dth", got)
	}
	name(&house, long, 5)
	name(&house, long, 7)
	if got := due(); got != 7 {
		t.Errorf("the house's day is the %dth", got)
	}

	// The months before a house passes keep their day; those after have the new organisation's.
	var next int64
	must(t, c.raw().QueryRowContext(c.ctx(), `INSERT INTO organisations (inn, name, created_at)
		VALUES ('7707083893', 'ТСЖ', now())
		RETURNING id`).Scan(&next))
	must(t, orgs.SetDueDay(c.ctx(), housing.OrganisationID(next), nil,
		housing.OwnDueDay{From: long.Add(-5), Day: 22, Basis: "договор"}))
	c.exec("UPDATE house_terms SET until_on = '2025-12-10' WHERE house_id = $1", int64(house))
	c.exec("INSERT INTO house_terms VALUES ($1, $2, '2025-12-10', 'infinity')", int64(house), next)
	c.exec("UPDATE houses SET organisation_id = $2 WHERE id = $1", int64(house), next)
	for i, want := range []int{7, 7, 22, 22} { // October to January
		if got := dueOf(long.Add(i)); got != want {
			t.Errorf("%v falls due on the %dth, want the %dth", long.Add(i), got, want)
		}
	}
}
