package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

// quarters is a picture whose upper left quarter is red, the upper right one
// green, the lower left one blue and the rest white.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, G: 255, B: 255, A: 255}
			switch {
			case x < w/2 && y < h/2:
				c = color.RGBA{R: 255, A: 255}
			case y < h/2:
				c = color.RGBA{G: 255, A: 255}
			case x < w/2:
				c = color.RGBA{B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// segment is a part of a JPEG file before the pixels.
func segment(marker byte, content string) []byte {
	s := []byte{0xFF, marker}
	s = binary.BigEndian.AppendUint16(s, uint16(len(content)+2))
	return append(s, content...)
}

// exif is a segment as a phone writes it: how to hold the picture, whose camera
// it was, and where it was: 55° 45′ N, 37° 37′ E.
func exif(order binary.AppendByteOrder, turn uint16) []byte {
	b := []byte("MM\x00\x2a")
	if order.String() == binary.LittleEndian.String() {
		b = []byte("II\x2a\x00")
	}
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		b = order.AppendUint32(b, value)
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	entry(0x010F, 2, 8, 50) // Make
	value := uint32(turn)
	if b[0] == 'M' {
		value <<= 16
	}
	entry(0x0112, 3, 1, value)
	entry(0x8825, 4, 1, 58) // the directory of GPS
	b = order.AppendUint32(b, 0)
	b = append(b, "PhoneCo\x00"...)
	b = order.AppendUint16(b, 2)
	entry(2, 5, 3, 90)  // GPSLatitude
	entry(4, 5, 3, 114) // GPSLongitude
	b = order.AppendUint32(b, 0)
	for _, v := range []uint32{55, 1, 45, 1, 0, 1, 37, 1, 37, 1, 0, 1} {
		b = order.AppendUint32(b, v)
	}
	return segment(app1, "Exif\x00\x00"+string(b))
}

// shot is a photo as a phone writes it.
func shot(tb testing.TB, img image.Image, order binary.AppendByteOrder, turn uint16) []byte {
	tb.Helper()
	plain := jpegOf(tb, img)
	return slices.Concat(plain[:2], exif(order, turn),
		segment(app1, "http://ns.adobe.com/xap/1.0/\x00<exif:GPSLatitude>55,45N</exif:GPSLatitude>"),
		segment(0xED, "Photoshop 3.0\x00Moscow"), segment(0xFE, "Светлоречье, Ленина, 12"),
		plain[2:], []byte("trailer of a motion photo: 55.75, 37.62"))
}

// markers lists the segments of a JPEG file, and what lies behind its end.
func markers(t *testing.T, data []byte) (found, rest []byte) {
	t.Helper()
	found = []byte{data[1]}
	at := 2
	for data[at+1] != sos {
		found = append(found, data[at+1])
		at += 2 + int(binary.BigEndian.Uint16(data[at+2:]))
	}
	end := bytes.Index(data[at:], []byte{0xFF, 0xD9})
	if end < 0 {
		t.Fatal("the picture has no end")
	}
	return append(found, sos), data[at+end+2:]
}

func TestNothingOfTheFileSurvivesButWhatCanBeSeen(t *testing.T) {
	t.Parallel()
	data := shot(t, quarters(400, 300), binary.LittleEndian, 1)
	found, rest := markers(t, data)
	if !slices.Contains(found, app1) || len(rest) == 0 || !bytes.Contains(data, []byte("GPSLatitude")) {
		t.Fatalf("the photo to clean carries nothing: %x", found)
	}
	p, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}

	kept, err := p.Clean()
	if err != nil {
		t.Fatal(err)
	}

	found, rest = markers(t, kept)
	for _, m := range found {
		if allowed := []byte{soi, 0xDB, 0xC0, 0xC4, sos}; !slices.Contains(allowed, m) { // tables, frame, pixels
			t.Errorf("segment %x is left", m)
		}
	}
	for _, secret := range []string{"Exif", "GPS", "PhoneCo", "Moscow", "Ленина", "55.75", "http"} {
		if bytes.Contains(kept, []byte(secret)) {
			t.Errorf("%q is left", secret)
		}
	}
	if len(rest) != 0 {
		t.Errorf("%d bytes are left behind the picture", len(rest))
	}
}

func TestAPictureIsKeptUpright(t *testing.T) {
	t.Parallel()
	// Where red, green and blue come to lie for each way to hold the camera.
	for turn, want := range map[uint16]string{
		0: "rgb", 1: "rgb", 2: "gr.b", 3: ".bgr", 4: "b.rg", 5: "rbg", 6: "br.g", 7: ".gbr", 8: "g.rb", 9: "rgb",
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			p, err := Open(shot(t, quarters(64, 32), order, turn))
			if err != nil {
				t.Fatal(err)
			}
			kept, err := p.Clean()
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(kept))
			if err != nil {
				t.Fatal(err)
			}
			if got := corners(img); got[:len(want)] != want || (img.Bounds().Dx() > img.Bounds().Dy()) != (turn < 5 || turn > 8) {
				t.Errorf("turn %d (%v): corners %s in %v, want %s", turn, order, got, img.Bounds(), want)
			}
		}
	}
}

// corners names the colours of the quarters: r, g, b, and a point for white.
func corners(img image.Image) string {
	size := img.Bounds().Size()
	var s []byte
	for _, at := range []image.Point{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		r, g, b, _ := img.At(size.X*at.X/4, size.Y*at.Y/4).RGBA()
		const half = 0x8000
		switch {
		case r > half && g > half && b > half:
			s = append(s, '.')
		case r > half:
			s = append(s, 'r')
		case g > half:
			s = append(s, 'g')
		default:
			s = append(s, 'b')
		}
	}
	return string(s)
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	t.Parallel()
	noise := image.NewRGBA(image.Rect(0, 0, 2000, 1500))
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a picture that compresses badly
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32())
	}
	for name, img := range map[string]image.Image{
		"large": quarters(3000, 1000), "noise": noise, "narrow": quarters(5000, 2), "dot": quarters(1, 1),
	} {
		p, err := Open(pngOf(t, img))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := p.Clean()
		if err != nil {
			t.Fatal(err)
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(kept))
		if err != nil || len(kept) > MaxKept || max(c.Width, c.Height) > keptSide || min(c.Width, c.Height) < 1 {
			t.Errorf("%s: %d bytes, %d×%d, %v", name, len(kept), c.Width, c.Height, err)
		}
		if size := img.Bounds(); name == "large" && (c.Width != 1280 || c.Height != 1280*size.Dy()/size.Dx()) {
			t.Errorf("%s became %d×%d", name, c.Width, c.Height)
		}
	}
}

func TestWhatIsTransparentIsWhite(t *testing.T) {
	t.Parallel()
	p, err := Open(pngOf(t, image.NewNRGBA(image.Rect(0, 0, 8, 8))))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := p.Clean()
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil || corners(img) != "...." {
		t.Errorf("corners %s, %v", corners(img), err)
	}
}

// header is a PNG file that claims a size and holds nothing.
func header(w, h uint32, colour byte) []byte {
	ihdr := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	ihdr = append(binary.BigEndian.AppendUint32(ihdr, h), 8, colour, 0, 0, 0)
	out := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	return binary.BigEndian.AppendUint32(append(out, ihdr...), crc32.ChecksumIEEE(ihdr))
}

// several is a JPEG header that says that the frame of w×h pixels comes in several scans.
func several(t *testing.T, w, h uint16) []byte {
	t.Helper()
	data := jpegOf(t, quarters(16, 16))
	at := bytes.Index(data, []byte{0xFF, 0xC0})
	data[at+1] = sof2
	binary.BigEndian.PutUint16(data[at+5:], h)
	binary.BigEndian.PutUint16(data[at+7:], w)
	return data
}

func TestWhatCannotBeOpenedIsRefusedInWords(t *testing.T) {
	t.Parallel()
	var moving bytes.Buffer
	if err := gif.Encode(&moving, quarters(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	whole := jpegOf(t, quarters(64, 64))
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":                  {nil, "picture.unknown"},
		"a text":                   {[]byte("квитанция"), "picture.unknown"},
		"an animation":             {moving.Bytes(), "picture.unknown"},
		"a photo of an iPhone":     {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "picture.unknown"},
		"a PDF":                    {[]byte("%PDF-1.7\n"), "picture.pdf"},
		"half a file":              {whole[:len(whole)/2], "picture.broken"},
		"a header":                 {whole[:20], "picture.broken"},
		"a bomb":                   {header(100_000, 100_000, 2), "picture.large"},
		"a square of the limit":    {header(5018, 5018, 6), "picture.large"},
		"as many pixels as ints":   {header(1<<31-1, 1<<31-1, 0), "picture.broken"},
		"no pixels":                {header(0, 5, 2), "picture.broken"},
		"many scans of many dots":  {several(t, 6000, 4000), "picture.large"},
		"a file of many megabytes": {append(slices.Clone(whole), make([]byte, MaxFile)...), "picture.large"},
	} {
		_, err := Open(tt.data)
		if housing.KindOf(err) != housing.Refused {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzOpen(f *testing.F) {
	small := quarters(16, 8)
	f.Add(shot(f, small, binary.LittleEndian, 6))
	f.Add(shot(f, small, binary.BigEndian, 3))
	f.Add(pngOf(f, small))
	f.Add(header(100_000, 100_000, 2))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Open(data)
		if err != nil {
			if housing.KindOf(err) != housing.Refused {
				t.Errorf("error = %v", err)
			}
			return
		}
		if size := p.Bounds().Size(); size.X*size.Y > 1<<16 {
			t.Skip("too slow to draw many of them")
		}
		kept, err := p.Clean()
		if err != nil || len(kept) > MaxKept {
			t.Errorf("%d bytes, %v", len(kept), err)
		}
	})
}

func FuzzLook(f *testing.F) {
	f.Add(exif(binary.LittleEndian, 6))
	f.Add(exif(binary.BigEndian, 3))
	f.Add(segment(app1, "Exif\x00\x00II\x2a\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, segments []byte) {
		_, turn := look(append([]byte{0xFF, soi}, segments...))
		if turn < 1 || turn > 8 {
			t.Errorf("turn %d", turn)
		}
	})
}
