package said

import (
	"strings"
	"unicode"
)

// A piece is a run of letters or of digits in a text.
type piece struct {
	from, to int    // runes of the text
	text     string // folded; of a number as it was typed
	number   bool
	glued    bool // nothing stands between it and the piece before
	soft     bool // only spaces stand between it and the piece before
	marked   bool // «№» stands before it
}

// fold returns a rune as words are compared: lower case, е for ё, Latin
// look-alikes as Cyrillic letters, as in «XBC» and «T1».
func fold(r rune) rune {
	r = unicode.ToLower(r)
	if i := strings.IndexRune("abcehkmoptxyё", r); i >= 0 {
		return []rune("авсенкмортхуе")[len([]rune("abcehkmoptxyё"[:i]))]
	}
	return r
}

func folded(s string) string { return strings.Map(fold, s) }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// scan cuts text into pieces.
func scan(text []rune) []piece {
	var all []piece
	between := gap{soft: true}
	last := 0
	for i := 0; i < len(text); {
		r := text[i]
		if !isDigit(r) && !unicode.IsLetter(r) {
			between.pass(r)
			i++
			continue
		}
		p := piece{from: i, to: wordEnd(text, i), number: isDigit(r), marked: between.marked}
		if p.number {
			p.to = numberEnd(text, i)
		}
		if len(all) > 0 {
			p.glued, p.soft = i == last, between.soft
		}
		p.text = string(text[i:p.to])
		if !p.number {
			p.text = folded(p.text)
		}
		all = append(all, p)
		i, last, between.soft, between.marked = p.to, p.to, true, false
	}
	return all
}

// gap is what stands between two pieces.
type gap struct{ soft, marked bool }

func (g *gap) pass(r rune) {
	g.soft = g.soft && strings.ContainsRune(" \u00a0\u202f\t", r)
	g.marked = g.marked && unicode.IsSpace(r) || r == '№' || r == '#'
}

// numberEnd returns where a number that starts at i ends: digits with points
// or commas between them, however many, so that «1.2.3» stays one thing.
func numberEnd(text []rune, i int) int {
	for i < len(text) {
		point := (text[i] == '.' || text[i] == ',') && i+1 < len(text) && isDigit(text[i+1])
		if !isDigit(text[i]) && !point {
			break
		}
		i++
	}
	return i
}

// wordEnd returns where a word that starts at i ends: letters, with points,
// slashes or dashes between them: «х/в», «г.в.с».
func wordEnd(text []rune, i int) int {
	for i < len(text) {
		joint := strings.ContainsRune("./-", text[i]) && i+1 < len(text) && unicode.IsLetter(text[i+1])
		if !unicode.IsLetter(text[i]) && !joint {
			break
		}
		i++
	}
	return i
}

// parts cuts a word at its points, slashes and dashes.
func (p piece) parts() []piece {
	var all []piece
	start := 0
	runes := []rune(p.text)
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && unicode.IsLetter(runes[i]) {
			continue
		}
		one := piece{from: p.from + start, to: p.from + i, text: string(runes[start:i])}
		if start == 0 {
			one.glued, one.soft, one.marked = p.glued, p.soft, p.marked
		}
		all = append(all, one)
		start = i + 1
	}
	return all
}

// letters returns a word without its points, slashes and dashes.
func (p piece) letters() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, p.text)
}
