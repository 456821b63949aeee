package gis

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// field names what a column holds, whatever its header says.
type field string

// column lists the header texts of one field. A pattern starts with its rule:
// "=" the whole header, "^" its beginning, "~" any part.
type column struct {
	field    field
	title    string // as the template writes it
	patterns []string
	required bool
}

// template is the layout of one sheet.
type template struct {
	sheet   string
	columns []column
}

// titleOf returns the header of a field as the template writes it, "" if it has none.
func (t template) titleOf(f field) string {
	for _, c := range t.columns {
		if c.field == f {
			return c.title
		}
	}
	return ""
}

// statusTitle heads the column that tells what became of a row.
const statusTitle = "Статус обработки"

// statusField is the column of a row's outcome; it is written, not read.
const statusField field = "status"

// headerDepth is how many rows at the top of a sheet may precede the data.
const headerDepth = 30

// layout says where a sheet keeps its fields. Columns count from 0, rows from 1.
type layout struct {
	fields map[field][]int
	titles map[int]string
	header int // row that holds most headers
	last   int // last row of the headers
	width  int
}

// foldHeader returns a header as headers are compared: lower case, words
// divided by single spaces, Latin look-alikes as Cyrillic letters.
func foldHeader(s string) string {
	var folded strings.Builder
	folded.Grow(len(s))
	gap := false // something divides the next letter from the last one
	for _, r := range s {
		r = cyrillic(unicode.ToLower(r))
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = folded.Len() > 0
			continue
		}
		if gap {
			folded.WriteByte(' ')
			gap = false
		}
		folded.WriteRune(r)
	}
	return folded.String()
}

// cyrillic returns the Cyrillic letter that looks like r, or r.
func cyrillic(r rune) rune {
	const latin, likes = "abcehkmoptxy", "авсенкмортху" // one byte each, two bytes each
	if i := strings.IndexRune(latin, r); i >= 0 {
		like, _ := utf8.DecodeRuneInString(likes[2*i:])
		return like
	}
	if r == 'ё' {
		return 'е'
	}
	return r
}

// folded returns a template whose patterns are as headers are compared.
func (t template) folded() template {
	t.columns = slices.Clone(t.columns)
	for i := range t.columns {
		patterns := slices.Clone(t.columns[i].patterns)
		for j, p := range patterns {
			patterns[j] = p[:1] + foldHeader(p[1:])
		}
		t.columns[i].patterns = patterns
	}
	return t
}

// score returns how well a folded header fits a folded pattern; 0: not at all.
func score(header, pattern string) int {
	want := pattern[1:]
	switch {
	case header == want:
		return 3000 + len(want)
	case pattern[0] != '=' && strings.HasPrefix(header, want):
		return 2000 + len(want)
	case pattern[0] == '~' && strings.Contains(header, want):
		return 1000 + len(want)
	}
	return 0
}

// identify returns the field of a folded template that a header names best; ""
// for none.
func (t template) identify(text string) field {
	header := foldHeader(text)
	if header == "" {
		return ""
	}
	best, found := 0, field("")
	for _, c := range t.columns {
		for _, p := range c.patterns {
			if s := score(header, p); s > best {
				best, found = s, c.field
			}
		}
	}
	return found
}

// locate finds the headers among the top rows of a sheet. False: there are none.
func (t template) locate(top [][]string) (layout, bool) {
	t = t.folded()
	best, most := -1, 2
	for i, cells := range top {
		if n := t.matches(cells); n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return layout{}, false
	}
	l := layout{fields: map[field][]int{}, titles: map[int]string{}, header: best + 1, last: best + 1}
	l.take(t, top[best], nil)
	for i := best - 1; i >= max(0, best-2); i-- {
		l.take(t, top[i], nil)
	}
	if best > 0 {
		l.take(t, top[best], spread(top[best-1])) //nolint:gosec // best is an index of top
	}
	for i := best + 1; i < min(len(top), best+3); i++ {
		if !l.take(t, top[i], spread(top[i-1])) && !t.isPreamble(top[i]) {
			break
		}
		l.last = i + 1
	}
	for f := range l.fields {
		slices.Sort(l.fields[f])
	}
	return l, true
}

func (t template) matches(cells []string) int {
	seen := map[field]bool{}
	for _, c := range cells {
		if f := t.identify(c); f != "" {
			seen[f] = true
		}
	}
	return len(seen)
}

// spread fills the empty cells of a row with the text at their left, as a
// heading over merged cells is meant.
func spread(cells []string) []string {
	out := slices.Clone(cells)
	for i := 1; i < len(out); i++ {
		if out[i] == "" {
			out[i] = out[i-1]
		}
	}
	return out
}

// take adds the columns that a header row names and that have no field so far.
// With groups given, a header is also tried together with the heading over it.
func (l *layout) take(t template, cells, groups []string) bool {
	found := false
	for i, text := range cells {
		if text == "" || l.has(i) {
			continue
		}
		tries := []string{text}
		if i < len(groups) && groups[i] != "" {
			tries = append(tries, groups[i]+" "+text, text+" "+groups[i])
		}
		for _, try := range tries {
			if f := t.identify(try); f != "" {
				l.fields[f] = append(l.fields[f], i)
				l.titles[i] = strings.Join(strings.Fields(text), " ")
				found = true
				break
			}
		}
	}
	l.width = max(l.width, len(cells))
	return found
}

func (l *layout) has(col int) bool {
	_, ok := l.titles[col]
	return ok
}

// isPreamble reports whether a row under the headers explains them: the
// numbers of the columns, or hints without a single digit.
func (t template) isPreamble(cells []string) bool {
	filled, numbers, digits := 0, 0, false
	for _, c := range cells {
		c = cleanText(c)
		if c == "" {
			continue
		}
		filled++
		if c == itoa(filled) {
			numbers++
		}
		digits = digits || strings.ContainsAny(c, "0123456789")
	}
	return filled >= 4 && (!digits || numbers == filled)
}

// missing returns the titles of required columns that the layout lacks.
func (l *layout) missing(t template) []string {
	var titles []string
	for _, c := range t.columns {
		if c.required && len(l.fields[c.field]) == 0 {
			titles = append(titles, "«"+c.title+"»")
		}
	}
	return titles
}

// label names the column of a field for a person: «C «Дом»».
func (l *layout) label(t template, f field) string {
	cols := l.fields[f]
	if len(cols) == 0 {
		if title := t.titleOf(f); title != "" {
			return "«" + title + "»"
		}
		return ""
	}
	letter, err := excelize.ColumnNumberToName(cols[0] + 1)
	if err != nil {
		return l.titles[cols[0]]
	}
	return letter + " «" + l.titles[cols[0]] + "»"
}
