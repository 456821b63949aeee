package housing

import (
	"time"
	"unicode/utf8"
)

// AppealAct is something that its addressee does with an appeal.
type AppealAct string

// What is done with appeals.
const (
	AppealTake     AppealAct = "take"
	AppealAnswer   AppealAct = "answer"
	AppealExtend   AppealAct = "extend"
	AppealRedirect AppealAct = "redirect"
	AppealDismiss  AppealAct = "close" // no answer is required
	AppealNote     AppealAct = "note"  // for those who work there alone
)

// AppealDeed is what somebody does with an appeal for its organisation.
type AppealDeed struct {
	By           PersonID // 0: the command line
	Organisation OrganisationID
	Number       string // of the appeal there
	Do           AppealAct
	Text         string // the answer, the reason or the note
	Due          Date   // of an extension
}

// Bounds of what is said of an appeal, those of ГИС ЖКХ.
const (
	appealReasonMin   = 20
	appealRedirectMin = 100
	appealReasonMax   = 1000
)

// Check refuses what cannot be done with an appeal now, and returns its state after it.
func (d AppealDeed) Check(a *Appeal) (AppealState, error) {
	if d.Do == AppealNote {
		return a.State, d.said(1, AppealLength, "error.appeal_note")
	}
	if !a.State.Open() {
		return "", &Error{Kind: Refused, Text: "error.appeal_over"}
	}
	switch d.Do {
	case AppealTake:
		if a.State == AppealInWork {
			return "", &Error{Kind: Conflict, Text: "error.appeal_taken"}
		}
		return AppealInWork, nil
	case AppealAnswer:
		return AppealAnswered, d.said(1, AppealLength, "error.appeal_answer")
	case AppealRedirect:
		return AppealRedirected, d.said(appealRedirectMin, appealReasonMax, "error.appeal_redirect")
	case AppealDismiss:
		return AppealClosed, d.said(appealReasonMin, appealReasonMax, "error.appeal_reason")
	case AppealExtend:
		return AppealExtended, d.extends(a)
	case AppealNote:
	}
	return "", &Error{Kind: Refused, Text: "error.appeal_over"}
}

// said refuses a text outside bounds.
func (d AppealDeed) said(least, most int, why string) error {
	if n := utf8.RuneCountInString(CleanText(d.Text)); n < least || n > most {
		return &Error{Kind: Refused, Text: why}
	}
	return nil
}

// extends checks a longer term: made once, with a reason, not beyond what the rule allows.
func (d AppealDeed) extends(a *Appeal) error {
	rule := AppealRuleOn(a.Rule, a.Received)
	first := rule.Term(a.Received).Due
	if a.Due != first || !a.Due.Before(d.Due) || rule.Extended(first).Before(d.Due) {
		return &Error{Kind: Refused, Text: "error.appeal_extend"}
	}
	return d.said(appealReasonMin, appealReasonMax, "error.appeal_reason")
}

// AppealEvent is something that happened to an appeal.
type AppealEvent struct {
	Kind string // an [AppealAct], or a state that its author brought about
	Text string
	Due  Date
	At   time.Time
}
