package receipt

import (
	"bytes"
	"fmt"

	"dombot/internal/meeting"
)

// Message writes paragraphs as a standing document: the message of a general meeting, an appeal about it.
func Message(title string, lines []meeting.Line) ([]byte, error) {
	p := newPages(title, pageHeight, pageWidth)
	p.y = letterMargin
	for _, l := range lines {
		if l.Bold {
			p.y += 6
		}
		p.letter(style{bold: l.Bold, size: 11}, l.Text)
		p.y += 4
	}
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write message: %w", err)
	}
	return b.Bytes(), nil
}
