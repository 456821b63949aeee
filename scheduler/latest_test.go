package scheduler

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTheLatestMomentIsTheLastOfAll holds the search against counting up, over
// changes of the clocks too.
func TestTheLatestMomentIsTheLastOfAll(t *testing.T) {
	t.Parallel()
	specs := []string{"* * * * *", "*/7 9-17 * * *", "0 18 * * *", "30 2 * * *", "0 10 20-25 * *", "0 0 1 1 *"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"UTC", "Asia/Novosibirsk", "Europe/Berlin"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		spec := rapid.SampledFrom(specs).Draw(t, "spec")
		s, err := parseSpec(spec)
		if err != nil {
			t.Fatal(err)
		}
		from := time.Date(2026, 10, 24, 12, 0, 0, 0, zone).Add(time.Duration(rapid.IntRange(0, 3*24*3600).Draw(t, "from")) * time.Second)
		now := from.Add(time.Duration(rapid.IntRange(0, 6*3600).Draw(t, "later")) * time.Second)

		got := latest(s, from, now)

		var want time.Time
		for next := s.Next(from); !next.IsZero() && !next.After(now); next = s.Next(next) {
			want = next
		}
		if !got.Equal(want) {
			t.Errorf("the last of %q between %s and %s is %s, want %s", spec, from, now, got, want)
		}
	})
}
