package housing

import (
	"slices"
	"time"
)

// OutageStep is what is done with an outage that was announced.
type OutageStep string

// The steps of an outage. What residents hear of each is a notice of the same name.
const (
	OutageSaid     OutageStep = "announced"
	OutageExtend   OutageStep = "extended"
	OutageCorrect  OutageStep = "corrected" // its times, its text, or what is off
	OutageEnd      OutageStep = "ended"
	OutageCallOff  OutageStep = "called_off"
	OutageRetract  OutageStep = "retracted"
	OutageRecall   OutageStep = "recalled" // what was sent is deleted
	OutageSayCause OutageStep = "caused"   // the cause is added; nobody is told anew
	// Nobody is told of the mark of force majeure, nor that it is taken off.
	OutageForce   OutageStep = "force_majeure"
	OutageUnforce OutageStep = "force_lifted"
)

// What residents of a house with prevention hear when its time comes. No person
// takes these steps.
const (
	OutageWeekAhead OutageStep = "week_ahead"
	OutageDayAhead  OutageStep = "day_ahead"
	OutageBack      OutageStep = "back" // by the plan; nobody said that it is over
)

// OutageChange is a step that a person takes with an outage, and what it needs:
// the new end, or zero and the moment of the next message; the cause, of force
// majeure too; or what is corrected.
type OutageChange struct {
	ID       OutageID
	Person   PersonID
	Step     OutageStep
	To, Next time.Time
	Cause    string
	Correct  OutageCorrection
}

// OutageCorrection is what is put right; what is empty stays as it is.
type OutageCorrection struct {
	Utilities []Utility `json:"utilities,omitempty"`
	Spans     []Span    `json:"spans,omitempty"`
	Cause     *string   `json:"cause,omitempty"` // empty text: none any more
	Note      *string   `json:"note,omitempty"`
}

// Changed returns the outage after a step, or why the step cannot be taken.
func (o Outage) Changed(c OutageChange, now time.Time) (Outage, error) {
	why := o.hinders(c, now)
	if c.Step.Marks() {
		why = o.hindersForce()
	}
	if why != "" {
		return o, &Error{Kind: Refused, Text: why}
	}
	o.Edition++
	switch c.Step {
	case OutageSayCause:
		o.Cause = c.Cause
		return o, nil
	case OutageExtend:
		o.Next = c.Next
		return o.extended(c.To, now), nil
	case OutageCorrect:
		return o.corrected(c.Correct), nil
	case OutageEnd:
		o.State = OutageEnded
	case OutageCallOff:
		o.State = OutageCalledOff
	case OutageRetract, OutageRecall:
		o.State = OutageRetracted
	case OutageForce, OutageUnforce:
		o.Force, o.ForceReason = c.Step == OutageForce, c.Cause
		return o, nil
	case OutageSaid, OutageWeekAhead, OutageDayAhead, OutageBack:
	}
	o.Closed, o.Next = now, time.Time{}
	return o, nil
}

// extended moves the end of the time that now lies in, else of the next one,
// else of the last. Times that it reaches become part of it.
func (o Outage) extended(to, now time.Time) Outage {
	spans := slices.Clone(o.Spans())
	if len(spans) == 1 || to.IsZero() {
		spans[len(spans)-1].To = to
		return o.During(spans)
	}
	at := slices.IndexFunc(spans, func(s Span) bool { return s.To.After(now) })
	if at < 0 {
		at = len(spans) - 1
	}
	spans[at].To = to
	for at+1 < len(spans) && !spans[at+1].From.After(to) {
		spans[at].To = laterOf(to, spans[at+1].To)
		spans = slices.Delete(spans, at+1, at+2)
	}
	return o.During(spans)
}

func (o Outage) corrected(c OutageCorrection) Outage {
	if len(c.Utilities) > 0 {
		o.Utilities = c.Utilities
	}
	if len(c.Spans) > 0 {
		o = o.During(c.Spans)
		if !o.To.IsZero() {
			o.Next = time.Time{}
		}
	}
	if c.Cause != nil {
		o.Cause = *c.Cause
	}
	if c.Note != nil {
		o.Note = *c.Note
	}
	return o
}

// hinders is the key of why a step cannot be taken; empty: it can.
func (o Outage) hinders(c OutageChange, now time.Time) string {
	switch {
	case o.State != OutageAnnounced:
		return "outage.over"
	case o.endsPast(c, now):
		return "outage.end_past"
	case c.Step == OutageEnd && o.From.After(now):
		return "outage.not_begun"
	case slices.Contains([]OutageStep{OutageSaid, OutageWeekAhead, OutageDayAhead, OutageBack}, c.Step):
		return "outage.over"
	}
	return o.late(c.Step, now)
}

// late is the key of why it is too late to take an outage back; empty: it is not.
func (o Outage) late(step OutageStep, now time.Time) string {
	switch age := now.Sub(o.At); {
	case step == OutageRetract && age > RetractLife:
		return "outage.retract_late"
	case step == OutageRecall && age >= RecallLife:
		return "outage.recall_late"
	}
	return ""
}

// endsPast reports whether a change gives an outage an end that is past.
func (o Outage) endsPast(c OutageChange, now time.Time) bool {
	switch c.Step {
	case OutageExtend:
		return !c.To.IsZero() && !c.To.After(o.least(now))
	case OutageCorrect:
		return len(c.Correct.Spans) > 0 && o.During(c.Correct.Spans).Over(now)
	default:
		return false
	}
}

// least is what a new end lies after: now, or the start of the time that is extended.
func (o Outage) least(now time.Time) time.Time {
	for _, s := range o.Spans() {
		if s.To.IsZero() || s.To.After(now) {
			return laterOf(now, s.From)
		}
	}
	return now
}

// Marks reports whether a step only puts the mark of force majeure on, or takes it off.
func (s OutageStep) Marks() bool { return s == OutageForce || s == OutageUnforce }

// hindersForce is the key of why an outage can have no mark of force majeure:
// one that did not take place, and prevention, count against no norm anyway.
func (o Outage) hindersForce() string {
	if !o.Force && !o.Counts() {
		return "outage.force_needless"
	}
	return ""
}
