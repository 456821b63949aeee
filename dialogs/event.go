package dialogs

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Key says whose dialog it is: a person in a chat, or in a topic of it, with one bot.
type Key struct {
	Bot    int64
	Chat   int64
	Thread int64
	User   int64
}

// String returns the key under which the session is stored.
func (k Key) String() string { return fmt.Sprintf("%d:%d:%d:%d", k.Bot, k.Chat, k.Thread, k.User) }

// ParseKey reads what [Key.String] wrote.
func ParseKey(s string) (k Key, err error) {
	_, err = fmt.Sscanf(s, "%d:%d:%d:%d", &k.Bot, &k.Chat, &k.Thread, &k.User)
	if err != nil || k.String() != s {
		return Key{}, fmt.Errorf("read key of a dialog: %q is none", s)
	}
	return k, nil
}

// Event is something that a person did.
type Event struct {
	Key    Key
	Update int64              // number of the update; the same number is handled once
	Text   string             // what was typed
	Sent   int64              // the message that was sent; 0 if its number is not known
	Data   string             // what the pressed button carried
	Window int64              // the message whose button was pressed
	Other  Wordless           // something else than a text or a press
	File   *Upload            // what Other is, if its bytes can be had
	Chat   *housing.ChatPlace // a group that was chosen from a list of the messenger
	// Contact is a number that was shared; Other tells what it is where nobody takes it.
	Contact *Contact
	// Ack answers a press at once, before slow work; nil for anything else. False:
	// the person cannot be told the toast any more.
	Ack func(ctx context.Context, toast string) bool
}

// Wordless names the kinds of messages without a text.
type Wordless string

// The messages without a text that are answered in words.
const (
	Voice   Wordless = "voice"
	File    Wordless = "file"
	Picture Wordless = "picture"
	Strange Wordless = "strange" // stickers, places, contacts
)

// Reply is what to show for an event, in order.
type Reply struct {
	Asides []Screen // sent as messages of their own, before the window
	Screen Screen   // the window
	Edit   int64    // the message to turn into the window; 0 sends a new one
	Strip  []int64  // older windows whose buttons go
	Drop   int64    // the person's own message that goes from the chat; 0: none
	Quiet  bool     // nothing to show in the window
	Final  bool     // tells what was carried out: to be read even after a later reply
	tag    tag      // instance and revision that buttons carry
	stored *session // as it was saved
	at     time.Time
}

// Data returns what button i of the window carries: at most 64 bytes.
func (r Reply) Data(i int) string { return r.tag.data(i) }

// Revision returns the revision of the session that the window shows.
func (r Reply) Revision() int64 { return r.tag.Rev }

// Person is the one who talks, as steps see it.
type Person struct {
	ID   housing.PersonID
	User int64
	Chat int64
}

// Input is an answer to a step: a typed text, a press, or a file where the step takes files.
type Input struct {
	Text string
	Act  Act
	File *Upload
}

// Pressed reports whether the answer is a press.
func (in Input) Pressed() bool { return in.Act.Do != "" }

// key names the sentence of what a person reads after a message without text.
func (w Wordless) key() string {
	switch w {
	case Voice:
		return "engine.voice"
	case File, Picture:
		return "engine.file"
	case Strange:
		return "engine.strange"
	}
	return ""
}

// Texter finds sentences; *texts.Catalogue does.
type Texter interface {
	T(key string, args ...any) texts.Text
	Label(key string, args ...any) string
}
