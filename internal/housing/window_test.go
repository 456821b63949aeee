package housing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDayBelongsToTheFirstWindowThatIsNotOver(t *testing.T) {
	t.Parallel()
	day := func(m time.Month, d int) Date { return Date{2026, m, d} }
	leap := Date{2028, time.February, 29}
	for _, c := range []struct {
		window string
		on     Date
		period time.Month
		open   bool
		late   bool
	}{
		{"20-25", day(time.November, 1), time.November, false, false},
		{"20-25", day(time.November, 19), time.November, false, false},
		{"20-25", day(time.November, 20), time.November, true, false},
		{"20-25", day(time.November, 25), time.November, true, false},
		{"20-25", day(time.November, 26), time.December, false, true},
		{"20-25", day(time.November, 30), time.December, false, true},
		{"20-25", day(time.December, 1), time.December, false, false},
		{"20-25", day(time.December, 31), time.January, false, true},
		{"25-3", day(time.November, 24), time.November, false, true},
		{"25-3", day(time.November, 25), time.November, true, false},
		{"25-3", day(time.December, 3), time.November, true, false},
		{"25-3", day(time.December, 4), time.December, false, true},
		{"25-3", day(time.January, 2), time.December, true, false},
		{"29-31", day(time.February, 27), time.February, false, false},
		{"29-31", day(time.February, 28), time.February, true, false},
		{"29-31", day(time.March, 1), time.March, false, false},
		{"29-31", day(time.April, 30), time.April, true, false},
		{"29-31", leap, time.February, true, false},
		{"29-31", leap.Add(-1), time.February, false, false},
		{"31-5", day(time.February, 28), time.February, true, false},
		{"31-5", day(time.April, 29), time.April, false, true},
		{"1-31", day(time.February, 28), time.February, true, false},
		{"15-15", day(time.May, 15), time.May, true, false},
		{"15-15", day(time.May, 16), time.June, false, true},
	} {
		w, err := ParseWindow(c.window)
		if err != nil {
			t.Fatal(err)
		}
		s := w.On(c.on)
		if s.Period.Month != c.period || s.Open != c.open || s.Late(c.on, w) != c.late {
			t.Errorf("%s on %v: %v, open %v, late %v; want %v, %v, %v",
				w, c.on, s.Period, s.Open, s.Late(c.on, w), c.period, c.open, c.late)
		}
	}
}

func someWindow(t *rapid.T) Window {
	day := rapid.IntRange(1, 31)
	return rapid.Custom(func(t *rapid.T) Window {
		return Window{day.Draw(t, "from"), day.Draw(t, "to")}
	}).Filter(Window.Valid).Draw(t, "window")
}

func TestEveryDayBelongsToOneSlotAndSlotsFollowOneAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, day := someWindow(t), someDay(t)
		s, next := w.On(day), w.On(day.Add(1))
		switch inside := !day.Before(s.First) && !s.Last.Before(day); {
		case s.Open != inside:
			t.Fatalf("%v on %v: open %v between %v and %v", w, day, s.Open, s.First, s.Last)
		case s.Last.Before(s.First):
			t.Fatalf("%v: the window of %v ends before it begins", w, s.Period)
		case s.Last.Before(day):
			t.Fatalf("%v on %v: the window ended on %v", w, day, s.Last)
		case day == s.Last && next.Period != s.Period.Add(1):
			t.Fatalf("%v on %v: %v is followed by %v", w, day, s.Period, next.Period)
		case day != s.Last && next.Period != s.Period:
			t.Fatalf("%v on %v: %v changes to %v before its end", w, day, s.Period, next.Period)
		}
		if s.Late(day, w) && s.Open {
			t.Fatalf("%v on %v is open and late", w, day)
		}
	})
}

func TestWindowsOfTwoMonthsNeverOverlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, p := someWindow(t), someDay(t).Period()
		_, last := w.Span(p)
		if first, _ := w.Span(p.Add(1)); !last.Before(first) {
			t.Fatalf("%v: %v ends on %v, the next begins on %v", w, p, last, first)
		}
	})
}

func TestWindowSurvivesText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := someWindow(t)
		if got, err := ParseWindow(w.String()); err != nil || got != w {
			t.Fatalf("%v is read as %v, %v", w, got, err)
		}
	})
}

func TestWindowIsReadAsTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]Window{
		"20-25": {20, 25}, " 20 – 25 ": {20, 25}, "25—3": {25, 3}, "1-31": {1, 31}, "05-07": {5, 7}, "31-27": {31, 27},
	} {
		if got, err := ParseWindow(typed); err != nil || got != want {
			t.Errorf("%q is read as %v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "20", "20-", "-25", "0-25", "20-32", "31-28", "29-28", "20-25-30", "a-b", "100-1", "20.25", "+1-5"} {
		if got, err := ParseWindow(typed); err == nil {
			t.Errorf("%q is read as %v", typed, got)
		}
	}
}

func TestDefaultWindowIsValid(t *testing.T) {
	t.Parallel()
	if w := DefaultWindow(); !w.Valid() || w.String() != "20-25" {
		t.Errorf("the default is %v", w)
	}
}
