package postgres_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
)

func TestAnEstimateIsKeptForTheFlatThatWentWithout(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	o := d.emergency(wholeOf(d.lenina), wholeOf(d.five))
	o.To = noon().Add(20 * time.Hour)
	id := d.announce(o)
	day := noon().Add(24 * time.Hour)
	losses, err := d.outages.Losses(d.ctx(), d.anna, day)
	must(t, err)
	for range 2 { // kept again, it is brought up to date
		n, err := d.outages.KeepRecalculations(d.ctx(), d.once(), d.anna, day)
		must(t, err)
		if n != 1 {
			t.Errorf("%d are kept", n)
		}
	}
	if len(losses) != 2 || len(losses[0].Outages)+len(losses[1].Outages) != 1 {
		t.Errorf("lost %+v, want one outage at one of two flats", losses)
	}
	if n := d.int(`SELECT count(*) FROM recalculations
		WHERE hours = 12 AND percent = 1.8 AND off = '20 hours' AND utility = 'cold_water' AND sum IS NULL`); n != 1 {
		t.Errorf("%d rows", n)
	}
	kept := func() int {
		n, err := d.outages.KeepRecalculations(d.ctx(), d.once(), d.anna, day)
		must(t, err)
		return n
	}
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageForce, Cause: "ураган"}, day))
	n := kept()
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageUnforce}, day))
	if again := kept(); again != 1 {
		t.Errorf("%d are kept when the mark is off", again)
	}
	if told := d.deliver(annaChat, day); len(told) != 0 {
		t.Errorf("the resident is told %v of the mark", told)
	}
	stranger, err := d.outages.Losses(d.ctx(), d.dispatcher, day)
	must(t, err)
	if n != 0 || len(stranger) != 0 {
		t.Errorf("%d of force majeure are kept, a stranger sees %v", n, stranger)
	}
	must(t, d.people.WithdrawConsent(d.ctx(), d.once(), d.anna, day))
	if n := d.int(`SELECT count(*) FROM recalculations`); n != 0 {
		t.Errorf("%d rows are left of who took the consent back", n)
	}
}
