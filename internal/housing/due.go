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

// dueRule is a due day and the first period it holds for.
type dueRule struct {
	from Period
	day  int // of the month after the period
}

// dueRules are ч. 1 ст. 155 ЖК РФ in its editions, oldest first. The one of
// 01.03.2026 names the 15th. Whether it holds for the charges of February,
// which fall due in March, is told both ways: residents are held to the later day.
func dueRules() []dueRule {
	return []dueRule{
		{day: 10},
		{from: Period{2026, time.February}, day: 15},
	}
}

// DueDay returns the due day of the charges of a period.
func DueDay(p Period) Due {
	day := 0
	for _, r := range dueRules() {
		if !p.Before(r.from) {
			day = r.day
		}
	}
	nominal := p.Add(1).Day(day)
	return Due{Nominal: nominal, Last: NextWorkday(nominal)}
}
