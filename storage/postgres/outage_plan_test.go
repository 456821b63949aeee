package postgres_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

// planned is work at places, of spans that begin so many hours after noon.
func (d *dark) planned(kind housing.OutageKind, spans []housing.Span, places ...housing.OutagePlace) housing.Outage {
	return housing.Outage{
		Organisation: housing.Organisation{ID: d.org}, Kind: kind, Places: places, Cause: "замена труб",
		Utilities: []housing.Utility{housing.UtilityHotWater},
	}.During(spans)
}

func TestAPlanIsAnnouncedAsAWholeAndCorrected(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	day := noon().Add(48 * time.Hour)
	spans := []housing.Span{{From: day, To: day.Add(2 * time.Hour)}, {From: day.Add(24 * time.Hour), To: day.Add(26 * time.Hour)}}
	flats := wholeOf(d.lenina)
	flats.Premises, flats.Riser = []string{"44", "45"}, true
	over := []housing.Span{{From: noon().Add(-2 * time.Hour), To: noon()}}
	_, err := d.outages.AnnounceAll(d.ctx(), d.once(), d.dispatcher, []housing.Outage{
		d.planned(housing.OutagePlanned, spans, flats), d.planned(housing.OutagePlanned, over, wholeOf(d.five)),
	}, noon())
	wantRefusal(t, err, "outage.end_past")
	none := d.deliver(annaChat, noon())

	refs, err := d.outages.AnnounceAll(d.ctx(), d.once(), d.dispatcher, []housing.Outage{
		d.planned(housing.OutagePlanned, spans, flats), d.planned(housing.OutagePlanned, spans[:1], wholeOf(d.mira)),
	}, noon())
	must(t, err)
	eve := d.at(24, 18, 0) // when planned work is told
	told := [][]string{none, d.hear(noon()), d.hear(eve)}
	kept, err := d.outages.Outage(d.ctx(), d.dispatcher, refs[0].ID)
	must(t, err)
	note, moved := "подвоз воды", []housing.Span{{From: day.Add(time.Hour), To: day.Add(3 * time.Hour)}}
	must(t, d.change(refs[0].ID, housing.OutageChange{
		Step: housing.OutageCorrect, Correct: housing.OutageCorrection{Spans: moved, Note: &note},
	}, eve))
	told = append(told, d.hear(eve))

	want := [][]string{
		nil, nil, {"announced 1;announced 1;"}, {"announced 1;announced 1; over the message", "corrected"},
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(spans, kept.Windows); diff != "" || !kept.Places[0].Riser || kept.Cause != "замена труб" {
		t.Errorf("kept %+v (-want +got):\n%s", kept, diff)
	}
	is, err := d.outages.Outage(d.ctx(), d.dispatcher, refs[0].ID)
	must(t, err)
	if len(is.Windows) != 0 || !is.From.Equal(moved[0].From) || is.Note != note || is.Cause != "замена труб" {
		t.Errorf("corrected to %+v", is)
	}
}

func TestPreventionIsRememberedUntilTheWaterIsBack(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	zone := housing.House{Zone: d.lenina.Zone}.Location()
	first := housing.DateOf(noon().In(zone)).Add(10)
	o := d.planned(housing.OutagePrevention, []housing.Span{{From: first.In(zone), To: first.Add(14).In(zone)}}, wholeOf(d.lenina))
	id := d.announce(o)
	var told []string
	for day := range 27 {
		morning := housing.DateOf(noon().In(zone)).Add(day).In(zone).Add(10 * time.Hour)
		for range 2 { // another replica
			must(t, d.outages.RemindOfPrevention(d.ctx(), d.lenina.Zone, morning))
		}
		for _, what := range d.deliver(annaChat, morning.Add(2*time.Hour)) {
			told = append(told, morning.Format("02.01 ")+what)
		}
	}
	want := []string{"23.11 announced", "26.11 week_ahead", "02.12 day_ahead", "17.12 back"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	done, err := d.outages.Report(d.ctx(), d.once(), housing.OutageReport{
		Person: d.anna, House: d.lenina.ID, Utility: housing.UtilityHotWater, Still: true,
	}, first.Add(14).In(zone).Add(12*time.Hour))
	must(t, err)
	if done.Outage != id {
		t.Errorf("‹всё ещё нет› is said of %d, want %d", done.Outage, id)
	}
}

func TestAHouseIsWokenOnceAnHour(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	danger := d.emergency(wholeOf(d.lenina))
	danger.Danger = true
	elsewhere := wholeOf(d.lenina)
	elsewhere.House = 999_999
	failed := danger
	failed.Places = append(failed.Places, elsewhere)
	_, _, err := d.outages.Announce(d.ctx(), d.once(), d.dispatcher, failed, noon())
	wantRefusal(t, err, "outage.foreign") // and woke nobody
	d.announce(danger)
	again := func(o housing.Outage, after time.Duration) error {
		_, _, err := d.outages.Announce(d.ctx(), d.once(), d.dispatcher, o, noon().Add(after))
		return err
	}
	wantRefusal(t, again(danger, 59*time.Minute), "outage.danger_again")
	must(t, again(d.emergency(wholeOf(d.lenina)), 59*time.Minute))
	must(t, again(danger, time.Hour))
}

func TestWhatRanOutStandsUntilSomebodySaysThatItIsOver(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	o := d.emergency(wholeOf(d.lenina))
	o.To = noon().Add(time.Hour)
	id := d.announce(o)
	for after, want := range map[time.Duration]bool{24 * time.Hour: true, 26 * time.Hour: false} {
		all, err := d.outages.Standing(d.ctx(), d.dispatcher, d.org, noon().Add(after))
		must(t, err)
		if got := slices.ContainsFunc(all, func(o housing.Outage) bool { return o.ID == id }); got != want {
			t.Errorf("after %s it stands: %v", after, got)
		}
	}
}
