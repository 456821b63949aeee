package said

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// timeReader puts a time together from its tokens.
type timeReader struct {
	now   time.Time
	today housing.Date

	days      []day // told apart from the ends
	from, to  edge
	side      side
	inclusive bool // the end was told with «по» or a dash
	length    time.Duration
	open      bool
	whole     bool // «весь день»
	fault     *TimeError
}

// side is which end what comes next belongs to.
type side int

const (
	neither side = iota
	fromSide
	toSide
)

// timeForm finds the tokens: days of a month, a clock, a date in figures or with
// the month's name, a length, a number, a word, any other sign.
func timeForm() *regexp.Regexp {
	const month = `(янв[а-я]*|фев[а-я]*|мар[а-я]*|апр[а-я]*|ма[йя]|июн[а-я]*|июл[а-я]*|авг[а-я]*|` +
		`сен[а-я]*|окт[а-я]*|ноя[а-я]*|дек[а-я]*)`
	const year = `(?:\s+(20\d\d)(?:\s*г(?:ода|\.)?)?)?`
	return regexp.MustCompile(`(\d{1,2})\s*(?:-|по)\s*(\d{1,2})(?:\.(\d{1,2})(?:\.(\d{4}|\d{2}))?|\s+` + month + year + `)` +
		`|(\d{1,2}):(\d{2})` +
		`|(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?` +
		`|(\d{1,2})\s+` + month + year +
		`|(\d{1,3})(?:[.,](5))?\s*(час[а-я]*|ч|минут[а-я]*|мин)` +
		`|(\d+)|([а-я]+)|(\S)`)
}

// The groups of timeForm.
const (
	daysFirst = iota + 1
	daysLast
	daysMonth
	daysYear
	daysMonthWord
	daysWordYear
	clockHour
	clockMinute
	dateDay
	dateMonth
	dateYear
	wordDay
	wordMonth
	wordYear
	lengthWhole
	lengthHalf
	lengthUnit
	bare
	word
	sign
)

// plain returns text as it is compared: lower case, one kind of dash and space,
// Cyrillic letters for the Latin ones that look alike.
func plain(text string) string {
	return strings.NewReplacer("ё", "е", "–", "-", "—", "-", "−", "-", "\u00a0", " ", "\u202f", " ",
		"a", "а", "b", "в", "c", "с", "e", "е", "h", "н", "k", "к", "m", "м", "o", "о", "p", "р", "t", "т",
		"x", "х", "y", "у").Replace(strings.ToLower(text))
}

func (r *timeReader) lex(text string) [][]string {
	return timeForm().FindAllStringSubmatch(plain(text), -1)
}

func (r *timeReader) take(m []string) {
	switch {
	case m[daysFirst] != "":
		r.takeDays(m)
	case m[clockHour] != "":
		r.takeClock(m[0], m[clockHour], m[clockMinute])
	case m[dateDay] != "":
		if month := figure(m[dateMonth]); m[dateYear] == "" && (month == 0 || month > 12) && len(m[dateMonth]) == 2 {
			r.takeClock(m[0], m[dateDay], m[dateMonth])
			return
		}
		r.takeDay(m[0], m[dateDay], figure(m[dateMonth]), m[dateYear])
	case m[wordDay] != "":
		r.takeDay(m[0], m[wordDay], texts.MonthNumber(m[wordMonth]), m[wordYear])
	case m[lengthWhole] != "":
		r.takeLength(m)
	case m[bare] != "":
		r.takeBare(m[bare])
	case m[word] != "":
		r.takeWord(m[word])
	case m[sign] == "-":
		if r.side == neither && r.from.clock == nil && len(r.days) == 1 {
			r.from.day, r.days = &r.days[0], nil
		}
		r.side, r.inclusive = toSide, true
	case m[sign] != "," && m[sign] != ".":
		r.fail(NotUnderstood, m[0])
	}
}

func (r *timeReader) fail(f Fault, text string) {
	if r.fault == nil {
		r.fault = &TimeError{Fault: f, Text: text}
	}
}

func figure(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// dayOf returns the day; without a year it is the next one, or one of the last month.
func (r *timeReader) dayOf(number, month int, year string) (day, bool) {
	y := figure(year)
	switch {
	case year == "":
		y = r.today.Year
		gone := time.Date(y, time.Month(month), number, 0, 0, 0, 0, time.UTC)
		if gone.Before(r.today.Add(-lately).In(time.UTC)) {
			y++
		}
	case y < 100:
		y += 2000
	}
	d, ok := housing.NewDate(y, time.Month(month), number)
	return day{date: d, inferred: year == ""}, ok && month > 0
}

func (r *timeReader) takeDay(text, number string, month int, year string) {
	d, ok := r.dayOf(figure(number), month, year)
	if !ok {
		r.fail(NoSuchTime, text)
		return
	}
	r.putDay(text, d)
}

// putDay gives a day to the end that is being read, or to both.
func (r *timeReader) putDay(text string, d day) {
	e := &r.from
	switch {
	case r.side == toSide:
		e = &r.to
	case r.side == neither:
		r.days = append(r.days, d)
		if len(r.days) > maxDays {
			r.fail(NotUnderstood, text)
		}
		return
	}
	if e.day != nil {
		r.fail(NotUnderstood, text)
		return
	}
	e.day = &d
}

// takeDays reads «01-03.11.2023», «1 по 14 июля»: each of the days.
func (r *timeReader) takeDays(m []string) {
	month, year := figure(m[daysMonth]), m[daysYear]
	if m[daysMonthWord] != "" {
		month, year = texts.MonthNumber(m[daysMonthWord]), m[daysWordYear]
	}
	last, ok := r.dayOf(figure(m[daysLast]), month, year)
	first, valid := housing.NewDate(last.date.Year, last.date.Month, figure(m[daysFirst]))
	switch {
	case !ok || !valid:
		r.fail(NoSuchTime, m[0])
		return
	case last.date.Before(first):
		loc := r.now.Location()
		r.fault = &TimeError{Fault: Reversed, From: first.In(loc), To: last.date.In(loc)}
		return
	case len(r.days) > 0:
		r.fail(NotUnderstood, m[0])
		return
	}
	for d := first; !last.date.Before(d); d = d.Add(1) {
		r.days = append(r.days, day{date: d})
	}
	r.side = neither
}

func (r *timeReader) takeClock(text, hour, minute string) {
	c := clock{figure(hour), figure(minute)}
	e := &r.from
	if r.side == toSide {
		e = &r.to
	}
	midnight := r.side == toSide && c == clock{24, 0}
	switch {
	case c.minute > 59 || c.hour > 23 && !midnight:
		r.fail(NoSuchTime, text)
	case e.clock != nil:
		r.fail(NotUnderstood, text)
	default:
		e.clock = &c
	}
}

// takeBare reads a number: an hour after «с», «до», «по».
func (r *timeReader) takeBare(n string) {
	if r.side == neither || len(n) > 2 {
		r.fail(NotUnderstood, n)
		return
	}
	r.takeClock(n, n, "0")
}

// takeLength reads «2 часа», and the hour of «до 9 часов».
func (r *timeReader) takeLength(m []string) {
	hours := strings.HasPrefix(m[lengthUnit], "ч")
	if r.side == fromSide && r.from.clock == nil || r.side == toSide && r.to.clock == nil {
		if !hours || m[lengthHalf] != "" {
			r.fail(NotUnderstood, m[0])
			return
		}
		r.takeBare(m[lengthWhole])
		return
	}
	unit := time.Minute
	if hours {
		unit = time.Hour
	}
	n := time.Duration(figure(m[lengthWhole])) * unit
	if m[lengthHalf] != "" {
		n += unit / 2
	}
	if n == 0 {
		r.fail(NotUnderstood, m[0])
	}
	r.length += n
}

// takeWord reads a word that is no month.
func (r *timeReader) takeWord(w string) {
	switch w {
	case "с", "со":
		if r.from.clock != nil || r.to != (edge{}) {
			r.fail(NotUnderstood, w)
		}
		r.side = fromSide
	case "до", "по":
		r.side, r.inclusive = toSide, w == "по"
	case "сегодня":
		r.putDay(w, day{date: r.today})
	case "завтра":
		r.putDay(w, day{date: r.today.Add(1)})
	case "послезавтра":
		r.putDay(w, day{date: r.today.Add(2)})
	case "уточняется":
		r.open = true
	case "день", "сутки", "круглосуточно":
		r.whole = true
	case "весь", "целый", "срок", "на", "в", "и", "г", "года", "ежедневно", "каждый":
	default:
		r.fail(NotUnderstood, w)
	}
}
