package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// works are planned, of hours of a November day in the zone of the houses.
func (d *dark) works(day, from, to int, at ...housing.House) housing.OutageID {
	d.t.Helper()
	loc := housing.House{Zone: d.lenina.Zone}.Location()
	begin := time.Date(2026, time.November, day, from, 0, 0, 0, loc)
	var places []housing.OutagePlace
	for _, h := range at {
		places = append(places, wholeOf(h))
	}
	o := d.planned(housing.OutagePlanned, []housing.Span{{From: begin, To: begin.Add(time.Duration(to-from) * time.Hour)}}, places...)
	return d.announce(o)
}

// at is a moment of November on the clock of the houses.
func (d *dark) at(day, hour, minute int) time.Time {
	return time.Date(2026, time.November, day, hour, minute, 0, 0, housing.House{Zone: d.lenina.Zone}.Location())
}

func (d *dark) wish(change func(*housing.Wishes)) {
	d.t.Helper()
	wishes := &postgres.Wishes{DB: d.db}
	w, err := wishes.Of(d.ctx(), d.anna)
	must(d.t, err)
	change(&w)
	must(d.t, wishes.Wish(d.ctx(), d.once(), d.anna, w, noon()))
}

// hear ticks and takes what is due to anna: a digest by the outages that it names.
func (d *dark) hear(now time.Time) (told []string) {
	d.t.Helper()
	must(d.t, d.outages.TellPlanned(d.ctx(), now))
	notices, err := d.outbox.Take(d.ctx(), "a", 100, now, time.Second)
	must(d.t, err)
	for _, n := range notices {
		must(d.t, d.outbox.Sent(d.ctx(), n.ID, housing.Arrival{Message: 70 + n.ID}, now))
		if n.Chat != annaChat {
			continue
		}
		what := n.Args["step"]
		for _, o := range n.Digest {
			what += fmt.Sprintf("%s %d;", o.State, len(o.Places))
		}
		if n.Edit != 0 {
			what += " over the message"
		}
		told = append(told, what)
	}
	slices.Sort(told)
	return told
}

func (d *dark) hears(name string, now time.Time, want ...string) {
	d.t.Helper()
	if diff := cmp.Diff(want, d.hear(now)); diff != "" {
		d.t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// noon is the 23rd.
func TestPlannedOutagesOfTomorrowAreToldInOneMessage(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	first := d.works(26, 9, 13, d.lenina, d.mira)
	d.works(26, 20, 22, d.mira)
	d.works(27, 9, 13, d.lenina)
	d.works(26, 9, 13, d.five) // not hers
	d.hears("days ahead", noon())
	d.hears("before the hour", d.at(25, 17, 59))
	d.hears("at the hour", d.at(25, 18, 0), "announced 2;announced 1;")
	d.hears("a minute later", d.at(25, 18, 1))
	must(t, d.change(first, housing.OutageChange{Step: housing.OutageCallOff}, d.at(25, 19, 0)))
	d.hears("called off", d.at(25, 19, 0), "called_off", "called_off 2;announced 1; over the message")
	late := d.planned(housing.OutagePlanned,
		[]housing.Span{{From: d.at(26, 15, 0), To: d.at(26, 16, 0)}}, wholeOf(d.lenina))
	_, _, err := d.outages.Announce(d.ctx(), d.once(), d.dispatcher, late, d.at(25, 20, 0))
	must(t, err)
	d.hears("announced after the hour of the digest", d.at(25, 20, 0), "announced")
	d.hears("the next day", d.at(26, 18, 0), "announced 1;")
}

func TestADigestKeepsToTheReadersHourZoneAndLead(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	d.works(26, 9, 13, d.lenina)
	d.wish(func(w *housing.Wishes) { w.Digest, w.Zone = 20, "Europe/Moscow" }) // four hours behind the house
	d.hears("20:00 at the house", d.at(25, 20, 0))
	d.hears("midnight at the house", d.at(26, 0, 0), "announced 1;")
	d.works(28, 9, 13, d.lenina)
	d.wish(func(w *housing.Wishes) { w.Planned, w.Ahead = housing.WishAhead, 3 })
	d.hears("the evening before", d.at(27, 20, 0))
	d.hears("more than three hours before", d.at(28, 5, 59))
	d.hears("three hours before", d.at(28, 6, 0), "announced")
	d.hears("later", d.at(28, 7, 0))
	d.works(29, 9, 13, d.lenina)
	d.wish(func(w *housing.Wishes) { w.Planned = housing.WishOff })
	d.hears("off", d.at(29, 8, 0))
}

func TestADigestThatWasMissedIsCaughtUpOnceUnlessItIsOver(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	d.works(25, 9, 13, d.lenina)
	d.works(26, 9, 13, d.lenina)
	var group sync.WaitGroup
	now := d.at(26, 10, 0) // nothing ran since the 23rd
	for range 4 {
		group.Go(func() {
			if err := d.outages.TellPlanned(context.Background(), now); err != nil { //nolint:usetesting // not of one test
				t.Errorf("tell: %v", err)
			}
		})
	}
	group.Wait()
	d.hears("after downtime", now, "announced 1;")
	d.hears("again", now.Add(time.Minute))
	d.hears("over", d.at(26, 14, 0))
}

func TestWhoHasEnoughOfTheHouseChatIsToldOfDangerAlone(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	d.exec(`INSERT INTO house_chats (bot_id, chat_id, title, person_id, organisation_id, since)
		SELECT bot_id, -100, 'Ленина, 12', id, $1, now() FROM people ORDER BY id LIMIT 1`, int64(d.org))
	d.exec(`INSERT INTO house_chat_houses (house_chat_id, house_id) SELECT id, $1 FROM house_chats`, int64(d.lenina.ID))
	d.wish(func(w *housing.Wishes) { w.ChatEnough = true })
	for _, tt := range []struct {
		name   string
		danger bool
		at     []housing.House
		want   int
	}{
		{"a house with a chat", false, []housing.House{d.lenina}, 0},
		{"a house without", false, []housing.House{d.mira}, 1},
		{"both", false, []housing.House{d.lenina, d.mira}, 1},
		{"danger", true, []housing.House{d.lenina}, 1},
	} {
		var places []housing.OutagePlace
		for _, h := range tt.at {
			places = append(places, wholeOf(h))
		}
		o := d.emergency(places...)
		o.Danger = tt.danger
		a, err := d.outages.Audience(d.ctx(), d.dispatcher, o, noon())
		must(t, err)
		d.announce(o)
		if told := d.deliver(annaChat, noon()); len(told) != tt.want || a.People != tt.want {
			t.Errorf("%s: told %s, audience %+v, want %d", tt.name, strings.Join(told, ", "), a, tt.want)
		}
	}
	d.works(24, 9, 13, d.lenina)
	d.works(24, 15, 16, d.mira)
	d.hears("planned", d.at(23, 18, 0), "announced 1;")
}
