package gis

import (
	"regexp"
	"strings"
)

// answer is what «Статус обработки» of a result workbook says.
type answer int

const (
	answerNone     answer = iota // empty, or still being processed
	answerAccepted               // the reading is in ГИС ЖКХ
	answerRejected               // it is not, with a reason
	answerUnclear                // the words are not known: nobody is told what may be wrong
)

// parseAnswer reads the status of a row. No list of its words is published, so
// only what is plain counts: words of failure, a code of an error, or a
// beginning that says that all is done.
func parseAnswer(status string) (_ answer, reason string) {
	folded := foldHeader(status)
	plain := folded
	for _, none := range []string{"без ошибок", "ошибок нет", "нет ошибок", "ошибки отсутствуют"} {
		plain = strings.ReplaceAll(plain, foldHeader(none), "")
	}
	switch {
	case folded == "" || folded == foldHeader("не обработано") || begins(folded, waitingWords()):
		return answerNone, ""
	case begins(folded, doneWords()):
		return parseDone(status, plain)
	case fails(plain) || errorCode().MatchString(status):
		return answerRejected, reasonOf(status)
	}
	return answerUnclear, ""
}

// parseDone reads a status that begins with being done: «Обработано с ошибками»
// is a rejection all the same; what says more than that it is done is not plain.
func parseDone(status, plain string) (_ answer, reason string) {
	switch {
	case speaksOf(plain, "ошиб", "отклон", "отказ"):
		return answerRejected, reasonOf(status)
	case fails(plain) || speaksOf(plain, "предупрежд") || errorCode().MatchString(status):
		return answerUnclear, ""
	}
	return answerAccepted, ""
}

func waitingWords() []string {
	return []string{
		"в обработке", "обрабатывается", "ожидает", "в очереди", "принято в обработку", "принято к обработке",
		"обработка не завершена",
	}
}

func doneWords() []string {
	return []string{
		"ок", "успешно", "обработано", "обработан", "загружено", "загружены", "принято", "приняты",
		"размещено", "размещены", "импортировано", "сохранено", "выполнено",
	}
}

// begins reports whether folded text begins with one of words.
func begins(folded string, words []string) bool {
	for _, w := range words {
		rest, ok := strings.CutPrefix(folded, foldHeader(w))
		if ok && (rest == "" || rest[0] == ' ') {
			return true
		}
	}
	return false
}

// fails reports whether folded text speaks of a failure.
func fails(folded string) bool {
	for word := range strings.FieldsSeq(folded) {
		if word == "не" || word == "нет" {
			return true
		}
	}
	return speaksOf(folded, "ошиб", "отклон", "отказ", "невозможн", "недопуст", "неверн", "некоррект",
		"отсутств", "превыш", "запрещ", "меньше", "больше")
}

// speaksOf reports whether a word of folded text begins with one of stems.
func speaksOf(folded string, stems ...string) bool {
	for word := range strings.FieldsSeq(folded) {
		for _, stem := range stems {
			if strings.HasPrefix(word, foldHeader(stem)) {
				return true
			}
		}
	}
	return false
}

// errorCode finds codes such as SRV007073, with the signs around them.
func errorCode() *regexp.Regexp {
	return regexp.MustCompile(`[\[(]?\b[A-Z]{2,5}[-_]?\d{3,}\b[\])]?\s*[:.–-]?\s*`)
}

// reasonOf leaves of a status what tells a resident something: no code, no «Ошибка:».
func reasonOf(status string) string {
	s := cleanText(errorCode().ReplaceAllString(cleanText(status), ""))
	lead := regexp.MustCompile(
		`(?i)^(?:ошибка|ошибки|не принято|не загружено|отклонено|обработано с ошибк\pL+|отказ)` +
			`(?: обработки| импорта)?[\s:.–-]*`)
	for {
		rest := strings.TrimSpace(lead.ReplaceAllString(s, ""))
		if rest == s {
			break
		}
		s = rest
	}
	s = strings.TrimRight(s, " .;")
	if runes := []rune(s); len(runes) > maxReason {
		s = strings.TrimSpace(string(runes[:maxReason])) + "…"
	}
	return s
}

// maxReason keeps a reason short enough for a message about several meters.
const maxReason = 200
