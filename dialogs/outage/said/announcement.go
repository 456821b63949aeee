package said

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"dombot/internal/housing"
)

// Part is what an announcement says of one time: its lines up to the next time.
type Part struct {
	Told      string // the time, as it was typed
	Times     Times
	Fault     *TimeError // why the time cannot be used
	Utilities []housing.Utility
	Places    []Place
}

// Notice is an announcement taken apart. Unknown are the lines, or the parts of
// them, that were not understood.
type Notice struct {
	Cause   string // as it was written: «ремонт кабеля», «в связи с ремонтом кабеля»
	Parts   []Part
	Unknown []string
}

// The bounds of what is pasted.
const (
	maxPasted = 20_000 // runes
	maxLines  = 500
)

// Announcement reads the pasted text of a company: a line with a time, with its
// places behind it or on the lines below. What is off is told with the time, or
// above the first one for all. Addresses above the only time are its own where it
// has no others; above the first of several they are unknown: nothing says which
// time is theirs. So is one of several times without places.
func Announcement(text string, now time.Time) Notice {
	if len([]rune(text)) > maxPasted {
		return Notice{Unknown: []string{text}}
	}
	var n Notice
	var forAll []housing.Utility
	var above []Place
	causes, text := causesOf(Clean(text))
	if len(causes) > 0 {
		n.Cause, n.Unknown = causes[0], causes[1:]
	}
	for i, line := range statements(text) {
		if i >= maxLines {
			n.Unknown = append(n.Unknown, line)
			continue
		}
		r, err := Line(line, now)
		fault, _ := errors.AsType[*TimeError](err)
		n.Unknown = append(n.Unknown, r.Unknown...)
		switch {
		case r.Timed:
			n.Parts = append(n.Parts, Part{r.Told, r.Times, fault, r.Utilities, r.Places})
			continue
		case len(n.Parts) == 0:
			forAll = append(forAll, r.Utilities...)
			above = append(above, r.Places...)
			continue
		}
		last := &n.Parts[len(n.Parts)-1]
		last.Utilities = append(last.Utilities, r.Utilities...)
		last.Places = append(last.Places, r.Places...)
	}
	n.share(forAll, above)
	return n
}

// share gives the parts what was told above the first of them.
func (n *Notice) share(forAll []housing.Utility, above []Place) {
	if len(n.Parts) == 1 && len(n.Parts[0].Places) == 0 {
		n.Parts[0].Places, above = above, nil
	}
	for _, p := range above {
		n.Unknown = append(n.Unknown, p.Text)
	}
	for i, p := range n.Parts {
		if len(p.Places) == 0 && len(n.Parts) > 1 {
			n.Unknown = append(n.Unknown, p.Told)
		}
		if len(p.Utilities) == 0 {
			n.Parts[i].Utilities = slices.Clone(forAll)
		}
	}
}

// Clean returns pasted text without links, markup, marks of direction and
// «(обновлено …)».
func Clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	for _, form := range []string{
		`(?i)\(\s*обновлен[^)\n]*\)`, `</?[a-zA-Z][^<>\n\pN]*>`,
		`(?i)(?:https?://|www\.|t\.me/)\S+`, "[*_`]+",
	} {
		text = regexp.MustCompile(form).ReplaceAllString(text, " ")
	}
	return text
}

// Row is a line of the table of yearly prevention: houses and their days.
type Row struct {
	Text    string // as it was typed
	Places  []Place
	Times   Times
	Fault   *TimeError // why the time cannot be used
	Unknown []string
}

// Table reads lines of houses and days, set apart by a tab or a semicolon:
// «Ленина 12; с 1 по 14 июля»; the first and the last day may have a column each.
// A row without either is unknown as a whole.
func Table(text string, now time.Time) (rows []Row) {
	for line := range strings.SplitSeq(Clean(text), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		row := Row{Text: line, Unknown: []string{line}}
		if len(rows) < maxLines {
			row = rowOf(line, now)
		}
		rows = append(rows, row)
	}
	return rows
}

func rowOf(line string, now time.Time) Row {
	if len([]rune(line)) > maxTyped {
		return Row{Text: line, Unknown: []string{line}}
	}
	var rows []Row
	for i, r := range line {
		if r != '\t' && r != ';' {
			continue
		}
		if v, fault, ok := columns(line[i+1:], now); ok {
			places, unknown := Places(strings.ReplaceAll(line[:i], "\t", " "))
			rows = append(rows, Row{Text: line, Places: places, Times: v, Fault: fault, Unknown: unknown})
		}
	}
	if len(rows) > 0 {
		return slices.MinFunc(rows, func(a, b Row) int { return a.doubt() - b.doubt() })
	}
	r, err := Line(line, now)
	if fault, _ := errors.AsType[*TimeError](err); r.Timed && len(r.Places) > 0 && len(r.Unknown) == 0 {
		return Row{Text: line, Places: r.Places, Times: r.Times, Fault: fault}
	}
	return Row{Text: line, Unknown: []string{line}}
}

// doubt tells how badly a row was understood.
func (r Row) doubt() int {
	doubt := 0
	if len(r.Unknown) > 0 || len(r.Places) == 0 {
		doubt += 2
	}
	if r.Fault != nil {
		doubt++
	}
	return doubt
}

// columns reads a time of one column, or the first and the last day of two.
func columns(text string, now time.Time) (v Times, fault *TimeError, ok bool) {
	text = strings.Trim(text, " \t;")
	for _, between := range []string{" - ", " "} {
		v, err := When(strings.NewReplacer("\t", between, ";", between).Replace(text), now)
		fault, _ = errors.AsType[*TimeError](err)
		if fault == nil || fault.Fault != NotUnderstood {
			return v, fault, true
		}
	}
	return v, nil, false
}
