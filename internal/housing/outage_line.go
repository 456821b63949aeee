package housing

import "time"

// OutageLine is a line of a file that tells of outages: as it is written there,
// but for the times, which are those of its houses.
type OutageLine struct {
	Row    int
	Places string // «Ленина 34-56 (чет), 17-А»
	What   string // «хвс и гвс»; empty: as the whole file says
	Kind   string // «плановое»; empty: as the whole file says
	Cause  string
	From   Moment
	To     Moment // zero: not known
}

// Moment is a day by the clock of a house, with a time of the day where it is told.
type Moment struct {
	Day     Date
	Minutes int // since midnight
	Clocked bool
}

// In returns the moment in a zone: the beginning of a day without a time, or the
// end of one, where it is the last.
func (m Moment) In(loc *time.Location, last bool) time.Time {
	switch {
	case m == Moment{}:
		return time.Time{}
	case !m.Clocked && last:
		return m.Day.Add(1).In(loc)
	}
	return time.Date(m.Day.Year, m.Day.Month, m.Day.Day, 0, m.Minutes, 0, 0, loc)
}

// OutageDraft is what an operator loaded from a file, until it is sent. An id of
// zero: there is none.
type OutageDraft struct {
	ID           int64
	Organisation OrganisationID
	Person       PersonID
	Name         string // of the file
	Outages      []Outage
}

// OutageDraftLife is for how long what was loaded can be sent.
const OutageDraftLife = 24 * time.Hour
