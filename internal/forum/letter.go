package forum

import (
	"strings"
	"time"
	"unicode"

	"dombot/internal/housing"
)

// TalkID is the key of a talk.
type TalkID int64

// LetterID is the key of a letter.
type LetterID int64

// The bounds of letters.
const (
	FlatsPerDay   = 3   // to which a person begins to write
	LettersPerDay = 20  // of a person
	Unanswered    = 3   // letters in a row before the flat answers
	MaxLetter     = 600 // signs
)

// Letter is one letter of a talk.
type Letter struct {
	ID   LetterID
	Mine bool
	Text string
	At   time.Time
}

// Talk is letters between a resident and a flat, as one of its sides knows it.
type Talk struct {
	ID      TalkID
	House   housing.House
	Flat    string // to who began it; empty to the flat, which does not know whose letters they are
	Last    time.Time
	Letters []Letter // the oldest first
}

// Box is what a person has to do with letters in one house.
type Box struct {
	Place  Place
	Talks  []Talk // the newest first
	Wanted bool   // letters of neighbours
	Picky  bool   // there are neighbours whose letters the person does not want
}

// Posting is a letter to be sent: into a talk, or to a flat where Talk is 0.
type Posting struct {
	Person housing.PersonID
	House  housing.HouseID
	Talk   TalkID
	Flat   string
	Text   string
}

// Ending is a talk that a person wants no more of.
type Ending struct {
	Person housing.PersonID
	Talk   TalkID
}

// LetterVerdict is what a moderator decides about a letter that somebody complained of.
type LetterVerdict struct {
	Person housing.PersonID
	Letter LetterID
	Days   int // for which its author may not write; 0: nothing follows
}

// ParseFlat reads the number of a flat, «кв. 45» or «45А», as small letters; every number is as good as the
// other, whoever lives there.
func ParseFlat(typed string) (string, bool) {
	flat := strings.ToLower(strings.Join(strings.Fields(housing.CleanText(typed)), ""))
	for _, word := range []string{"квартира", "кв.", "кв", "№"} {
		flat = strings.TrimPrefix(flat, word)
	}
	rest := strings.TrimLeft(flat, "0123456789")
	digits := len(flat) - len(rest)
	bad := strings.ContainsFunc(rest, func(r rune) bool { return !unicode.In(r, unicode.Cyrillic) })
	return flat, digits > 0 && digits <= 5 && len([]rune(rest)) <= 1 && !bad && flat[0] != '0'
}

// ParseLetter reads a letter.
func ParseLetter(typed string) (string, bool) {
	text, ok := ParseText(typed, false)
	return text, ok && len([]rune(text)) <= MaxLetter
}
