package housing

import "time"

// FilingWhat is what a report of an outage does in ГИС ЖКХ.
type FilingWhat string

// What reports do.
const (
	FilingPlaces FilingWhat = "placed"
	FilingEdits  FilingWhat = "edited"
	FilingAnnuls FilingWhat = "annulled"
)

// Filing is one report of one of the times of an outage, written for ГИС ЖКХ.
type Filing struct {
	Outage    OutageID
	Base      string // TransportGUID under which this time of the outage is placed first
	Transport string // TransportGUID of this report
	What      FilingWhat
	Digest    string // of what it says; empty: several things were written under it
	Taken     bool   // ГИС ЖКХ took it
	GUID      string // that ГИС ЖКХ gave then; may be empty
	Fault     string // why ГИС ЖКХ did not take it; empty: it did, or did not answer
}

// Filed is how one of the times of an outage stands in ГИС ЖКХ.
type Filed struct {
	Base    string
	GUID    string // by which it is edited and annulled; empty: ГИС ЖКХ told none
	Digest  string // of what stands there; empty: unknown
	Turns   int    // reports that were taken
	Stands  bool   // it is placed and not annulled
	Waiting bool   // a report was written, and no answer came
}

// FiledOf returns how things stand after filings, which are in the order in which they were taken.
func FiledOf(filings []Filing) map[string]Filed {
	all := map[string]Filed{}
	for _, f := range filings {
		is := all[f.Base]
		is.Base = f.Base
		if f.Taken {
			if f.GUID != "" || f.What == FilingPlaces {
				is.GUID = f.GUID
			}
			is.Turns, is.Digest, is.Stands, is.Waiting = is.Turns+1, f.Digest, f.What != FilingAnnuls, false
		} else if f.Fault == "" {
			is.Waiting = true
		}
		all[f.Base] = is
	}
	return all
}

// FilingAnswer is what ГИС ЖКХ answered to one report.
type FilingAnswer struct {
	Transport string
	GUID      string    // may be empty
	At        time.Time // when it was taken; zero: the answer does not say
	Fault     string    // why it was not; empty: it was
}

// FilingFault is a report that ГИС ЖКХ did not take.
type FilingFault struct {
	Number string `db:"number"` // of its outage
	Reason string `db:"fault"`
}
