package meeting

import (
	"time"

	"dombot/internal/housing"
)

// Terms are the numbers of the law in force from a day on.
type Terms struct {
	From   housing.Date
	Act    string
	Review int // working days of the inspectorate
	Notice int // whole days between the placing and the start
	Least  int // days that a vote through a system lasts
	Most   int
}

// terms, the newest last. The ten working days are those of the leaflet of ГИС ЖКХ
// (step 6); ЖК РФ ст. 45 ч. 4 asks for the message ten days before; ст. 47.1 (in force
// so since 01.03.2025, 463-ФЗ) bounds a vote through a system to 7–60 days. An older
// text of ст. 47.1 ч. 3 gave the administrator fourteen days: the review and the notice
// together are longer.
func terms() []Terms {
	return []Terms{{
		From: housing.Date{Year: 2025, Month: time.March, Day: 1}, Act: "ЖК РФ, ст. 45 ч. 4, ст. 47.1",
		Review: 10, Notice: 10, Least: 7, Most: 60,
	}}
}

// TermsOn returns the numbers in force on a day; before the first, those.
func TermsOn(day housing.Date) Terms {
	all := terms()
	found := all[0]
	for _, t := range all {
		if !day.Before(t.From) {
			found = t
		}
	}
	return found
}

// Earliest is when a vote may begin if the message is submitted on a day.
type Earliest struct {
	Review housing.Date // the last day of the review
	Start  housing.Date
	// Settled: the days off between are decreed. Where not, weekends and holidays of the
	// law alone are counted.
	Settled bool
}

// EarliestFrom counts the review in working days of the production calendar and then
// the days of notice.
func EarliestFrom(day housing.Date) Earliest {
	t := TermsOn(day)
	e := Earliest{Review: housing.AddWorkdays(day, t.Review), Settled: true}
	e.Start = afterNotice(e.Review, t)
	for y := day.Year; y <= e.Review.Year; y++ {
		e.Settled = e.Settled && housing.WorkdaysKnown(y)
	}
	return e
}

// afterNotice is the first day of a vote whose message was placed on a day.
func afterNotice(placed housing.Date, t Terms) housing.Date { return placed.Add(t.Notice + 1) }

// StartFrom is the first day on which a vote may begin whose message is placed today.
func StartFrom(today housing.Date) housing.Date { return afterNotice(today, TermsOn(today)) }

// Late reports whether a message that is placed now leaves too few days before its start.
func (m *Meeting) Late(now time.Time) bool {
	return housing.DateOf(m.Starts.In(m.Location())).Before(StartFrom(m.Today(now)))
}

// Stages of a review of which somebody is told.
const (
	Near   = "near"   // two working days are left, or fewer
	Passed = "passed" // the term is over
)

// nearDays is how many working days before the end a word is due.
const nearDays = 2

// ReviewStage tells what is worth a word of the review on a day; empty: nothing.
func (m *Meeting) ReviewStage(today housing.Date) string {
	switch {
	case m.State != Review || m.Due.IsZero():
		return ""
	case m.Due.Before(today):
		return Passed
	case housing.WorkdaysUntil(today, m.Due) <= nearDays:
		return Near
	}
	return ""
}

// TermsNow returns the newest numbers.
func TermsNow() Terms {
	all := terms()
	return all[len(all)-1]
}
