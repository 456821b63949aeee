package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

const (
	filingOne = "d6731e8b-824b-5929-bfa0-b6e14684a3ac"
	filingTwo = "b9f95bcd-02bc-5122-a108-320210fdf712"
	filingGIS = "7f0b0c4e-6a0e-4d0b-9d3f-0000000000aa"
)

// TestAnAnswerAboutOutagesIsTakenOnce writes two reports, of which the system takes one.
func TestAnAnswerAboutOutagesIsTakenOnce(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	id := d.announce(d.emergency(wholeOf(d.lenina)))
	register := &postgres.Register{DB: d.db}
	filing := func(transport, digest string) housing.Filing {
		return housing.Filing{Outage: id, Base: transport, Transport: transport, What: housing.FilingPlaces, Digest: digest}
	}
	note := func(at time.Time, all ...housing.Filing) { must(t, d.outages.NoteFilings(d.ctx(), d.org, all, at)) }
	answer := func(org housing.OrganisationID, answers ...housing.FilingAnswer) housing.ImportReport {
		t.Helper()
		report, err := register.ImportReports(d.ctx(), housing.Import{Organisation: org, At: noon()}, answers)
		must(t, err)
		return report
	}
	stands := func() map[string]housing.Filed {
		t.Helper()
		entries, err := d.outages.Entries(d.ctx(), d.org, housing.DaysOf(housing.DateOf(noon()).Period()))
		must(t, err)
		return entries[0].Filed
	}
	other, _, err := d.orgs.Add(d.ctx(), "7707083893", "ТСЖ «Мира»", "", noon())
	must(t, err)
	both := []housing.FilingAnswer{
		{Transport: filingOne, GUID: filingGIS, At: noon()},
		{Transport: filingTwo, Fault: "Дом не найден"},
		{Transport: "00000000-0000-0000-0000-000000000001", GUID: filingGIS},
	}

	note(noon(), filing(filingOne, "a"), filing(filingTwo, "b"))
	if got := answer(other, both...); got.Count(housing.OutcomeUnknown) != 3 || len(got.Refused) != 0 {
		t.Errorf("another organisation takes it: %+v", got)
	}
	first, again := answer(d.org, both...), answer(d.org, both...)

	count := func(r housing.ImportReport) [4]int {
		return [4]int{
			r.Count(housing.OutcomeAccepted), r.Count(housing.OutcomeRejected),
			r.Count(housing.OutcomeSame), r.Count(housing.OutcomeUnknown),
		}
	}
	if count(first) != [4]int{1, 1, 0, 1} || count(again) != [4]int{0, 0, 2, 1} {
		t.Errorf("outcomes are %v, again %v", count(first), count(again))
	}
	want := []housing.FilingFault{{Number: "О-000001", Reason: "Дом не найден"}}
	if diff := cmp.Diff(want, first.Refused); diff != "" || len(again.Refused) != 0 {
		t.Errorf("refused (-want +got):\n%s, again %v", diff, again.Refused)
	}
	// What was refused is written again under the same TransportGUID; what was taken stays as it is.
	note(noon().Add(time.Hour), filing(filingOne, "other"), filing(filingTwo, "c"))
	answer(d.org, housing.FilingAnswer{Transport: filingTwo}, housing.FilingAnswer{Transport: filingOne, Fault: "поздно"})
	is := map[string]housing.Filed{
		filingOne: {Base: filingOne, GUID: filingGIS, Digest: "a", Turns: 1, Stands: true},
		filingTwo: {Base: filingTwo, Digest: "c", Turns: 1, Stands: true},
	}
	if diff := cmp.Diff(is, stands()); diff != "" {
		t.Errorf("it stands (-want +got):\n%s", diff)
	}
}

// TestWhatWasWrittenTwiceIsUnknown has a report written, changed and written again
// before the answer: either may be what the system took.
func TestWhatWasWrittenTwiceIsUnknown(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	f := housing.Filing{
		Outage: d.announce(d.emergency(wholeOf(d.lenina))), Base: filingOne, Transport: filingOne,
		What: housing.FilingPlaces, Digest: "a",
	}
	must(t, d.outages.NoteFilings(d.ctx(), d.org, []housing.Filing{f}, noon()))
	f.Digest = "b"
	must(t, d.outages.NoteFilings(d.ctx(), d.org, []housing.Filing{f}, noon()))
	_, err := (&postgres.Register{DB: d.db}).ImportReports(d.ctx(), housing.Import{Organisation: d.org, At: noon()},
		[]housing.FilingAnswer{{Transport: filingOne, GUID: filingGIS}})
	must(t, err)
	entries, err := d.outages.Entries(d.ctx(), d.org, housing.DaysOf(housing.DateOf(noon()).Period()))
	must(t, err)
	want := map[string]housing.Filed{filingOne: {Base: filingOne, GUID: filingGIS, Turns: 1, Stands: true}}
	if diff := cmp.Diff(want, entries[0].Filed); diff != "" {
		t.Errorf("it stands (-want +got):\n%s", diff)
	}
	// A resident, or an operator of others, loads nothing.
	_, err = (&postgres.Register{DB: d.db}).ImportReports(
		d.ctx(), housing.Import{Organisation: d.org, By: d.anna, At: noon()}, nil)
	wantRefusal(t, err, "operator.not_yours")
}
