package chart

import (
	"image"
	"image/color"
	"slices"

	"dombot/internal/housing"
)

// mark says what a colour means.
type mark struct {
	at     image.Point // where its text stands
	colour color.Color
	name   string
}

// legend places the names of the colours from top on, and returns where they
// end. One colour alone needs no name.
func (f faces) legend(c housing.Chart, top int) (marks []mark, end int) {
	for i, name := range c.Names {
		marks = append(marks, mark{colour: colour(i, false), name: name})
	}
	if slices.ContainsFunc(c.Bars, func(b housing.ChartBar) bool { return b.Source.Estimate() }) {
		for i, name := range c.Guessed {
			marks = append(marks, mark{colour: colour(i, true), name: name})
		}
	}
	if len(marks) < 2 {
		return nil, top
	}
	at := image.Pt(margin, top+small)
	for i, m := range marks {
		wide := small + gap/2 + measure(f.small, m.name)
		if at.X > margin && at.X+wide > width-margin {
			at = image.Pt(margin, at.Y+small+gap)
		}
		marks[i].at = at
		at.X += wide + 2*gap
	}
	return marks, at.Y + 2*gap
}
