package bot

import (
	"context"
	"time"
)

// Class tells how a call to people counts.
type Class int

// The classes of calls.
const (
	Answer Class = iota // somebody waits for it: it goes out at once and is only counted
	Urgent              // an emergency, a payment: as much as Telegram takes
	Mass                // everything else: it leaves room
)

// Call is a call to a chat that is about to go out.
type Call struct {
	Chat  int64
	Class Class
	Edit  bool // changes a message, or makes none: it counts in groups alone
}

// Group reports whether many read the chat.
func (c Call) Group() bool { return c.Chat < 0 }

// Turn says when a call may go out.
type Turn struct {
	Wait  time.Duration // zero: now, and it is counted
	Alone bool          // it is its chat that has to rest: calls to others need not wait
	// Paused: Telegram asked one of the replicas for silence.
	Paused bool
}

// Counter counts what goes to people over all replicas.
type Counter interface {
	// Take counts calls that have gone out, all but the last, and asks for the turn of
	// the last: it is counted if it may go out now.
	Take(ctx context.Context, now time.Time, calls []Call) (Turn, error)
	// Pause holds every call of every replica back.
	Pause(ctx context.Context, now, until time.Time) error
}

// Rates are how fast messages may follow one another, a little below what
// Telegram is known to put up with: they arrive more closely than they were sent.
type Rates struct {
	Step     time.Duration // from one notice to the next
	MassStep time.Duration // the same, of those that are not urgent
	Burst    int           // but so many may go out at once

	Window time.Duration // in any such span
	Most   int           // at most so many messages go out, answers among them
	Floor  time.Duration // but a notice whenever there was none for so long

	ChatStep time.Duration // from one message to the next in a chat

	GroupWindow time.Duration // in any such span
	GroupMost   int           // at most so many messages and edits in a group
}

// TelegramRates are 30 messages a second over the bot, of which mass sending uses
// 25; one a second in a chat; 20 a minute in a group.
func TelegramRates() Rates {
	return Rates{
		Step: time.Second / 30, MassStep: time.Second / 25, Burst: 3,
		Window: 1100 * time.Millisecond, Most: 30, Floor: 200 * time.Millisecond,
		ChatStep:    1100 * time.Millisecond,
		GroupWindow: 61 * time.Second, GroupMost: 20,
	}
}

// Faster are rates so many times as high, as for a clock that runs faster.
func (r Rates) Faster(times float64) Rates {
	if times <= 0 {
		return r
	}
	for _, d := range []*time.Duration{
		&r.Step, &r.MassStep, &r.Window, &r.Floor, &r.ChatStep, &r.GroupWindow,
	} {
		*d = time.Duration(float64(*d) / times)
	}
	return r
}
