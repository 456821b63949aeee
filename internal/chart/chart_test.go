package chart_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/chart"
	"dombot/internal/housing"
)

// month is a bar of the tariffs' numbers.
func month(name, text string, s housing.Source, numbers ...string) housing.ChartBar {
	b := housing.ChartBar{MonthUse: housing.MonthUse{Source: s}, Name: name, Text: text}
	for _, n := range numbers {
		b.Use = append(b.Use, decimal.RequireFromString(n))
	}
	return b
}

func water(bars ...housing.ChartBar) housing.Chart {
	return housing.Chart{
		Title: "Холодная вода, кухня, № 18-345672: расход, м³",
		Names: []string{"по показаниям"}, Guessed: []string{"расчёт организации"}, Bars: bars,
	}
}

func power(bars ...housing.ChartBar) housing.Chart {
	return housing.Chart{
		Title: "Электричество: расход, кВт·ч", Names: []string{"день", "ночь"},
		Guessed: []string{"день, расчёт организации", "ночь, расчёт организации"}, Bars: bars,
	}
}

// drawn decodes the picture of c.
func drawn(t interface {
	Helper()
	Fatal(...any)
}, c housing.Chart,
) *image.RGBA {
	t.Helper()
	data, err := chart.PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	page, ok := img.(*image.RGBA)
	if !ok {
		t.Fatal("the picture is not of full colour")
	}
	return page
}

// The colours of bars: of two tariffs, and where nobody read the meter.
var (
	day     = color.RGBA{46, 125, 210, 255}
	night   = color.RGBA{24, 52, 100, 255}
	guessed = color.RGBA{180, 210, 242, 255}
)

// span is a bar: the columns that its colour covers in the rows of pixels of one
// month, and the first of these rows.
type span struct{ left, right, top int }

func (s span) length() int { return s.right - s.left }

// spans finds the bars of a colour from the top down. Squares that explain
// colours stand at the left edge and are passed over.
func spans(img *image.RGBA, c color.RGBA) []span {
	var found []span
	before := false
	for y := range img.Bounds().Dy() {
		s := span{left: -1, top: y}
		for x := 120; x < img.Bounds().Dx(); x++ {
			if img.RGBAAt(x, y) == c {
				if s.left < 0 {
					s.left = x
				}
				s.right = x + 1
			}
		}
		if s.left >= 0 && !before {
			found = append(found, s)
		}
		before = s.left >= 0
	}
	return found
}

func TestBarsAreAsLongAsTheirNumbersFromZero(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		thousandths := rapid.SliceOfN(rapid.Int64Range(1000, 20_000), 1, 12).Draw(t, "thousandths")
		c := water()
		var most int64
		for _, n := range thousandths {
			v := decimal.New(n, -3)
			c.Bars = append(c.Bars, month("ноябрь", v.StringFixed(3), housing.FromResident, v.String()))
			most = max(most, n)
		}
		bars := spans(drawn(t, c), day)
		if len(bars) != len(thousandths) {
			t.Fatalf("%d bars of %d months", len(bars), len(thousandths))
		}
		for i, b := range bars {
			var longest span
			for j, n := range thousandths {
				if n == most {
					longest = bars[j]
				}
			}
			want := int64(longest.length()) * thousandths[i] / most
			if b.left != longest.left || int64(b.length()) < want-2 || int64(b.length()) > want+2 {
				t.Fatalf("%d of %d is %+v beside %+v, want a length of %d", thousandths[i], most, b, longest, want)
			}
		}
	})
}

func TestTariffsLieOneAfterTheOther(t *testing.T) {
	t.Parallel()
	img := drawn(t, power(month("ноябрь", "день 120, ночь 60", housing.FromResident, "120", "60")))
	d, n := spans(img, day), spans(img, night)
	n = n[len(n)-1:] // below the names of the colours
	d = d[len(d)-1:]
	if n[0].left != d[0].right || d[0].top != n[0].top || d[0].length() < 2*n[0].length()-2 ||
		d[0].length() > 2*n[0].length()+2 {
		t.Errorf("day %+v and night %+v", d, n)
	}
}

func TestKindsOfMonthsAreToldApart(t *testing.T) {
	t.Parallel()
	read := month("март", "", housing.FromResident, "4")
	for name, c := range map[string]struct {
		bar             housing.ChartBar
		read, estimated int
		known           bool // its words are as dark as others
	}{
		"estimated":   {month("май", "4,000, по среднему", housing.ByAverage, "4"), 1, 1, true},
		"by the norm": {month("май", "4,000, по нормативу", housing.ByNorm, "4"), 1, 1, true},
		"zero":        {month("май", "0,000", housing.FromResident, "0"), 1, 0, true},
		"turned back": {month("май", "-3,000", housing.FromResident, "-3"), 1, 0, true},
		"not known":   {month("май", "нет показаний", ""), 1, 0, false},
	} {
		img := drawn(t, water(read, c.bar))
		bars, paler := spans(img, day), spans(img, guessed)
		// The names of the colours stand there as well once there are two.
		if n := len(paler); n > 0 {
			paler = paler[n-1:]
		}
		if n := len(bars); n > c.read {
			bars = bars[n-c.read:]
		}
		if len(bars) != c.read || len(paler) != c.estimated {
			t.Errorf("%s: %d bars and %d paler ones", name, len(bars), len(paler))
		}
		row := image.Rect(bars[0].left+4, bars[0].top+62, img.Bounds().Dx(), bars[0].top+62+38)
		ink, grey := has(img, row, color.RGBA{34, 34, 34, 255}), has(img, row, color.RGBA{105, 105, 105, 255})
		if ink != c.known || !ink && !grey {
			t.Errorf("%s: words %t, grey words %t", name, ink, grey)
		}
	}
}

func has(img *image.RGBA, r image.Rectangle, c color.RGBA) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if img.RGBAAt(x, y) == c {
				return true
			}
		}
	}
	return false
}

func TestTheSameChartIsTheSameFile(t *testing.T) {
	t.Parallel()
	c := power(
		month("октябрь", "день 1, ночь 2", housing.ByAverage, "1", "2"), month("ноябрь", "нет показаний", ""),
	)
	first, err := chart.PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := chart.PNG(c); err != nil || !bytes.Equal(first, again) {
		t.Errorf("two pictures of one chart differ: %v", err)
	}
}

func TestAnyNumbersAndWordsAreDrawnOnOnePage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := housing.Chart{
			Title: rapid.StringN(0, 300, 900).Draw(t, "title"), Names: []string{"день", "ночь", "полупик"},
			Guessed: []string{"а", "б", "в"},
		}
		for range rapid.IntRange(0, 12).Draw(t, "months") {
			b := month(rapid.StringN(0, 20, 60).Draw(t, "name"), rapid.StringN(0, 60, 180).Draw(t, "text"),
				rapid.SampledFrom([]housing.Source{housing.FromResident, housing.ByNorm}).Draw(t, "source"))
			for range rapid.IntRange(0, 3).Draw(t, "tariffs") {
				b.Use = append(b.Use, decimal.New(
					rapid.Int64Range(-1e15, 1e15).Draw(t, "digits"), rapid.Int32Range(-7, 0).Draw(t, "point")))
			}
			c.Bars = append(c.Bars, b)
		}
		if size := drawn(t, c).Bounds(); size.Dx() != 900 || size.Dy() > 1200 {
			t.Fatalf("the page is %v", size)
		}
	})
}

func BenchmarkPNG(b *testing.B) {
	c := power()
	for range 12 {
		c.Bars = append(c.Bars, month("сентябрь 2025", "день 144, ночь 1 120", housing.FromResident, "144", "1120"))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := chart.PNG(c); err != nil {
			b.Fatal(err)
		}
	}
}
