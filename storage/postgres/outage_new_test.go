package postgres_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
)

func (d *dark) work(places ...housing.OutagePlace) housing.Outage {
	o := d.emergency(places...)
	o.Kind, o.From, o.To, o.Next = housing.OutagePlanned, noon().Add(48*time.Hour), noon().Add(52*time.Hour), time.Time{}
	return o
}

// TestTheSamePlanIsAnnouncedOnce loads a plan twice at once, again after a
// change, and with one house more.
func TestTheSamePlanIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	load := func(all ...housing.Outage) []housing.OutageRef {
		told, err := d.outages.AnnounceNew(d.ctx(), d.once(), d.dispatcher, all, noon())
		must(t, err)
		return told
	}
	results := make(chan int, 2)
	for range cap(results) {
		once := d.once()
		go func() {
			told, err := d.outages.AnnounceNew(d.ctx(), once, d.dispatcher, []housing.Outage{d.work(wholeOf(d.lenina))}, noon())
			if err != nil {
				t.Error(err)
			}
			results <- len(told)
		}()
	}
	if n := <-results + <-results; n != 1 {
		t.Fatalf("two at once announce %d outages", n)
	}
	first, err := d.outages.ByNumber(d.ctx(), d.dispatcher, d.org, "о-000001")
	must(t, err)
	must(t, d.change(first.ID, housing.OutageChange{Step: housing.OutageExtend, To: noon().Add(60 * time.Hour)}, noon()))

	again, more := load(d.work(wholeOf(d.lenina))), load(d.work(wholeOf(d.lenina), wholeOf(d.mira)))

	if len(again) != 0 || len(more) != 1 {
		t.Fatalf("the same again announces %v, one house more %v", again, more)
	}
	second, err := d.outages.Outage(d.ctx(), d.dispatcher, more[0].ID)
	must(t, err)
	if len(second.Places) != 1 || second.Places[0].House != d.mira.ID {
		t.Errorf("one house more is told at %+v", second.Places)
	}
	if _, err := d.outages.ByNumber(d.ctx(), d.anna, d.org, first.Number); housing.KindOf(err) != housing.NotFound {
		t.Errorf("who is no operator gets %v", err)
	}
}

// TestAPlanWithAForeignHouseAnnouncesNothing also tries a draft of another person.
func TestAPlanWithAForeignHouseAnnouncesNothing(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	foreign := wholeOf(d.mira)
	foreign.House = 999_999
	_, err := d.outages.AnnounceNew(d.ctx(), d.once(), d.dispatcher,
		[]housing.Outage{d.work(wholeOf(d.lenina)), d.work(foreign)}, noon())
	if housing.KindOf(err) != housing.Refused || d.int("SELECT count(*) FROM outages") != 0 {
		t.Errorf("it is %v", err)
	}
	draft := housing.OutageDraft{
		Organisation: d.org, Person: d.dispatcher, Name: "план.xlsx", Outages: []housing.Outage{d.work(wholeOf(d.lenina))},
	}
	must(t, d.outages.KeepDraft(d.ctx(), draft, noon()))
	must(t, d.outages.KeepDraft(d.ctx(), draft, noon()))
	kept, err := d.outages.Draft(d.ctx(), d.dispatcher, d.org, noon())
	must(t, err)
	late, err := d.outages.Draft(d.ctx(), d.dispatcher, d.org, noon().Add(housing.OutageDraftLife))
	must(t, err)
	if len(kept.Outages) != 1 || late.ID != 0 {
		t.Fatalf("kept is %+v, a day later %+v", kept, late)
	}
	stolen := kept
	stolen.Person = d.anna
	if _, err := d.outages.SendDraft(d.ctx(), d.once(), stolen, noon()); housing.KindOf(err) != housing.Refused {
		t.Errorf("another person sends it: %v", err)
	}
	told, err := d.outages.SendDraft(d.ctx(), d.once(), kept, noon())
	must(t, err)
	_, err = d.outages.SendDraft(d.ctx(), d.once(), kept, noon())
	if len(told) != 1 || housing.KindOf(err) != housing.Refused || d.int("SELECT count(*) FROM outages") != 1 {
		t.Errorf("sent is %v, again %v", told, err)
	}
	draft.Person = d.anna
	if err := d.outages.KeepDraft(d.ctx(), draft, noon()); housing.KindOf(err) != housing.Refused {
		t.Errorf("who is no operator keeps a draft: %v", err)
	}
}
