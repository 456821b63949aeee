package receipt

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The width of a standing page, without its margins.
const letterWidth = pageHeight - 2*letterMargin

const letterMargin = 56.0

// line is one paragraph of a letter, in points.
type line struct {
	text string
	bold bool
	size float64
	gap  float64 // above it
}

// Appeal returns an appeal as a letter, to be handed in by its author or kept.
// What an author has to add by hand is left open: no name is known here.
func Appeal(l housing.AppealLetter) ([]byte, error) {
	p := newPages("Обращение", pageHeight, pageWidth)
	p.y = letterMargin
	for _, x := range letterOf(l) {
		p.y += x.gap
		p.letter(style{bold: x.bold, size: x.size}, x.text)
	}
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write appeal: %w", err)
	}
	return b.Bytes(), nil
}

// letterOf returns the paragraphs of a letter, the same for each kind of file.
func letterOf(l housing.AppealLetter) []line {
	lines := []line{
		{text: "Кому: " + l.To.Name, bold: true, size: 11},
		{text: "От: ______________________________________ (фамилия, имя, отчество)", size: 11},
		{text: "Адрес для ответа: ______________________________________", size: 11},
		{text: "ОБРАЩЕНИЕ", bold: true, size: 13, gap: 14},
		{text: "Адрес: " + placeOf(l.Appeal), size: 11},
		{text: "Тема: " + l.Topic.Name, size: 11},
	}
	gap := 10.0
	for _, part := range l.Parts {
		lines = append(lines, line{text: part, size: 11, gap: gap})
		gap = 6
	}
	if len(l.Files) > 0 {
		lines = append(lines, line{text: "Приложения:", size: 11, gap: 6})
		for i, f := range l.Files {
			lines = append(lines, line{text: fmt.Sprintf("%d. %s", i+1, f.Name), size: 11})
		}
	}
	lines = append(lines, signersOf(l)...)
	signed := texts.Date(l.Written, housing.Date{}) + "          Подпись: ____________________"
	return append(lines, line{text: signed, size: 11, gap: 14})
}

// signersOf are those who joined: by name who agreed to that, the others counted.
func signersOf(l housing.AppealLetter) []line {
	if l.Joined.People == 0 {
		return nil
	}
	lines := []line{{
		text: fmt.Sprintf("К обращению присоединились жители дома: %d.", l.Joined.People), size: 11, gap: 10,
	}}
	for i, s := range l.Signers {
		text := fmt.Sprintf("%d. %s", i+1, s.Name)
		if s.Premises != "" {
			text += ", кв. " + s.Premises
		}
		lines = append(lines, line{text: text, size: 11})
	}
	if rest := l.Joined.People - len(l.Signers); rest > 0 && len(l.Signers) > 0 {
		lines = append(lines, line{text: fmt.Sprintf("Ещё без имени: %d.", rest), size: 11})
	}
	return lines
}

func placeOf(a housing.Appeal) string {
	if a.House.ID == 0 {
		return a.Place
	}
	if a.House.Address.Region == "" {
		return texts.Address(a.House.Address, "")
	}
	return a.House.Address.Region + ", " + texts.Address(a.House.Address, "")
}

// letter writes a text of any length, line by line over as many pages as it takes.
func (p *paper) letter(s style, text string) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		for _, line := range p.wrap(s, printable(paragraph), letterWidth) {
			p.room(s.size*leading + letterMargin - margin)
			p.lines(s, []string{line}, letterMargin, p.y, letterWidth)
			p.y += s.size * leading
		}
	}
}

// printable leaves out what the font has no letters for: pictures among words.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF || unicode.Is(unicode.So, r) && r > 0x2BFF || r == 0x200D || unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
}
