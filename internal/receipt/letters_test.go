package receipt

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// letters are those that a document may be written with.
const letters = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя№«»₽²³·×−–—0123456789"

// Every letter on a page of its own leaves about as much ink as the font has
// for it: none loses a part on its way into the file.
func TestNoLetterLosesAPart(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		bold bool
		ttf  []byte
	}{"plain": {false, dejavusanscondensed.TTF}, "bold": {true, dejavusanscondensedbold.TTF}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPaper("letters")
			for i, r := range []rune(letters) {
				if i > 0 {
					p.page()
				}
				p.text(style{bold: tt.bold, size: 200}, string(r), margin, innerWidth)
			}
			pages := rasters(t, p)
			face, err := opentype.NewFace(parsed(t, tt.ttf), &opentype.FaceOptions{Size: 200, DPI: 36})
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range []rune(letters) {
				got, want := ink(pages[i]), ink(drawn(face, r))
				if got < want*0.93 || got > want*1.07 {
					t.Errorf("%q leaves ink of %.0f dots, want %.0f", r, got, want)
				}
			}
		})
	}
}

func parsed(t *testing.T, ttf []byte) *opentype.Font {
	t.Helper()
	f, err := opentype.Parse(ttf)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// drawn is a letter as another program draws it.
func drawn(face font.Face, r rune) image.Image {
	img := image.NewGray(image.Rect(0, 0, 421, 298))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.Black), Face: face, Dot: fixed.P(20, 150)}
	d.DrawString(string(r))
	return img
}

// rasters are the pages of a paper as pictures of 36 dots an inch.
func rasters(t *testing.T, p *paper) []image.Image {
	t.Helper()
	dir := t.TempDir()
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); p.err != nil || err != nil {
		t.Fatal(p.err, err)
	}
	path := filepath.Join(dir, "letters.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "pdftoppm", "-r", "36", "-png", path, filepath.Join(dir, "page"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm (scripts/need poppler): %v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(dir, "page-*.png")) // in the order of their numbers
	if err != nil {
		t.Fatal(err)
	}
	pages := make([]image.Image, len(names))
	for i, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if pages[i], err = png.Decode(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	return pages
}

// ink is how many dots are black, grey ones in part.
func ink(img image.Image) float64 {
	sum := 0.0
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			g, ok := color.GrayModel.Convert(img.At(x, y)).(color.Gray)
			if ok {
				sum += float64(255-g.Y) / 255
			}
		}
	}
	return sum
}
