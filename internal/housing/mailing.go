package housing

import "time"

// MailingID names what an operator sent to many.
type MailingID int64

// MailingState is how far a mailing is.
type MailingState string

// The states of a mailing.
const (
	MailingGoing     MailingState = "going"
	MailingPaused    MailingState = "paused"
	MailingCancelled MailingState = "cancelled" // who was not written to by then is not
	MailingDone      MailingState = "done"
	MailingRecalled  MailingState = "recalled" // what was sent is deleted
)

// ReasonCancelled is why a notice of a mailing that was stopped was given up.
const ReasonCancelled = "cancelled"

// How an operator is told of a mailing while it goes.
const (
	MailingLive  = 30              // one to fewer is over before anybody could read of it
	MailingPause = 4 * time.Second // from one word of it to the next
	mailingRate  = 25              // messages a second
)

// Mailing is what an operator sent to many, and how it goes.
type Mailing struct {
	ID     MailingID
	Number string // of what it is about
	State  MailingState
	Danger bool // it tells of danger
	Total  int

	Sent        int // arrived
	Silent      int // of those, without a sound
	Unreachable int // their chats are closed to the bot
	Failed      int // not delivered for another reason
	Cancelled   int // not written to, as it was stopped
	Waiting     int // still to be written to
	Later       int // of those, when their quiet hours are over
	Recalled    Recalled
}

// Over reports whether nobody is left to write to.
func (m Mailing) Over() bool { return m.Waiting == 0 }

// Left is how long it takes to write to those who do not wait for a morning.
func (m Mailing) Left() time.Duration {
	return time.Duration(m.Waiting-m.Later) * time.Second / mailingRate
}

// May reports whether an order changes a mailing as it is now; else why it does
// not, as the key of a text.
func (m Mailing) May(to MailingState) (changes bool, why string) {
	switch {
	case m.State == to:
		return false, ""
	case m.Over(), m.State == MailingCancelled, m.State == MailingDone, m.State == MailingRecalled:
		return false, "mailing.over"
	case to == MailingPaused && m.Danger:
		return false, "mailing.danger"
	}
	return true, ""
}

// MailingOrder is what an operator wants to become of a mailing.
type MailingOrder struct {
	Person  PersonID
	Mailing MailingID
	To      MailingState
}
