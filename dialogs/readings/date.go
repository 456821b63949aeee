package readings

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// date asks when the readings were taken: one day for the page.
func (h handIn) date() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "date", Next: []string{"page"},
		Load: h.load,
		Show: func(_ scene, p housing.Page) dialogs.Screen {
			on := func(key string, day housing.Date) []dialogs.Button {
				return dialogs.OnArg(h.t.Label(key, "Date", texts.Date(day, p.Today)), "date", day.String())
			}
			return dialogs.Screen{
				Text: h.t.T("readings.date_ask", "Example", p.Today.Add(-2).In(time.UTC).Format("02.01")),
				Rows: [][]dialogs.Button{
					on("readings.today_button", p.Today),
					on("readings.yesterday_button", p.Today.Add(-1)),
				},
			}
		},
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			text := in.Text
			if in.Act.Do == "date" {
				text = in.Act.Arg
			}
			day, ok := parseDay(text, p.Today)
			if !ok {
				return dialogs.Refuse(s.Draft, h.t.T("readings.date_unclear"))
			}
			if why := h.dateFault(day, p); why != "" {
				return dialogs.Refuse(s.Draft, why)
			}
			s.Draft.Taken = day
			return dialogs.To(s.Draft, "page")
		},
	}
}

// dateFault says why readings cannot have been taken on day; empty if they can.
func (h handIn) dateFault(day housing.Date, p housing.Page) texts.Text {
	if p.Today.Before(day) {
		return h.t.T("readings.date_future", "Date", texts.Date(day, p.Today))
	}
	for _, l := range p.Asked() {
		if last, ok := l.Last(); ok && day.Before(last.Taken) {
			return h.t.T("readings.date_before",
				"Date", texts.Date(day, p.Today), "Last", texts.Date(last.Taken, p.Today))
		}
	}
	return ""
}

// parseDay reads a day as people write it: «сегодня», «вчера», «позавчера»,
// «21.11», «21.11.2026», «21 ноября», ISO. A day without a year is the last one that was.
func parseDay(text string, today housing.Date) (housing.Date, bool) {
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
