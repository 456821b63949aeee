package texts

import "regexp"

// sum matches money as [Money] and [Price] write it.
func sum() *regexp.Regexp {
	return regexp.MustCompile(`[+−-]?\d[\d ` + nbsp + `]*(,\d+)?[ ` + nbsp + `]₽`)
}

// Veil returns the spans with every sum hidden until the reader looks.
func Veil(spans []Span) []Span {
	find := sum()
	var veiled []Span
	for _, s := range spans {
		rest := 0
		for _, at := range find.FindAllStringIndex(s.Text, -1) {
			before, hidden := s, s
			before.Text, hidden.Text, hidden.Veiled = s.Text[rest:at[0]], s.Text[at[0]:at[1]], true
			if before.Text != "" {
				veiled = append(veiled, before)
			}
			veiled, rest = append(veiled, hidden), at[1]
		}
		if s.Text = s.Text[rest:]; s.Text != "" {
			veiled = append(veiled, s)
		}
	}
	return veiled
}

// VeilLabel returns a label without its sums: nothing in it can be hidden.
func VeilLabel(label string) string { return sum().ReplaceAllString(label, "••• ₽") }
