package forum

import "dombot/internal/housing"

// Room is a group of neighbours in which a topic can be shown.
type Room struct {
	ID    housing.HouseChatID
	Chat  int64 // its number on the messenger
	Title string
}

// Mirroring is a topic to be shown in a group.
type Mirroring struct {
	Person housing.PersonID
	Topic  TopicID
	Room   housing.HouseChatID
	Thread int64 // the topic of the group that is for it alone; 0: there is none
}

// Reply is an answer in a group to a message of the bot.
type Reply struct {
	Bot, Chat, User int64
	Under           int64 // the message that it answers
	Message         int64 // its own number
	Text            string
}

// Untaken is why an answer in a group became no message of the forum, or only its beginning did.
type Untaken string

// The reasons.
const (
	UntakenClosed Untaken = "closed" // the topic
	UntakenBarred Untaken = "barred" // the author
	UntakenFast   Untaken = "fast"   // too much came at once
	UntakenCut    Untaken = "cut"    // the rest was too long
)
