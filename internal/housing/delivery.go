package housing

import "time"

// Urgency ranks notices: the more urgent ones go first, whatever waits.
type Urgency int

// The ranks. What has none is news.
const (
	UrgencyNow    Urgency = iota + 1 // emergencies, payments, questions to dispatchers
	UrgencySoon                      // reminders
	UrgencyOutage                    // outages that were planned
	UrgencyNews                      // everything else
)

// Mass reports whether a notice leaves room for others.
func (u Urgency) Mass() bool { return u != UrgencyNow }

// Pausable reports whether a notice waits when too many are not delivered: an
// outage never does.
func (u Urgency) Pausable() bool { return u == UrgencySoon || u == UrgencyNews }

// Delivered is what became of a message.
type Delivered struct {
	Message int64 // its number
	Deleted bool  // it was taken back
	// Again is the pause before another try of one that did not arrive; zero: it never will.
	Again       time.Duration
	Held        bool // nothing was tried: too much was sent
	Alone       bool // its chat alone has to rest
	Unreachable bool // the chat is closed to the bot
	Topicless   bool // its topic is closed or gone
}

// ReasonUnreachable is why a notice to a chat that is closed to the bot was given up.
const ReasonUnreachable = "unreachable"

// ReasonTopic is why a notice to a topic of its own was given up: that is closed or gone.
const ReasonTopic = "topic"

// Arrival is how a notice arrived: as which message, 0 if its number is unknown.
type Arrival struct {
	Message int64
	Silent  bool // without a sound
	Recall  Recall
}

// Recall is how far a message is that is taken back.
type Recall string

// What becomes of a message that is taken back; empty: it is not.
const (
	RecallWanted    Recall = "wanted"
	RecallDeleted   Recall = "deleted"
	RecallRewritten Recall = "rewritten" // it could not be deleted, and says so
)

// Recalled counts the messages of an announcement that is taken back.
type Recalled struct {
	Deleted, Rewritten int
	Failed             int // they stay as they were
	Cancelled          int // they had not been sent
	Waiting            int
}

// Suspension makes what can wait wait, because too much of it did not arrive.
type Suspension struct {
	Since, Until time.Time
	Failed, Of   int // of the notices that were sent last
}

// Urgency of what is told of an outage.
func (o Outage) Urgency() Urgency {
	if o.Kind == OutageEmergency {
		return UrgencyNow
	}
	return UrgencyOutage
}
