package appeal

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWordsOfDangerAreHeard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Пахнет ГАЗОМ на площадке":          true,
		"затопило подвал":                   true,
		"щиток искрит":                      true,
		"был пожар":                         true,
		"на газоне стоят машины":            false,
		"просим газету и газонокосилку":     false,
		"третий день нет горячей воды":      false,
		"горит свет, а счётчик не крутится": true,
		"": false,
	} {
		if got := dangerous(text); got != want {
			t.Errorf("%q is dangerous: %v, want %v", text, got, want)
		}
	}
}

func TestALongTextIsCutIntoMessagesWithoutLoss(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(strings.Fields(rapid.StringOfN(rapid.RuneFrom([]rune("аб я\n😀")), 0, 300, -1).Draw(t, "text")), " ")
		most := rapid.IntRange(1, 50).Draw(t, "most")
		parts := chunks(text, most)
		for _, p := range parts {
			if utf8.RuneCountInString(p) > most {
				t.Fatalf("a part of %d signs, want %d", utf8.RuneCountInString(p), most)
			}
		}
		bare := strings.NewReplacer(" ", "")
		if got := strings.Join(parts, ""); bare.Replace(got) != bare.Replace(text) {
			t.Fatalf("%q became %q", text, parts)
		}
	})
}
