package housing_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

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
		until   int    // the end of the quiet hours, where it is not 8
	}{
		"days ahead, a digest":             {planned: housing.WishDigest, digest: 18, now: moment{20, 12, 0}},
		"a minute before the digest":       {planned: housing.WishDigest, digest: 18, now: moment{25, 17, 59}},
		"the hour of the digest":           {planned: housing.WishDigest, digest: 18, now: moment{25, 18, 0}, at: moment{25, 18, 0}},
		"announced after the digest":       {planned: housing.WishDigest, digest: 18, now: moment{25, 20, 0}, at: moment{25, 20, 0}},
		"announced in the night":           {planned: housing.WishDigest, digest: 18, now: moment{25, 23, 0}, at: moment{26, 8, 0}},
		"it begins when the night is over": {planned: housing.WishDigest, digest: 18, now: moment{25, 23, 0}, at: moment{25, 23, 0}, until: 9},
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
			w.Quiet.Until = cmp.Or(tt.until, w.Quiet.Until)
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

// zoneOf draws one of the eleven zones.
func zoneOf(t *rapid.T, whose string) *time.Location {
	name := rapid.SampledFrom(housing.Zones()).Draw(t, whose)
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// TestEveryReaderIsToldAwakeInEveryPairOfZones has the reader live by one clock and the house by another.
func TestEveryReaderIsToldAwakeInEveryPairOfZones(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hour, ahead := rapid.IntRange(0, 23), rapid.IntRange(1, housing.AheadMost)
		w := housing.Wishes{
			Planned: rapid.SampledFrom([]housing.PlannedWish{housing.WishDigest, housing.WishAhead}).Draw(t, "planned"),
			Digest:  hour.Draw(t, "digest"), Ahead: ahead.Draw(t, "ahead"),
			Quiet: housing.Quiet{From: hour.Draw(t, "quiet from"), Until: hour.Draw(t, "quiet until")},
		}
		now := time.Unix(rapid.Int64Range(1_790_000_000, 1_820_000_000).Draw(t, "now"), 0)
		minutes := time.Duration(rapid.IntRange(-600, 6000).Draw(t, "begins in")) * time.Minute
		house, reader := zoneOf(t, "house"), zoneOf(t, "reader")
		o := housing.Outage{
			Kind: rapid.SampledFrom([]housing.OutageKind{
				housing.OutageEmergency, housing.OutagePlanned, housing.OutagePrevention,
			}).Draw(t, "kind"),
			From: now.Add(minutes).In(house),
		}

		at, later := w.Told(o, now.In(reader))

		switch asleep := w.Quiet.Holds(at.In(reader)); {
		case later:
			if o.Kind != housing.OutagePlanned || w.Planned == housing.WishAhead && minutes <= time.Duration(w.Ahead)*time.Hour {
				t.Fatalf("%s that begins in %s is left for later", o.Kind, minutes)
			}
		case at.Before(now) || at.Sub(now) > 24*time.Hour:
			t.Fatalf("told at %v", at)
		case o.Kind == housing.OutageEmergency && !at.Equal(now):
			t.Fatalf("an emergency waits until %v", at)
		case at.After(now) && (asleep || !o.From.After(at)):
			t.Fatalf("waits until %v, asleep: %v, and it begins at %v", at, asleep, o.From)
		case asleep && o.Rings(housing.OutageSaid, at.In(reader), w.Quiet):
			t.Fatalf("rings at %v", at.In(reader))
		case asleep && at.Equal(now) && o.Kind != housing.OutageEmergency && w.Planned == housing.WishDigest &&
			o.From.After(w.Quiet.Over(at.In(reader))):
			t.Fatalf("what can wait until %v does not", w.Quiet.Over(at.In(reader)))
		}
	})
}

// covers reports whether places are those of a flat.
func covers(places []housing.OutagePlace, house housing.HouseID, entrance, flat string) bool {
	return slices.ContainsFunc(places, func(p housing.OutagePlace) bool {
		return p.House == house && (p.Entrance == "" || p.Entrance == entrance) &&
			(len(p.Premises) == 0 || slices.Contains(p.Premises, flat))
	})
}

// TestMergedRowsConcernTheSameFlatsOnce merges rows of a plan in any order.
func TestMergedRowsConcernTheSameFlatsOnce(t *testing.T) {
	t.Parallel()
	place := rapid.Custom(func(t *rapid.T) housing.OutagePlace {
		return housing.OutagePlace{
			House:    housing.HouseID(rapid.IntRange(1, 2).Draw(t, "house")),
			Entrance: rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "entrance"),
			Premises: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"1", "2", "3"}), 0, 2, rapid.ID[string]).Draw(t, "flats"),
		}
	})
	day := housing.Span{From: time.Unix(1_800_000_000, 0), To: time.Unix(1_800_003_600, 0)}
	rapid.Check(t, func(t *rapid.T) {
		var rows []housing.PlannedRow
		var all []housing.OutagePlace
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			utilities := []housing.Utility{housing.UtilityColdWater, housing.UtilityHotWater}
			if rapid.Bool().Draw(t, "turned") {
				slices.Reverse(utilities)
			}
			r := housing.PlannedRow{
				Utilities: utilities, Places: rapid.SliceOfN(place, 1, 3).Draw(t, "places"), Spans: []housing.Span{day},
			}
			rows, all = append(rows, r), append(all, r.Places...)
		}

		outages := housing.PlanOutages(housing.Outage{}, rows)

		if len(outages) != 1 {
			t.Fatalf("what is one for its readers are %d messages", len(outages))
		}
		got := outages[0].Places
		for _, house := range []housing.HouseID{1, 2, 3} {
			for _, entrance := range []string{"1", "2"} {
				for _, flat := range []string{"1", "2", "3", "4"} {
					if covers(got, house, entrance, flat) != covers(all, house, entrance, flat) {
						t.Fatalf("%d, %s, %s: %+v became %+v", house, entrance, flat, all, got)
					}
				}
			}
		}
		for i, p := range got {
			if slices.ContainsFunc(got[i+1:], func(q housing.OutagePlace) bool {
				return p.House == q.House && p.Entrance == q.Entrance
			}) {
				t.Fatalf("%+v is there twice: %+v", p, got)
			}
		}
	})
}
