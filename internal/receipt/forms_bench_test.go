package receipt

import (
	"fmt"
	"strings"
	"testing"

	"dombot/internal/meeting"
)

// BenchmarkForms writes the papers of a house of 200 flats with 25 questions: the questions are the same on
// all of them.
func BenchmarkForms(b *testing.B) {
	forms := make([][]meeting.Line, 200)
	for i := range forms {
		forms[i] = append(forms[i], meeting.Line{Text: fmt.Sprintf("Собственник: Иванова Мария Петровна, кв. %d, 45,3 м²", i)})
		for q := range 25 {
			forms[i] = append(forms[i],
				meeting.Line{Bold: true, Text: fmt.Sprintf("%d. %s", q+1, strings.Repeat("Утвердить порядок пользования общим имуществом дома. ", 4))},
				meeting.Line{Boxes: []string{"За", "Против", "Воздержался"}})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Forms("Решение собственника", forms); err != nil {
			b.Fatal(err)
		}
	}
}
