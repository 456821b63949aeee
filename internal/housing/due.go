package housing

import "time"

// Due is the last day on which the charges of a period are paid in time.
type Due struct {
	Nominal Date // by ч. 1 ст. 155 ЖК РФ
	Last    Date // Nominal, or the workday after it where it is a day off (ст. 193 ГК РФ)
}

// Moved reports whether the nominal day is a day off.
func (d Due) Moved() bool { return d.Nominal != d.Last }

// Settled reports whether the days off around the due day are known: of a year
// whose transfers of days off were not published yet the day may still move.
func (d Due) Settled() bool { return WorkdaysKnown(d.Last.Year) }

// The days of ч. 1 ст. 155 ЖК РФ: the 10th of the next month, unless the owners
// or the contract named another; in the edition of 01.03.2026 the 15th, which
// nobody may change.
const (
	dueByOldLaw = 10
	dueByLaw    = 15
)

// contested returns the first period that the new edition may hold for, and the
// first that it does hold for. Whether it holds for the charges of February,
// which fall due in March, is told both ways: residents are held to the later
// day and reminded of the earlier.
func contested() (from, sure Period) {
	return Period{2026, time.February}, Period{2026, time.March}
}

// OwnDueDay is a day of payment that owners or a contract named in place of the
// law's, for charges from a period on.
type OwnDueDay struct {
	From  Period
	Until Period // the first that it is not for any more; zero: none
	Day   int    // of the month after the period, the last one where that is shorter; 0: the law's again
	House bool   // of one house, which counts before that of the organisation
	Basis string // the decision or the contract
}

// DueDays are the days that were named for a house; none: the law's hold.
type DueDays []OwnDueDay

// MayNameDueDay reports whether a day may be named for the charges of a period.
func MayNameDueDay(p Period) bool {
	_, sure := contested()
	return p.Before(sure)
}

// own is the day that was named for a period, or that of the old law.
func (ds DueDays) own(p Period) int {
	var found OwnDueDay
	for _, d := range ds {
		later := !d.From.Before(found.From)
		if d.House != found.House {
			later = d.House
		}
		stands := !p.Before(d.From) && (d.Until.IsZero() || p.Before(d.Until))
		if stands && (later || found.From.IsZero()) {
			found = d
		}
	}
	if found.Day == 0 {
		return dueByOldLaw
	}
	return found.Day
}

// span returns the earliest and the latest day that may be meant for a period.
func (ds DueDays) span(p Period) (early, late int) {
	from, sure := contested()
	if !p.Before(sure) {
		return dueByLaw, dueByLaw
	}
	own := ds.own(p)
	if p.Before(from) {
		return own, own
	}
	return min(own, dueByLaw), max(own, dueByLaw)
}

// Due returns the due day of the charges of a period that residents are held to.
func (ds DueDays) Due(p Period) Due {
	_, late := ds.span(p)
	return dueOn(p, late)
}

// Early returns the day that residents are reminded of: where the law is told
// both ways, nobody is late by either.
func (ds DueDays) Early(p Period) Due {
	early, _ := ds.span(p)
	return dueOn(p, early)
}

func dueOn(p Period, day int) Due {
	nominal := p.Add(1).Day(day)
	return Due{Nominal: nominal, Last: NextWorkday(nominal)}
}

// DueDay returns the due day of the charges of a period by law.
func DueDay(p Period) Due { return DueDays(nil).Due(p) }
