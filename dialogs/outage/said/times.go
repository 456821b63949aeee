package said

import (
	"slices"
	"time"

	"dombot/internal/housing"
)

// Interval is a span of time. To is zero where the end is not known yet.
type Interval struct{ From, To time.Time }

// printed is how an interval is written so that [When] reads it back.
const printed = "15:04 02.01.2006"

// String returns «с 23:00 03.07.2026 до 06:00 04.07.2026».
func (i Interval) String() string {
	if i.To.IsZero() {
		return "с " + i.From.Format(printed) + ", срок уточняется"
	}
	return "с " + i.From.Format(printed) + " до " + i.To.Format(printed)
}

// Times is when something is off: intervals in order. Open: the end is not
// known, and the only interval has none.
type Times struct {
	Intervals []Interval
	Open      bool
}

// The bounds of what is an outage.
const (
	maxTyped  = 500 // runes
	maxAhead  = 400 * 24 * time.Hour
	maxLasts  = 92 * 24 * time.Hour
	lately    = 31 // days in which a day without a year was, rather than will be again
	maxDays   = 62 // of daily windows
	maxTill   = 18 * time.Hour
	halfAYear = 183 // days that two days without a year lie apart at most
)

// When reads a time as it is typed: «до 9», «2 часа», «26.11 с 9 до 13», «01-03.12
// 08:00-17:00» (a window on each day), «с 1 по 14 июля», «срок уточняется».
//
// A start that is not told is now. A day without a year is the next one, unless
// it was within the last month. Windows that are over are left out where others
// are not. Errors are of the type [*TimeError].
func When(text string, now time.Time) (Times, error) { return newTimeForms().when(text, now) }

func (f timeForms) when(text string, now time.Time) (Times, error) {
	if len([]rune(text)) > maxTyped {
		return Times{}, &TimeError{Fault: NotUnderstood, Text: text}
	}
	r := timeReader{timeForms: f, now: now, today: housing.DateOf(now)}
	for _, t := range r.lex(text) {
		if r.asked != nil && t[dateDay] == "" && t[wordDay] == "" && t[sign] == "" {
			r.flush()
		}
		if r.fault == nil {
			r.take(t)
		}
	}
	r.flush()
	if r.half {
		r.fail(NotUnderstood, text)
	}
	if r.fault != nil {
		return Times{}, r.fault
	}
	return r.finish(text)
}

// edge is one end of an interval, as far as it is told.
type edge struct {
	day   *day
	clock *clock
}

type clock struct{ hour, minute int }

// day is a day of the calendar; its year may be inferred.
type day struct {
	date     housing.Date
	inferred bool
}

func (d *day) weekday() time.Weekday { return d.date.In(time.UTC).Weekday() }

func (d *day) at(c clock, loc *time.Location) time.Time {
	return time.Date(d.date.Year, d.date.Month, d.date.Day, c.hour, c.minute, 0, 0, loc)
}

// finish makes intervals of what was read.
func (r *timeReader) finish(text string) (Times, error) {
	intervals, fault := r.all(text)
	if fault != nil {
		return Times{}, fault
	}
	for _, i := range intervals {
		if fault := r.bounds(i); fault != nil {
			return Times{}, fault
		}
	}
	slices.SortStableFunc(intervals, func(a, b Interval) int { return a.From.Compare(b.From) })
	intervals = slices.Compact(intervals)
	left := slices.DeleteFunc(slices.Clone(intervals), func(i Interval) bool {
		return !i.To.IsZero() && !i.To.After(r.now)
	})
	if len(left) == 0 {
		all := Interval{From: intervals[0].From, To: intervals[len(intervals)-1].To}
		return Times{}, &TimeError{Fault: Past, From: all.From, To: all.To}
	}
	return Times{Intervals: left, Open: r.open}, nil
}

func (r *timeReader) bounds(i Interval) *TimeError {
	switch {
	case !i.To.IsZero() && !i.To.After(i.From):
		return &TimeError{Fault: Reversed, From: i.From, To: i.To}
	case i.From.Sub(r.now) > maxAhead, !i.To.IsZero() && i.To.Sub(i.From) > maxLasts:
		return &TimeError{Fault: TooFar, From: i.From, To: i.To}
	}
	return nil
}

// all is the intervals of every time that was told. One without a day has those
// of the time before it, and the first ones that of the last.
func (r *timeReader) all(text string) (all []Interval, fault *TimeError) {
	if len(r.groups) == 0 {
		return r.intervals(text)
	}
	if r.length > 0 || r.open || r.whole || !r.complete() {
		return nil, &TimeError{Fault: NotUnderstood, Text: text}
	}
	r.next()
	r.lendDays()
	var days []day
	for _, g := range r.groups {
		if len(g.days) == 0 && g.from.day == nil && g.to.day == nil {
			g.days = days
		}
		days = g.days
		r.days, r.from, r.to = g.days, g.from, g.to
		one, fault := r.intervals(text)
		if fault != nil {
			return nil, fault
		}
		all = append(all, one...)
	}
	return all, nil
}

// lendDays gives a first time without a day those of the last one.
func (r *timeReader) lendDays() {
	first, last := &r.groups[0], r.groups[len(r.groups)-1]
	if len(first.days) > 0 || first.to.day != nil || last.from.day != nil {
		return
	}
	first.days = last.days
	if last.to.day != nil {
		first.days = []day{*last.to.day}
	}
}

func (r *timeReader) intervals(text string) ([]Interval, *TimeError) {
	switch {
	case r.open:
		return r.unended(text)
	case r.length > 0:
		return r.lasting(text)
	case r.to.clock == nil && r.from.clock != nil:
		return nil, &TimeError{Fault: NoEnd, Text: text}
	case r.to.clock == nil:
		return r.wholeDays(text)
	case r.from.clock == nil:
		return r.until(text)
	case len(r.days) > 0 && r.from.day == nil && r.to.day == nil:
		return r.windows(), nil
	}
	return r.between(text)
}

// unended is «срок уточняется», with or without its start.
func (r *timeReader) unended(text string) ([]Interval, *TimeError) {
	if r.length > 0 || r.to != (edge{}) || r.whole || len(r.days) > 1 {
		return nil, &TimeError{Fault: NotUnderstood, Text: text}
	}
	from, fault := r.start(text)
	return []Interval{{From: from}}, fault
}

// lasting is «2 часа», with or without its start.
func (r *timeReader) lasting(text string) ([]Interval, *TimeError) {
	if r.to != (edge{}) || r.whole || len(r.days) > 1 {
		return nil, &TimeError{Fault: NotUnderstood, Text: text}
	}
	from, fault := r.start(text)
	to := from.Add(r.length)
	if from.Equal(r.now) {
		to = to.Truncate(time.Minute)
	}
	return []Interval{{from, to}}, fault
}

// start is the start where there is one at most.
func (r *timeReader) start(text string) (time.Time, *TimeError) {
	first := r.from.day
	if len(r.days) == 1 && first == nil {
		first = &r.days[0]
	}
	switch {
	case r.from.clock == nil && first == nil:
		return r.now, nil
	case r.from.clock == nil:
		return time.Time{}, &TimeError{Fault: NoClock, Text: text}
	case first == nil:
		first = &day{date: r.today}
	}
	return first.at(*r.from.clock, r.now.Location()), nil
}

// wholeDays is «с 1 по 14 июля», or «26.11 весь день».
func (r *timeReader) wholeDays(text string) ([]Interval, *TimeError) {
	loc := r.now.Location()
	switch {
	case r.from.day != nil && r.to.day != nil && len(r.days) == 0:
		return r.dayToDay(text)
	case r.from != (edge{}) || r.to != (edge{}):
		return nil, &TimeError{Fault: NoClock, Text: text}
	case len(r.days) == 0 && r.whole:
		return []Interval{{r.today.In(loc), r.today.Add(1).In(loc)}}, nil
	case len(r.days) == 0:
		return nil, &TimeError{Fault: NotUnderstood, Text: text}
	case len(r.days) == 1 && !r.whole:
		return nil, &TimeError{Fault: NoClock, Text: text}
	}
	return r.eachDay(), nil
}

// dayToDay is «с 1 по 14 июля»; «до 14 июля» leaves open whether the last day counts.
func (r *timeReader) dayToDay(text string) ([]Interval, *TimeError) {
	if !r.inclusive {
		return nil, &TimeError{Fault: NoClock, Text: text}
	}
	loc := r.now.Location()
	from, to := paired(*r.from.day, *r.to.day)
	if to.date.Before(from.date) {
		return nil, &TimeError{Fault: Reversed, From: from.date.In(loc), To: to.date.In(loc)}
	}
	return []Interval{{from.date.In(loc), to.date.Add(1).In(loc)}}, nil
}

// eachDay is every one of the days, as one time where none is left out between them.
func (r *timeReader) eachDay() []Interval {
	loc := r.now.Location()
	last := r.days[len(r.days)-1].date
	if r.days[0].date.Add(len(r.days)-1) == last {
		return []Interval{{r.days[0].date.In(loc), last.Add(1).In(loc)}}
	}
	all := make([]Interval, len(r.days))
	for i, d := range r.days {
		all[i] = Interval{d.date.In(loc), d.date.Add(1).In(loc)}
	}
	return all
}

// until is «до 9»: the next time that it is nine, unless that is so far off
// that an hour which was must be meant.
func (r *timeReader) until(text string) ([]Interval, *TimeError) {
	if len(r.days) > 0 || r.from.day != nil {
		return nil, &TimeError{Fault: NotUnderstood, Text: text}
	}
	d := r.to.day
	if d == nil {
		d = &day{date: r.today}
	}
	at := d.at(*r.to.clock, r.now.Location())
	if next := at.AddDate(0, 0, 1); r.to.day == nil && !at.After(r.now) && next.Sub(r.now) <= maxTill {
		at = next
	}
	if !at.After(r.now) {
		return nil, &TimeError{Fault: Past, From: r.now, To: at}
	}
	return []Interval{{r.now, at}}, nil
}

// windows is a window on each of the days.
func (r *timeReader) windows() []Interval {
	all := make([]Interval, 0, len(r.days))
	for _, d := range r.days {
		loc := r.now.Location()
		all = append(all, Interval{d.at(*r.from.clock, loc), d.at(*r.to.clock, loc)})
	}
	return all
}

// between is «с 23:00 03.07 до 06:00 04.07»; a day told once is that of both ends.
func (r *timeReader) between(text string) ([]Interval, *TimeError) {
	if len(r.days) > 1 || len(r.days) == 1 && r.from.day != nil {
		return nil, &TimeError{Fault: NotUnderstood, Text: text}
	}
	from, to := r.from.day, r.to.day
	if len(r.days) == 1 {
		from = &r.days[0]
	}
	switch {
	case from == nil && to == nil:
		from = &day{date: r.today}
		to = from
	case from == nil:
		from = to
	case to == nil:
		to = from
	}
	a, b := paired(*from, *to)
	loc := r.now.Location()
	return []Interval{{a.at(*r.from.clock, loc), b.at(*r.to.clock, loc)}}, nil
}

// paired gives a day without a year the year that fits the other one: the last
// such day that is not after the end.
func paired(from, to day) (first, last day) {
	year := func(d day, shift int) day {
		if moved, ok := housing.NewDate(d.date.Year+shift, d.date.Month, d.date.Day); ok {
			d.date = moved
		}
		return d
	}
	switch {
	case to.inferred && !from.inferred:
		to = year(to, from.date.Year-to.date.Year)
		if next := year(to, 1); to.date.Before(from.date) && next.date.Before(from.date.Add(halfAYear)) {
			to = next
		}
	case from.inferred:
		same := year(from, to.date.Year-from.date.Year)
		before := year(same, -1)
		from = same
		if to.date.Before(same.date) && to.date.Before(before.date.Add(halfAYear)) {
			from = before
		}
	}
	return from, to
}
