package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestARegisterOfOutagesHasThoseThatBeganOnItsDays(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	// 23:30 of 31 October and 00:30 of 1 November where it is.
	for _, start := range []time.Time{
		time.Date(2026, 10, 31, 16, 30, 0, 0, time.UTC), time.Date(2026, 10, 31, 17, 30, 0, 0, time.UTC),
	} {
		o := d.emergency(wholeOf(d.lenina), wholeOf(d.mira))
		o.From, o.Next = start, time.Time{}
		d.announce(o)
	}
	numbers := func(org housing.OrganisationID, p housing.Period) (all []string) {
		entries, err := d.outages.Entries(d.ctx(), org, housing.DaysOf(p))
		must(t, err)
		for _, e := range entries {
			all = append(all, e.Number)
			if _, known := e.FIAS[d.lenina.ID]; !known || len(e.Places) != 2 {
				t.Errorf("it is %+v", e)
			}
		}
		return all
	}

	first, second, others := numbers(d.org, october()), numbers(d.org, november()), numbers(d.org+1, november())

	if len(first) != 1 || len(second) != 1 || first[0] == second[0] || len(others) != 0 {
		t.Errorf("October has %v, November %v, another organisation %v", first, second, others)
	}
	got, err := d.operators.Outages(d.ctx(), d.dispatcher, d.org, october())
	must(t, err)
	want := []housing.RegisterMonth{{Period: november(), Entries: 1}, {Period: october(), Entries: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	_, err = d.operators.Outages(d.ctx(), d.anna, d.org, october())
	wantRefusal(t, err, "operator.not_yours")
}
