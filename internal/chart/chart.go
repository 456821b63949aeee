// Package chart draws how much a meter counted, as a picture for a phone.
//
// A month is a row: its name, a bar from 0, its use in the words of the caption.
// Libraries of charts stand their bars upright, where words of this length do
// not fit, or leave the place of the words to chance; what is needed here are
// rectangles, and letters of a font that comes with the program.
package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/shopspring/decimal"
	"golang.org/x/image/font"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Sizes in pixels. A phone shows the picture at less than half of its size.
const (
	width   = 900
	margin  = 28
	gap     = 14
	row     = 62 // a month
	thick   = 38 // its bar
	letter  = 28
	small   = 24 // letters of the axis
	heading = 31
)

// PNG draws c: a bar per month from 0, the first on top, with its use in words
// beside it. A month whose use is not known has words and no bar. The same chart
// gives the same bytes.
func PNG(c housing.Chart) ([]byte, error) {
	f, err := newFaces()
	if err != nil {
		return nil, err
	}
	l := f.layout(c)
	p := newPaper(image.Rect(0, 0, width, l.bottom+small+2*margin))
	l.axis(p)
	for i, b := range c.Bars {
		l.bar(p, i, b)
	}
	p.write(f.heading, image.Pt(margin, margin+heading), ink(), cut(f.heading, c.Title, width-2*margin))
	for _, m := range l.marks {
		p.fill(image.Rect(m.at.X, m.at.Y-small+2, m.at.X+small, m.at.Y+2), m.colour)
		p.write(f.small, m.at.Add(image.Pt(small+gap/2, 0)), ink(), m.name)
	}
	var out bytes.Buffer
	quick := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := quick.Encode(&out, p.RGBA); err != nil {
		return nil, fmt.Errorf("write chart: %w", err)
	}
	return out.Bytes(), nil
}

// layout is where everything stands.
type layout struct {
	faces
	left, right int // of the longest possible bar
	top, bottom int // of the rows
	scale       scale
	marks       []mark
	words       font.Face // of the uses beside the bars
}

// layout measures the words of c: the bars have what these leave.
func (f faces) layout(c housing.Chart) layout {
	l := layout{faces: f, words: f.letter, scale: scaleFor(longest(c.Bars))}
	for _, b := range c.Bars {
		if measure(f.letter, b.Text) > width/2 {
			l.words = f.small
		}
	}
	var names, words int
	for _, b := range c.Bars {
		names = max(names, measure(f.letter, b.Name))
		words = max(words, measure(l.words, b.Text))
	}
	l.left = margin + names + gap
	l.right = max(l.left+letter, width-margin-words-gap)
	l.marks, l.top = f.legend(c, margin+heading+2*gap)
	l.bottom = l.top + row*len(c.Bars)
	return l
}

// axis draws the lines from 0 on, with those of their numbers below that find
// room.
func (l layout) axis(p paper) {
	free := 0
	for n := range l.scale.steps + 1 {
		at := l.scale.step.Mul(decimal.NewFromInt(int64(n)))
		x := l.x(at)
		colour := pale()
		if n == 0 {
			colour = grey()
		}
		p.fill(image.Rect(x-2, l.top, x, l.bottom+gap/2), colour)
		text := texts.Number(at)
		wide := measure(l.small, text)
		if from := x - wide/2; from >= free {
			p.write(l.small, image.Pt(from, l.bottom+gap+small), grey(), text)
			free = from + wide + gap
		}
	}
}

// x is where a bar of length v ends.
func (l layout) x(v decimal.Decimal) int {
	room := decimal.NewFromInt(int64(l.right - l.left))
	return l.left + int(v.Mul(room).DivRound(l.scale.end(), 0).IntPart())
}

// bar draws the bars of the tariffs of a month one after the other.
func (l layout) bar(p paper, i int, b housing.ChartBar) {
	y := l.top + i*row + (row-thick)/2
	baseline := y + (thick+letter*2/3)/2
	p.write(l.letter, image.Pt(l.left-gap-measure(l.letter, b.Name), baseline), ink(), b.Name)
	var sum decimal.Decimal
	for t, v := range drawn(b.Use) {
		from := l.x(sum)
		sum = sum.Add(v)
		p.fill(image.Rect(from, y, l.x(sum), y+thick), colour(t, b.Source.Estimate()))
	}
	of := ink()
	if b.Use == nil {
		of = grey()
	}
	at := image.Pt(l.x(sum)+gap, baseline)
	text := cut(l.words, b.Text, width-at.X)
	p.fill(image.Rect(at.X, y, at.X+measure(l.words, text), y+thick), color.White) // over the lines
	p.write(l.words, at, of, text)
}

// drawn returns use as lengths: what is less than 0 has none.
func drawn(use housing.Values) housing.Values {
	lengths := make(housing.Values, len(use))
	for i, v := range use {
		lengths[i] = decimal.Max(v, decimal.Zero)
	}
	return lengths
}

func longest(bars []housing.ChartBar) decimal.Decimal {
	var most decimal.Decimal
	for _, b := range bars {
		most = decimal.Max(most, drawn(b.Use).Sum())
	}
	return most
}
