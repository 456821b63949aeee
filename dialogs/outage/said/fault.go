package said

import "time"

// Fault is why a time that was typed cannot be used.
type Fault int

// The faults of times.
const (
	NotUnderstood Fault = iota + 1 // Text is the part that was not
	NoSuchTime                     // Text is no day or no hour: «31.11», «25:00»
	NoClock                        // a day, but no hour: «до 26.11»
	NoEnd                          // a start without an end: «с 9»
	Reversed                       // From and To are what was typed
	Past                           // it is over: From and To
	TooFar                         // it begins or lasts longer than outages do: From and To
	WrongWeekday                   // Text is a day, or a weekday, that is not the one beside it
)

// TimeError is a time that cannot be used, with what a sentence about it needs.
type TimeError struct {
	Fault    Fault
	Text     string
	From, To time.Time
}

// Error tells the fault, for logs.
func (e *TimeError) Error() string {
	names := []string{
		"unknown", "not understood", "no such time", "no hour", "no end",
		"ends before it begins", "over", "too far", "wrong weekday",
	}
	if e.Fault < 0 || int(e.Fault) >= len(names) {
		return names[0]
	}
	return "time of an outage: " + names[e.Fault]
}
