package housing_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
)

// novAt is a moment of November 2026 in the zone of the house.
func novAt(t *testing.T, day, hour, minute int) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Novosibirsk")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, time.November, day, hour, minute, 0, 0, loc)
}

func TestPlannedOutagesAreToldWhenTheReaderWishes(t *testing.T) {
	t.Parallel()
	type moment struct{ day, hour, minute int }
	begins := moment{26, 9, 0}
	for name, tt := range map[string]struct {
		planned housing.PlannedWish
		digest  int
		ahead   int
		now, at moment // a zero at: later
	}{
		"days ahead, a digest":             {planned: housing.WishDigest, digest: 18, now: moment{20, 12, 0}},
		"a minute before the digest":       {planned: housing.WishDigest, digest: 18, now: moment{25, 17, 59}},
		"the hour of the digest":           {planned: housing.WishDigest, digest: 18, now: moment{25, 18, 0}, at: moment{25, 18, 0}},
		"announced after the digest":       {planned: housing.WishDigest, digest: 18, now: moment{25, 20, 0}, at: moment{25, 20, 0}},
		"announced in the night":           {planned: housing.WishDigest, digest: 18, now: moment{25, 23, 0}, at: moment{26, 8, 0}},
		"announced on the day":             {planned: housing.WishDigest, digest: 18, now: moment{26, 8, 30}, at: moment{26, 8, 30}},
		"a digest at noon":                 {planned: housing.WishDigest, digest: 12, now: moment{25, 12, 0}, at: moment{25, 12, 0}},
		"three hours ahead, a day before":  {planned: housing.WishAhead, ahead: 3, now: moment{25, 18, 0}},
		"three hours ahead, too early":     {planned: housing.WishAhead, ahead: 3, now: moment{26, 5, 59}},
		"three hours ahead":                {planned: housing.WishAhead, ahead: 3, now: moment{26, 6, 0}, at: moment{26, 6, 0}},
		"less than three hours are left":   {planned: housing.WishAhead, ahead: 3, now: moment{26, 7, 0}, at: moment{26, 7, 0}},
		"a day and a night ahead":          {planned: housing.WishAhead, ahead: 24, now: moment{25, 8, 59}},
		"a day and a night ahead, reached": {planned: housing.WishAhead, ahead: 24, now: moment{25, 9, 0}, at: moment{25, 9, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := housing.DefaultWishes()
			w.Planned, w.Digest, w.Ahead = tt.planned, tt.digest, tt.ahead
			o := housing.Outage{Kind: housing.OutagePlanned, From: novAt(t, begins.day, begins.hour, begins.minute)}

			at, later := w.Told(o, novAt(t, tt.now.day, tt.now.hour, tt.now.minute))

			if later != (tt.at == moment{}) {
				t.Fatalf("later: %v", later)
			}
			if !later && !at.Equal(novAt(t, tt.at.day, tt.at.hour, tt.at.minute)) {
				t.Errorf("told at %v", at)
			}
		})
	}
}

func TestEmergenciesAndPreventionDoNotWaitForTheDigest(t *testing.T) {
	t.Parallel()
	for _, o := range []housing.Outage{
		{Kind: housing.OutageEmergency, From: novAt(t, 25, 12, 0)},
		{Kind: housing.OutagePrevention, From: novAt(t, 30, 12, 0)},
		{Kind: housing.OutagePlanned, Danger: true, From: novAt(t, 30, 12, 0)},
	} {
		if at, later := housing.DefaultWishes().Told(o, novAt(t, 25, 12, 0)); later || !at.Equal(novAt(t, 25, 12, 0)) {
			t.Errorf("%+v is told at %v, later: %v", o, at, later)
		}
	}
}

func TestWhoHearsOfWhat(t *testing.T) {
	t.Parallel()
	emergency := housing.Outage{Kind: housing.OutageEmergency}
	danger := housing.Outage{Kind: housing.OutageEmergency, Danger: true}
	planned := housing.Outage{Kind: housing.OutagePlanned}
	prevention := housing.Outage{Kind: housing.OutagePrevention}
	for name, tt := range map[string]struct {
		wish  func(*housing.Wishes)
		chat  bool
		hears []housing.Outage
		not   []housing.Outage
	}{
		"nothing was said":   {chat: true, hears: []housing.Outage{emergency, danger, planned, prevention}},
		"no planned outages": {wish: func(w *housing.Wishes) { w.Planned = housing.WishOff }, hears: []housing.Outage{emergency, prevention, danger}, not: []housing.Outage{planned}},
		"no emergencies":     {wish: func(w *housing.Wishes) { w.Emergencies = false }, hears: []housing.Outage{danger, planned, prevention}, not: []housing.Outage{emergency}},
		"no hot water":       {wish: func(w *housing.Wishes) { w.HotWater = false }, hears: []housing.Outage{emergency, planned}, not: []housing.Outage{prevention}},
		"the house chat is enough": {
			wish: func(w *housing.Wishes) { w.ChatEnough = true }, chat: true,
			hears: []housing.Outage{danger}, not: []housing.Outage{emergency, planned, prevention},
		},
		"there is no house chat": {
			wish: func(w *housing.Wishes) { w.ChatEnough = true }, hears: []housing.Outage{emergency, planned, prevention},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := housing.DefaultWishes()
			if tt.wish != nil {
				tt.wish(&w)
			}
			for _, o := range tt.hears {
				if !w.Hears(o, tt.chat) {
					t.Errorf("does not hear of %+v", o)
				}
			}
			for _, o := range tt.not {
				if w.Hears(o, tt.chat) {
					t.Errorf("hears of %+v", o)
				}
			}
		})
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		quiet housing.Quiet
		hour  int
		over  int // the hour at which they are over; as hour: it is not quiet
	}{
		{housing.Quiet{From: 22, Until: 8}, 21, 21},
		{housing.Quiet{From: 22, Until: 8}, 22, 8},
		{housing.Quiet{From: 22, Until: 8}, 7, 8},
		{housing.Quiet{From: 22, Until: 8}, 8, 8},
		{housing.Quiet{From: 13, Until: 15}, 14, 15},
		{housing.Quiet{From: 13, Until: 15}, 15, 15},
		{housing.Quiet{From: 0, Until: 9}, 3, 9},
		{housing.Quiet{From: 8, Until: 8}, 8, 8}, // none
		{housing.Quiet{From: 0, Until: 0}, 3, 3},
	} {
		at := novAt(t, 25, tt.hour, 30)
		over := tt.quiet.Over(at)
		if quiet := tt.quiet.Holds(at); quiet == over.Equal(at) || over.Hour() != tt.over {
			t.Errorf("%+v at %d: quiet %v, over at %v", tt.quiet, tt.hour, quiet, over)
		}
	}
	for hour := range 24 { // danger sounds whatever the hour, an emergency outside the quiet hours
		loud := housing.Outage{Kind: housing.OutageEmergency, Danger: true}
		plain := housing.Outage{Kind: housing.OutageEmergency}
		at, quiet := novAt(t, 25, hour, 0), housing.Quiet{From: 23, Until: 6}
		if !loud.Rings(housing.OutageSaid, at, quiet) ||
			plain.Rings(housing.OutageSaid, at, quiet) != (hour >= 6 && hour < 23) {
			t.Errorf("wrong at %d", hour)
		}
	}
}
