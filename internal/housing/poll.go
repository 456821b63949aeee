package housing

import "time"

// PollID is the key of a quick poll.
type PollID int64

// The bounds of a poll.
const (
	MinPollAnswers = 2
	MaxPollAnswers = 8
	MaxPollDays    = 30
	// PollPause is how long a flat that changed its answer waits before it changes
	// it again, and how long the message of a poll waits to be brought up to date:
	// Telegram lets a bot write to a group 20 times a minute.
	PollPause = 5 * time.Second
)

// Poll is a question to the neighbours of a group. It is no meeting of owners: nothing is decided by it.
type Poll struct {
	ID       PollID
	Question string
	Answers  []string
	Tally    []int // flats, by answer
	Ends     time.Time
	Closed   bool
	Cut      PollCut // why it was closed before its time
	Zone     string  // of the houses
	Result   bool    // it is told what came of it, in a message of its own
}

// PollCut is why a poll may not go on in its group.
type PollCut string

// Why a poll is cut short; empty: it is not, or it was ended by hand.
const (
	PollRestricted PollCut = "restricted" // the organisation may not write here any more
	PollDetached   PollCut = "detached"   // the group is connected no more
)

// Flats returns how many have answered.
func (p Poll) Flats() (n int) {
	for _, t := range p.Tally {
		n += t
	}
	return n
}

// PollSetting is a poll to be opened.
type PollSetting struct {
	Chat     HouseChatID
	Question string
	Answers  []string
	Days     int
}

// PollPress is a press of an answer in a group.
type PollPress struct {
	Bot, Chat, User int64
	Poll            PollID
	Answer          int // from 1
}

// PollFate is what became of a press.
type PollFate string

// The fates of a press.
const (
	PollTaken    PollFate = "taken"
	PollChanged  PollFate = "changed"
	PollSame     PollFate = "same"     // the flat has this answer already
	PollHasty    PollFate = "hasty"    // it changed its answer a moment ago
	PollStranger PollFate = "stranger" // no flat of these houses is connected
	PollOver     PollFate = "over"
)
