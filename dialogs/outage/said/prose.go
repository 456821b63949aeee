package said

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxCause is of how many runes a cause is read.
const maxCause = 200

// causesOf takes the causes out of a text: «Причина: ремонт кабеля.», and «в связи
// с ремонтом кабеля» up to the time or to what will be done.
func causesOf(text string) (causes []string, rest string) {
	form := regexp.MustCompile(`(?i)(?:причина(?:\s+отключения)?\s*[:–—-]\s*|` +
		`((?:в\s+связи\s+с|по\s+причине|из-за|для\s+(?:проведения|выполнения|производства))\s+))([^\n]+)`)
	const month = `(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)`
	stop := regexp.MustCompile(`(?i)[,\s]+(?:` +
		`\d{1,2}(?:\s*(?:[-–—,и]|по)\s*\d{1,2})*(?:\.\d{2}|\s+` + month + `)|` +
		`(?:с|по|до)\s+\d|по\s+адрес|буд[еу]т\s|планиру|произойд|временно|отключ|просим|сообща)`)
	for {
		m := form.FindStringSubmatchIndex(text)
		if m == nil {
			return causes, text
		}
		cause := text[m[4]:m[5]]
		if cut := stop.FindStringIndex(cause); cut != nil {
			cause = cause[:cut[0]]
		}
		cause = sentences(cause)[0]
		end := m[4] + len(cause)
		if m[2] >= 0 {
			cause = strings.ToLower(text[m[2]:m[3]]) + cause
		}
		cause = strings.Trim(strings.Join(strings.Fields(cause), " "), " .,;:!")
		if cause != "" && utf8.RuneCountInString(cause) <= maxCause {
			causes = append(causes, cause)
			text = text[:m[0]] + " " + text[end:]
			continue
		}
		return append(causes, cause), text[:m[0]] + " " + text[end:]
	}
}

// statements divides an announcement into lines of a time, of places, or of both,
// without courtesies and the words around them.
func statements(text string) (all []string) {
	for line := range strings.SplitSeq(unadorned(text), "\n") {
		for _, one := range sentences(line) {
			parts := []string{one}
			if len([]rune(one)) > maxTyped || len(strings.Fields(one)) > maxWords {
				parts = strings.Split(one, ";")
			}
			for _, part := range parts {
				if part = strings.TrimSpace(part); strings.Trim(part, " .,;:!") != "" {
					all = append(all, part)
				}
			}
		}
	}
	return all
}

// unadorned drops what announcements say around times and places.
func unadorned(text string) string {
	for _, f := range []struct{ form, to string }{
		// No number is a courtesy.
		{`(?i)(?:приносим|просим)\s[^.!\n\pN]*(?:извин|понимани|учесть)[^.!\n\pN]*(?:[.!]|\n|$)`, "\n"},
		{`(?i)уважаемые\s+[а-яё]+(?:\s+и\s+[а-яё]+)?\s*[!,.]?`, " "},
		{`(?i)(?:сообщаем|информируем|уведомляем|доводим\s+до\s+(?:вашего\s+)?сведения)(?:\s+вас)?` +
			`(?:\s+(?:о\s+том|об?))?\s*,?\s*(?:что\s+)?`, " "},
		{`(?i)буд[еу]т\s+(?:временно\s+)?(?:произвед[её]н[оаы]?|отключ[её]н[оаы]?|ограничен[оаы]?|` +
			`прекращен[оаы]?|приостановлен[оаы]?|проводиться|производиться|отсутствовать)`, " "},
		{`(?i)(?:(?:планов|временн|аварийн)[а-яё]+\s+)?` +
			`(?:отключени|ограничени|прекращени)[а-яё]+(?:\s+подач[а-яё]+)?(\s*:)?`, " "},
		{`(?i)подач[аиу]\s`, " "},
		{`(?i)по\s+(?:следующ[а-яё]+\s+)?адрес[а-яё]*\s*:?`, "\n"},
		{`(?i)адреса?\s*:`, "\n"},
		{`(?i)(?:по|на)\s+улиц(?:е|ам|ах)\s*:?`, " "},
		{`(?i)(?:дата|время|период|дата\s+и\s+время)(?:\s+(?:проведения(?:\s+работ)?|работ))?\s*:`, " "},
		{`:[ \t]*\n\s*(\d)`, ": $1"}, // the houses stand below their street
		{`\t`, " "},
	} {
		text = regexp.MustCompile(f.form).ReplaceAllString(text, f.to)
	}
	return text
}

// sentences divides a line where a sentence ends, but not behind «ул.».
func sentences(line string) (all []string) {
	end := regexp.MustCompile(`[.!]\s+[А-ЯЁ]`)
	short := regexp.MustCompile(`(?i)(?:^|[^а-яё])(?:ул|пер|пр|просп|пр-т|пр-кт|б-р|бул|бульв|пл|наб|ш|` +
		`г|гор|с|п|пос|дер|д|мкр|кв|корп|стр|лит|им|обл|р-н|тер|ст|к)$`)
	from := 0
	for _, m := range end.FindAllStringIndex(line, -1) {
		if line[m[0]] == '.' && short.MatchString(line[:m[0]]) {
			continue
		}
		all = append(all, line[from:m[0]])
		from = m[0] + 1
	}
	return append(all, line[from:])
}
