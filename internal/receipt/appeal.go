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

// Appeal returns an appeal as a letter, to be handed in by its author or kept.
// What an author has to add by hand is left open: no name is known here.
func Appeal(l housing.AppealLetter) ([]byte, error) {
	a := l.Appeal
	p := newPages("Обращение", pageHeight, pageWidth)
	p.y = letterMargin
	body, bold := style{size: 11}, style{bold: true, size: 11}
	p.letter(bold, "Кому: "+a.To.Name)
	p.letter(body, "От: ______________________________________ (фамилия, имя, отчество)")
	p.letter(body, "Адрес для ответа: ______________________________________")
	p.y += 14
	p.letter(style{bold: true, size: 13}, "ОБРАЩЕНИЕ")
	p.letter(body, "Адрес: "+placeOf(a))
	p.letter(body, "Тема: "+a.Topic.Name)
	p.y += 10
	for _, part := range a.Parts {
		p.letter(body, part)
		p.y += 6
	}
	if len(a.Files) > 0 {
		p.letter(body, "Приложения:")
		for i, f := range a.Files {
			p.letter(body, fmt.Sprintf("%d. %s", i+1, f.Name))
		}
	}
	p.signers(l, body)
	p.y += 14
	p.letter(body, texts.Date(l.Written, housing.Date{})+"          Подпись: ____________________")
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write appeal: %w", err)
	}
	return b.Bytes(), nil
}

// signers writes who joined: by name who agreed to that, the others counted.
func (p *paper) signers(l housing.AppealLetter, body style) {
	if l.Joined.People == 0 {
		return
	}
	p.y += 10
	p.letter(body, fmt.Sprintf("К обращению присоединились жители дома: %d.", l.Joined.People))
	for i, s := range l.Signers {
		line := fmt.Sprintf("%d. %s", i+1, s.Name)
		if s.Premises != "" {
			line += ", кв. " + s.Premises
		}
		p.letter(body, line)
	}
	if rest := l.Joined.People - len(l.Signers); rest > 0 && len(l.Signers) > 0 {
		p.letter(body, fmt.Sprintf("Ещё без имени: %d.", rest))
	}
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
