package payqr

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
	"github.com/google/go-cmp/cmp"
	"github.com/skip2/go-qrcode"
	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
	"golang.org/x/text/encoding/charmap"
)

// symbol draws data as a QR symbol with module pixels a module and the quiet
// zone around it.
func symbol(tb testing.TB, data []byte, module int) *image.Gray {
	tb.Helper()
	code, err := qr.Encode(string(data), qr.M, qr.Unicode)
	if err != nil {
		tb.Fatal(err)
	}
	const quiet = 4
	side := code.Bounds().Dx() + 2*quiet
	img := image.NewGray(image.Rect(0, 0, side*module, side*module))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			at := image.Pt(x/module-quiet, y/module-quiet)
			c := color.Gray{Y: 255}
			if at.In(code.Bounds()) {
				r, _, _, _ := code.At(at.X, at.Y).RGBA()
				c = color.Gray{Y: byte(r >> 8)}
			}
			img.SetGray(x, y, c)
		}
	}
	return img
}

func sets(t *testing.T) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"windows": in(t, charmap.Windows1251, "ST00011|"+ownKeys),
		"utf8":    []byte("ST00012|" + ownKeys),
		"koi8":    in(t, charmap.KOI8R, "ST00013|"+strings.NewReplacer("«", `"`, "»", `"`).Replace(ownKeys)),
	}
}

func TestSymbolsOfEverySetAreFoundAndAnotherReaderAgrees(t *testing.T) {
	t.Parallel()
	for name, data := range sets(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img := symbol(t, data, 3)

			got, found := Find(t.Context(), img)

			if diff := cmp.Diff(string(data), string(got)); diff != "" || !found {
				t.Errorf("found %v (-want +got):\n%s", found, diff)
			}
			if diff := cmp.Diff(string(data), string(zbar(t, img))); diff != "" {
				t.Errorf("the picture is not right (-want +got):\n%s", diff)
			}
		})
	}
}

// zbar reads a symbol with a program that shares nothing with ours.
func zbar(t *testing.T, img image.Image) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "symbol.png")
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", "-Sbinary", path).Output()
	if err != nil {
		t.Fatalf("zbarimg (scripts/need zbar): %v", err)
	}
	return out
}

func TestDigitsAndCapitalsOfASymbolOfSeveralModesAreKept(t *testing.T) {
	t.Parallel()
	data := in(t, charmap.Windows1251, "ST00011|"+ownKeys)
	code, err := qrcode.New(string(data), qrcode.Medium) // writes runs of digits as digits
	if err != nil {
		t.Fatal(err)
	}
	got, found := Find(t.Context(), code.Image(-3))
	if diff := cmp.Diff(string(data), string(got)); diff != "" || !found {
		t.Errorf("found %v (-want +got):\n%s", found, diff)
	}
}

// page is a sheet of paper, not quite white.
func page(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{Y: 232}), image.Point{}, draw.Src)
	return img
}

// laid puts img on a page, turned by degrees.
func laid(on, img *image.Gray, at image.Point, degrees float64) *image.Gray {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	matrix := f64.Aff3{cos, -sin, float64(at.X), sin, cos, float64(at.Y)}
	xdraw.BiLinear.Transform(on, matrix, img, img.Rect, draw.Over, nil)
	return on
}

// lines are words on a page, as good as any: dark dashes.
func lines(on *image.Gray, seed uint64) *image.Gray {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a picture
	for y := 20; y < on.Rect.Dy()-20; y += 28 {
		for x := 30; x < on.Rect.Dx()-60; {
			w := 4 + r.IntN(40)
			draw.Draw(on, image.Rect(x, y, x+w, y+9+r.IntN(6)), image.NewUniform(color.Gray{Y: byte(r.IntN(70))}), image.Point{}, draw.Src)
			x += w + 3 + r.IntN(12)
		}
	}
	return on
}

// shaded is a page under a lamp: one corner is in the shadow; the sensor adds noise.
func shaded(img *image.Gray, dark, noise float64) *image.Gray {
	r := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a picture
	size := img.Rect.Size()
	for y := range size.Y {
		for x := range size.X {
			light := 1 - dark*float64(x+y)/float64(size.X+size.Y)
			v := float64(img.GrayAt(x, y).Y)*light + r.NormFloat64()*noise
			img.SetGray(x, y, color.Gray{Y: byte(max(0, min(255, v)))})
		}
	}
	return img
}

// photographed is what a JPEG file makes of img.
func photographed(t *testing.T, img image.Image) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	out, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPhotosOfReceiptsAreRead(t *testing.T) {
	t.Parallel()
	data := in(t, charmap.Windows1251, "ST00011|"+ownKeys)
	other := []byte("https://qr.nspk.ru/AD10006M8KH234K782OQM?type=02&bank=100000000001&sum=312045&cur=RUB&crc=AB75")
	for name, img := range map[string]image.Image{
		"upright":        symbol(t, data, 4),
		"tilted":         laid(page(900, 900), symbol(t, data, 4), image.Pt(200, 60), 17),
		"sideways":       laid(page(900, 900), symbol(t, data, 4), image.Pt(600, 100), 90),
		"upside down":    laid(page(900, 900), symbol(t, data, 4), image.Pt(700, 700), 183),
		"white on black": negative(symbol(t, data, 4)),
		"tiny":           symbol(t, data, 1),
		"transparent":    transparent(symbol(t, data, 3)),
		"in the shadow, with noise, on a page": photographed(t,
			shaded(laid(lines(page(1600, 2200), 1), symbol(t, data, 5), image.Pt(900, 200), 4), 0.6, 9)),
		"small on a large page": photographed(t,
			shaded(laid(lines(page(3000, 4000), 2), symbol(t, data, 4), image.Pt(2100, 300), 2), 0.4, 6)),
		"beside the code of fast payments": photographed(t, laid(
			laid(lines(page(1600, 2200), 3), symbol(t, other, 6), image.Pt(200, 300), 1),
			symbol(t, data, 5), image.Pt(900, 300), 1)),
		"between two others": laid(laid(
			laid(page(1400, 500), symbol(t, other, 4), image.Pt(30, 40), 0),
			symbol(t, []byte("https://example.org/app"), 8), image.Pt(900, 60), 0),
			symbol(t, data, 4), image.Pt(400, 40), 0),
		"very large, with noise": photographed(t,
			shaded(laid(page(3000, 3000), symbol(t, data, 30), image.Pt(100, 60), 1), 0.3, 60)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, found := Find(t.Context(), img)
			if diff := cmp.Diff(string(data), string(got)); diff != "" || !found {
				t.Errorf("found %v (-want +got):\n%s", found, diff)
			}
		})
	}
}

func transparent(img *image.Gray) *image.NRGBA {
	out := image.NewNRGBA(img.Rect)
	for i, p := range img.Pix {
		out.Pix[4*i+3] = 255 - p
	}
	return out
}

func TestWithoutASymbolNothingIsFound(t *testing.T) {
	t.Parallel()
	for name, img := range map[string]image.Image{
		"words": lines(page(900, 1200), 4), "a dot": page(1, 1), "a line": page(900, 1), "noise": shaded(page(400, 400), 0, 90),
	} {
		if data, found := Find(t.Context(), img); found {
			t.Errorf("%s: found %q", name, data)
		}
	}
}

func TestAnotherSymbolIsFoundWhereThereIsNoBetter(t *testing.T) {
	t.Parallel()
	got, found := Find(t.Context(), laid(page(700, 700), symbol(t, []byte("https://example.org/"), 6), image.Pt(100, 100), 0))
	if !found || string(got) != "https://example.org/" {
		t.Errorf("found %q, %v", got, found)
	}
}

// TestAPictureMadeToKeepUsBusyIsLeft draws corners of symbols, so many that
// comparing all threes would take days.
func TestAPictureMadeToKeepUsBusyIsLeft(t *testing.T) {
	t.Parallel()
	img := page(2000, 2000)
	for y := 4; y+7 < 2000; y += 10 {
		for x := 4; x+7 < 2000; x += 10 {
			for inset, c := range []byte{0, 255, 0} {
				r := image.Rect(x, y, x+7, y+7).Inset(inset)
				draw.Draw(img, r, image.NewUniform(color.Gray{Y: c}), image.Point{}, draw.Src)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, found := Find(ctx, img); found {
		t.Error("found a symbol")
	}
	cancel()
	if _, found := Find(ctx, symbol(t, []byte("ST00012|Name=a"), 4)); found {
		t.Error("went on after the end of the call")
	}
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("ST00012|Name=a"), uint8(3))
	f.Add([]byte{0, 0xFF, 0x80}, uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, module uint8) {
		if len(data) == 0 || len(data) > 200 {
			return
		}
		got, found := Find(t.Context(), symbol(t, data, 2+int(module%4)))
		if !found || !bytes.Equal(got, data) {
			t.Errorf("found %v: %s, want %s", found, base64.StdEncoding.EncodeToString(got), base64.StdEncoding.EncodeToString(data))
		}
	})
}
