package housing

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AppealID is the key of an appeal.
type AppealID int64

// AppealState is how far an appeal has come.
type AppealState string

// The states of appeals.
const (
	AppealDraft      AppealState = "draft"      // being written
	AppealPrepared   AppealState = "prepared"   // written; its author hands it in elsewhere, and has not yet
	AppealSent       AppealState = "sent"       // received by its addressee
	AppealInWork     AppealState = "in_work"    // somebody there took it
	AppealRedirected AppealState = "redirected" // handed on to another addressee
	AppealExtended   AppealState = "extended"   // its term was made longer
	AppealAnswered   AppealState = "answered"
	AppealClosed     AppealState = "closed" // no answer is required
	AppealWithdrawn  AppealState = "withdrawn"
)

// Open reports whether an answer is still awaited.
func (s AppealState) Open() bool {
	switch s {
	case AppealSent, AppealInWork, AppealRedirected, AppealExtended:
		return true
	case AppealDraft, AppealPrepared, AppealAnswered, AppealClosed, AppealWithdrawn:
	}
	return false
}

// Bounds of appeals, those of ГИС ЖКХ among them.
const (
	AppealLength   = 10_000 // signs of a text
	AppealTopicMax = 250    // signs of a topic of one's own
	AppealPlaceMax = 250    // signs of a territory
	AppealNumber   = 30     // signs of a number that an authority gave
	AppealHourly   = 10     // of one person
	AppealFiles    = 10
	AppealFileSize = 20 << 20 // bytes: more is not handed out by the messenger
	AppealAllSize  = 50 << 20 // bytes of all files of one appeal

	// AppealDraftLife is how long a draft waits for its author.
	AppealDraftLife = 30 * 24 * time.Hour
	// AppealTwin is for how long the same appeal is not sent again unasked.
	AppealTwin = time.Minute
)

// AppealTopic is what an appeal is about.
type AppealTopic struct {
	ID   string `json:"id"` // of the list of topics; empty: named by the author
	Name string `json:"name"`
}

// AppealLevel is whose an addressee is.
type AppealLevel string

// The levels of addressees.
const (
	LevelLocal     AppealLevel = "local" // organisations of the house
	LevelMunicipal AppealLevel = "municipal"
	LevelRegional  AppealLevel = "regional"
	LevelFederal   AppealLevel = "federal"
)

// Addressee is who answers an appeal: an organisation that works here, or an
// authority that takes appeals in its own systems alone.
type Addressee struct {
	Organisation OrganisationID `json:"organisation,omitempty"` // takes it here
	Authority    string         `json:"authority,omitempty"`    // its key in the list of authorities
	Name         string         `json:"name"`
}

// Here reports whether the addressee receives what is sent.
func (a Addressee) Here() bool { return a.Organisation != 0 }

// AppealSupplierKey begins the key of a supplier that takes no appeals here.
const AppealSupplierKey = "supplier/"

// Supplier reports whether it is a supplier that takes no appeals here.
func (a Addressee) Supplier() bool { return strings.HasPrefix(a.Authority, AppealSupplierKey) }

// Elsewhere is by which rule it answers what is handed in there.
func (a Addressee) Elsewhere() AppealKind {
	if a.Supplier() {
		return AppealToSupplier
	}
	return AppealToState
}

// Chosen reports whether there is an addressee.
func (a Addressee) Chosen() bool { return a.Organisation != 0 || a.Authority != "" }

// Appeal is a letter to an organisation or an authority.
type Appeal struct {
	ID     AppealID
	State  AppealState
	Kind   AppealSort
	House  House  // zero: it is about a territory
	Place  string // the territory as it was written; empty: House
	Topic  AppealTopic
	To     Addressee
	Parts  []string // the messages that make up its text
	Files  []AppealFile
	Number string // given by whoever received it; empty: none yet

	Changed  time.Time
	Sent     time.Time  // when it was received; zero: it was not
	Received Date       // from which its term runs
	Rule     AppealKind // by which it is answered
	Due      Date       // the last day of the answer; zero: none runs
	Answered time.Time

	Origin AppealID // that it goes on from; 0: from none
	// OriginNumber is its number, where the same addressee had it; else empty.
	OriginNumber string

	Joined AppealJoined
}

// Text returns what was written, as one.
func (a *Appeal) Text() string { return strings.Join(a.Parts, "\n\n") }

// Placed reports whether it says where.
func (a *Appeal) Placed() bool { return a.House.ID != 0 || a.Place != "" }

// Location returns the time zone of the place: Moscow's where it is no house.
func (a *Appeal) Location() *time.Location {
	return a.House.Location()
}

// Day returns the day at its place.
func (a *Appeal) Day(now time.Time) Date { return DateOf(now.In(a.Location())) }

// Complete reports whether nothing is missing.
func (a *Appeal) Complete() bool {
	return a.Placed() && a.Topic.Name != "" && a.To.Chosen() && len(a.Parts) > 0
}

// Change changes a draft. An addressee was chosen for its place: another place
// asks for one anew.
func (a *Appeal) Change(c AppealChange) error {
	if c.House != nil && c.Place != nil {
		if a.House.ID != *c.House || *c.House == 0 {
			a.To = Addressee{}
		}
		a.House, a.Place = House{ID: *c.House}, *c.Place
	}
	if c.Topic != nil {
		a.Topic = *c.Topic
	}
	if c.To != nil {
		a.To = *c.To
	}
	if c.DropPart && len(a.Parts) > 0 {
		a.Parts = a.Parts[:len(a.Parts)-1]
	}
	if c.Add != "" {
		a.Parts = append(a.Parts, c.Add)
	}
	if AppealLen(a.Parts) > AppealLength {
		return &Error{Kind: Refused, Text: "error.appeal_long"}
	}
	return a.enclose(c.File)
}

// enclose adds a file, within the bounds of all, and names it apart from the others: photos of a
// phone come without names.
func (a *Appeal) enclose(f *AppealFile) error {
	if f == nil {
		return nil
	}
	f.Name = apart(f.Name, a.Files)
	a.Files = append(a.Files, *f)
	size := int64(0)
	for i := range a.Files {
		size += a.Files[i].Size
	}
	if len(a.Files) > AppealFiles || size > AppealAllSize {
		return &Error{Kind: Refused, Text: "error.appeal_files"}
	}
	return nil
}

// apart returns a name that none of the files has: «photo.jpg», «photo-2.jpg».
func apart(name string, files []AppealFile) string {
	taken := func(n string) bool {
		return slices.ContainsFunc(files, func(f AppealFile) bool { return f.Name == n })
	}
	end, free := path.Ext(name), name
	for i := 2; taken(free); i++ {
		free = strings.TrimSuffix(name, end) + "-" + strconv.Itoa(i) + end
	}
	return free
}

// AppealLen counts the signs of a text that is made of parts.
func AppealLen(parts []string) int {
	n := 2 * max(0, len(parts)-1)
	for _, p := range parts {
		n += utf8.RuneCountInString(p)
	}
	return n
}

// AppealFile is a file of an appeal. Data is there only where the file is opened.
type AppealFile struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"` // «pdf», as its content says
	Size int64  `json:"size"`
	Data []byte `json:"-"`
}

// AppealChange is what is changed in a draft; what is nil stays.
type AppealChange struct {
	Person   PersonID
	Appeal   AppealID // 0: a new draft, in the place of an older one
	House    *HouseID // with Place: where it is
	Place    *string
	Topic    *AppealTopic
	To       *Addressee
	Add      string      // a further part of the text
	DropPart bool        // the last part goes
	File     *AppealFile // a further file
	DropFile int64       // the file goes
	Origin   AppealID    // of a new draft: the appeal that it goes on from
	Follow   bool        // of a new draft: to whoever answered Origin, as what that came there
}

// AppealSending sends a draft, or prepares it.
type AppealSending struct {
	Person PersonID
	Appeal AppealID
	Again  bool // although the same was just sent
}

// AppealOutcome is what became of a sending. With Free or Twin set nothing was sent.
type AppealOutcome struct {
	State  AppealState `json:"state"`
	Number string      `json:"number,omitempty"`
	Due    Date        `json:"due,omitzero"`
	Free   time.Time   `json:"free,omitzero"` // too many: the next may be sent then
	Twin   time.Time   `json:"twin,omitzero"` // the same was sent then
}

// AppealFiled is what its author tells of an appeal that was handed in elsewhere.
type AppealFiled struct {
	Person PersonID
	Appeal AppealID
	On     Date
	Number string
}

// Check refuses what cannot have been handed in so.
func (f AppealFiled) Check(a *Appeal, now time.Time) error {
	today := DateOf(now.In(a.Location()))
	switch {
	case a.To.Here() || a.State != AppealPrepared && a.State != AppealSent:
		return &Error{Kind: Refused, Text: "error.appeal_closed"}
	case today.Before(f.On), f.On.Before(DateOf(a.Sent.In(a.Location())).Add(-appealFiledBefore)):
		return &Error{Kind: Refused, Text: "error.appeal_date"}
	case utf8.RuneCountInString(f.Number) > AppealNumber:
		return &Error{Kind: Refused, Text: "error.appeal_number"}
	}
	return nil
}

// appealFiledBefore is how many days before it was prepared here an appeal may
// have been handed in.
const appealFiledBefore = 30

// AppealClosing ends an appeal as its author says.
type AppealClosing struct {
	Person PersonID
	Appeal AppealID
	To     AppealState
}

// MayClose reports whether the author may say that an appeal ends so. Who answers
// here says so himself.
func (a *Appeal) MayClose(to AppealState) bool {
	if to == AppealAnswered {
		return a.State.Open() && !a.To.Here()
	}
	return to == AppealWithdrawn && (a.State.Open() || a.State == AppealPrepared)
}

// CleanText returns what a person wrote without signs that cannot be seen:
// marks that turn the direction of reading, controls other than line ends.
func CleanText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u200d': // the latter joins the parts of an emoji
			return r
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), r == utf8.RuneError:
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.TrimSpace(s)
}
