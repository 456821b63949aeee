package housing

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestNumberIsReadInOneSpelling(t *testing.T) {
	t.Parallel()
	thirty := strings.Repeat("1", 30)
	for typed, want := range map[string]Number{
		"1203045":            {AccountNumber, "1203045"},
		" 120 30 45 ":        {AccountNumber, "1203045"},
		"120\u00a03045":      {AccountNumber, "1203045"},
		"120\u200b3045":      {AccountNumber, "1203045"},
		"№ 1203045":          {AccountNumber, "1203045"},
		"л/с 1203045":        {AccountNumber, "1203045"},
		"Л/СЧ № 1203045":     {AccountNumber, "1203045"},
		"лицевой счёт: 120":  {AccountNumber, "120"},
		"счет 120":           {AccountNumber, "120"},
		"лс120":              {AccountNumber, "120"},
		"12-03/45":           {AccountNumber, "12-03/45"},
		"12–03":              {AccountNumber, "12-03"},
		"кв45":               {AccountNumber, "КВ45"},
		"KB45":               {AccountNumber, "КВ45"}, // Latin letters
		"z45":                {AccountNumber, "Z45"},
		thirty:               {AccountNumber, thirty},
		"75ДА533315":         {ELS, "75ДА533315"},
		"75да533315":         {ELS, "75ДА533315"},
		"ЕЛС 75ДА533315":     {ELS, "75ДА533315"},
		"ЕЛС: 75 ДА 533315":  {ELS, "75ДА533315"},
		"80PC558347":         {ELS, "80РС558347"}, // Latin P and C
		"80pc558347":         {ELS, "80РС558347"},
		"75ЁА533315":         {ELS, "75ЕА533315"},
		"75ДА533315-01":      {IZHKU, "75ДА533315-01"},
		"75ДА53331501":       {IZHKU, "75ДА533315-01"},
		"ижку 80pc558347 01": {IZHKU, "80РС558347-01"},
		"75ДА533315—01":      {IZHKU, "75ДА533315-01"},
		"75ДА5333150":        {AccountNumber, "75ДА5333150"},
		"75DA533315":         {AccountNumber, "75DА533315"}, // D looks like no Cyrillic letter
	} {
		got, ok := ParseNumber(typed)
		if !ok || got != want {
			t.Errorf("ParseNumber(%q) = %+v, %v; want %+v", typed, got, ok, want)
		}
	}
}

func TestWhatIsNoNumberIsRefused(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"", "   ", "№", "ЕЛС", "ленина", "ABC", strings.Repeat("1", 31), "12*3", "12\u06603", "٣٤", "12😀", "<b>1</b>",
		"1' OR '1'='1",
	} {
		if n, ok := ParseNumber(typed); ok {
			t.Errorf("%q is read as %+v", typed, n)
		}
	}
}

func TestLatinLookalikesFoldToCyrillic(t *testing.T) {
	t.Parallel()
	if got, want := FoldNumber("ABCEHKMOPTXY abcehkmoptxy"), strings.Repeat("АВСЕНКМОРТХУ", 2); got != want {
		t.Errorf("folded to %q, want %q", got, want)
	}
	if got := FoldNumber("DFGIJLNQRSUVWZ"); got != "DFGIJLNQRSUVWZ" {
		t.Errorf("letters without a look-alike became %q", got)
	}
}

func TestReadNumberIsReadAgainAsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOfN(rapid.RuneFrom([]rune("0159АДлсЕЛС/ -–:.№aezИЖКУ")), 1, 14, -1).Draw(t, "typed")
		n, ok := ParseNumber(typed)
		if !ok {
			return
		}
		if again, ok := ParseNumber(n.Value); !ok || again != n {
			t.Fatalf("%q is %+v, which is read as %+v, %v", typed, n, again, ok)
		}
	})
}

func TestINNIsHeldToItsCheckDigits(t *testing.T) {
	t.Parallel()
	for inn, want := range map[string]bool{
		"7802532605": true, "5499001269": true, "500100732259": true, // samples of the rule
		"7802532606": false, "8702532605": false, "500100732258": false, "500100732266": false, // only its last digit is right
		"500100732269": false,
		"":             false, "780253260": false, "78025326051": false, "7802532605 ": false, "780253260a": false,
		"0000000000": false, "000000000000": false, "٧٨٠٢٥٣٢٦٠٥": false,
	} {
		if got := ValidINN(inn); got != want {
			t.Errorf("ValidINN(%q) = %v", inn, got)
		}
	}
}

func TestOneWrongDigitSpoilsAnINN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inn := []byte(rapid.SampledFrom([]string{"7802532605", "5499001269"}).Draw(t, "inn"))
		i := rapid.IntRange(0, len(inn)-2).Draw(t, "place")
		inn[i] = '0' + (inn[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		sum := 0
		for k, w := range []int{2, 4, 10, 3, 5, 9, 4, 6, 8} {
			sum += w * int(inn[k]-'0')
		}
		want := sum%11%10 == int(inn[9]-'0') && !bytes.HasPrefix(inn, []byte("00"))
		if got := ValidINN(string(inn)); got != want {
			t.Fatalf("ValidINN(%s) = %v", inn, got)
		}
	})
}

func TestGUIDIsThatOfFIAS(t *testing.T) {
	t.Parallel()
	for guid, want := range map[string]bool{
		"0c5b2444-70a0-4932-980c-b4dc0d3f02b5":   true,
		"0C5B2444-70A0-4932-980C-B4DC0D3F02B5":   true,
		"0c5b244470a04932980cb4dc0d3f02b5":       false,
		"0c5b2444-70a0-4932-980c-b4dc0d3f02b":    false,
		"0c5b2444-70a0-4932-980c-b4dc0d3f02bg":   false,
		"0c5b2444x70a0-4932-980c-b4dc0d3f02b5":   false,
		"{0c5b2444-70a0-4932-980c-b4dc0d3f02b5}": false,
		"":                                       false,
	} {
		if got := ValidGUID(guid); got != want {
			t.Errorf("ValidGUID(%q) = %v", guid, got)
		}
	}
}

func TestCodeIsTypedBackInAnyWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		random := bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 200, 200).Draw(t, "random"))
		code, err := NewCode(random)
		if err != nil {
			return // only where every byte fell outside the alphabet
		}
		if n := len([]rune(code)); n != CodeLength || strings.Trim(code, codeAlphabet) != "" {
			t.Fatalf("code %q has %d signs", code, n)
		}
		latin := strings.NewReplacer("А", "a", "В", "b", "С", "c", "Е", "e", "Н", "h", "К", "k",
			"М", "m", "Р", "p", "Т", "t", "Х", "x").Replace(PrintCode(code))
		for _, typed := range []string{code, PrintCode(code), latin, strings.ToLower(code), " " + strings.ReplaceAll(PrintCode(code), "-", " ")} {
			if got := FoldSecret(typed); got != code {
				t.Fatalf("%q typed for %q is read as %q", typed, code, got)
			}
		}
	})
}

// cycle gives every byte in turn, for ever.
type cycle struct{ next byte }

func (c *cycle) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = c.next
		c.next++
	}
	return len(p), nil
}

func TestEverySignOfACodeIsEquallyLikely(t *testing.T) {
	t.Parallel()
	const codes = 63 // two rounds of the 252 bytes that 18 signs divide
	random, seen := &cycle{}, map[rune]int{}
	for range codes {
		code, err := NewCode(random)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range code {
			seen[r]++
		}
	}
	for _, r := range codeAlphabet {
		if want := codes * CodeLength / len([]rune(codeAlphabet)); seen[r] != want {
			t.Errorf("%c was drawn %d times, want %d", r, seen[r], want)
		}
	}
}

func TestCodeNeedsRandomness(t *testing.T) {
	t.Parallel()
	if code, err := NewCode(io.LimitReader(&cycle{}, 3)); err == nil {
		t.Errorf("three bytes gave %q", code)
	}
}

func TestOnlyCodesArePrintedInGroups(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"АВСЕНКМР": "АВСЕ-НКМР", "123": "123", "": ""} {
		if got := PrintCode(code); got != want {
			t.Errorf("PrintCode(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestSerialIsComparedWithoutItsSigns(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"18-345672", "18 345672", "18.345672", "18/345672", "№18—345672"} {
		if got := FoldSecret(typed); got != "18345672" {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"ЕЛС 75ДА533315", "80pc558347-01", "л/с №1203045", "ЛСЛС1", "ǆ1", "ß1", "ŉ1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := FoldNumber(s)
		if again := FoldNumber(folded); again != folded {
			t.Errorf("%q folds to %q, then to %q", s, folded, again)
		}
		if strings.ContainsFunc(folded, unicode.IsSpace) {
			t.Errorf("%q folds to %q", s, folded)
		}
		n, ok := ParseNumber(s)
		if ok == (n.Kind == NumberUnknown) {
			t.Errorf("%q is read as %+v, %v", s, n, ok)
		}
		if again, _ := ParseNumber(n.Value); ok && again != n {
			t.Errorf("%q is read as %+v, then as %+v", s, n, again)
		}
		if !ok && n != (Number{}) {
			t.Errorf("%q is refused and read as %+v", s, n)
		}
		if ok && (utf8.RuneCountInString(n.Value) > maxAccountNumber || !strings.ContainsAny(n.Value, "0123456789")) {
			t.Errorf("%q is the number %q", s, n.Value)
		}
	})
}

func BenchmarkParseNumber(b *testing.B) {
	for b.Loop() {
		ParseNumber("75ДА533315-01")
	}
}

func BenchmarkFoldNumber(b *testing.B) {
	for b.Loop() {
		FoldNumber("л/с 1203045")
	}
}
