package ballot

import (
	"slices"
	"time"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// MeetingID is the key of a meeting.
type MeetingID int64

// Mode is what electronic votes are worth.
type Mode string

// The modes: since 01.03.2025 an electronic meeting binds only in ГИС ЖКХ or a regional state system
// (ЖК РФ ст. 47.1).
const (
	Advisory Mode = "advisory"
	Official Mode = "official"
)

// Question is one of the agenda.
type Question struct {
	Number   int    // from 1
	Text     string // as it is put to the vote
	Majority Majority
}

// Meeting is what voting has to know of a meeting, as it was announced.
type Meeting struct {
	ID         MeetingID
	House      housing.HouseID
	Start, End time.Time // votes are taken from Start up to, not including, End
	Zone       string    // IANA name, of the house
	Mode       Mode
	Revote     bool // who voted may vote anew until the end
	Questions  []Question
}

// Location returns the zone of the house, UTC where it is not known.
func (m Meeting) Location() *time.Location {
	loc, err := time.LoadLocation(m.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Day is the day whose register gives the votes their weight: that of the start, in the house.
func (m Meeting) Day() housing.Date { return housing.DateOf(m.Start.In(m.Location())) }

// Answer is what an owner says to a question; empty: nothing that could be counted.
type Answer string

// The answers.
const (
	For     Answer = "for"     // «За»
	Against Answer = "against" // «Против»
	Abstain Answer = "abstain" // «Воздержался»
)

// Answers returns every answer.
func Answers() []Answer { return []Answer{For, Against, Abstain} }

// Channel is how a decision was made.
type Channel string

// The channels.
const (
	Electronic Channel = "electronic"
	Paper      Channel = "paper"
)

// Decision is what was decided for a holding. Its weight is that of the holding: nobody hands it in.
type Decision struct {
	Seq     int64 // in the order of acceptance, from 1
	Holding owners.RightID
	Owner   owners.OwnerID // who decided, or for whom a representative did
	Channel Channel
	Answers []Answer  // one a question, in the order of the meeting's
	At      time.Time // when it was accepted
	// Received is when a paper decision was handed in; who enters it may do so after the end.
	Received time.Time
	// Corrects is the number of a paper decision of the same holding that was entered wrongly: this one
	// stands in its place, or, without any answer, takes it back. Both stay in the chain. 0: it corrects
	// none.
	Corrects int64
	// Vouched tells that who entered a paper of a doubtful day was asked, and said that it came before the
	// end. It
	// is kept in the audit, not with the decision.
	Vouched bool
}

// Void reports whether d says nothing that could be counted: it takes back what it corrects.
func (d Decision) Void() bool {
	return !slices.ContainsFunc(d.Answers, func(a Answer) bool { return a != "" })
}

// made is the moment that has to lie within the term.
func (d Decision) made() time.Time {
	if d.Channel == Paper && !d.Received.IsZero() {
		return d.Received
	}
	return d.At
}

// The texts of refusals, keys of the catalogue.
const (
	textEarly      = "ballot.early"
	textLate       = "ballot.late"
	textTwice      = "ballot.twice"
	textJoint      = "ballot.joint"
	textOnPaper    = "ballot.on_paper"
	textOnScreen   = "ballot.on_screen"
	textUnanswered = "ballot.unanswered"
	textUnreceived = "ballot.unreceived"
	textCorrected  = "ballot.corrected"
	textUnvouched  = "ballot.unvouched"
)

func refused(text string) error { return &housing.Error{Kind: housing.Refused, Text: text} }

// Judge says why a decision cannot be accepted beside those that were accepted for the same holding; nil: it
// counts from now on. Whether the holding is the person's is not judged here.
func (m Meeting) Judge(standing []Decision, d Decision) error {
	switch {
	case d.Channel == Paper && (d.Received.IsZero() || d.At.Before(d.Received)):
		return refused(textUnreceived)
	case d.made().Before(m.Start):
		return refused(textEarly)
	case !d.made().Before(m.End):
		return refused(textLate)
	case d.Channel == Paper && !d.Void() && !d.Vouched && m.Doubtful(m.DayOf(d.Received), d.At):
		return refused(textUnvouched)
	case !m.answered(d):
		return refused(textUnanswered)
	}
	return m.beside(m.last(standing, d), d)
}

// beside says why d cannot stand beside what stands against it; nil: nothing does.
func (m Meeting) beside(last *Decision, d Decision) error {
	switch {
	case last == nil && d.Corrects == 0, last != nil && m.replaces(*last, d):
		return nil
	case d.Corrects != 0:
		return refused(textCorrected)
	case last.Channel != d.Channel && last.Channel == Paper:
		return refused(textOnPaper)
	case last.Channel != d.Channel:
		return refused(textOnScreen)
	case last.Owner != d.Owner:
		return refused(textJoint)
	}
	return refused(textTwice)
}

// DayOf is the day of a moment in the house of a meeting.
func (m Meeting) DayOf(at time.Time) housing.Date { return housing.DateOf(at.In(m.Location())) }

// Doubtful reports whether of a paper that was handed in on a day, and is entered at a moment, the day does
// not tell that it came in time: the term ended in the middle of that day, and has ended.
func (m Meeting) Doubtful(day housing.Date, entered time.Time) bool {
	return !entered.Before(m.End) && day == m.DayOf(m.End.Add(-time.Second)) &&
		day.Add(1).In(m.Location()).After(m.End)
}

// Stands returns the decision that stands against another one of a holding on a channel; false: none does.
func (m Meeting) Stands(among []Decision, holding owners.RightID, on Channel) (Decision, bool) {
	if d := m.last(among, Decision{Holding: holding, Channel: on}); d != nil {
		return *d, true
	}
	return Decision{}, false
}

// last is the decision that stands against d: in advisory, only one of the same channel. One that was taken
// back stands against nothing.
func (m Meeting) last(standing []Decision, d Decision) *Decision {
	for _, s := range slices.Backward(standing) {
		if s.Holding != d.Holding || m.Mode != Official && s.Channel != d.Channel {
			continue
		}
		if s.Void() {
			return nil
		}
		return &s
	}
	return nil
}

// answered reports whether d has an answer to every question; on paper some may be missing, and all where it
// takes back another.
func (m Meeting) answered(d Decision) bool {
	if len(d.Answers) != len(m.Questions) {
		return false
	}
	given := 0
	for _, a := range d.Answers {
		if slices.Contains(Answers(), a) {
			given++
		} else if a != "" {
			return false
		}
	}
	return given == len(d.Answers) || d.Channel == Paper && (given > 0 || d.Corrects != 0)
}
