package housing

import (
	"time"
	"unicode/utf8"
)

// DeskPrefix begins the deep link that opens an appeal for those who answer it.
const DeskPrefix = "desk_"

// DeskShow is which appeals to an organisation are listed.
type DeskShow string

// What is listed.
const (
	DeskOpen     DeskShow = ""         // all that wait for an answer
	DeskFresh    DeskShow = "new"      // that nobody took
	DeskMine     DeskShow = "mine"     // that the reader took
	DeskOverdue  DeskShow = "overdue"  // whose term has passed
	DeskSigning  DeskShow = "signing"  // whose answer waits to be signed
	DeskAnswered DeskShow = "answered" // that are over, the newest first
)

// DeskQuery asks for appeals to an organisation, as somebody who works there.
type DeskQuery struct {
	By           PersonID
	Organisation OrganisationID
	Show         DeskShow
	House        HouseID // 0: of every place
	Topic        string  // the name of a topic; empty: about everything
	Sort         DeskSort
	Skip, Limit  int
}

// DeskLine is an appeal as the list of its organisation shows it. Nothing tells whose it is.
type DeskLine struct {
	Appeal
	Taken   PersonID // who works on it; 0: nobody
	TakenBy Staffer
	Signing bool // its answer waits to be signed
}

// AppealSort is what came to an organisation: an appeal, or a request of a [RequestKind].
type AppealSort string

// What comes there other than requests about meters.
const (
	AppealPlain   AppealSort = "appeal" // a person wrote it as such
	AppealSupport            = AppealSort(Support)
)

// DeskSort is a group of [AppealSort] by which a list is narrowed; the empty one is all.
type DeskSort string

// The groups.
const (
	SortAppeals DeskSort = "appeal"
	SortMeters  DeskSort = "meter"
	SortSupport DeskSort = "support"
)

// Group is the group of a sort.
func (s AppealSort) Group() DeskSort {
	switch s {
	case AppealPlain, "":
		return SortAppeals
	case AppealSupport:
		return SortSupport
	}
	return SortMeters
}

// Staffer is how one who works for an organisation is called there.
type Staffer struct {
	Number OperatorID // 0: the command line
	Name   string     // may be empty
}

// DeskCounts are how many appeals wait, of which kind.
type DeskCounts struct {
	All, Overdue, Today, Fresh, Mine, Signing int
	Meters, Support                           int // of those groups
}

// DeskPlaces are what a list may be narrowed to.
type DeskPlaces struct {
	Houses []House
	Topics []string
}

// DeskCase is one appeal as those who work for its organisation see it.
type DeskCase struct {
	DeskLine
	Role    StaffRole // of the reader
	Signs   bool      // the reader may sign answers
	Signers int       // how many others may
	Author  *AppealAuthor
	Named   []AppealSigner // neighbours who stand under it, told as the author is
	Further []string       // numbers of appeals that go on from it
	Events  []DeskEvent
	Answers []Answer
	Draft   *AnswerInWork // nil: nothing was written
}

// AppealAuthor is who wrote an appeal; it is told to whoever took it alone.
type AppealAuthor struct {
	Name     string // as the sign-in confirmed it; empty: it did not
	Phone    string // that the person shared; empty: none
	Premises string // the flat; empty: none of the house
	Account  string // its number
}

// DeskEvent is something that happened to an appeal, as its organisation sees it.
type DeskEvent struct {
	AppealEvent
	By       Staffer
	Author   bool // the author of the appeal did it
	Internal bool
}

// AnswerInWork is an answer that was not sent.
type AnswerInWork struct {
	Answer
	By     PersonID // wrote it last
	Author Staffer
	Remark string // why it came back unsigned
}

// AnswerChange is what is changed in an answer that is being written.
type AnswerChange struct {
	By           PersonID
	Organisation OrganisationID
	Number       string // of the appeal there
	Add          string // a further part
	DropPart     bool   // the last part goes
	File         *AppealFile
	DropFile     int64
}

// AnswerStep is what is done with an answer that was written.
type AnswerStep string

// The steps of answers.
const (
	AnswerSend   AnswerStep = "send"   // as it is
	AnswerSubmit AnswerStep = "submit" // to be signed by somebody else
	AnswerRecall AnswerStep = "recall" // not to be signed yet
	AnswerSign   AnswerStep = "sign"   // and send it
	AnswerReturn AnswerStep = "return" // unsigned, with a remark
)

// AnswerDeed is a step of an answer.
type AnswerDeed struct {
	By           PersonID
	Organisation OrganisationID
	Number       string
	Do           AnswerStep
	Remark       string // of a return
	// Seen is when the answer that was looked at was changed last: what was changed
	// since is neither signed nor sent.
	Seen time.Time
}

// Check refuses what cannot be done with an answer.
func (d AnswerDeed) Check(a *AnswerInWork) error {
	switch d.Do {
	case AnswerSend, AnswerSubmit:
		if a.State == AnswerSigning {
			return &Error{Kind: Conflict, Text: "error.answer_signing"}
		}
		if len(a.Parts) == 0 {
			return &Error{Kind: Refused, Text: "error.answer_empty"}
		}
	case AnswerRecall, AnswerSign, AnswerReturn:
		if a.State != AnswerSigning {
			return &Error{Kind: Conflict, Text: "error.answer_not_signing"}
		}
		if d.Do == AnswerSign && a.By == d.By {
			return &Error{Kind: Refused, Text: "error.answer_own"}
		}
		if d.Do == AnswerReturn && !d.remarked() {
			return &Error{Kind: Refused, Text: "error.answer_remark"}
		}
	}
	if !d.Seen.IsZero() && !d.Seen.Equal(a.At) {
		return &Error{Kind: Conflict, Text: "error.answer_changed"}
	}
	return nil
}

func (d AnswerDeed) remarked() bool {
	n := utf8.RuneCountInString(CleanText(d.Remark))
	return n >= 1 && n <= AnswerRemarkMax
}

// AnswerRemarkMax is how many signs say why an answer came back.
const AnswerRemarkMax = 1000

// Change changes an answer that is being written.
func (a *AnswerInWork) Change(c AnswerChange) error {
	if a.State == AnswerSigning {
		return &Error{Kind: Conflict, Text: "error.answer_signing"}
	}
	if c.DropPart && len(a.Parts) > 0 {
		a.Parts = a.Parts[:len(a.Parts)-1]
	}
	if c.Add != "" {
		a.Parts = append(a.Parts, c.Add)
	}
	if AppealLen(a.Parts) > AppealLength {
		return &Error{Kind: Refused, Text: "error.answer_long"}
	}
	if c.File == nil {
		return nil
	}
	size := c.File.Size
	for i := range a.Files {
		size += a.Files[i].Size
	}
	if len(a.Files) >= AppealFiles || size > AppealAllSize {
		return &Error{Kind: Refused, Text: "error.appeal_files"}
	}
	return nil
}

// TemplateID is the key of a template of answers.
type TemplateID int64

// Template is a text that an organisation answers with again and again.
type Template struct {
	ID           TemplateID
	Organisation OrganisationID
	Title        string
	Text         string
}

// Bounds of templates.
const (
	MaxTemplates     = 50
	MaxTemplateTitle = 40
	MaxTemplateText  = 3000
)

// Check refuses a template that is empty or too long.
func (t *Template) Check() error {
	t.Title, t.Text = CleanText(t.Title), CleanText(t.Text)
	title, text := utf8.RuneCountInString(t.Title), utf8.RuneCountInString(t.Text)
	if title < 1 || title > MaxTemplateTitle || text < 1 || text > MaxTemplateText {
		return &Error{Kind: Refused, Text: "error.template"}
	}
	return nil
}

// DeskMonth is what became of the appeals to an organisation that were received in a month.
type DeskMonth struct {
	Period   Period
	Received int
	InTerm   int // answered or closed by the last day of their terms
	Late     int // answered or closed after it
	Overdue  int // not answered, and their terms have passed
	Waiting  int // not answered, and their terms run
	// Meters and Support are how many of Received are of those groups. For what is of
	// none of the counts above no term runs: Done was answered or closed, Termless waits.
	Meters, Support, Done, Termless int
	Withdrawn                       int // by their authors
	HandedOn                        int // to others in the month, and not of Received
	// Median is of the days from the receipt to the answer, where a term runs; -1: none was answered.
	Median int
	Topics []TopicCount
	Marks  map[AppealGrade]int // what authors said of the answers
}

// TopicCount is how many appeals are about a topic.
type TopicCount struct {
	Topic string
	N     int
}

// DeskEntry is an appeal as the table of a month has it, without who wrote it and what.
type DeskEntry struct {
	DeskLine
	Ended Date // the day on which it was answered or closed; zero: it was not
}
