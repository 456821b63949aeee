package housing

import "slices"

// MonthUse is how much a meter counted in a month.
type MonthUse struct {
	Period Period
	Use    Values // nil: not known, nothing was read
	Months int    // that Use is of: more than 1 after months without a reading
	Source Source // of the reading at its end
}

// Monthly returns the use of the last n months up to the newest reading, or to
// last if that is later; the oldest first. It begins with the first month that
// has a use: nil if none has. Replaced and rejected readings do not count.
func (h History) Monthly(last Period, n int) []MonthUse {
	var months []MonthUse
	var before Period
	for _, r := range slices.Backward(h.Rows) {
		if r.Replaced || r.State == Rejected {
			continue
		}
		if len(r.Use) > 0 && !before.IsZero() {
			months = append(unread(months, r.Period), MonthUse{
				Period: r.Period, Use: r.Use, Months: r.Period.Months(before), Source: r.Source,
			})
		}
		before = r.Period
	}
	if len(months) == 0 {
		return nil
	}
	months = unread(months, last.Add(1))
	months = months[max(0, len(months)-n):]
	first := slices.IndexFunc(months, func(m MonthUse) bool { return m.Use != nil })
	if first < 0 {
		return nil
	}
	return months[first:]
}

// unread adds the months without a reading that lie before next.
func unread(months []MonthUse, next Period) []MonthUse {
	if len(months) == 0 {
		return nil
	}
	for p := months[len(months)-1].Period.Add(1); next.Months(p) > 0; p = p.Add(1) {
		months = append(months, MonthUse{Period: p})
	}
	return months
}

// Chart is the use of a meter, month by month, with the words of its picture.
type Chart struct {
	Title   string
	Names   []string // of the tariffs
	Guessed []string // of the tariffs, where the use is estimated
	Bars    []ChartBar
}

// ChartBar is a month of a chart.
type ChartBar struct {
	MonthUse

	Name string // of the month
	Text string // the use in words
}
