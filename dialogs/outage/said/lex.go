package said

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// timeReader puts a time together from its tokens.
type timeReader struct {
	timeForms

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

	groups []group // times that are complete
	broken bool    // what comes next stands behind a comma or «и»
	clocks bool    // what comes next stands behind a time of the day
	half   bool    // behind «полтора»
	told   *day    // the day that was told last, if its weekday may follow
	asked  *time.Weekday
}

// group is one of several times.
type group struct {
	days     []day
	from, to edge
}

// complete reports whether a time of the day is known for both ends.
func (r *timeReader) complete() bool { return r.from.clock != nil && r.to.clock != nil }

// next begins another time.
func (r *timeReader) next() {
	r.groups = append(r.groups, group{r.days, r.from, r.to})
	r.days, r.from, r.to, r.side, r.inclusive = nil, edge{}, edge{}, neither, false
	if len(r.groups) > maxDays {
		r.fail(NotUnderstood, "")
	}
}

// side is which end what comes next belongs to.
type side int

const (
	neither side = iota
	fromSide
	toSide
)

// timeForms are what times are found by. They take longer to compile than to use.
type timeForms struct {
	pair   *regexp.Regexp // «9-00 - 17-00»
	token  *regexp.Regexp
	spread *regexp.Regexp // days of one month
	number *regexp.Regexp
}

func newTimeForms() timeForms {
	return timeForms{
		pair:  regexp.MustCompile(`(\d{1,2})-(\d{2})\s*-\s*(\d{1,2})-(\d{2})`),
		token: timeForm(),
		spread: regexp.MustCompile(`(^|\s)((?:с|до|по|на)\s+)?((?:\d{1,2}\s*(?:,|и)\s*)+)(\d{1,2})` +
			`(\.\d{1,2}(?:\.(?:\d{4}|\d{2}))?|` +
			`\s+(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*)`),
		number: regexp.MustCompile(`\d+`),
	}
}

// timeForm finds the tokens: days of a month, a clock, a date in figures or with
// the month's name, a length, a number, a word, any other sign.
func timeForm() *regexp.Regexp {
	const month = `(янв[а-я]*|фев[а-я]*|мар[а-я]*|апр[а-я]*|ма[йя]|июн[а-я]*|июл[а-я]*|авг[а-я]*|` +
		`сен[а-я]*|окт[а-я]*|ноя[а-я]*|дек[а-я]*)`
	const year = `(?:\s+(20\d\d)(?:\s*г(?:ода|\.)?)?)?`
	return regexp.MustCompile(`(\d{1,2})\s*(?:-|по)\s*(\d{1,2})` +
		`(?:\.(\d{1,2})(?:\.(\d{4}|\d{2}))?|\s+` + month + year + `)` +
		`|(\d{1,2}):(\d{2})` +
		`|(\d{1,2})-(\d{2})` +
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
	dashHour
	dashMinute
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
	text = r.pair.ReplaceAllString(plain(text), "$1:$2 - $3:$4")
	return r.token.FindAllStringSubmatch(r.spreadMonth(text), -1)
}

// spreadMonth writes «26, 27 и 28 ноября» as three days, but not «до 13, 26 ноября».
func (f timeForms) spreadMonth(text string) string {
	return f.spread.ReplaceAllStringFunc(text, func(all string) string {
		m := f.spread.FindStringSubmatch(all)
		if m[2] != "" {
			return all
		}
		return m[1] + f.number.ReplaceAllString(m[3], "${0}"+m[5]) + m[4] + m[5]
	})
}

func (r *timeReader) take(m []string) {
	clocks := r.clocks
	r.clocks = m[clockHour] != "" || m[dashHour] != "" || m[bare] != ""
	broken := m[sign] == "," || m[sign] == ";" || m[word] == "и"
	defer func() { r.broken = broken }()
	if m[dateDay] == "" && m[wordDay] == "" && m[word] == "" && m[sign] == "" {
		r.told = nil // a weekday belongs to the day beside it
	}
	if clocks && slices.Contains([]string{"ч", "час", "часа", "часов"}, m[word]) {
		return
	}
	r.takeToken(m)
}

func (r *timeReader) takeToken(m []string) {
	switch {
	case m[daysFirst] != "":
		r.takeDays(m)
	case m[clockHour] != "":
		r.takeClock(m[0], m[clockHour], m[clockMinute])
	case m[dashHour] != "":
		r.takeDash(m)
	case m[dateDay] != "":
		r.takeDate(m)
	case m[wordDay] != "":
		r.takeDay(m[0], m[wordDay], texts.MonthNumber(m[wordMonth]), m[wordYear])
	case m[lengthWhole] != "":
		r.takeLength(m)
	case m[bare] != "":
		r.takeBare(m[bare])
	case m[word] != "":
		r.takeWord(m[word])
	case m[sign] == "-":
		r.takeTill()
	case m[sign] != "" && !strings.ContainsAny(m[sign], ",.;()"):
		r.fail(NotUnderstood, m[0])
	}
}

// takeDate reads «26.11.2026», and «9.15», which no day can be.
func (r *timeReader) takeDate(m []string) {
	month := figure(m[dateMonth])
	if noMonth := month == 0 || month > 12; noMonth && len(m[dateMonth]) == 2 && m[dateYear] == "" {
		r.takeClock(m[0], m[dateDay], m[dateMonth])
		return
	}
	r.takeDay(m[0], m[dateDay], month, m[dateYear])
}

// takeTill reads the dash between two ends: a day before it is that of the first.
func (r *timeReader) takeTill() {
	if r.side == neither && r.from.clock == nil && len(r.days) == 1 {
		r.from.day, r.days = &r.days[0], nil
	}
	r.side, r.inclusive = toSide, true
}

// takeDash reads «9-00», «с 9-15»; «12-45» alone may be houses as well.
func (r *timeReader) takeDash(m []string) {
	if figure(m[dashMinute]) != 0 && r.side == neither || figure(m[dashHour]) > 24 {
		r.fail(NotUnderstood, m[0])
		return
	}
	r.takeClock(m[0], m[dashHour], m[dashMinute])
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
	if r.asked != nil && d.weekday() != *r.asked {
		r.fail(WrongWeekday, text)
	}
	r.asked, r.told = nil, &d
	if r.broken && r.complete() && (len(r.days) > 0 || r.to.day != nil) {
		r.next()
	}
	e := &r.from
	switch r.side {
	case fromSide:
	case toSide:
		e = &r.to
	case neither:
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
	switch {
	case r.complete():
		r.next()
		e = &r.from
	case r.side == neither && r.from.clock != nil: // «09:00 17:00» of two columns
		r.side = toSide
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
