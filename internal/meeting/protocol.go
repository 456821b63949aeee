package meeting

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/owners"
)

// Holder is an owner with the right by which he has a part in a vote.
type Holder struct {
	Holding      owners.RightID
	Owner        owners.OwnerID
	Name         string
	Organisation bool
	Premises     owners.Premises
	Share        *big.Rat // of the holding
	Joint        bool
	Number       string       // of the registration of the right
	Registered   housing.Date // zero: not known
	Weight       *big.Rat     // of the holding, m²
}

// mostBroken bounds how many numbers a list names.
const mostBroken = 20

// BrokenList names the decisions that are not what was accepted: «2, 5»; 0 is the beginning of the record.
// Empty:
// all are as they were.
func BrokenList(seqs []int64) string {
	var all []string
	for _, n := range seqs[:min(len(seqs), mostBroken)] {
		all = append(all, strconv.FormatInt(n, 10))
	}
	if len(seqs) > mostBroken {
		all = append(all, "…")
	}
	return strings.Join(all, ", ")
}

// Record is what the protocol of a meeting is drawn up from, once its term is over.
type Record struct {
	Meeting Meeting
	Counted ballot.Counted
	Holders []Holder // all owners at the start, by premises
	Signed  map[int64]string
}

// Binding is the count that the protocol tells: in [Advisory] that of paper alone.
func (r *Record) Binding() *ballot.Count {
	if r.Meeting.Mode == Official {
		return r.Counted.Outcome.All
	}
	return r.Counted.Outcome.Paper
}

// Bare reports whether there is nothing to draw a protocol up from: no paper in [Advisory].
func (r *Record) Bare() bool { return r.Meeting.Mode != Official && r.Binding().Holdings == 0 }

// Decisions are those that the binding count is made of, one a holding.
func (r *Record) Decisions() []ballot.Decision {
	return r.Counted.Meeting.Standing(r.Counted.Decisions, r.Meeting.Mode != Official)
}

// Announcement is when the results are told at the latest: within so many days of the end (ЖК РФ ст. 46 ч.
// 3).
type Announcement struct {
	From housing.Date
	Act  string
	Days int
}

// announcements, the newest last.
func announcements() []Announcement {
	return []Announcement{{
		From: housing.Date{Year: 2005, Month: time.March, Day: 1}, Act: "ЖК РФ, ст. 46 ч. 3", Days: 10,
	}}
}

// AnnounceBy is the last day on which the results are announced, and the act that says so.
func (m *Meeting) AnnounceBy() (housing.Date, string) {
	end := housing.DateOf(m.Ends.In(m.Location()))
	all := announcements()
	found := all[0]
	for _, a := range all {
		if !end.Before(a.From) {
			found = a
		}
	}
	return end.Add(found.Days), found.Act
}
