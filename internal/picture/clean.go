package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"golang.org/x/image/draw"
)

// Bounds of what is kept: digits of a dial can be read, a phone loads it at once.
const (
	keptSide    = 1280 // pixels of the longer side
	keptQuality = 80
	MaxKept     = 400 << 10 // bytes
)

// Clean draws the picture anew, upright and as a JPEG file of at most
// [MaxKept] bytes.
func (p Photo) Clean() ([]byte, error) { return p.Within(keptSide, MaxKept) }

// Within draws the picture anew, upright and as a JPEG file within bounds: pixels
// of its longer side, and bytes.
func (p Photo) Within(side, size int) ([]byte, error) {
	for ; ; side = side * 3 / 4 {
		var out bytes.Buffer
		upright := turned(shrunk(p.Image, side), p.turn)
		if err := jpeg.Encode(&out, upright, &jpeg.Options{Quality: keptQuality}); err != nil {
			return nil, fmt.Errorf("write picture: %w", err)
		}
		if out.Len() <= size {
			return out.Bytes(), nil
		}
	}
}

// shrunk draws img on white with its longer side at most side.
func shrunk(img image.Image, side int) *image.RGBA {
	from := img.Bounds()
	w, h := from.Dx(), from.Dy()
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(to, to.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(to, to.Rect, img, from, draw.Over, nil)
	return to
}

// turned returns img upright. EXIF counts the ways to hold it from 1 to 8: from
// 5 on it lies on its side, and every second pair is seen in a mirror.
func turned(img *image.RGBA, turn int) *image.RGBA {
	if turn <= 1 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			at := placed(image.Pt(x, y), image.Pt(w-1, h-1), turn)
			to.SetRGBA(at.X, at.Y, img.RGBAAt(x, y))
		}
	}
	return to
}

// placed returns where the pixel p of a picture whose last pixel is end goes.
func placed(p, end image.Point, turn int) image.Point {
	mirrored, flipped := end.X-p.X, end.Y-p.Y
	switch turn {
	case 2:
		return image.Pt(mirrored, p.Y)
	case 3:
		return image.Pt(mirrored, flipped)
	case 4:
		return image.Pt(p.X, flipped)
	case 5:
		return image.Pt(p.Y, p.X)
	case 6:
		return image.Pt(flipped, p.X)
	case 7:
		return image.Pt(flipped, mirrored)
	case 8:
		return image.Pt(p.Y, mirrored)
	}
	return p
}
