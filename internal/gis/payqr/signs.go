package payqr

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The sets of signs that the service block declares.
const (
	windows1251 = '1'
	utf8Signs   = '2'
	koi8        = '3'
)

// decode reads data in the declared set of signs, unless it cannot be in it:
// many programs declare Windows-1251 and write UTF-8, or the other way round.
func decode(data []byte, declared byte) string {
	if text, ok := inUTF8(data); ok {
		return text
	}
	windows, koi := signs(charmap.Windows1251, data), signs(charmap.KOI8R, data)
	inWindows, inKOI := likeRussian(windows), likeRussian(koi)
	switch {
	case declared == koi8 && inKOI >= inWindows-doubt, inKOI > inWindows+doubt:
		return koi
	}
	return windows
}

// inUTF8 reads data as UTF-8 if it is that but for values that were cut off
// within a sign. No text in the two other sets is by chance.
func inUTF8(data []byte) (string, bool) {
	whole, broken := 0, 0
	for rest := data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			whole++
		}
		rest = rest[size:]
	}
	return strings.ToValidUTF8(string(data), ""), broken*10 <= whole
}

// doubt is how much more like Russian another set must read than the declared one.
const doubt = 0.15

func signs(set *charmap.Charmap, data []byte) string {
	text := make([]rune, len(data))
	for i, b := range data {
		text[i] = set.DecodeByte(b)
	}
	return string(text)
}

// likeRussian is the share of signs above ASCII that are letters of Russian
// texts where they may stand: a small letter is followed by no capital. In the
// wrong one of the two sets capitals and small letters change places.
func likeRussian(text string) float64 {
	all, good := 0, 0
	small := false
	for _, r := range text {
		if r < utf8.RuneSelf {
			small = false
			continue
		}
		all++
		switch {
		case r >= 'а' && r <= 'я', r == 'ё':
			good++
			small = true
		case (r >= 'А' && r <= 'Я' || r == 'Ё') && !small:
			good++
		case r == '«', r == '»', r == '№', r == '–', r == '—':
			good++
			small = false
		}
	}
	if all == 0 {
		return 1
	}
	return float64(good) / float64(all)
}
