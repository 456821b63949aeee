package pick

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Day reads a day as people write it: «сегодня», «вчера», «позавчера»,
// «21.11», «21.11.2026», «21 ноября», ISO. A day without a year is the last one that was.
func Day(text string, today housing.Date) (housing.Date, bool) {
	s := strings.ToLower(strings.Join(strings.Fields(text), " "))
	switch s {
	case "сегодня":
		return today, true
	case "вчера":
		return today.Add(-1), true
	case "позавчера":
		return today.Add(-2), true
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return housing.DateOf(t), true
	}
	form := regexp.MustCompile(`^(\d{1,2})(?:[./-](\d{1,2})| ([а-я]+))(?:[./ -](\d{4}|\d{2}))?(?: ?г\.?)?$`)
	m := form.FindStringSubmatch(s)
	if m == nil {
		return housing.Date{}, false
	}
	day, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	if m[3] != "" {
		month = texts.MonthNumber(m[3])
	}
	year, _ := strconv.Atoi(m[4])
	switch {
	case m[4] == "":
		return withoutYear(day, month, today)
	case year < 100:
		year += 2000
	}
	return housing.NewDate(year, time.Month(month), day)
}

// withoutYear returns the day of this year, or of the last one in the first
// months where this year's lies far ahead: «28.12» said in January.
func withoutYear(day, month int, today housing.Date) (housing.Date, bool) {
	d, ok := housing.NewDate(today.Year, time.Month(month), day)
	if ok && today.Add(180).Before(d) {
		return housing.NewDate(today.Year-1, time.Month(month), day)
	}
	return d, ok
}

// Ahead reads a day that is to come, as [Day] does. A day without a year is the next one.
func Ahead(text string, today housing.Date) (housing.Date, bool) {
	day, ok := Day(text, today)
	dated := regexp.MustCompile(`^\s*\d{1,2}(?:[./-]\d{1,2}| \D+)\s*$`).MatchString(text) // without a year
	if !ok || !dated || !day.Before(today) {
		return day, ok
	}
	return housing.NewDate(day.Year+1, day.Month, day.Day)
}
