package housing

import (
	"strings"
	"time"
)

// OperatorID is the key of a person's work for an organisation.
type OperatorID int64

// StaffRole is what a person is in an organisation.
type StaffRole string

// The roles of those who work for an organisation, from the most rights to the least.
const (
	StaffAdmin    StaffRole = "admin"    // also says who works there
	StaffOperator StaffRole = "operator" // also acts
	StaffViewer   StaffRole = "viewer"   // looks
)

// StaffRoles returns every role, from the most rights to the least.
func StaffRoles() []StaffRole { return []StaffRole{StaffAdmin, StaffOperator, StaffViewer} }

// StaffRight is what somebody who works for an organisation may do.
type StaffRight string

// The rights of those who work for an organisation.
const (
	StaffLooks   StaffRight = "look"   // sees desks, outages, inboxes
	StaffActs    StaffRight = "act"    // announces, loads, publishes, takes files out
	StaffManages StaffRight = "manage" // invites, dismisses, reads the journal
)

// May reports whether a role has a right; one that is unknown has none.
func (r StaffRole) May(right StaffRight) bool {
	switch right {
	case StaffLooks:
		return r == StaffAdmin || r == StaffOperator || r == StaffViewer
	case StaffActs:
		return r == StaffAdmin || r == StaffOperator
	case StaffManages:
		return r == StaffAdmin
	}
	return false
}

// Operator is a person who works for an organisation.
type Operator struct {
	ID           OperatorID
	Organisation Organisation
	Name         string // as the organisation calls the person; may be empty
	Role         StaffRole
	Signs        bool // answers that others wrote; an administrator does always
	Person       PersonID
	User         int64 // number in the messenger
	Since        time.Time
	Shift        time.Time // on shift since then; zero: is not
}

// HiringID is the key of an invitation to become an operator.
type HiringID int64

// Hiring is an invitation to become an operator. Its token is known to whoever holds the link.
type Hiring struct {
	ID           HiringID
	Organisation OrganisationID
	Name         string // of the operator; may be empty
	Role         StaffRole
	Hash         TokenHash
	Issued       time.Time
	By           PersonID // 0: the command line
}

// Expires is when the invitation ends unused.
func (h Hiring) Expires() time.Time { return h.Issued.Add(HiringLife) }

// MaxStaffName is how many signs the name of an operator may have.
const MaxStaffName = 60

// ParseStaffName reads how an organisation calls one who works there.
func ParseStaffName(typed string) (string, bool) {
	name := strings.Join(strings.Fields(typed), " ")
	return name, name != "" && len([]rune(name)) <= MaxStaffName
}

// HiringLife is how long an invitation of an operator holds.
const HiringLife = 24 * time.Hour

// Hired is what a person reads about an invitation that can be used.
type Hired struct {
	Organisation Organisation
	Role         StaffRole
	Already      bool // the person is an operator of it: there is nothing to ask
}

// Managing is what somebody does about those who work for an organisation: about
// one of them, or an invitation.
type Managing struct {
	By           PersonID // 0: the command line
	Organisation OrganisationID
	Operator     OperatorID
	Hiring       HiringID
	Role         StaffRole
	Signs        bool // whether the operator may sign answers
}

// JournalEntry is one deed for an organisation, as its journal tells it.
type JournalEntry struct {
	At      time.Time
	Who     string     // as the organisation calls the person; empty: nobody said
	Number  OperatorID // of the person there; 0: does not work there, or it was the command line
	ByHand  bool       // a person did it; else the command line
	What    string     // such as «outage.extended»
	Barred  bool       // it was tried and refused
	Subject string     // with what it was done; may be empty
	Was, Is string     // what changed; may be empty
}

// HousePass says that a house passes to another organisation on a day by its own clock.
type HousePass struct {
	House HouseID
	To    OrganisationID
	On    Date
}

// WebKind says what happens on a page that is opened by a one-time link.
type WebKind string

// The kinds of one-time links.
const (
	WebUpload   WebKind = "upload"
	WebDownload WebKind = "download"
)

// WebPurpose is what is loaded or taken on such a page.
type WebPurpose string

// The purposes of one-time links.
const (
	WebAccounts WebPurpose = "accounts"
	WebMeters   WebPurpose = "meters"
	WebCharges  WebPurpose = "charges"
	WebVerdicts WebPurpose = "verdicts"
	WebReadings WebPurpose = "readings" // download: those of a month
	WebPayments WebPurpose = "payments" // download: the register of a month
	WebOutages  WebPurpose = "outages"  // download: the register of a month

	WebReports    WebPurpose = "reports"    // upload: what ГИС ЖКХ answered to reports of outages
	WebAppeals    WebPurpose = "appeals"    // download: the table of a month
	WebPrevention WebPurpose = "prevention" // upload: houses and days of prevention
	WebHouses     WebPurpose = "houses"     // upload: tables about houses; download: the empty ones
	WebResult     WebPurpose = "result"     // download: what became of each row of an upload
	WebMine       WebPurpose = "mine"       // download: what is stored about the person; of no organisation
)

// WebLinkID is the key of a one-time link.
type WebLinkID int64

// WebLink is a page that one operator, or one person for themselves, may use once.
type WebLink struct {
	ID           WebLinkID
	Kind         WebKind
	Purpose      WebPurpose
	Person       PersonID
	Organisation Organisation
	Period       Period         // of readings and registers; zero elsewhere
	All          bool           // of readings: also those that were taken before
	Format       RegisterFormat // of registers; empty elsewhere
	Expires      time.Time
}

// WebLinkLife is how long a one-time link holds.
const WebLinkLife = 15 * time.Minute

// WebFile is a file that waits to be taken.
type WebFile struct {
	Name string
	Data []byte
}

// UnsentMonth is how many readings of a month residents gave.
type UnsentMonth struct {
	Period Period
	Fresh  int // the organisation has not got yet
	All    int
}

// Publishing is what an operator publishes.
type Publishing struct {
	Organisation OrganisationID
	Period       Period
	Reason       string   // why documents are re-issued; may be empty
	By           PersonID // 0: the command line
	// Seen is the mark of the report that was looked at: where documents were
	// loaded since, nothing is published.
	Seen string
}
