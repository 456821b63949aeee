package simulator

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestTheClockStandsUntilItIsMoved(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 17, 10, 0, 0, 0, time.FixedZone("MSK", 3*3600))
	c := NewClock(start)
	var heard []time.Time
	cancel := c.Subscribe(func(now time.Time) { heard = append(heard, now) })

	c.Advance(time.Hour)
	c.Advance(-time.Hour)
	backwards := c.Set(start)
	forwards := c.Set(start.Add(25 * time.Hour))
	cancel()
	c.Advance(time.Minute)

	want := []time.Time{start.Add(time.Hour), start.Add(25 * time.Hour)}
	if !slices.EqualFunc(heard, want, time.Time.Equal) {
		t.Errorf("heard %v, want %v", heard, want)
	}
	if !errors.Is(backwards, ErrBackwards) || forwards != nil {
		t.Errorf("Set: %v and %v", backwards, forwards)
	}
	if got := c.Now(); !got.Equal(start.Add(25*time.Hour+time.Minute)) || got.Location() != start.Location() {
		t.Errorf("Now = %v", got)
	}
}

func TestARunningClockAddsRealTime(t *testing.T) {
	t.Parallel()
	wall := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	start := time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC)
	c := NewClock(start, Running(func() time.Time { return wall }))

	wall = wall.Add(time.Minute)
	c.Advance(time.Hour)
	wall = wall.Add(time.Second)

	if got, want := c.Now(), start.Add(time.Hour+time.Minute+time.Second); !got.Equal(want) {
		t.Errorf("Now = %v, want %v", got, want)
	}
	wall = wall.Add(-time.Hour)
	if got, want := c.Now(), start.Add(time.Hour+time.Minute+time.Second); !got.Equal(want) {
		t.Errorf("real time went back: Now = %v, want %v", got, want)
	}
}
