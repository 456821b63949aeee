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
		var what strings.Builder
		what.WriteString(n.Args["step"])
		for _, o := range n.Digest {
			fmt.Fprintf(&what, "%s %d;", o.State, len(o.Places))
		}
		if n.Edit != 0 {
			what.WriteString(" over the message")
		}
		told = append(told, what.String())
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
			if err := d.outages.TellPlanned(context.Background(), now); err != nil {
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

// TestPlacesInTwoZonesAreToldByTheClockOfEach has one house in Kaliningrad and one in Vladivostok.
func TestPlacesInTwoZonesAreToldByTheClockOfEach(t *testing.T) {
	t.Parallel()
	d := newDark(t) // anna has a flat in both
	west, east, away := d.town.person(3), d.town.person(4), d.town.person(5)
	d.connect(west)
	d.connectBy(d.town.mira(east))
	d.connectBy(d.town.mira(away))
	d.exec(`UPDATE houses SET zone = 'Europe/Kaliningrad' WHERE id = $1`, int64(d.lenina.ID))
	d.exec(`UPDATE houses SET zone = 'Asia/Vladivostok' WHERE id = $1`, int64(d.mira.ID))
	d.exec(`UPDATE people SET zone = 'Europe/Moscow' WHERE id = $1`, int64(away))
	d.lenina, d.mira = d.house("ленина 12"), d.house("мира 12к2")
	d.deliver(annaChat, noon())
	evening := time.Date(2026, time.November, 23, 17, 0, 0, 0, time.UTC) // 19:00, and 03:00 of the 24th

	a, err := d.outages.Audience(d.ctx(), d.dispatcher, d.emergency(wholeOf(d.lenina), wholeOf(d.mira)), evening)
	must(t, err)
	if want := (housing.Audience{People: 4, Loud: 3}); a != want { // who is in Vladivostok sleeps
		t.Errorf("audience %+v, want %+v", a, want)
	}
	var told []string
	for _, h := range []housing.House{d.lenina, d.mira} {
		from := time.Date(2026, time.November, 26, 9, 0, 0, 0, h.Location())
		d.announce(d.planned(housing.OutagePlanned, []housing.Span{{From: from, To: from.Add(time.Hour)}}, wholeOf(h)))
	}
	for hour := time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC); hour.Day() < 27; hour = hour.Add(time.Hour) {
		must(t, d.outages.TellPlanned(d.ctx(), hour))
		notices, err := d.outbox.Take(d.ctx(), "a", 100, hour, time.Second)
		must(t, err)
		for _, n := range notices {
			must(t, d.outbox.Sent(d.ctx(), n.ID, housing.Arrival{Message: 1}, hour))
			for _, o := range n.Digest {
				told = append(told, fmt.Sprintf("%s %d %s", hour.Format("02 15:04"), n.Chat, o.Places[0].Address.Street))
			}
		}
	}
	slices.Sort(told)
	want := []string{ // 18:00 is 08:00 of UTC in Vladivostok, 15:00 in Moscow and 16:00 in Kaliningrad
		"25 08:00 102 пр-кт Мира", "25 08:00 104 пр-кт Мира", "25 15:00 105 пр-кт Мира",
		"25 16:00 102 ул. Ленина", "25 16:00 103 ул. Ленина",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
