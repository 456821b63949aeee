package housing

import (
	"fmt"
	"regexp"
	"strconv"
)

// Window is the span of days in which readings of a month are handed in: an
// organisation sets it, a house may have its own. From > To wraps the end of
// the month: 25-3 runs from the 25th to the 3rd of the next month.
//
// Days 29-31 mean the last day in shorter months. ПП РФ 354, п. 31 «е(1)»
// leaves the dates to the contract; the 25th is the common last day.
type Window struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// DefaultWindow applies where the organisation set none.
func DefaultWindow() Window { return Window{From: 20, To: 25} }

// ParseWindow reads "20-25".
func ParseWindow(s string) (Window, error) {
	m := regexp.MustCompile(`^\s*(\d{1,2})\s*[-–—]\s*(\d{1,2})\s*$`).FindStringSubmatch(s)
	if m == nil {
		return Window{}, fmt.Errorf("read window %q: want first and last day, as 20-25", s)
	}
	from, _ := strconv.Atoi(m[1])
	to, _ := strconv.Atoi(m[2])
	w := Window{From: from, To: to}
	if !w.Valid() {
		return Window{}, fmt.Errorf(
			"read window %q: days are 1 to 31, and a window ends before that of the next month begins", s)
	}
	return w, nil
}

// Valid reports whether both days exist and windows of two months cannot overlap.
func (w Window) Valid() bool {
	day := func(n int) bool { return n >= 1 && n <= 31 }
	return day(w.From) && day(w.To) && (w.From <= w.To || w.To < min(w.From, 28))
}

// Span returns the first and last day in which readings of p are taken.
func (w Window) Span(p Period) (first, last Date) {
	if w.From <= w.To {
		return p.Day(w.From), p.Day(w.To)
	}
	return p.Day(w.From), p.Add(1).Day(w.To)
}

// Slot is the period that a reading handed in on a day counts for.
type Slot struct {
	Period      Period
	First, Last Date // the window of Period
	Open        bool // false: the window of Period has not begun
}

// On returns the slot of a day: the first period whose window is not over.
// A reading given outside any window therefore counts for the next one.
func (w Window) On(day Date) Slot {
	p := day.Period().Add(-1)
	for {
		first, last := w.Span(p)
		if !last.Before(day) {
			return Slot{Period: p, First: first, Last: last, Open: !day.Before(first)}
		}
		p = p.Add(1)
	}
}

// Late reports whether the window of the month before s's has just been missed on day:
// the person is told that this reading counts for the next month.
func (s Slot) Late(day Date, w Window) bool {
	_, last := w.Span(s.Period.Add(-1))
	return !s.Open && last.Before(day) && last.Period() == day.Period()
}

// String returns the window as 20-25.
func (w Window) String() string { return fmt.Sprintf("%d-%d", w.From, w.To) }
