package simulator

import (
	"encoding"
	"fmt"
	"time"
)

// FaultKind is a way in which Telegram or the network misbehaves.
type FaultKind int

// The kinds of faults. Unless said otherwise nothing happens to the call.
const (
	TooManyRequests FaultKind = iota + 1 // 429 with Fault.RetryAfter
	Blocked                              // 403 "bot was blocked by the user"
	ServerError                          // 500, or Fault.Code, as JSON
	BadGateway                           // 502 with an HTML page
	DropBefore                           // the connection ends
	DropAfter                            // the call is carried out, then the connection ends, no answer
	Slow                                 // the call waits for Fault.Delay or Injected.Release, then goes on
	Deactivated                          // 403 "user is deactivated"
	Kicked                               // 403 "bot was kicked from the group chat"
	Refused                              // Fault.Code and Fault.Text as JSON: any words of Telegram
	Silent                               // no answer comes; when the fault ends the connection does
	Unreachable                          // connections are refused, whatever the method
)

// What Fault.Method may be besides a method of the API.
const (
	EveryMethod = "*"       // getUpdates, downloads and deliveries to a webhook included
	Downloads   = "file"    // of files, which DropAfter cuts in the middle
	Deliveries  = "webhook" // Silent holds them; no other kind concerns them
)

func faultNames() []string {
	return []string{
		"", "too_many_requests", "blocked", "server_error", "bad_gateway", "drop_before", "drop_after",
		"slow", "deactivated", "kicked", "refused", "silent", "unreachable",
	}
}

// String names the kind.
func (k FaultKind) String() string {
	if names := faultNames(); k >= 1 && int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// MarshalText writes the name of the kind.
func (k FaultKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

var _ encoding.TextUnmarshaler = (*FaultKind)(nil)

// UnmarshalText reads the name of a kind.
func (k *FaultKind) UnmarshalText(text []byte) error {
	for i, name := range faultNames() {
		if i > 0 && name == string(text) {
			*k = FaultKind(i)
			return nil
		}
	}
	return fmt.Errorf("no such kind of fault: %q", text)
}

// Fault says which calls go wrong and how.
type Fault struct {
	Kind        FaultKind
	Method      string        // empty: every method but getUpdates; see also EveryMethod
	Chat        int64         // zero: every chat
	Count       int           // how many calls; zero: one, or all within For; negative: until Stop
	Probability float64       // that a call which fits goes wrong; zero: it always does
	For         time.Duration // on the clock, how long the fault lasts; zero: as Count says
	RetryAfter  int           // seconds for TooManyRequests; zero: one
	Delay       time.Duration // on the clock, of Slow; zero: until Release
	Code        int           // of Refused, zero: 400; of ServerError, zero: 500
	Text        string        // of Refused, for example "Bad Request: message thread not found"
}
