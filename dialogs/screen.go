package dialogs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dombot/internal/texts"
)

// Screen is the only thing that is ever shown: a text and the buttons under it. An aside
// may carry a file, whose caption is then the text; the window and a notice never do.
type Screen struct {
	Text texts.Text
	Rows [][]Button
	Keys bool // with the permanent keys of the chat; such a screen has no buttons
	// Choose is the label of one more key, which lets the person choose a group; with Keys only.
	Choose string
	// Share is the label of one more key, which sends the person's own number; with Keys only.
	Share string
	File  *Attachment
	// More are further pictures, shown together with File; such a screen has no buttons.
	More []Attachment
	// Veiled: the sums in it are hidden until the person looks.
	Veiled bool
	// Silent: it arrives without a sound; of notices only, an answer to a person always sounds.
	Silent bool

	from string // the flow that made it
}

// Button is one answer that a screen offers.
type Button struct {
	Label string
	Act   Act
	URL   string // set: the button opens an address instead
	Copy  string // set: the button puts this on the clipboard, and nobody hears of it; 1–256 characters
	Word  string // set: a press counts as this word typed; for notices, which no session knows
	Start string // set: the button opens the private chat and starts the bot with this; for groups
}

// answers reports whether a press of b is an answer to the window it stands under.
func (b Button) answers() bool { return b.URL == "" && b.Copy == "" && b.Word == "" && b.Start == "" }

// Act is what a press means, or what is to be carried out. It stays in the session: the messenger carries
// only its number, so nothing can be pressed that was not offered.
type Act struct {
	Do  string `json:"do"`
	Arg string `json:"arg,omitempty"`
}

// Intend returns an intent that needs more than a word: v as JSON.
func Intend(do string, v any) Act {
	b, err := json.Marshal(v)
	if err != nil { // intents are plain data of ours
		panic(fmt.Sprintf("dialogs: intent %s: %v", do, err))
	}
	return Act{Do: do, Arg: string(b)}
}

// Take reads what [Intend] was given.
func (a Act) Take(v any) error {
	if err := json.Unmarshal([]byte(a.Arg), v); err != nil {
		return fmt.Errorf("read intent %s: %w", a.Do, err)
	}
	return nil
}

// Copying returns a row of one button that copies text.
func Copying(label, text string) []Button { return []Button{{Label: label, Copy: text}} }

// On returns a row of one button.
func On(label, do string) []Button { return []Button{{Label: label, Act: Act{Do: do}}} }

// OnArg returns a row of one button whose press carries arg.
func OnArg(label, do, arg string) []Button {
	return []Button{{Label: label, Act: Act{Do: do, Arg: arg}}}
}

// Row puts the buttons of several rows into one.
func Row(rows ...[]Button) []Button {
	var row []Button
	for _, r := range rows {
		row = append(row, r...)
	}
	return row
}

// saying returns what the one button means whose words are typed.
func (s Screen) saying(typed string) (Act, bool) {
	typed = fold(typed)
	return s.only(func(label string) bool { return label == typed })
}

// beginning returns what the one button means whose words begin with those typed,
// whole words alone.
func (s Screen) beginning(typed string) (Act, bool) {
	typed = fold(typed)
	return s.only(func(label string) bool {
		rest, ok := strings.CutPrefix(label, typed)
		next, _ := utf8.DecodeRuneInString(rest)
		return ok && typed != "" && !unicode.IsLetter(next) && !unicode.IsDigit(next)
	})
}

// only returns what the one button means whose label, as triggers are written, is asked for.
func (s Screen) only(asked func(label string) bool) (Act, bool) {
	var found []Act
	for _, row := range s.Rows {
		for _, b := range row {
			if b.answers() && asked(fold(strings.TrimRight(b.Label, " ›✓"))) {
				found = append(found, b.Act)
			}
		}
	}
	if len(found) != 1 {
		return Act{}, false
	}
	return found[0], true
}

// offers reports whether a button with the label is there already.
func (s Screen) offers(label string) bool {
	return slices.ContainsFunc(s.Rows, func(row []Button) bool {
		return slices.ContainsFunc(row, func(b Button) bool { return b.Label == label })
	})
}

// acts returns every act of s in reading order: the meaning of button i.
func (s Screen) acts() []Act {
	var acts []Act
	for _, row := range s.Rows {
		for _, b := range row {
			if b.answers() {
				acts = append(acts, b.Act)
			}
		}
	}
	return acts
}
