package housing

import (
	"time"

	"github.com/shopspring/decimal"
)

// AccountRecord is one account of an import, its sheets already joined.
type AccountRecord struct {
	Row      int // row of «Основные сведения»
	PlaceRow int // row of «Помещения»; 0 if there is none
	Number   string
	ELS      string
	IZHKU    string
	Kind     string // «ЛС УО», «ЛС РСО» …
	Renter   bool
	Holder   string    // surname, name, patronymic; or ОГРН of a firm
	SNILS    SNILSHash // of the holder; nil if not given
	Area     decimal.Decimal
	Living   decimal.Decimal
	Heated   decimal.Decimal
	Persons  int
	Closed   Date // zero while the account is open

	FIAS         string // GUID of the house; empty if not given
	Address      Address
	PremisesKind string
	Premises     string
	Room         string
	Entrance     string // number of the entrance; empty if not given
	PremisesID   string // number of the premises in ГИС ЖКХ
	Share        decimal.Decimal
}

// MeterRecord is one meter of an import.
type MeterRecord struct {
	Row        int
	Account    string // folded account number, ЕЛС or ИЖКУ; empty if not given
	HouseID    string // unique number or GUID of the house in ГИС ЖКХ
	Address    Address
	PremisesID string // unique number of the premises
	Premises   string // number of the flat, where the address names it
	Resource   Resource
	Serial     string
	GISNumber  string
	Place      string
	Tariffs    int
	Unit       string
	Installed  Date
	Verified   Date // day up to which the verification holds
	Automatic  bool
	Last       Values // last known values; nil if none
	LastTaken  Date   // day of Last; zero if unknown
	LastBy     Source // where Last comes from: the organisation, or its estimate
}

// VerdictRecord is what the organisation was answered about one reading that it
// handed over to ГИС ЖКХ.
type VerdictRecord struct {
	Row       int
	GISNumber string // number of the meter in ГИС ЖКХ
	Period    Period
	Values    Values
	Accepted  bool
	Reason    string // why it was not accepted; empty if not said
}

// Outcome is what an import did with one record.
type Outcome string

// The outcomes of verdicts.
const (
	OutcomeAccepted  Outcome = "accepted"
	OutcomeRejected  Outcome = "rejected"
	OutcomeReversed  Outcome = "reversed"  // rejected after it had been accepted
	OutcomeSame      Outcome = "same"      // the reading had that verdict already
	OutcomeCorrected Outcome = "corrected" // it was given again since it was handed over
	OutcomeUnknown   Outcome = "unknown"   // no such reading was handed over
	OutcomeWaiting   Outcome = "waiting"   // there is no verdict yet
)

// Import says for whom and how a file is taken in.
type Import struct {
	Organisation OrganisationID
	By           PersonID // the operator; 0: the command line
	Partial      bool     // save the good rows even where others have faults
	Zone         string   // of houses whose region has no zone of its own
	Taken        Date     // the command line takes houses of another over on it; zero: they are faults
	At           time.Time
	Exported     time.Time // when what the file answers was written out; zero: unknown
}

// Inviting says which account gets which code.
type Inviting struct {
	Organisation OrganisationID
	Number       Number
	Code         string    // as it is handed out
	Houses       []HouseID // where the number is looked for; nil: everywhere
}

// RowFault names what is wrong with one row of a file, in Russian.
type RowFault struct {
	Sheet  string
	Row    int
	Column string
	Reason string
}

// ImportReport says what an import did, or would have done.
type ImportReport struct {
	Rows      int // rows read
	Created   int
	Changed   int
	Same      int
	Suspended int           // links that are to be proved again
	Houses    []House       // houses that the import created
	Outcomes  []Outcome     // of verdicts, one a record
	Refused   []FilingFault // reports of outages that ГИС ЖКХ did not take
	Told      int           // people who are told of it
	Faults    []RowFault
	Saved     bool // false: nothing was changed
}

// Count returns how many records came out so.
func (r ImportReport) Count(o Outcome) int {
	n := 0
	for _, one := range r.Outcomes {
		if one == o {
			n++
		}
	}
	return n
}

// ExportRow is one reading on its way to the organisation.
type ExportRow struct {
	Reading  int64 // key of the row, for marking it as sent
	House    House
	Premises string
	Account  string
	Meter    Meter
	Period   Period
	Taken    Date
	Values   Values
	Again    bool // a correction of what was sent before
}

// NoticeKind is the kind of a notice; its text is made when it is sent.
type NoticeKind string

// The notices of connected people.
const (
	NoticeJoined    NoticeKind = "joined"     // somebody connected the same account
	NoticeSuspended NoticeKind = "suspended"  // the link is to be proved again
	NoticeDisowned  NoticeKind = "disowned"   // the household said that the link is not theirs
	NoticeRejected  NoticeKind = "rejected"   // readings were not accepted
	NoticeCharged   NoticeKind = "charged"    // a payment document was published
	NoticeRecharged NoticeKind = "recharged"  // one that the person had opened was re-issued
	NoticeWithdrawn NoticeKind = "withdrawn"  // one that the person had opened was taken back
	NoticePaid      NoticeKind = "paid"       // a payment went through
	NoticeDeclined  NoticeKind = "declined"   // the bank refused a payment
	NoticeRefunded  NoticeKind = "refunded"   // the money of a payment was given back
	NoticeOutage    NoticeKind = "outage"     // a step of an outage
	NoticeOutageAsk NoticeKind = "outage_ask" // its dispatchers have something to say or to look at
	NoticeReminder  NoticeKind = "reminder"   // something is to be done by a day
	NoticeDigest    NoticeKind = "digest"     // planned outages of a person, the day before
	NoticeShift     NoticeKind = "shift"      // a shift was handed over to the person
	NoticeAppeal    NoticeKind = "appeal"     // something happened to an appeal of the person, or should have
	NoticeMeeting   NoticeKind = "meeting"    // a general meeting of the house came further, or should have
	NoticeDesk      NoticeKind = "desk"       // those who work for an organisation have appeals to look after

	// NoticeAppealCall offers a group of neighbours an appeal to join.
	NoticeAppealCall NoticeKind = "appeal_call"

	NoticeChatHello   NoticeKind = "chat_hello"   // the first message in a group of neighbours
	NoticeChatBoard   NoticeKind = "chat_board"   // what the group reads of its houses now
	NoticePoll        NoticeKind = "poll"         // a poll in a group, or what came of it
	NoticeChatChosen  NoticeKind = "chat_chosen"  // to who chose a group by a link
	NoticeChatTrouble NoticeKind = "chat_trouble" // to those who look after a group
	// NoticeSuspension tells operators that reminders and news wait.
	NoticeSuspension NoticeKind = "suspension"
	// NoticeLicence tells residents that the licence of their organisation became another.
	NoticeLicence NoticeKind = "licence"
	// NoticeMailing tells an operator how a mailing goes.
	NoticeMailing NoticeKind = "mailing"
	// NoticeFamily tells people of an account what became of somebody there: see [FamilyNews].
	NoticeFamily NoticeKind = "family"
	// NoticeForum tells of the forum of a house: see [ForumNews].
	NoticeForum NoticeKind = "forum"
	// NoticeOwner tells a person that an organisation has confirmed him to be an owner, or to act for one, or
	// does not any more.
	NoticeOwner NoticeKind = "owner"
	// NoticeMirror shows a message of the forum in a group of neighbours.
	NoticeMirror NoticeKind = "mirror"
)

// Known reports whether this program has words for the kind: a newer one beside it may write others.
func (k NoticeKind) Known() bool {
	switch k {
	case NoticeJoined, NoticeSuspended, NoticeDisowned, NoticeRejected, NoticeCharged, NoticeRecharged,
		NoticeWithdrawn, NoticePaid, NoticeDeclined, NoticeRefunded, NoticeOutage, NoticeOutageAsk,
		NoticeReminder, NoticeDigest, NoticeShift, NoticeAppeal, NoticeMeeting, NoticeDesk, NoticeAppealCall,
		NoticeChatHello, NoticeChatBoard, NoticePoll, NoticeChatChosen, NoticeChatTrouble, NoticeSuspension,
		NoticeLicence, NoticeMailing, NoticeFamily, NoticeForum, NoticeOwner, NoticeMirror:
		return true
	}
	return false
}

// RejectedReading is one line of the notice about readings that were not
// accepted. Its person knows the account by Name, if that is not empty.
type RejectedReading struct {
	Reading  int64    `json:"reading"` // key of the row
	Name     string   `json:"name"`
	Street   string   `json:"street"`
	House    string   `json:"house"`
	Building string   `json:"building"`
	Premises string   `json:"premises"`
	Resource Resource `json:"resource"`
	Place    string   `json:"place"`
	Serial   string   `json:"serial"`
	Unit     string   `json:"unit"`
	Values   Values   `json:"values"`
	Period   Period   `json:"period"`
	Reason   string   `json:"reason"`
	Late     bool     `json:"late,omitempty"` // a reading of today no longer counts for Period
}

// Notice is something that happened and whom to tell, taken for sending.
type Notice struct {
	ID        int64 // key of the recipient's row
	Kind      NoticeKind
	Urgency   Urgency
	Args      map[string]string
	Bot, Chat int64
	Edit      int64 // the message that told it before and is to be brought up to date; 0: none
	Recall    bool  // Edit is to be deleted
	Attempts  int
	At        time.Time
	Manner    Manner // how the person is spoken to
	// Outage is what a notice of outages is about, with the places of its reader alone.
	Outage *Outage
	Zone   string // that the reader lives by; empty: unknown
	Quiet  Quiet  // the hours in which nothing sounds at the reader's
	// Digest are the planned outages that a digest is about, with the places of its reader.
	Digest []Outage
	// Reminder is what a reminder is about at the moment of sending.
	Reminder *Reminder
	// Desk are appeals that nobody took at the moment of sending, the newest first.
	Desk []DeskLine
	// Mailing is how a mailing goes at the moment of sending.
	Mailing *Mailing
	// Board is what a group is to know of its houses.
	Board *Board
	// Poll is a poll as it stands.
	Poll   *Poll
	Photo  []byte // a picture that it shows; nil: none
	Thread int64  // the topic of a group; 0: none
	Alone  bool   // no other part of the group will do
	Under  int64  // the message of the group that it answers; 0: none
	Keep   bool   // it stays above the group: pinned, and sent again where it is gone
	Pinned bool
}

// Mailbox is where a notice goes: into a chat with one bot, or over a message
// that is there already.
type Mailbox struct {
	Bot, Chat, Edit int64
	Thread          int64 // the topic; 0: none
	Alone           bool  // where the topic is gone, nothing is written
	Under           int64 // the message that it answers; 0: none
	Keep            bool  // pinned without a sound, and sent again where it is gone
	Pinned          bool  // it is pinned as it is
	Recall          bool  // Edit is to be deleted; what cannot be is written over
	Urgency         Urgency
}

// DocumentRecord is one payment document from a file.
type DocumentRecord struct {
	Row        int
	Identifier string // ИЖКУ of the account, or its ЕЛС or number
	Number     string // at the organisation
	GISID      string // in ГИС ЖКХ; empty if not given
	Period     Period
	Sums       DocumentSums
	Charges    []Charge
	Requisites []Requisite
	Info       string
}
