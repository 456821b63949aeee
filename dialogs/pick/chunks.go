package pick

import (
	"strings"
	"unicode/utf8"
)

// Chunks cuts a text into messages of so many signs at most, at ends of lines or
// words where there are some.
func Chunks(text string, most int) []string {
	var all []string
	for utf8.RuneCountInString(text) > most {
		head := string([]rune(text)[:most])
		at := max(strings.LastIndexByte(head, '\n'), strings.LastIndexByte(head, ' '))
		if at <= 0 {
			at = len(head)
		}
		all = append(all, strings.TrimSpace(text[:at]))
		text = strings.TrimSpace(text[at:])
	}
	return append(all, text)
}

// Cut keeps a text to so many signs; false: something is missing.
func Cut(text string, most int) (short string, all bool) {
	if utf8.RuneCountInString(text) <= most {
		return text, true
	}
	return string([]rune(text)[:most]) + "…", false
}
