package housing

import "errors"

// Kind says what the caller of a failed operation does next.
type Kind int

// The kinds of errors that a person may read about. Anything else is internal.
const (
	Internal Kind = iota // logged, the person reads a code
	NotFound             // the thing is not there, or is not the person's
	Refused              // a rule forbids it; the text says which
	Conflict             // somebody was first; reload and show
	Limited              // too many tries; later
)

// Error is a failure that a person may read: Text is a key of the catalogue.
type Error struct {
	Kind Kind
	Text string
	Who  string // was first, as colleagues are told; empty: nobody is named
}

// Error returns the catalogue key, for logs.
func (e *Error) Error() string { return e.Text }

// KindOf returns the kind of err, Internal for anything that is not an [*Error].
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// ErrNotAllowed answers a request for what the person's live link does not allow.
func ErrNotAllowed() error { return &Error{Kind: Refused, Text: "error.not_allowed"} }

// ErrNotYours answers every request for an account that the person has no live link to.
func ErrNotYours() error { return &Error{Kind: NotFound, Text: "error.not_yours"} }
