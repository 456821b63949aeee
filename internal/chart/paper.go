package chart

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// paper is what is drawn on.
type paper struct{ *image.RGBA }

func newPaper(r image.Rectangle) paper {
	p := paper{image.NewRGBA(r)}
	p.fill(r, color.White)
	return p
}

func (p paper) fill(r image.Rectangle, c color.Color) {
	draw.Draw(p.RGBA, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// write puts text with its baseline at a point.
func (p paper) write(f font.Face, at image.Point, c color.Color, text string) {
	d := font.Drawer{Dst: p.RGBA, Src: image.NewUniform(c), Face: f, Dot: fixed.P(at.X, at.Y)}
	d.DrawString(text)
}

func measure(f font.Face, text string) int { return font.MeasureString(f, text).Ceil() }

// cut returns as much of text as fits into room.
func cut(f font.Face, text string, room int) string {
	all := []rune(text)
	for n := len(all); n > 0 && measure(f, text) > room; n-- {
		text = string(all[:n-1]) + "…"
	}
	return text
}

// faces are the letters, by their sizes.
type faces struct{ heading, letter, small font.Face }

// newFaces opens the Go font, which has Russian letters.
func newFaces() (faces, error) {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return faces{}, fmt.Errorf("open font: %w", err)
	}
	open := func(size float64) font.Face {
		const dots = 72 // an inch: a point is a pixel
		how := opentype.FaceOptions{Size: size, DPI: dots, Hinting: font.HintingFull}
		f, one := opentype.NewFace(parsed, &how)
		err = errors.Join(err, one)
		return f
	}
	return faces{heading: open(heading), letter: open(letter), small: open(small)}, err
}

func ink() color.Color  { return color.RGBA{34, 34, 34, 255} }
func grey() color.Color { return color.RGBA{105, 105, 105, 255} }
func pale() color.Color { return color.RGBA{224, 224, 224, 255} }

// colour is that of a tariff; paler where nobody read the meter.
func colour(tariff int, estimated bool) color.Color {
	read := []color.Color{
		color.RGBA{46, 125, 210, 255}, color.RGBA{24, 52, 100, 255}, color.RGBA{230, 140, 20, 255},
	}
	guessed := []color.Color{
		color.RGBA{180, 210, 242, 255}, color.RGBA{150, 162, 190, 255}, color.RGBA{248, 214, 166, 255},
	}
	if estimated {
		return guessed[tariff%len(guessed)]
	}
	return read[tariff%len(read)]
}
