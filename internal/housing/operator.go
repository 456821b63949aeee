package housing

import "time"

// OperatorID is the key of a person's work for an organisation.
type OperatorID int64

// Operator is a person who works for an organisation.
type Operator struct {
	ID           OperatorID
	Organisation Organisation
	Name         string // as the organisation calls the person; may be empty
	User         int64  // number in the messenger
	Since        time.Time
}

// Hiring is an invitation to become an operator. Its token is known to whoever holds the link.
type Hiring struct {
	Organisation OrganisationID
	Name         string // of the operator; may be empty
	Hash         TokenHash
	Issued       time.Time
}

// HiringLife is how long an invitation of an operator holds.
const HiringLife = 24 * time.Hour

// Hired is what a person reads about an invitation that can be used.
type Hired struct {
	Organisation Organisation
	Already      bool // the person is an operator of it: there is nothing to ask
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
	WebResult   WebPurpose = "result"   // download: what became of each row of an upload
)

// WebLinkID is the key of a one-time link.
type WebLinkID int64

// WebLink is a page that one operator may use once.
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
