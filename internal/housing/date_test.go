package housing

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func someDay(t *rapid.T) Date {
	return Date{2020, time.January, 1}.Add(rapid.IntRange(0, 4000).Draw(t, "days since 2020"))
}

func TestOnlyDaysOfTheCalendarAreDates(t *testing.T) {
	t.Parallel()
	for _, d := range []struct {
		date  Date
		there bool
	}{
		{Date{2026, time.February, 28}, true},
		{Date{2026, time.February, 29}, false},
		{Date{2028, time.February, 29}, true},
		{Date{2100, time.February, 29}, false},
		{Date{2026, time.April, 31}, false},
		{Date{2026, 13, 1}, false},
		{Date{2026, time.May, 0}, false},
	} {
		if _, ok := NewDate(d.date.Year, d.date.Month, d.date.Day); ok != d.there {
			t.Errorf("%v is a date: %v", d.date, ok)
		}
	}
}

func TestDateIsThatOfItsZone(t *testing.T) {
	t.Parallel()
	evening := time.Date(2026, time.November, 30, 20, 0, 0, 0, time.UTC)
	if got := DateOf(evening.In(time.FixedZone("", 7*60*60))); got != (Date{2026, time.December, 1}) {
		t.Errorf("the day in Novosibirsk is %v", got)
	}
}

func TestDateAndPeriodSurviveText(t *testing.T) {
	t.Parallel()
	type both struct {
		D Date
		P Period
	}
	rapid.Check(t, func(t *rapid.T) {
		want := both{}
		if rapid.Bool().Draw(t, "set") {
			want.D = someDay(t)
			want.P = want.D.Period()
		}
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got := both{D: Date{1, 1, 1}, P: Period{1, 1}}
		if err := json.Unmarshal(b, &got); err != nil || got != want {
			t.Fatalf("%s is read as %+v, %v", b, got, err)
		}
	})
}

func TestBadTextIsNoDate(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2026-02-29", "2026-2-1", "29.02.2026", "x", "2026-13-01", " "} {
		if err := new(Date).UnmarshalText([]byte(s)); err == nil {
			t.Errorf("%q is a date", s)
		}
	}
	for _, s := range []string{"2026-13", "2026-1", "11.2026", "x", "2026", " "} {
		if err := new(Period).UnmarshalText([]byte(s)); err == nil {
			t.Errorf("%q is a period", s)
		}
	}
}

func TestDaysAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := someDay(t), rapid.IntRange(1, 800).Draw(t, "n")
		later := d.Add(n)
		if !d.Before(later) || later.Before(d) || d.Before(d) || later.Add(-n) != d {
			t.Fatalf("%d days after %v is %v", n, d, later)
		}
	})
}

func TestDayOfAShortMonthIsItsLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p         Period
		day, want int
	}{
		{Period{2026, time.February}, 31, 28},
		{Period{2026, time.February}, 29, 28},
		{Period{2028, time.February}, 29, 29},
		{Period{2028, time.February}, 31, 29},
		{Period{2026, time.April}, 31, 30},
		{Period{2026, time.May}, 31, 31},
		{Period{2026, time.December}, 31, 31},
		{Period{2026, time.February}, 3, 3},
	} {
		if got := c.p.Day(c.day); got != (Date{c.p.Year, c.p.Month, c.want}) {
			t.Errorf("day %d of %v is %v, want %d", c.day, c.p, got, c.want)
		}
	}
}

func TestPeriodsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, n := someDay(t).Period(), rapid.IntRange(-40, 40).Draw(t, "n")
		q := p.Add(n)
		if q.Months(p) != n || q.Add(-n) != p || q.Before(p) != (n < 0) {
			t.Fatalf("%d months after %v is %v, %d months away", n, p, q, q.Months(p))
		}
		if p.Last().Add(1) != p.Add(1).First() || p.Last().Period() != p {
			t.Fatalf("%v ends on %v", p, p.Last())
		}
	})
}

func TestZeroDateAndPeriodAreTold(t *testing.T) {
	t.Parallel()
	day := Date{2026, time.November, 24}
	if !(Date{}).IsZero() || day.IsZero() || !(Period{}).IsZero() || day.Period().IsZero() {
		t.Error("zero is not told from what is set")
	}
	if day.String() != "2026-11-24" || day.Period().String() != "2026-11" {
		t.Errorf("written as %v and %v", day, day.Period())
	}
}
