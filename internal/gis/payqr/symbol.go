package payqr

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/text/encoding/charmap"
)

// Bounds of reading one picture.
const (
	maxSymbols = 4
	maxCenters = 400 // of patterns that may be the corner of a symbol
)

// errBusy ends the search in a picture that was made to keep us busy: its work
// grows with the cube of the patterns found.
var errBusy = errors.New("picture is full of corners of symbols")

// symbols reads the symbols of a picture. One that was read is painted over, so
// that the next one is found.
func symbols(ctx context.Context, img *image.Gray) [][]byte {
	var all [][]byte
	for _, binarizer := range []func(gozxing.LuminanceSource) gozxing.Binarizer{
		gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer,
	} {
		for len(all) < maxSymbols {
			symbol, corners, err := read(ctx, img, binarizer)
			if err != nil {
				break
			}
			all = append(all, symbol)
			if len(corners) < 3 {
				break
			}
			img = without(img, corners)
		}
	}
	return all
}

// read reads one symbol. Its corners are the middles of the patterns lower
// left, upper left, upper right.
func read(
	ctx context.Context, img *image.Gray, binarizer func(gozxing.LuminanceSource) gozxing.Binarizer,
) (data []byte, corners []gozxing.ResultPoint, err error) {
	defer func() {
		if fault := recover(); fault != nil { // the library's way out, and ours through its callback
			err = fmt.Errorf("read symbol: %v", fault)
		}
	}()
	w, h := img.Rect.Dx(), img.Rect.Dy()
	source, err := gozxing.NewPlanarYUVLuminanceSource(img.Pix, img.Stride, h, 0, 0, w, h, false)
	if err != nil {
		return nil, nil, err
	}
	bitmap, err := gozxing.NewBinaryBitmap(binarizer(source))
	if err != nil {
		return nil, nil, err
	}
	reader := qrcode.NewQRCodeReader()
	centers := 0
	count := func(gozxing.ResultPoint) {
		centers++
		if centers > maxCenters || ctx.Err() != nil {
			panic(errBusy)
		}
	}
	result, err := reader.Decode(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true,
		// Every byte is the sign of its number: the library must not guess.
		gozxing.DecodeHintType_CHARACTER_SET:              charmap.ISO8859_1,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(count),
	})
	if err != nil && centers <= maxCenters && ctx.Err() == nil {
		result, err = reader.Decode(bitmap, map[gozxing.DecodeHintType]any{
			gozxing.DecodeHintType_PURE_BARCODE:  true, // nothing but the symbol, upright
			gozxing.DecodeHintType_CHARACTER_SET: charmap.ISO8859_1,
		})
	}
	if err != nil {
		return nil, nil, err
	}
	return bytesOf(result.GetText()), result.GetResultPoints(), nil
}

// bytesOf undoes the reading of bytes as signs. A symbol that says itself which
// signs it holds was read by them and stays as it is.
func bytesOf(text string) []byte {
	signs := []rune(text)
	if slices.ContainsFunc(signs, func(r rune) bool { return r > 0xFF }) {
		return []byte(text)
	}
	data := make([]byte, len(signs))
	for i, r := range signs {
		data[i] = byte(r) //nolint:gosec // at most 0xFF
	}
	return data
}

// margin is how far a symbol may reach beyond the middles of its corners, as a
// share of their distance: the smallest has 21 modules, 14 of them between.
const margin = 0.35

// without returns img with the symbol between corners painted white.
func without(img *image.Gray, corners []gozxing.ResultPoint) *image.Gray {
	left, top, right := corners[0], corners[1], corners[2]
	ax, ay := right.GetX()-top.GetX(), right.GetY()-top.GetY()
	bx, by := left.GetX()-top.GetX(), left.GetY()-top.GetY()
	area := ax*by - ay*bx
	out := *img
	out.Pix = slices.Clone(img.Pix)
	if area == 0 {
		return &out
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			dx, dy := float64(x)-top.GetX(), float64(y)-top.GetY()
			if beside((dx*by-dy*bx)/area) && beside((ax*dy-ay*dx)/area) {
				out.Pix[y*out.Stride+x] = 0xFF
			}
		}
	}
	return &out
}

// beside reports whether a share of a side of the symbol lies on the symbol.
func beside(share float64) bool { return share > -margin && share < 1+margin }
