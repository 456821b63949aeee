package housing

import (
	"strings"
	"time"
	"unicode/utf8"
)

// AppealGrade is how well an answer helped, in the terms of ГИС ЖКХ: the answer is received,
// received in part, not satisfied with.
type AppealGrade string

// The grades.
const (
	GradeYes    AppealGrade = "yes"
	GradePartly AppealGrade = "partly"
	GradeNo     AppealGrade = "no"
)

// AppealGrades returns every grade, the best first.
func AppealGrades() []AppealGrade { return []AppealGrade{GradeYes, GradePartly, GradeNo} }

// Bounds of what is said after an appeal was sent.
const (
	AppealGradeWords = 1000                // signs of words to a grade, as in ГИС ЖКХ
	AppealGradeLife  = 30 * 24 * time.Hour // since the answer: how long it is graded, and the grade changed
	AppealAdditions  = 5                   // to one appeal
)

// AppealMark is what its author says of an answer. Grade is empty: nothing was said.
type AppealMark struct {
	Grade AppealGrade
	Words string
	At    time.Time
}

// AppealMarking grades an answer.
type AppealMarking struct {
	Person PersonID
	Appeal AppealID
	Grade  AppealGrade
	Words  string
}

// Check refuses a grade of what was not answered here, or long ago.
func (m AppealMarking) Check(a *Appeal, now time.Time) error {
	switch {
	case !a.Gradable(now):
		return &Error{Kind: Refused, Text: "error.appeal_mark"}
	case utf8.RuneCountInString(m.Words) > AppealGradeWords:
		return &Error{Kind: Refused, Text: "error.appeal_mark_long"}
	}
	return nil
}

// Gradable reports whether its author may say how the answer helped.
func (a *Appeal) Gradable(now time.Time) bool {
	return a.State == AppealAnswered && a.To.Here() && now.Before(a.Answered.Add(AppealGradeLife))
}

// AppealSupplement is what its author adds to an appeal that was sent.
type AppealSupplement struct {
	ID    int64 // 0: none is being written
	Parts []string
	Files []AppealFile // without Data
	Sent  time.Time    // zero: it is being written
}

// Text returns what was added, as one.
func (s AppealSupplement) Text() string { return strings.Join(s.Parts, "\n\n") }

// Empty reports whether there is nothing to send.
func (s AppealSupplement) Empty() bool { return len(s.Parts)+len(s.Files) == 0 }

// Extensible reports whether its author may add to it: whoever received it here has not
// answered. To what was handed in elsewhere one adds there.
func (a *Appeal) Extensible() bool { return a.State.Open() && a.To.Here() }

// Continued reports whether its author may write on to whoever was done with it. That is an
// appeal of its own, with its own term: the rules on appeals to managing organisations (ПП РФ
// № 416, раздел VIII) know no reopening, and a further question is answered within its time.
func (a *Appeal) Continued() bool {
	return a.To.Here() && (a.State == AppealAnswered || a.State == AppealClosed)
}

// Add returns what an appeal holds with a further supplement, in the bounds of one
// appeal: all of its parts and files, sent or not.
func (a *Appeal) Add(before []AppealSupplement, part string, file *AppealFile) error {
	all := Appeal{Parts: append([]string{}, a.Parts...), Files: append([]AppealFile{}, a.Files...)}
	sent := 0
	for _, s := range before {
		all.Parts, all.Files = append(all.Parts, s.Parts...), append(all.Files, s.Files...)
		if !s.Sent.IsZero() {
			sent++
		}
	}
	if !a.Extensible() {
		return &Error{Kind: Refused, Text: "error.appeal_over"}
	}
	if sent >= AppealAdditions {
		return &Error{Kind: Limited, Text: "error.appeal_additions"}
	}
	return all.Change(AppealChange{Add: part, File: file})
}

// AppealAddition changes the supplement that is being written.
type AppealAddition struct {
	Person PersonID
	Appeal AppealID
	Add    string      // a further part
	File   *AppealFile // a further file
	Drop   bool        // all of it goes
}

// AppealDossier is an appeal with all that became of it, for one document. Files hold
// their Data where that is a picture to be shown.
type AppealDossier struct {
	AppealLetter

	Events      []AppealEvent
	Answers     []Answer
	Supplements []AppealSupplement
	Mark        AppealMark
}
