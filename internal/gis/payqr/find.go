package payqr

import (
	"context"
	"image"
	"image/color"
	"image/draw"

	xdraw "golang.org/x/image/draw"
)

// Find returns the bytes of the payment code in a picture. Of several symbols
// it is the first of the right format, else any; false if there is none. It
// looks ever harder until ctx ends.
func Find(ctx context.Context, img image.Image) (data []byte, found bool) {
	whole := grayOf(img)
	for look := range looks(whole) {
		for _, symbol := range symbols(ctx, look) {
			if _, err := Parse(symbol); err == nil {
				return symbol, true
			}
			if !found {
				data, found = symbol, true
			}
		}
		if ctx.Err() != nil {
			break
		}
	}
	return data, found
}

// grayOf returns img without colours, on white where it is transparent.
func grayOf(img image.Image) *image.Gray {
	size := img.Bounds()
	gray := image.NewGray(image.Rect(0, 0, size.Dx(), size.Dy()))
	if photo, ok := img.(*image.YCbCr); ok {
		for y := range size.Dy() {
			from := photo.YOffset(size.Min.X, size.Min.Y+y)
			copy(gray.Pix[y*gray.Stride:(y+1)*gray.Stride], photo.Y[from:])
		}
		return gray
	}
	draw.Draw(gray, gray.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(gray, gray.Rect, img, size.Min, draw.Over)
	return gray
}

// Bounds of looking.
const (
	smallSide = 1600 // a picture below is looked at enlarged, too
	tiles     = 3    // the windows of half the size in a row, half covering each other
)

// looks are the ways to look at a picture, the likeliest first: whole, as a
// negative, part by part, and only then in another size.
func looks(whole *image.Gray) func(yield func(*image.Gray) bool) {
	return func(yield func(*image.Gray) bool) {
		if !yield(whole) || !yield(negative(whole)) {
			return
		}
		w, h := whole.Rect.Dx(), whole.Rect.Dy()
		for i := range tiles * tiles {
			corner := image.Pt(w*(i%tiles)/(tiles+1), h*(i/tiles)/(tiles+1))
			if !yield(part(whole, image.Rectangle{Min: corner, Max: corner.Add(image.Pt(w/2, h/2))})) {
				return
			}
		}
		if max(w, h) < smallSide {
			yield(scaled(whole, 2*w, 2*h))
			return
		}
		_ = yield(scaled(whole, w/2, h/2)) && yield(scaled(whole, w/4, h/4))
	}
}

func negative(img *image.Gray) *image.Gray {
	out := image.NewGray(img.Rect)
	for i, p := range img.Pix {
		out.Pix[i] = ^p
	}
	return out
}

func part(img *image.Gray, r image.Rectangle) *image.Gray {
	r = r.Intersect(img.Rect)
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(out, out.Rect, img, r.Min, draw.Src)
	return out
}

func scaled(img *image.Gray, w, h int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, max(1, w), max(1, h)))
	xdraw.BiLinear.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	return out
}
