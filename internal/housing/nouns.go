package housing

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// The keys of rows. They never leave the program: people see numbers of accounts and requests.
type (
	// OrganisationID is the key of an organisation.
	OrganisationID int64
	// HouseID is the key of a house.
	HouseID int64
	// AccountID is the key of an account.
	AccountID int64
	// MeterID is the key of a meter.
	MeterID int64
	// PersonID is the key of a person.
	PersonID int64
)

// Organisation manages houses: УК, ТСЖ or a supplier.
type Organisation struct {
	ID    OrganisationID
	INN   string
	Name  string // «УК «Уютный дом»»
	Phone string // of the emergency service, round the clock; empty if not set
}

// House is an apartment house.
type House struct {
	ID           HouseID
	Organisation Organisation
	FIAS         string // GUID; empty if unknown
	Address      Address
	Zone         string // IANA name of its time zone
}

// MoscowZone is the zone of a place of which no other is known.
const MoscowZone = "Europe/Moscow"

// Location returns the time zone of h, that of Moscow where none is named; UTC+3 where its name is unknown to
// the machine.
func (h House) Location() *time.Location {
	loc, err := time.LoadLocation(cmp.Or(h.Zone, MoscowZone))
	if err != nil {
		return time.FixedZone("MSK", 3*60*60)
	}
	return loc
}

// Account is a лицевой счёт.
type Account struct {
	ID       AccountID
	House    House
	Premises string // number of the flat; empty for a whole house
	Number   string
	ELS      string
	IZHKU    string
	Holder   string // initials only, «М. П. И.»
	Area     decimal.Decimal
}

// Role is what a person is to an account.
type Role string

// The roles of people on an account.
const (
	Owner        Role = "owner"         // собственник
	Family       Role = "family"        // член семьи
	SocialTenant Role = "social_tenant" // наниматель по договору социального найма
	Tenant       Role = "tenant"        // арендатор, наниматель по коммерческому договору
	Guest        Role = "guest"         // invited by the household, and none of these
)

// Roles returns every role that may prove an account, in the order of the choice.
func Roles() []Role { return []Role{Owner, Family, SocialTenant, Tenant} }

// Right is something that a person may do with an account.
type Right string

// The rights on an account.
const (
	MaySee   Right = "see" // charges, documents, debts, history
	MayRead  Right = "readings"
	MayPay   Right = "pay" // without MaySee: the charges of the current period alone
	MayVote  Right = "vote"
	MayShare Right = "share" // sees who is connected, and says who is a stranger
	// MayInvite invites others and says what they may do. Nobody who was invited has it.
	MayInvite Right = "invite"
)

// Rights returns what a role may do where its person proved the account. Only
// owners vote (ст. 46, 48 ЖК РФ). A tenant sees what is to be paid for the current
// period and nothing of debts.
func (r Role) Rights() []Right {
	switch r {
	case Owner:
		return []Right{MaySee, MayRead, MayPay, MayVote, MayShare, MayInvite}
	case SocialTenant:
		return []Right{MaySee, MayRead, MayPay, MayShare, MayInvite}
	case Tenant:
		return []Right{MayRead, MayPay}
	default:
		return []Right{MaySee, MayRead, MayPay, MayShare}
	}
}

// Connection is a person's link to an account, as the person sees it.
type Connection struct {
	Account   Account
	Name      string // the person's own name for it: «Дом»
	Role      Role
	Suspended bool // to be proved again: the holder changed or the account was closed
	Since     time.Time
	Rights    []Right
	Invited   bool // by the household; false: the person proved the account
	Until     Date // the last day, in the zone of the house; zero: no term
}

// May reports whether the person has a right on the account at this moment.
func (c Connection) May(r Right) bool { return !c.Suspended && slices.Contains(c.Rights, r) }

// Claim is an attempt to prove that an account is the person's.
type Claim struct {
	Person PersonID
	House  HouseID
	Number Number
	Secret string // folded
}

// Connecting is who connects a proven account, and as what.
type Connecting struct {
	Person  PersonID
	Account AccountID
	Role    Role
}

// Disowning says that a link to the person's account is nobody of the household.
type Disowning struct {
	Person  PersonID
	Account AccountID
	Link    int64
}

// Proof is the answer to a claim. When refused nothing tells whether the
// account exists.
type Proof struct {
	OK      bool
	Limited bool // no tries are left today, or for this account
	Account AccountID
	Left    int // tries that are left to the person today
}

// Once names one confirmation: a dialog's instance, step and revision. Storage
// writes its outcome in the same transaction and gives it back to whoever
// comes second.
type Once string

// Line is one meter of the page of readings.
type Line struct {
	Case
	Current *Reading // the reading of the page's period, if already given
	Sent    bool     // Current has been handed to the organisation
}

// Given reports whether nothing more is asked of the line: its reading of the
// page's period is there, no estimate, and was not rejected.
func (l Line) Given() bool {
	return l.Current != nil && l.Current.State != Rejected && !l.Current.Source.Estimate()
}

// Page is the page «Внесение текущих показаний» of one account.
type Page struct {
	Account Account
	Name    string // the person's own name for the account
	Today   Date   // in the zone of the house
	Now     time.Time
	Window  Window
	Slot    Slot
	Lines   []Line
	Blind   bool // its reader may hand readings in and not see what was handed in before
}

// Asked returns the lines that people fill in.
func (p Page) Asked() []Line {
	var asked []Line
	for _, l := range p.Lines {
		if !l.Meter.Automatic {
			asked = append(asked, l)
		}
	}
	return asked
}

// Entry is one meter's values on their way into a submission.
type Entry struct {
	Meter   MeterID   `json:"meter"`
	Values  Values    `json:"values"`
	Picture PictureID `json:"picture,omitempty"` // of the dial; 0: none
}

// Submission is everything that «Сохранить» saves at once.
type Submission struct {
	Person  PersonID
	Account AccountID
	Period  Period
	Taken   Date
	Entries []Entry
}

// Receipt proves a submission.
type Receipt struct {
	Number  string       `json:"number"` // «П-000118»
	At      time.Time    `json:"at"`
	Lines   []ReceiptRow `json:"lines"`
	Another AccountID    `json:"another,omitempty"` // a further account that still waits; 0 if none
}

// ReceiptRow is one meter of a receipt.
type ReceiptRow struct {
	Meter    MeterID `json:"meter"`
	Values   Values  `json:"values"`
	Use      Values  `json:"use,omitempty"`      // since the last reading
	Replaced Values  `json:"replaced,omitempty"` // what stood there in the same period
	Resent   bool    `json:"resent,omitempty"`   // the replaced values had been handed over
	Pictured bool    `json:"pictured,omitempty"` // a photo of the dial was kept with them
}

// RequestKind is why a resident asks the organisation for something.
type RequestKind string

// The kinds of requests.
const (
	AskCode       RequestKind = "ask_code"       // neither code nor meter to prove an account
	AskHouse      RequestKind = "ask_house"      // the house is not there
	AskMeter      RequestKind = "ask_meter"      // a meter stands that the organisation does not know
	MeterReplaced RequestKind = "meter_replaced" // a new meter was put in
	MeterRolled   RequestKind = "meter_rolled"   // the meter went through zero
	ReadingWrong  RequestKind = "reading_wrong"  // the last reading is wrong
	Strangers     RequestKind = "strangers"      // somebody connected whom the household does not know
	ManyMisses    RequestKind = "many_misses"    // many wrong proofs in one house
	Support       RequestKind = "support"        // somebody is stuck in a step and asks for help
)

// Right returns the right that a request about an account needs: who hands
// readings in asks about meters.
func (k RequestKind) Right() Right {
	switch k {
	case AskMeter, MeterReplaced, MeterRolled, ReadingWrong:
		return MayRead
	default:
		return MaySee
	}
}

// Answered reports whether those who answer appeals have it in their inbox.
func (k RequestKind) Answered() bool {
	switch k {
	case AskMeter, MeterReplaced, MeterRolled, ReadingWrong, Support:
		return true
	case AskCode, AskHouse, Strangers, ManyMisses:
	}
	return false
}

// Request is a note that residents leave for the organisation.
type Request struct {
	Kind         RequestKind
	Person       PersonID
	House        HouseID        // 0 where the house is unknown
	Account      AccountID      // 0 where none is connected
	Meter        MeterID        // 0 where it concerns none
	Organisation OrganisationID // of a question of whoever has no account; else 0: that of the house
	Topic        string         // what it is about, as the inbox calls it
	Text         string         // what the person added
}

// HistoryRow is one reading in the history of a meter.
type HistoryRow struct {
	Reading
	Use      Values    // since the reading before; nil for the first
	Replaced bool      // a later one stands in its place
	Picture  PictureID // of the dial, as long as it is kept; 0: none
}

// History is one page of the history of a meter, newest first.
type History struct {
	Meter Meter
	Rows  []HistoryRow
	More  bool // older rows exist
}

// Consent is a person's agreement to the processing of data (152-ФЗ, ст. 9).
type Consent struct {
	Version string
	At      time.Time
}

// Slip is what the payment code of a receipt says of who is paid and for which
// account. Names of people and sums are not taken over.
type Slip struct {
	Payee   string // empty: not said
	INN     string // of the payee
	Number  Number // zero: not said
	Address string // of the payer, as it was written
	Utility bool   // nothing says that it pays for something else than housing
}
