package said

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// kind is what a token means.
type kind int

const (
	strange  kind = iota // not understood
	resource             // «хвс»
	tariff               // «т1», «ночь»
	place                // «кухня»
	serial               // «18-345672»
	number               // «123,4»
)

// A token is a piece with its meaning.
type token struct {
	piece
	kind     kind
	resource housing.Resource
	tariff   int // from 1
	meters   []housing.MeterID
}

// Flat is what a line may be about: a flat as its resident knows it.
type Flat struct {
	Name     string // the resident's own: «Дом»
	Premises string // its number
	Month    time.Month
	Meters   []housing.Meter
}

// lexer gives the pieces of a text their meaning in a flat.
type lexer struct {
	text  []rune
	flat  Flat
	names []string
	left  []piece
	out   []token
	named bool // the flat is named
}

func classify(text []rune, flat Flat) *lexer {
	l := &lexer{text: text, flat: flat, names: flatNames(flat.Name), left: scan(text)}
	for len(l.left) > 0 {
		l.take()
	}
	return l
}

// flatNames returns the words that tell a flat from the others.
func flatNames(name string) []string {
	return slices.DeleteFunc(wordsOf(folded(name)), func(w string) bool {
		_, meter := resourceOf(w)
		return meter || filler(w) || tariffOf(w) > 0 || flatWord(w) || utf8.RuneCountInString(w) < 3
	})
}

func flatWord(w string) bool {
	return w == "кв" || w == "кварт" || strings.HasPrefix(w, "квартир")
}

// next returns the piece after the first that is left.
func (l *lexer) next() piece {
	if len(l.left) < 2 {
		return piece{}
	}
	return l.left[1]
}

// put adds a token of the first n pieces.
func (l *lexer) put(n int, t token) {
	t.piece = l.left[0]
	t.to = l.left[n-1].to
	if t.kind != number {
		t.text = string(l.text[t.from:t.to])
	}
	l.out = append(l.out, t)
	l.left = l.left[n:]
}

// drop passes over the first n pieces.
func (l *lexer) drop(n int) {
	l.left = l.left[n:]
	if len(l.left) > 0 {
		l.left[0].soft, l.left[0].glued = false, false
	}
}

// take gives the first piece its meaning.
func (l *lexer) take() {
	p := l.left[0]
	if n, meters := l.serial(); n > 0 {
		l.put(n, token{kind: serial, meters: meters})
		return
	}
	if !p.number {
		l.word(p)
		return
	}
	if p.marked { // «№ 345672»
		t := token{kind: serial, meters: l.flat.bySerial(p.text, 3)}
		if len(t.meters) == 0 {
			t.kind = strange
		}
		l.put(1, t)
		return
	}
	if next := l.next(); next.glued && !next.number && !l.known(next) {
		l.chunk()
		return
	}
	l.put(1, token{kind: number})
}

// serial reports how many pieces at the beginning are a serial written with
// letters, dashes or slashes, and whose.
func (l *lexer) serial() (pieces int, meters []housing.MeterID) {
	start := l.left[0].from
	end := start
	for end < len(l.text) && !unicode.IsSpace(l.text[end]) && !strings.ContainsRune(":;=,()", l.text[end]) {
		end++
	}
	for pieces < len(l.left) && l.left[pieces].to <= end {
		pieces++
	}
	if pieces < 2 {
		return 0, nil
	}
	meters = l.flat.bySerial(string(l.text[start:l.left[pieces-1].to]), 4)
	if len(meters) == 0 {
		return 0, nil
	}
	return pieces, meters
}

// bySerial returns the meters whose serial ends with what was typed: at least
// so many signs of it.
func (f Flat) bySerial(typed string, least int) []housing.MeterID {
	end := housing.FoldSecret(typed)
	if utf8.RuneCountInString(end) < least || !strings.ContainsAny(end, "0123456789") {
		return nil
	}
	var found []housing.MeterID
	for _, m := range f.Meters {
		if strings.HasSuffix(housing.FoldSecret(m.Serial), end) {
			found = append(found, m.ID)
		}
	}
	return found
}

// known reports whether a word behind a number belongs to it or begins
// something of its own: «123м3», «123гвс».
func (l *lexer) known(p piece) bool {
	w := p.letters()
	_, isResource := resourceOf(w)
	return isResource || unit(w) || tariffOf(w) > 0 || w == "т"
}

// chunk takes glued letters and digits that mean nothing together: «1е5».
func (l *lexer) chunk() {
	n := 1
	for n < len(l.left) && l.left[n].glued {
		n++
	}
	l.put(n, token{kind: strange})
}

// word gives a word its meaning, alone or with the number behind it.
func (l *lexer) word(p piece) {
	w, next := p.letters(), l.next()
	switch {
	case next.number && counted(w, next):
		l.tariff(next)
	case unit(w):
		l.drop(unitPieces(w, next))
	case greeting(w):
		l.drop(min(2, len(l.left)))
	case flatWord(w):
		l.premises(next)
	case texts.MonthNumber(w) > 0 && !placedIn(l.flat, w):
		l.month(w, next)
	default:
		l.meaning(p, w)
	}
}

// counted reports whether a word and the number behind it may name a tariff:
// «т1», «тариф 1».
func counted(w string, n piece) bool {
	return w == "т" && n.glued || strings.HasPrefix(w, "тариф") && oneToThree(n)
}

// unitPieces is how many pieces a unit takes: «м3» is two.
func unitPieces(w string, next piece) int {
	if w == "м" && next.glued && next.text == "3" {
		return 2
	}
	return 1
}

func oneToThree(p piece) bool { return p.text == "1" || p.text == "2" || p.text == "3" }

// tariff reads «т1». «т13» may be the first tariff and a number, or not.
func (l *lexer) tariff(n piece) {
	if !oneToThree(n) {
		l.chunk()
		return
	}
	l.put(2, token{kind: tariff, tariff: int(n.text[0] - '0')})
}

// premises reads «кв. 45»: another flat than this one is not understood.
func (l *lexer) premises(n piece) {
	switch {
	case !n.number:
		l.drop(1)
	case n.text == l.flat.Premises:
		l.named = true
		l.drop(2)
	default:
		l.put(2, token{kind: strange})
	}
}

// month passes over the month that readings are taken for; another is not understood.
func (l *lexer) month(w string, next piece) {
	n := 1
	if next.number && len(next.text) == 4 && strings.HasPrefix(next.text, "20") {
		n = 2
	}
	if texts.MonthNumber(w) != int(l.flat.Month) {
		l.put(n, token{kind: strange})
		return
	}
	l.drop(n)
}

// meaning looks a word up: whole, then in its parts, then as a slip of the finger.
func (l *lexer) meaning(p piece, w string) {
	if r, ok := resourceOf(w); ok {
		l.put(1, token{kind: resource, resource: r})
		return
	}
	if n := tariffOf(w); n > 0 {
		l.put(1, token{kind: tariff, tariff: n})
		return
	}
	if meters := l.flat.at(w); len(meters) > 0 {
		l.put(1, token{kind: place, meters: meters})
		return
	}
	parts := p.parts()
	r, slip := mistyped(w)
	switch {
	case filler(w):
		l.drop(1)
	case slices.ContainsFunc(l.names, func(name string) bool { return alike(w, name) }):
		l.named = true
		l.drop(1)
	case len(parts) > 1:
		l.left = append(parts, l.left[1:]...)
	case slip:
		l.put(1, token{kind: resource, resource: r})
	case l.next().glued:
		l.chunk()
	default:
		l.put(1, token{kind: strange})
	}
}

// at returns the meters in a place that a word names.
func (f Flat) at(word string) []housing.MeterID {
	var found []housing.MeterID
	for _, m := range f.Meters {
		if placed(word, folded(m.Place)) {
			found = append(found, m.ID)
		}
	}
	return found
}

func placedIn(f Flat, word string) bool { return len(f.at(word)) > 0 }
