package housing

import (
	"fmt"
	"time"
)

// Date is a day of the calendar, without time and zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// NewDate returns the day, false if the calendar has no such day.
func NewDate(year int, month time.Month, day int) (Date, bool) {
	d := Date{year, month, day}
	return d, DateOf(d.In(time.UTC)) == d
}

// In returns the midnight that starts d in loc.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Add returns the day n days later.
func (d Date) Add(n int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, n)) }

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.In(time.UTC).Before(other.In(time.UTC)) }

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// Period returns the month of d.
func (d Date) Period() Period { return Period{d.Year, d.Month} }

// String returns d as 2006-01-02.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText writes d as 2006-01-02; the zero Date is the empty text.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return fmt.Errorf("read date: %w", err)
	}
	*d = DateOf(t)
	return nil
}

// Period is a month of account: what a reading or a charge belongs to.
type Period struct {
	Year  int
	Month time.Month
}

// ParsePeriod reads 2026-11.
func ParsePeriod(s string) (Period, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return Period{}, fmt.Errorf("read period %q: want year-month, as 2026-11", s)
	}
	return DateOf(t).Period(), nil
}

// First returns the first day of p.
func (p Period) First() Date { return Date{p.Year, p.Month, 1} }

// Last returns the last day of p.
func (p Period) Last() Date { return p.Day(31) }

// Day returns day n of p, or the last day where p is shorter.
func (p Period) Day(n int) Date {
	return Date{p.Year, p.Month, min(n, p.Add(1).First().Add(-1).Day)}
}

// Add returns the period n months later.
func (p Period) Add(n int) Period {
	return DateOf(time.Date(p.Year, p.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)).Period()
}

// Months returns how many months p is later than other.
func (p Period) Months(other Period) int {
	return (p.Year-other.Year)*12 + int(p.Month-other.Month)
}

// Before reports whether p is earlier than other.
func (p Period) Before(other Period) bool { return p.Months(other) < 0 }

// IsZero reports whether p is the zero Period.
func (p Period) IsZero() bool { return p == Period{} }

// String returns p as 2026-11.
func (p Period) String() string { return fmt.Sprintf("%04d-%02d", p.Year, p.Month) }

// MarshalText writes p as 2026-11; the zero Period is the empty text.
func (p Period) MarshalText() ([]byte, error) {
	if p.IsZero() {
		return nil, nil
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (p *Period) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*p = Period{}
		return nil
	}
	*p, err = ParsePeriod(string(b))
	return err
}

// Since returns how many days after another day d is.
func (d Date) Since(other Date) int { return daysFrom(other, d) }
