package housing

import (
	"strings"
	"time"
)

// AnswerID is the key of an answer to an appeal.
type AnswerID int64

// AnswerState is how far an answer has come.
type AnswerState string

// The states of answers.
const (
	AnswerDraft    AnswerState = "draft"    // being written
	AnswerSigning  AnswerState = "signing"  // waits for a second person
	AnswerReturned AnswerState = "returned" // came back unsigned, with a remark
	AnswerSent     AnswerState = "sent"     // the author of the appeal reads it
)

// Answer is what an organisation answers. The author of an appeal reads
// those that were sent, and nothing of how they came about.
type Answer struct {
	ID           AnswerID
	State        AnswerState
	Organisation Organisation // that answers: the appeal may have been handed on since
	Parts        []string     // the messages that make it up, in their order
	Files        []AppealFile // without Data
	SignedBy     string       // as the organisation calls who signed; empty: nobody beside the author did
	At           time.Time    // when it was sent; before that, when it was last changed
}

// Text returns the answer as one.
func (a *Answer) Text() string { return strings.Join(a.Parts, "\n\n") }
