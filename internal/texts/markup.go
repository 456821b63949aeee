package texts

import "strings"

// Text is a sentence with light markup: *bold* and `code`. A backslash keeps
// the sign after it as it is. Whatever people typed enters through [Escape].
type Text string

// Span is a run of text in one style.
type Span struct {
	Text string
	Bold bool
	Code bool
	// Veiled: hidden until the reader looks.
	Veiled bool
}

// Escape returns s as a Text that shows exactly s.
func Escape(s string) Text {
	s = strings.ReplaceAll(s, `\`, `\\`) // before the signs that bring new ones
	return Text(strings.ReplaceAll(strings.ReplaceAll(s, "*", `\*`), "`", "\\`"))
}

// Spans takes t apart. Unclosed markup runs to the end.
func (t Text) Spans() []Span {
	var spans []Span
	var run strings.Builder
	bold, code, kept := false, false, false
	flush := func() {
		if run.Len() > 0 {
			spans = append(spans, Span{Text: run.String(), Bold: bold, Code: code})
			run.Reset()
		}
	}
	for _, r := range string(t) {
		switch {
		case kept:
			run.WriteRune(r)
			kept = false
		case r == '\\':
			kept = true
		case r == '*':
			flush()
			bold = !bold
		case r == '`':
			flush()
			code = !code
		default:
			run.WriteRune(r)
		}
	}
	flush()
	return spans
}

// Plain returns t without markup.
func (t Text) Plain() string {
	var s strings.Builder
	for _, span := range t.Spans() {
		s.WriteString(span.Text)
	}
	return s.String()
}

// Join puts the non-empty parts together with sep between them.
func Join(sep string, parts ...Text) Text {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, string(p))
		}
	}
	return Text(strings.Join(kept, sep))
}
