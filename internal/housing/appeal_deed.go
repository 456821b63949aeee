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
	AppealRelease  AppealAct = "release"
	AppealConvert  AppealAct = "convert" // a question to the support becomes an appeal
)

// AppealDeed is what somebody does with an appeal for its organisation.
type AppealDeed struct {
	By           PersonID // 0: the command line
	Organisation OrganisationID
	Number       string // of the appeal there
	Do           AppealAct
	Text         string    // the answer, the reason, the note or the topic
	Due          Date      // of an extension
	To           Addressee // of what is handed on: an organisation that works here, or a name alone
	// Outside is by which rule such a name answers: the law binds authorities and suppliers to a
	// term; empty: none is known.
	Outside AppealKind
}

// Bounds of what is said of an appeal, those of ГИС ЖКХ.
const (
	AppealReasonMin   = 20
	AppealRedirectMin = 100
	AppealReasonMax   = 1000
	AppealNameMin     = 3 // signs of a name that it is handed on to
)

// Check refuses what cannot be done on a day with an appeal that somebody has taken,
// and returns its state after it. What others work on is theirs; what nobody took
// may be noted and handed on, no more.
func (d AppealDeed) Check(a *Appeal, taken PersonID, today Date) (AppealState, error) {
	if d.Do == AppealNote {
		return a.State, d.said(1, AppealLength, "error.appeal_note")
	}
	if !a.State.Open() {
		return "", &Error{Kind: Refused, Text: "error.appeal_over"}
	}
	if err := d.mayTouch(taken); err != nil {
		return "", err
	}
	switch d.Do {
	case AppealTake:
		return d.takes(a, taken)
	case AppealRelease:
		return a.released(), nil
	case AppealAnswer:
		return AppealAnswered, d.said(1, AppealLength, "error.appeal_answer")
	case AppealRedirect:
		return AppealRedirected, d.redirects(a, today)
	case AppealDismiss:
		return AppealClosed, d.said(AppealReasonMin, AppealReasonMax, "error.appeal_reason")
	case AppealExtend:
		return AppealExtended, d.extends(a, today)
	case AppealConvert:
		return a.State, d.converts(a)
	case AppealNote:
	}
	return "", &Error{Kind: Refused, Text: "error.appeal_over"}
}

// released is the state after it was given back.
func (a *Appeal) released() AppealState {
	if a.State == AppealInWork {
		return AppealSent
	}
	return a.State
}

// said refuses a text outside bounds.
func (d AppealDeed) said(least, most int, why string) error {
	if n := utf8.RuneCountInString(CleanText(d.Text)); n < least || n > most {
		return &Error{Kind: Refused, Text: why}
	}
	return nil
}

// mayTouch refuses what another works on, and what has to be taken first. The
// command line is the administrator's of the program, and may do everything.
func (d AppealDeed) mayTouch(taken PersonID) error {
	switch {
	case d.By == 0 || taken == d.By:
		return nil
	case taken != 0:
		return &Error{Kind: Conflict, Text: "error.appeal_taken"}
	case d.Do == AppealTake || d.Do == AppealRedirect:
		return nil
	}
	return &Error{Kind: Refused, Text: "error.appeal_untaken"}
}

// takes refuses what is taken already. What was made longer or handed on is told
// so further on.
func (d AppealDeed) takes(a *Appeal, taken PersonID) (AppealState, error) {
	if taken != 0 || d.By == 0 && a.State == AppealInWork {
		return "", &Error{Kind: Conflict, Text: "error.appeal_taken"}
	}
	if a.State == AppealExtended {
		return a.State, nil
	}
	return AppealInWork, nil
}

// redirects checks what is handed on: to whom, why, and within the term for that.
func (d AppealDeed) redirects(a *Appeal, today Date) error {
	name := utf8.RuneCountInString(CleanText(d.To.Name))
	switch {
	case d.To.Organisation == 0 && (name < AppealNameMin || name > AppealPlaceMax),
		d.To.Organisation != 0 && d.To.Organisation == d.Organisation,
		d.Outside != "" && d.Outside != AppealToState && d.Outside != AppealToSupplier:
		return &Error{Kind: Refused, Text: "error.appeal_whither"}
	case a.Kind == AppealSupport:
		return &Error{Kind: Refused, Text: "error.support_redirect"}
	case a.RedirectBy().Before(today):
		return &Error{Kind: Refused, Text: "error.appeal_redirect_late"}
	}
	return d.said(AppealRedirectMin, AppealReasonMax, "error.appeal_redirect")
}

// converts refuses to make an appeal of what is one.
func (d AppealDeed) converts(a *Appeal) error {
	if a.Kind != AppealSupport {
		return &Error{Kind: Conflict, Text: "error.appeal_already"}
	}
	return d.said(AppealNameMin, AppealTopicMax, "error.appeal_topic_named")
}

// RedirectBy is the last day on which an appeal may be handed on; the zero Date: it
// may not, since no term runs for it.
func (a *Appeal) RedirectBy() Date {
	if a.Rule == "" {
		return Date{}
	}
	return a.Received.Add(AppealRuleOn(a.Rule, a.Received).Redirect)
}

// ExtendBy is the last day to which the term of an appeal may be made longer; the
// zero Date: it may not, or not any more.
func (a *Appeal) ExtendBy(today Date) Date {
	rule := AppealRuleOn(a.Rule, a.Received)
	first := rule.Term(a.Received).Due
	if rule.Extend == 0 || a.Due != first || a.Due.Before(today) {
		return Date{}
	}
	return rule.Extended(first)
}

// extends checks a longer term: made once, before the first has passed, with a
// reason, not beyond what the rule allows.
func (d AppealDeed) extends(a *Appeal, today Date) error {
	most := a.ExtendBy(today)
	if most.IsZero() || !a.Due.Before(d.Due) || most.Before(d.Due) {
		return &Error{Kind: Refused, Text: "error.appeal_extend"}
	}
	return d.said(AppealReasonMin, AppealReasonMax, "error.appeal_reason")
}

// AppealEvent is something that happened to an appeal.
type AppealEvent struct {
	Kind string // an [AppealAct], or a state that its author brought about
	Text string
	Due  Date
	At   time.Time
}
