package postgres_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// dark is a town with an operator (1) and a resident (2) of both streets.
type dark struct {
	*staff
	outages            *postgres.Outages
	dispatcher, anna   housing.PersonID
	lenina, mira, five housing.House
}

// The chats of the two; the staff of a town write from a chat of their own number.
const (
	dispatcherChat = 1
	annaChat       = 102
)

func newDark(tb testing.TB) *dark {
	tb.Helper()
	o := newStaff(tb)
	d := &dark{staff: o, outages: &postgres.Outages{DB: o.db}, dispatcher: o.hired(), anna: o.town.person(2)}
	d.lenina, d.mira, d.five = o.house("ленина 12"), o.house("мира 12к2"), o.house("ленина 5")
	o.connect(d.anna)
	o.connectBy(o.mira(d.anna))
	return d
}

func (d *dark) emergency(places ...housing.OutagePlace) housing.Outage {
	return housing.Outage{
		Organisation: housing.Organisation{ID: d.org}, Kind: housing.OutageEmergency,
		Utilities: []housing.Utility{housing.UtilityColdWater}, From: noon(), Next: noon().Add(time.Hour),
		Places: places,
	}
}

func wholeOf(h housing.House) housing.OutagePlace {
	return housing.OutagePlace{House: h.ID, Address: h.Address, Zone: h.Zone}
}

func (d *dark) announce(o housing.Outage) housing.OutageID {
	d.t.Helper()
	id, _, err := d.outages.Announce(d.ctx(), d.once(), d.dispatcher, o, noon())
	must(d.t, err)
	return id
}

func (d *dark) change(id housing.OutageID, c housing.OutageChange, now time.Time) error {
	c.ID, c.Person = id, d.dispatcher
	_, err := d.outages.Change(d.ctx(), d.once(), c, now)
	return err
}

// deliver takes what is due to a chat, as what it tells; each arrives as the
// next message.
func (d *dark) deliver(chat int64, now time.Time) (told []string) {
	d.t.Helper()
	notices, err := d.outbox.Take(d.ctx(), "a", 100, now, time.Second)
	must(d.t, err)
	for _, n := range notices {
		must(d.t, d.outbox.Sent(d.ctx(), n.ID, housing.Arrival{Message: 70 + n.ID}, now))
		if n.Chat != chat {
			continue
		}
		what := n.Args["step"] + n.Args["why"]
		if n.Edit != 0 {
			what += " over the message"
		}
		told = append(told, what)
	}
	slices.Sort(told)
	return told
}

func TestAnOutageIsToldOnceToWhomItConcernsAndFollowed(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	o := d.emergency(wholeOf(d.lenina), wholeOf(d.mira), wholeOf(d.five))
	o.From = noon().Add(time.Microsecond - 1)
	audience, err := d.outages.Audience(d.ctx(), d.dispatcher, o, noon())
	must(t, err)
	id := d.announce(o)
	later := noon().Add(time.Minute)
	var told [][]string
	told = append(told, d.deliver(annaChat, noon()))

	must(
		t,
		d.change(id, housing.OutageChange{Step: housing.OutageExtend, To: noon().Add(4 * time.Hour)}, later),
	)
	told = append(told, d.deliver(annaChat, later))
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageSayCause, Cause: "авария"}, later))
	told = append(told, d.deliver(annaChat, later))
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageEnd}, later))
	told = append(told, d.deliver(annaChat, later))

	want := [][]string{
		{"announced"},
		{"announced over the message", "extended"},
		{"announced over the message"},
		{"announced over the message", "ended"},
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if want := (housing.Audience{People: 1, Loud: 1}); audience != want {
		t.Errorf("audience %+v, want %+v", audience, want)
	}
	mine, err := d.outages.Mine(d.ctx(), d.anna, noon().Add(-time.Hour), later)
	must(t, err)
	if len(mine) != 1 || len(mine[0].Places) != 2 || mine[0].State != housing.OutageEnded || mine[0].From.After(o.From) {
		t.Errorf("the resident sees %+v, want one at her two houses", mine)
	}
	wantRefusal(t, d.change(id, housing.OutageChange{Step: housing.OutageCallOff}, later), "outage.over")
}

func TestOnlyThoseOfTheEntranceOrTheFlatsAreTold(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	d.audiences(map[string]audience{
		"the flat": {flats: []string{"44", "45"}, people: 1}, "other flats": {flats: []string{"46"}},
		"an entrance that nobody told us of": {entrance: "2", people: 1},
	})
	told, untold := townAccounts()[0], townAccounts()[0]
	told.Entrance = "3"
	d.importAccounts(told)
	d.importAccounts(untold) // what a file leaves empty stays
	d.audiences(map[string]audience{
		"another entrance": {entrance: "2"}, "the entrance": {entrance: "3", people: 1},
	})
	known, err := (&postgres.Houses{DB: d.db}).Entrances(d.ctx(), d.org, []housing.HouseID{d.lenina.ID})
	must(t, err)
	if diff := cmp.Diff(map[housing.HouseID][]string{d.lenina.ID: {"3"}}, known); diff != "" {
		t.Errorf("entrances (-want +got):\n%s", diff)
	}
}

// audience is how many people hear of an outage at a part of Lenina 12.
type audience struct {
	entrance string
	flats    []string
	people   int
}

func (d *dark) audiences(all map[string]audience) {
	d.t.Helper()
	at := wholeOf(d.lenina)
	for name, tt := range all {
		at.Entrance, at.Premises = tt.entrance, tt.flats
		a, err := d.outages.Audience(d.ctx(), d.dispatcher, d.emergency(at), noon())
		must(d.t, err)
		if a.People != tt.people {
			d.t.Errorf("%s: %d people, want %d", name, a.People, tt.people)
		}
	}
}

func TestWhoIsNoOperatorOfTheHouseAnnouncesNothing(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	other, _, err := d.orgs.Add(d.ctx(), "7707083893", "ТСЖ «Мира»", "", noon())
	must(t, err)
	foreign := d.emergency(wholeOf(d.lenina))
	foreign.Organisation.ID = other

	_, _, byAnna := d.outages.Announce(d.ctx(), d.once(), d.anna, d.emergency(wholeOf(d.lenina)), noon())
	_, _, ofOther := d.outages.Announce(d.ctx(), d.once(), d.dispatcher, foreign, noon())
	_, _, nowhere := d.outages.Announce(d.ctx(), d.once(), d.dispatcher, d.emergency(), noon())
	id := d.announce(d.emergency(wholeOf(d.lenina)))
	_, look := d.outages.Outage(d.ctx(), d.anna, id)
	_, change := d.outages.Change(
		d.ctx(),
		d.once(),
		housing.OutageChange{ID: id, Person: d.anna, Step: housing.OutageEnd},
		noon(),
	)

	wantRefusal(t, byAnna, "operator.not_yours")
	wantRefusal(t, ofOther, "operator.not_yours")
	wantRefusal(t, nowhere, "outage.nowhere")
	wantRefusal(t, look, "outage.unknown")
	wantRefusal(t, change, "operator.not_yours")
}

func TestAnOutageThatIsOverIsNotAnnounced(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	o := d.emergency(wholeOf(d.lenina))
	o.To = noon().Add(time.Hour)
	d.announce(o)

	if told := d.deliver(annaChat, noon().Add(2*time.Hour)); len(told) != 0 {
		t.Errorf("told %v", told)
	}
}

func TestPlannedWorkWaitsForTheMorning(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	night := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC) // 03:00 in Novosibirsk
	o := d.emergency(wholeOf(d.lenina))
	o.Kind, o.From, o.To, o.Next = housing.OutagePlanned, night.Add(
		7*time.Hour, // after the digest of the day before
	), night.Add(
		9*time.Hour,
	), time.Time{}
	_, _, err := d.outages.Announce(d.ctx(), d.once(), d.dispatcher, o, night)
	must(t, err)
	morning := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

	early := d.deliver(annaChat, morning.Add(-time.Second))
	told := d.deliver(annaChat, morning)

	if len(early) != 0 || !slices.Equal(told, []string{"announced"}) {
		t.Errorf("told %v before 08:00 and %v at 08:00", early, told)
	}
}

func TestDispatchersAreAskedForWhatWasPromised(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	id := d.announce(d.emergency(wholeOf(d.lenina)))
	asked := func(after time.Duration) []string {
		must(t, d.outages.Ask(d.ctx(), noon().Add(after)))
		return d.deliver(dispatcherChat, noon().Add(after))
	}

	got := [][]string{asked(49 * time.Minute), asked(50 * time.Minute), asked(55 * time.Minute)}
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageExtend, Next: noon().Add(2 * time.Hour)},
		noon().Add(time.Hour)))
	got = append(got, asked(109*time.Minute), asked(110*time.Minute))

	want := [][]string{nil, {"next"}, nil, nil, {"next"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestDispatchersAreAskedWhenATimeRunsOutAndResidentsHearThatItIsBack(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	plan := d.emergency(wholeOf(d.lenina))
	plan.Kind, plan.To, plan.Next = housing.OutagePlanned, noon().Add(3*time.Hour), time.Time{}
	id := d.announce(plan)
	asked := func(chat int64, after time.Duration) []string {
		must(t, d.outages.Ask(d.ctx(), noon().Add(after)))
		return d.deliver(chat, noon().Add(after))
	}
	d.deliver(annaChat, noon())

	got := [][]string{asked(dispatcherChat, 169*time.Minute), asked(dispatcherChat, 170*time.Minute)}
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageExtend, To: noon().Add(5 * time.Hour)},
		noon().Add(175*time.Minute)))
	got = append(got, asked(dispatcherChat, 176*time.Minute), asked(dispatcherChat, 290*time.Minute))
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageEnd}, noon().Add(291*time.Minute)))
	got = append(got, asked(annaChat, 292*time.Minute))

	want := [][]string{nil, {"end"}, nil, {"end"}, {"announced over the message", "ended"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestAResidentReportsOnceAnHourAndThreeAskTheDispatcherAgain(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	id := d.announce(d.emergency(wholeOf(d.lenina)))
	d.deliver(dispatcherChat, noon())
	say := func(p housing.PersonID, still bool, at time.Time) housing.OutageReported {
		t.Helper()
		done, err := d.outages.Report(d.ctx(), d.once(), housing.OutageReport{
			Person: p, House: d.lenina.ID, Utility: housing.UtilityColdWater, Still: still,
		}, at)
		must(t, err)
		return done
	}
	first := say(d.anna, false, noon())
	again := say(d.anna, false, noon().Add(59*time.Minute))
	if first.Flats != 1 || first.Outage != id || !first.Already.IsZero() || !again.Already.Equal(noon()) {
		t.Errorf("first %+v, again %+v", first, again)
	}
	_, err := d.outages.Report(d.ctx(), d.once(), housing.OutageReport{
		Person: d.town.person(9), House: d.lenina.ID, Utility: housing.UtilityColdWater,
	}, noon())
	if err == nil {
		t.Error("a stranger reports")
	}
	over := noon().Add(time.Hour)
	must(t, d.change(id, housing.OutageChange{Step: housing.OutageEnd}, over))
	d.deliver(dispatcherChat, over)
	neighbours := []housing.PersonID{d.anna, d.town.person(3), d.town.person(4)}
	for i, p := range neighbours {
		if i > 0 {
			d.exec(`UPDATE premises SET entrance = '2'`)
			d.connect(p)
		}
		say(p, true, over)
		told := slices.DeleteFunc(d.deliver(dispatcherChat, over), func(s string) bool { return s == "" })
		if (len(told) == 1) != (i == 2) {
			t.Errorf("after %d flats the dispatcher is told %v", i+1, told)
		}
	}
	progress, err := d.outages.Progress(d.ctx(), d.dispatcher, id)
	must(t, err)
	want := housing.OutageProgress{
		Sent: 1, Reports: []housing.ReportsAt{{House: d.lenina.ID, Flats: 1}},
		Still: []housing.ReportsAt{
			{House: d.lenina.ID, Entrance: "2", Flats: 2}, {House: d.lenina.ID, Flats: 1},
		},
	}
	if diff := cmp.Diff(want, progress); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}
