package receipt

import (
	"bytes"
	"fmt"

	"dombot/internal/meeting"
)

// The boxes of a form, in points.
const (
	boxSide  = 13.0
	boxApart = 150.0 // from one box to the next
)

// Forms writes forms behind one another, each from a new page on.
func Forms(title string, forms [][]meeting.Line) ([]byte, error) {
	p := newPages(title, pageHeight, pageWidth)
	for i, lines := range forms {
		if i > 0 {
			p.page()
		}
		p.y = letterMargin
		p.text(style{bold: true, size: 14}, title, letterMargin, letterWidth)
		p.y += 8
		for n, l := range lines {
			if l.Bold && n+1 < len(lines) {
				p.together(l, lines[n+1])
			}
			p.formLine(l)
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write forms: %w", err)
	}
	return b.Bytes(), nil
}

// together begins a new page for a question whose boxes would not stand below it, unless it fills a page
// itself.
func (p *paper) together(l, boxes meeting.Line) {
	wrapped := p.wrap(style{bold: l.Bold, size: formSize}, l.Text, letterWidth)
	height := 6 + float64(len(wrapped))*formSize*leading
	if len(boxes.Boxes) > 0 {
		height += boxSide + 16
	}
	if height < p.height/2 {
		p.room(height + letterMargin - margin)
	}
}

const formSize = 10.5

func (p *paper) formLine(l meeting.Line) {
	if len(l.Boxes) == 0 {
		if l.Bold {
			p.y += 6
		}
		p.letter(style{bold: l.Bold, size: formSize}, l.Text)
		p.y += 4
		return
	}
	p.room(boxSide + 8 + letterMargin - margin)
	p.y += 4
	p.pdf.SetLineWidth(0.8)
	for i, name := range l.Boxes {
		x := letterMargin + float64(i)*boxApart
		p.pdf.RectFromUpperLeft(x, p.y, boxSide, boxSide)
		p.lines(style{size: formSize}, []string{name}, x+boxSide+6, p.y, boxApart)
	}
	p.y += boxSide + 8
}
