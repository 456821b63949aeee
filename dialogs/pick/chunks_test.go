package pick

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestALongTextIsCutIntoMessagesWithoutLoss(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(strings.Fields(rapid.StringOfN(rapid.RuneFrom([]rune("аб я\n😀")), 0, 300, -1).Draw(t, "text")), " ")
		most := rapid.IntRange(1, 50).Draw(t, "most")
		parts := Chunks(text, most)
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
