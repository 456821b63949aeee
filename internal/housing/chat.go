package housing

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// HouseChatID is the key of a group of neighbours.
type HouseChatID int64

// ChatKind is a kind of announcements in a group of neighbours.
type ChatKind string

// The kinds of announcements.
const (
	ChatOutages  ChatKind = "outages"
	ChatMeetings ChatKind = "meetings"
	ChatWorks    ChatKind = "works"
	ChatAppeals  ChatKind = "appeals" // of neighbours, to be joined
)

// ChatKinds are all kinds, in the order of their buttons.
func ChatKinds() []ChatKind { return []ChatKind{ChatOutages, ChatMeetings, ChatWorks, ChatAppeals} }

// ChatFare is how it goes with what is sent to a group.
type ChatFare string

// The fares of a group. All but ChatFine and ChatPinned are troubles that operators are told of once.
const (
	ChatFine     ChatFare = "fine"
	ChatPinned   ChatFare = "pinned"
	ChatKicked   ChatFare = "kicked"   // the bot was removed
	ChatMuted    ChatFare = "muted"    // the bot may not write
	ChatUnpinned ChatFare = "unpinned" // the bot may not pin
	ChatTopic    ChatFare = "topic"    // the topic is closed or gone: the rest of the group is written to
)

// ChatPlace is a group as the messenger knows it, and the topic that was meant.
type ChatPlace struct {
	Chat   int64  `json:"chat"`
	Title  string `json:"title"`
	Thread int64  `json:"thread,omitempty"` // 0: no topic
	Topic  string `json:"topic,omitempty"`
}

// HouseChat is a group of neighbours that gets the announcements of houses.
type HouseChat struct {
	ID HouseChatID
	ChatPlace
	Organisation Organisation
	Houses       []House
	Kinds        []ChatKind
	Reachable    bool // the bot is in the group
	Muted        bool
	Pinned       bool
}

// Has reports whether the group gets a kind of announcements.
func (c HouseChat) Has(k ChatKind) bool { return slices.Contains(c.Kinds, k) }

// ChatSetting is what an operator or a keeper decides about a group: a new one has no ID.
type ChatSetting struct {
	ID           HouseChatID
	Place        ChatPlace // of a new one
	Organisation OrganisationID
	Houses       []HouseID
	Kinds        []ChatKind
}

// ChatOffice is an organisation whose groups a person looks after: all of them as an operator, those of
// some houses as a keeper.
type ChatOffice struct {
	Organisation Organisation
	Operator     bool
}

// ChatKeeperID is the key of a trust.
type ChatKeeperID int64

// ChatKeeper is a resident whom an organisation trusts with the groups of a house.
type ChatKeeper struct {
	ID    ChatKeeperID
	Name  string
	House House
}

// ChatLinkKind tells what a one-time link is for.
type ChatLinkKind string

// The one-time links of groups.
const (
	ChatLinkGroup  ChatLinkKind = "group"  // chooses the group in which it is used
	ChatLinkKeeper ChatLinkKind = "keeper" // makes a keeper of who uses it
)

// Life returns how long a link holds.
func (k ChatLinkKind) Life() time.Duration {
	if k == ChatLinkGroup {
		return time.Hour
	}
	return 24 * time.Hour
}

// ChatLink is a one-time link. House and Name are those of a keeper.
type ChatLink struct {
	Kind         ChatLinkKind
	Person       PersonID // who asks for it
	Organisation OrganisationID
	House        House
	Name         string
}

// ChatUse is a one-time link used in a group.
type ChatUse struct {
	Bot   int64
	User  int64 // who used it; 0: an administrator who writes in the name of the group
	Place ChatPlace
	Hash  TokenHash
}

// ChatPause is how long after an answer in a group the next question there is answered by what is pinned.
const ChatPause = 5 * time.Minute

// Board is what a group reads of its houses now.
type Board struct {
	Chat    HouseChat
	Outages []Outage // that last or are to come, the oldest first
	Votes   []BoardVote
	Phone   string // of the emergency service
	Closed  bool   // the group gets announcements no more
}

// BoardVote is a vote of owners that runs now, as everybody may read of it.
type BoardVote struct {
	Meeting int64 // its key
	House   House
	Ends    time.Time
	Binding bool            // else it is advisory
	Part    decimal.Decimal // percent of the area that took part, to the tenth; zero: less than a tenth of it
	Head    string          // the hash of the last vote before this day, hexadecimal
}

// Next is when the board changes by itself: something begins or ends, or the day does, so that «сегодня»
// is another one. Zero: never.
func (b Board) Next(now time.Time) time.Time {
	var next time.Time
	at := func(moments ...time.Time) {
		for _, t := range moments {
			if t.After(now) && (next.IsZero() || t.Before(next)) {
				next = t
			}
		}
	}
	for _, o := range b.Outages {
		house := House{}
		if len(o.Places) > 0 {
			house.Zone = o.Places[0].Zone
		}
		at(o.From, o.To, nextDay(now, house))
	}
	for _, v := range b.Votes {
		at(v.Ends, nextDay(now, v.House))
	}
	return next
}

// nextDay is when the day of a house ends.
func nextDay(now time.Time, house House) time.Time {
	local := now.In(house.Location())
	return time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, local.Location())
}

// ChatAnswer is what a question in a group comes to.
type ChatAnswer string

// The answers in a group.
const (
	ChatUnknown ChatAnswer = ""       // the group is nobody's: it is answered as any other
	ChatTell    ChatAnswer = "tell"   // the first question: it is answered
	ChatPoint   ChatAnswer = "point"  // soon after another: the answer is pinned
	ChatSilent  ChatAnswer = "silent" // and that was said, too
)

// ChatQuestion is what is known when somebody asks in a group.
type ChatQuestion struct {
	Answer  ChatAnswer
	Message int64 // of the board; 0: none
	Board   Board
	Manner  Manner
}
