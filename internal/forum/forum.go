package forum

import (
	"time"

	"dombot/internal/housing"
)

// TopicID is the key of a topic.
type TopicID int64

// PostID is the key of a message.
type PostID int64

// Category is what a topic is about; the names are in the catalogue.
type Category string

// The categories.
const (
	Yard       Category = "yard"
	Repair     Category = "repair"
	Neighbours Category = "neighbours"
	Market     Category = "market"
	Questions  Category = "questions"
)

// Categories returns every category in the order of the choice.
func Categories() []Category { return []Category{Yard, Repair, Neighbours, Market, Questions} }

// State is what became of a message.
type State string

// The states of a message.
const (
	Shown   State = "shown"
	Held    State = "held"    // a moderator looks first; its author sees it
	Hidden  State = "hidden"  // by a moderator, for a reason
	Deleted State = "deleted" // by its author: nothing of it is kept
)

// Attention is how a person follows a topic.
type Attention string

// The ways to follow a topic; empty: new messages are only counted.
const (
	Follows Attention = "follow" // they are in the digest, too
	Ignores Attention = "mute"   // they are not even counted
)

// Author is how neighbours see who wrote. The zero Author is somebody who does not live there any more.
type Author struct {
	Flat string // number of the flat; empty: not shown by it
	Name string // pseudonym
	Chat bool   // somebody in the chat of the house
}

// Signing is how a person is shown in one house: by a flat or by a name.
type Signing struct {
	Person housing.PersonID
	House  housing.HouseID
	Flat   string
	Name   string
}

// Wish is one thing that a person wants of a forum, or does not.
type Wish string

// The wishes.
const (
	WantsDigest Wish = "digest" // followed topics once a day
	WantsPings  Wish = "pings"  // at once where the own message was quoted

	WantsLetters Wish = "letters" // of neighbours
)

// Place is the forum of one house, as one person meets it.
type Place struct {
	House   housing.House
	Flats   []string // that the person lives in there
	As      Author   // how the person is shown; zero: was not asked yet
	Unread  int
	Digest  bool
	Pings   bool
	Muted   time.Time // may not write until then; zero: may
	Because string    // why not
	Guards  bool      // is a moderator of it
	Manages bool      // says who is one
	Waiting int       // messages that wait for a moderator; counted for one
	Lives   bool      // lives there; a moderator need not
}

// Topic is one line of the list.
type Topic struct {
	ID        TopicID
	House     housing.HouseID
	Category  Category
	Title     string
	Posts     int // numbers that were given, of deleted messages too
	Unread    int
	Last      time.Time
	Pinned    bool
	Closed    bool
	Hidden    bool
	Mine      bool
	Attention Attention
	Chat      string // of the house, that it is shown in; empty: none
}

// Meeting is what a topic of a general meeting is about.
type Meeting struct {
	ID    int64
	Title string // of the topic, where there is none yet
}

// Search says which topics are looked for.
type Search struct {
	House housing.HouseID
	Words string // in titles and messages; empty: every topic
	Skip  int
	Limit int
}

// Found are topics, and how many there are in all.
type Found struct {
	Topics []Topic
	Total  int
}

// Quote is what a message answers.
type Quote struct {
	Number int
	By     Author
	Text   string // empty: is not there any more
}

// Post is a message of a topic.
type Post struct {
	ID     PostID
	Topic  TopicID
	Number int // in its topic, from 1
	By     Author
	Mine   bool
	State  State
	Reason Reason // why it is hidden or held
	Text   string // empty where the reader may not see it
	Quote  *Quote
	Photo  bool
	At     time.Time
	Edited bool
}

// Seen reports whether its text is there to be read.
func (p Post) Seen() bool { return p.State == Shown || p.State == Held && p.Text != "" }

// Sheet is one page of a topic.
type Sheet struct {
	Place Place
	Topic Topic
	Posts []Post
	Page  int // from 0
	Pages int
}

// Writing is a message to be written: a new topic where Topic is 0.
type Writing struct {
	Person   housing.PersonID
	House    housing.HouseID
	Topic    TopicID
	Category Category
	Title    string
	Quote    PostID
	Text     string
	Photo    []byte // cleaned JPEG; nil: none
}

// Written is what became of a message that was written.
type Written struct {
	Topic  TopicID `json:"topic"`
	Number int     `json:"number"`
	Held   bool    `json:"held"`
}

// Reason is why somebody complains of a message, or a moderator hides it.
type Reason string

// The reasons.
const (
	Insult   Reason = "insult"
	Advert   Reason = "advert"
	Personal Reason = "personal"
	Words    Reason = "words" // of the list that is looked at first; nobody complains by it
)

// Reasons returns those that people name, in the order of the choice.
func Reasons() []Reason { return []Reason{Insult, Advert, Personal} }

// Editing is a message of the person to be written anew, or to be deleted.
type Editing struct {
	Person housing.PersonID
	Post   PostID
	Text   string
}

// Wished is a wish with what is wanted.
type Wished struct {
	Person housing.PersonID
	House  housing.HouseID
	Wish   Wish
	On     bool
}

// Complaint is what somebody has against a message.
type Complaint struct {
	Person housing.PersonID
	Post   PostID
	Reason Reason
}

// ComplaintsPerDay is how many a person makes.
const ComplaintsPerDay = 10

// Case is a message that a moderator is to look at.
type Case struct {
	Post  Post
	Title string // of the topic
	Why   map[Reason]int
}

// Verdict is what a moderator decides about a message.
type Verdict string

// The verdicts.
const (
	Hide   Verdict = "hide"
	Show   Verdict = "show" // what was held or hidden
	Keep   Verdict = "keep" // complaints are settled, the message stays
	Warn   Verdict = "warn" // its author
	Mute   Verdict = "mute" // its author, for days
	Unmute Verdict = "unmute"
)

// Judgement is a verdict about a message.
type Judgement struct {
	Person  housing.PersonID
	Post    PostID
	Verdict Verdict
	Reason  Reason // of hiding, warning and muting
	Days    int    // of muting
}

// Mutes are for how many days somebody may be kept from writing.
func Mutes() []int { return []int{1, 7, 30} }

// Rule is what a moderator decides about a topic.
type Rule string

// The rules of a topic.
const (
	Pin     Rule = "pin"
	Unpin   Rule = "unpin"
	Close   Rule = "close"
	Reopen  Rule = "reopen"
	Conceal Rule = "conceal"
	Reveal  Rule = "reveal"
)

// Ruling is a rule about a topic.
type Ruling struct {
	Person housing.PersonID
	Topic  TopicID
	Rule   Rule
}

// ModeratorID is the key of who was named a moderator.
type ModeratorID int64

// Moderator looks after the forum of a house.
type Moderator struct {
	ID    ModeratorID
	Name  string
	Since time.Time
}

// Naming is an invitation to look after the forum of a house. Its token is known to who holds the link.
type Naming struct {
	By    housing.PersonID // 0: the command line
	House housing.HouseID
	Name  string
	Hash  housing.TokenHash
}

// NamingLife is how long such an invitation holds.
const NamingLife = 24 * time.Hour
