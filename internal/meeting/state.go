package meeting

import "time"

// State is how far a meeting has come.
type State string

// The states.
const (
	Draft     State = "draft"
	Submitted State = "submitted" // the appeal to the inspectorate is made, and is to be handed in by hand
	Review    State = "review"    // the inspectorate looks at it
	Returned  State = "returned"  // with remarks
	Approved  State = "approved"  // the review was passed too late for the days that were set
	Placed    State = "placed"
	Voting    State = "voting"
	Ended     State = "ended"
	Protocol  State = "protocol" // the result is drawn up
	Withdrawn State = "withdrawn"
)

// Deed is what moves a meeting on.
type Deed string

// The deeds.
const (
	DoSubmit   Deed = "submit"
	DoFile     Deed = "file"    // told: handed in where it is reviewed
	DoApprove  Deed = "approve" // the review is passed
	DoReturn   Deed = "return"
	DoMove     Deed = "move" // other days after a late approval
	DoWithdraw Deed = "withdraw"
	DoOpen     Deed = "open"  // the vote begins
	DoClose    Deed = "close" // the vote ends
	DoDraw     Deed = "draw"  // the protocol is drawn up
)

// moves says where a deed leads from a state. In [Official] DoSubmit leads on to Review at once, and
// DoApprove leads to Approved where too few days are left: see [Meeting.After].
func moves() map[Deed]map[State]State {
	return map[Deed]map[State]State{
		DoSubmit:   {Draft: Submitted, Returned: Submitted},
		DoFile:     {Submitted: Review},
		DoApprove:  {Review: Placed},
		DoReturn:   {Review: Returned},
		DoMove:     {Approved: Placed},
		DoWithdraw: {Submitted: Withdrawn, Review: Withdrawn, Returned: Withdrawn, Approved: Withdrawn},
		DoOpen:     {Placed: Voting},
		DoClose:    {Voting: Ended},
		DoDraw:     {Ended: Protocol},
	}
}

// Next returns the state after a deed; false: the deed is not one of this state.
func (s State) Next(d Deed) (State, bool) {
	next, ok := moves()[d][s]
	return next, ok
}

// Editable reports whether the message may be changed.
func (s State) Editable() bool { return s == Draft || s == Returned }

// Public reports whether everybody of the house sees the meeting.
func (s State) Public() bool {
	switch s {
	case Placed, Voting, Ended, Protocol:
		return true
	case Draft, Submitted, Review, Returned, Approved, Withdrawn:
	}
	return false
}

// Pending reports whether the meeting waits for something before it is placed.
func (s State) Pending() bool {
	switch s {
	case Draft, Submitted, Review, Returned, Approved:
		return true
	case Placed, Voting, Ended, Protocol, Withdrawn:
	}
	return false
}

// After returns the state after a deed now; false: the deed is not one of this state.
func (m *Meeting) After(d Deed, mode Mode, now time.Time) (State, bool) {
	next, ok := m.State.Next(d)
	switch {
	case d == DoSubmit && mode == Official && ok:
		next = Review
	case d == DoApprove && ok && m.Late(now):
		next = Approved
	}
	return next, ok
}
