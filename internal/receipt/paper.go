package receipt

import (
	"fmt"
	"image"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	"github.com/signintech/gopdf"
)

// The page: A4 lying, in points.
const (
	pageWidth  = 841.89
	pageHeight = 595.28
	margin     = 28.0
	innerWidth = pageWidth - 2*margin
	leading    = 1.25 // line height in sizes of the font
	padding    = 2.5
)

const (
	plainFont = "plain"
	boldFont  = "bold"
)

// paper is a document that is written from the top down. The first error stays.
type paper struct {
	pdf    *gopdf.GoPdf
	height float64 // of a page
	y      float64
	err    error
	// What was cut into lines already: measuring is nearly all of the work, and the papers of a house repeat
	// their questions thousands of times.
	wrapped map[paragraph][]string
}

// paragraph is a text over a width.
type paragraph struct {
	look  style
	text  string
	width float64
}

// newPaper returns an empty lying page.
func newPaper(title string) *paper { return newPages(title, pageWidth, pageHeight) }

func newPages(title string, width, height float64) *paper {
	p := &paper{pdf: &gopdf.GoPdf{}, height: height, wrapped: map[paragraph][]string{}}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: width, H: height}})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: title, Creator: "dombot"})
	p.note(p.pdf.AddTTFFontData(plainFont, dejavusanscondensed.TTF))
	p.note(p.pdf.AddTTFFontData(boldFont, dejavusanscondensedbold.TTF))
	p.page()
	p.complete()
	return p
}

// complete puts the Latin letters into both fonts. gopdf v0.33 keeps the parts
// of the letters that are used but not the parts of those parts: Ы is made of Ь
// and І, and І of the Latin I, without which Ы loses its second half.
func (p *paper) complete() {
	for _, bold := range []bool{false, true} {
		p.use(style{bold: bold, size: 1})
		_, err := p.pdf.MeasureTextWidth("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
		p.note(err)
	}
}

func (p *paper) note(err error) {
	if p.err == nil && err != nil {
		p.err = fmt.Errorf("write document: %w", err)
	}
}

func (p *paper) page() {
	p.pdf.AddPage()
	p.y = margin
}

// room begins a new page unless so many points are left on this one.
func (p *paper) room(height float64) bool {
	if p.y+height <= p.height-margin {
		return false
	}
	p.page()
	return true
}

// style is how a text looks.
type style struct {
	bold  bool
	size  float64
	right bool
}

func (p *paper) use(s style) {
	font := plainFont
	if s.bold {
		font = boldFont
	}
	p.note(p.pdf.SetFont(font, "", s.size))
}

// wrap cuts a text into lines of a width.
func (p *paper) wrap(s style, text string, width float64) []string {
	if text == "" {
		return nil
	}
	of := paragraph{s, text, width}
	if lines, done := p.wrapped[of]; done {
		return lines
	}
	p.use(s)
	lines, err := p.pdf.SplitTextWithWordWrap(text, width)
	p.note(err)
	p.wrapped[of] = lines
	return lines
}

// lines writes lines under one another from the top at y.
func (p *paper) lines(s style, lines []string, x, y, width float64) {
	p.use(s)
	for i, line := range lines {
		at := x
		if s.right {
			w, err := p.pdf.MeasureTextWidth(line)
			p.note(err)
			at = x + width - w
		}
		p.pdf.SetXY(at, y+float64(i)*s.size*leading+s.size)
		p.note(p.pdf.Text(line))
	}
}

// text writes a paragraph over a width and moves on below it.
func (p *paper) text(s style, text string, x, width float64) {
	lines := p.wrap(s, text, width)
	height := float64(len(lines)) * s.size * leading
	p.room(height)
	p.lines(s, lines, x, p.y, width)
	p.y += height
}

// picture puts a square picture at a place.
func (p *paper) picture(img image.Image, x, y, side float64) {
	p.note(p.pdf.ImageFrom(img, x, y, &gopdf.Rect{W: side, H: side}))
}

// column of a table: its title, width, and whether it holds numbers.
type column struct {
	title   string
	width   float64
	numbers bool
}

// table writes rows under their titles, which are repeated on every page.
func (p *paper) table(columns []column, rows [][]string) {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
	}
	head, body := style{bold: true, size: 6.5}, style{size: 7}
	for i, r := range rows {
		height := p.rowHeight(columns, r, body)
		if i == 0 { // the titles do not stay behind alone
			height += p.rowHeight(columns, titles, head)
		}
		if p.room(height) || i == 0 {
			p.row(columns, titles, head)
		}
		p.row(columns, r, body)
	}
}

func (p *paper) rowHeight(columns []column, cells []string, s style) float64 {
	most := 1
	for i, c := range columns {
		most = max(most, len(p.wrap(s, cells[i], c.width-2*padding)))
	}
	return float64(most)*s.size*leading + 2*padding
}

func (p *paper) row(columns []column, cells []string, s style) {
	height, x := p.rowHeight(columns, cells, s), margin
	p.pdf.SetLineWidth(0.4)
	for i, c := range columns {
		p.pdf.RectFromUpperLeft(x, p.y, c.width, height)
		look := s
		look.right = c.numbers && !s.bold
		p.lines(look, p.wrap(look, cells[i], c.width-2*padding), x+padding, p.y+padding, c.width-2*padding)
		x += c.width
	}
	p.y += height
}
