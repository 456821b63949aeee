package postgres_test

import (
	"slices"
	"testing"
	"time"

	"dombot/internal/housing"
)

// TestTheLastOutagesAreListed has what is over: those that somebody ended, and
// those that ran out and stand no longer, the newest first.
func TestTheLastOutagesAreListed(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	since, now := noon().AddDate(0, -1, 0), noon().AddDate(0, 0, 10)
	at := func(house housing.House, from time.Time, hours int) housing.OutageID {
		o := d.emergency(wholeOf(house))
		o.From, o.To, o.Next = from, from.Add(time.Duration(hours)*time.Hour), time.Time{}
		return d.announce(o)
	}
	end := func(id housing.OutageID, at time.Time) {
		must(t, d.change(id, housing.OutageChange{Step: housing.OutageEnd}, at))
	}
	past := func(p housing.PersonID, org housing.OrganisationID, now time.Time) (ids []housing.OutageID) {
		t.Helper()
		all, err := d.outages.Past(d.ctx(), p, org, since, now)
		must(t, err)
		for _, o := range all {
			if len(o.Places) != 1 || o.Places[0].Address == (housing.Address{}) {
				t.Errorf("%s is at %+v", o.Number, o.Places)
			}
			ids = append(ids, o.ID)
		}
		return ids
	}

	ranOut := at(d.lenina, noon(), 3)
	ended := at(d.mira, noon().Add(time.Hour), 400)
	end(ended, noon().Add(5*time.Hour))
	calledOff := at(d.five, noon().AddDate(0, 0, 1), 3)
	must(t, d.change(calledOff, housing.OutageChange{Step: housing.OutageCallOff}, noon()))
	at(d.five, now.Add(-4*time.Hour), 3) // it ran out within the day: the desk still shows it

	if got, want := past(d.dispatcher, d.org, now), []housing.OutageID{ended, ranOut}; !slices.Equal(got, want) {
		t.Errorf("past are %v, want %v", got, want)
	}
	if got := past(d.dispatcher, d.org, now.AddDate(1, 0, 0).Add(-time.Hour)); len(got) != 3 {
		t.Errorf("a year on, past are %v: want also the one that stood", got)
	}
	since = noon().Add(4 * time.Hour)
	if got, want := past(d.dispatcher, d.org, now), []housing.OutageID{ended}; !slices.Equal(got, want) {
		t.Errorf("since four hours later past are %v, want %v", got, want)
	}
	since = noon().AddDate(0, -1, 0)

	// A house that passed leaves behind what was over.
	foreign := d.hire(7, d.other, housing.StaffOperator)
	_, err := d.orgs.Pass(d.ctx(), housing.HousePass{
		House: d.mira.ID, To: d.other, On: housing.DateOf(noon()).Add(5),
	}, noon().AddDate(0, 0, 5))
	must(t, err)
	if got, want := past(d.dispatcher, d.org, now), []housing.OutageID{ended, ranOut}; !slices.Equal(got, want) {
		t.Errorf("after a house passed past are %v, want %v", got, want)
	}
	if got := past(foreign, d.other, now); len(got) != 0 {
		t.Errorf("another organisation sees %v", got)
	}
	_, err = d.outages.Past(d.ctx(), foreign, d.org, since, now)
	wantRefusal(t, err, "operator.not_yours")

	for i := range 25 {
		end(at(d.lenina, noon().Add(time.Duration(i+6)*time.Hour), 1), noon().Add(time.Duration(i+7)*time.Hour))
	}
	got := past(d.dispatcher, d.org, now)
	if len(got) != 20 || !slices.IsSortedFunc(got, func(a, b housing.OutageID) int { return int(b - a) }) {
		t.Errorf("of many past are %v: want the 20 newest, in order", got)
	}
}
