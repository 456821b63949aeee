package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"

	"dombot/internal/housing"
)

// MaxFile is the largest file that is opened, in bytes.
const MaxFile = 15 << 20

// maxMemory bounds what decoding may take: some 30 megapixels of a camera.
const maxMemory = 96 << 20

// Photo is an opened file. Its pixels lie as they are stored.
type Photo struct {
	image.Image

	turn int // how to hold it, as EXIF counts: 1 is upright
}

// Open decodes a JPEG or PNG file. Its errors may be read by the person who
// sent it.
func Open(data []byte) (Photo, error) {
	if len(data) > MaxFile {
		return Photo{}, refused("picture.large")
	}
	switch http.DetectContentType(data) {
	case "image/jpeg":
		scans, turn := look(data)
		return open(data, turn, format{jpeg.DecodeConfig, jpeg.Decode, scans})
	case "image/png":
		return open(data, 1, format{png.DecodeConfig, png.Decode, false})
	case "application/pdf":
		return Photo{}, refused("picture.pdf")
	}
	return Photo{}, refused("picture.unknown")
}

func refused(key string) error { return &housing.Error{Kind: housing.Refused, Text: key} }

// format is how files of one kind are read.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	scans  bool // the coefficients of every pixel are held until the last scan
}

func open(data []byte, turn int, f format) (Photo, error) {
	c, err := f.config(bytes.NewReader(data))
	switch {
	case err != nil || c.Width <= 0 || c.Height <= 0:
		return Photo{}, refused("picture.broken")
	case int64(c.Width)*int64(c.Height) > maxMemory/f.memory(c.ColorModel):
		return Photo{}, refused("picture.large")
	}
	img, err := f.decode(bytes.NewReader(data))
	if err != nil {
		return Photo{}, refused("picture.broken")
	}
	return Photo{img, turn}, nil
}

// memory is how many bytes decoding takes a pixel.
func (f format) memory(m color.Model) int64 {
	var samples int64
	switch m {
	case color.GrayModel:
		samples = 1
	case color.YCbCrModel:
		samples = 3
	case color.RGBA64Model, color.NRGBA64Model:
		samples = 8
	default:
		samples = 4
	}
	if f.scans {
		return samples * 5
	}
	return samples
}
