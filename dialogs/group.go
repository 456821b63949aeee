package dialogs

import "dombot/internal/housing"

// Asked is a command in a group.
type Asked struct {
	Bot     int64
	User    int64 // 0: an administrator who writes in the name of the group
	Place   housing.ChatPlace
	Command string // without the slash, in small letters
	Arg     string
}

// Pressed is a press of a button under a message in a group.
type Pressed struct {
	Bot, User, Chat int64
	Word            string // that the button carries
}

// Replied is an answer in a group to a message of the bot.
type Replied struct {
	Bot, User, Chat int64
	Under           int64 // the message that it answers
	Message         int64 // its own number
	Text            string
	Edited          bool // it was taken before, and says something else now
}

// Told is what a group reads after a command. One that is not known is answered
// with the way to the private chat; a known one without a text is not answered.
type Told struct {
	Known  bool
	Screen Screen
	Under  int64 // the message that it answers, so that it is found by a touch; 0: none
	Drop   int64 // a message of ours that goes; 0: none
}

// Choice starts the flow for a group that a person chose from a list of the
// messenger, and says so.
type Choice func(place housing.ChatPlace) (Start, Screen)

// chosen is what a group that was chosen leads to.
func (t *turn) chosen() (Start, bool) {
	if t.ev.Chat == nil || t.Chosen == nil {
		return Start{}, false
	}
	start, said := t.Chosen(*t.ev.Chat)
	t.besides(start.Flow, said)
	return start, true
}
