package housing

import (
	"fmt"
	"io"
	"strings"
)

// codeAlphabet leaves out letters and digits that are mistaken for one another
// on paper or when dictated. All letters exist as Latin keys and as Cyrillic look-alikes.
const codeAlphabet = "АВСЕНКМРТХ23456789"

// CodeLength is the number of signs of an invite code.
const CodeLength = 8

// NewCode draws an invite code from random: 8 signs of 18, about 33 bits,
// against 10 tries an account.
func NewCode(random io.Reader) (string, error) {
	alphabet := []rune(codeAlphabet)
	limit := 256 / len(alphabet) * len(alphabet)
	var code strings.Builder
	b := make([]byte, 1)
	for n := 0; n < CodeLength; {
		if _, err := io.ReadFull(random, b); err != nil {
			return "", fmt.Errorf("draw invite code: %w", err)
		}
		if int(b[0]) >= limit {
			continue
		}
		code.WriteRune(alphabet[int(b[0])%len(alphabet)])
		n++
	}
	return code.String(), nil
}

// PrintCode returns a code as it is handed out: two groups of four.
func PrintCode(code string) string {
	r := []rune(code)
	if len(r) != CodeLength {
		return code
	}
	return string(r[:4]) + "-" + string(r[4:])
}

// FoldSecret returns a typed proof (an invite code or a meter's serial) as
// proofs are compared: as numbers, without dashes, dots and slashes.
func FoldSecret(s string) string {
	return strings.NewReplacer("-", "", ".", "", "/", "").Replace(FoldNumber(s))
}
