package texts

import (
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
)

// shownWindows is how many times of an outage a message lists.
const shownWindows = 10

// when tells from when until when.
func (a Announcer) when(o housing.Outage) Text {
	var text Text
	switch {
	case o.To.IsZero():
		text = a.T("outage.since_unknown", "From", a.Moment(o, o.From))
		if !o.Next.IsZero() {
			text = Join(" ", text, a.T("outage.next", "Next", a.Moment(o, o.Next)))
		}
	case o.Kind == housing.OutageEmergency && len(o.Windows) == 0:
		text = a.between("outage.since_until", o, o.To)
	default:
		text = a.windows(o)
	}
	return Join(" ", text, a.Zoned(o))
}

// windows lists the times of what was planned, each with its length.
func (a Announcer) windows(o housing.Outage) Text {
	spans, today := o.Spans(), a.today(o)
	first, last := a.local(o, spans[0]), a.local(o, spans[len(spans)-1])
	total := a.T("outage.windows_total", "Length", Length(o.Within(o.From, o.To, o.To)))
	switch {
	case len(spans) == 1:
		return a.window(o, spans[0])
	case daily(spans, zone(o)):
		begins, ends := housing.DateOf(first.From), housing.DateOf(last.From)
		return Join(" ", a.T("outage.windows_daily",
			"First", SpanStart(begins, ends, today), "Last", Date(ends, today),
			"From", Clock(first.From), "To", closing(first),
			"Length", Length(first.To.Sub(first.From))), total)
	}
	var text Text
	for _, s := range spans[:min(shownWindows, len(spans))] {
		text = Join("\n", text, a.window(o, s))
	}
	if more := len(spans) - shownWindows; more > 0 {
		text = Join("\n", text, a.T("outage.more_windows", "More", more))
	}
	return Join("\n", text, total)
}

func (a Announcer) window(o housing.Outage, s housing.Span) Text {
	today, local := a.today(o), a.local(o, s)
	first, last := housing.DateOf(local.From), housing.DateOf(local.To.Add(-time.Nanosecond))
	day := Capital(weekdayName(first)) + ", " + Date(first, today)
	switch {
	case wholeDays(local) && first == last:
		return a.T("outage.whole_day", "Day", day)
	case wholeDays(local):
		return a.T("outage.whole_days", "First", SpanStart(first, last, today), "Last", Date(last, today))
	case first == last:
		return a.T("outage.one_day", "Day", day, "From", Clock(local.From), "To", closing(local),
			"Length", Length(s.To.Sub(s.From)))
	}
	return a.T("outage.several_days", "From", Clock(local.From)+" "+Date(first, today),
		"To", Clock(local.To)+" "+Date(housing.DateOf(local.To), today), "Length", Length(s.To.Sub(s.From)))
}

// span is the times within a line.
func (a Announcer) span(o housing.Outage) Text {
	if o.To.IsZero() {
		return a.T("outage.span_unknown", "From", a.Moment(o, o.From))
	}
	spans, today := o.Spans(), a.today(o)
	whole := a.local(o, housing.Span{From: o.From, To: o.To})
	first, last := housing.DateOf(whole.From), housing.DateOf(whole.To.Add(-time.Nanosecond))
	switch {
	case len(spans) > 1 && daily(spans, zone(o)):
		return a.T("outage.span_daily", "First", SpanStart(first, last, today), "Last", Date(last, today),
			"From", Clock(whole.From), "To", closing(a.local(o, spans[0])))
	case o.Kind != housing.OutageEmergency && wholeDays(whole) && first == last:
		return a.T("outage.span_day", "Day", Date(first, today))
	case o.Kind != housing.OutageEmergency && wholeDays(whole):
		return a.T("outage.span_days", "First", SpanStart(first, last, today), "Last", Date(last, today))
	}
	return a.between("outage.span", o, o.To)
}

// between tells from when until when; the day of both is named once, behind.
func (a Announcer) between(key string, o housing.Outage, to time.Time) Text {
	from := a.Moment(o, o.From)
	whole := a.local(o, housing.Span{From: o.From, To: to})
	if housing.DateOf(whole.From) == housing.DateOf(whole.To) {
		from = Clock(whole.From)
	}
	return a.T(key, "From", from, "To", a.Moment(o, to))
}

// Past is one line of what is over: «Ленина, 12: холодная вода, с 06:05 до 10:40».
func (a Announcer) Past(o housing.Outage) Text {
	span := a.span(o)
	if o.State == housing.OutageEnded && len(o.Windows) == 0 {
		span = a.between("outage.span", o, o.Finish())
	}
	return Join(": ", a.Places(o), Join(", ", Escape(a.Names(o)), span))
}

// Corrected tells what is right now, and what was told of the times before where they read otherwise.
func (a Announcer) Corrected(o housing.Outage, was housing.Span) Text {
	key, before := "outage.corrected", Text("")
	if moved := !was.From.IsZero() && !readAlike(was, housing.Span{From: o.From, To: o.To}); moved {
		if o.Kind != housing.OutageEmergency {
			key = "outage.moved"
		}
		if !was.To.IsZero() {
			then := o
			then.From = was.From
			before = a.between("outage.was_span", then, was.To)
		}
	}
	return Join("\n", a.T(key, "What", a.what(o), "Place", a.Places(o)), a.when(o), before, a.cause(o),
		Escape(o.Note))
}

// readAlike reports whether two spans are told in the same words: times are told to the minute.
func readAlike(a, b housing.Span) bool {
	minutes := func(s housing.Span) housing.Span {
		return housing.Span{From: s.From.Truncate(time.Minute), To: s.To.Truncate(time.Minute)}
	}
	return minutes(a).Same(minutes(b))
}

// Ahead reminds of prevention that is to come.
func (a Announcer) Ahead(o housing.Outage) Text {
	if o.State != housing.OutageAnnounced {
		return a.Announced(o)
	}
	return Join("\n", a.T("outage.ahead", "What", a.what(o), "Place", a.Places(o)), a.when(o), Escape(o.Note),
		Escape(o.Organisation.Name))
}

// Back tells that prevention is over by the plan, which is not that the water is back.
func (a Announcer) Back(o housing.Outage) Text {
	if o.State != housing.OutageAnnounced {
		return a.Announced(o)
	}
	return Join("\n", a.T("outage.back", "At", a.Moment(o, o.To), "Place", a.Places(o)),
		a.Zoned(o), a.T("outage.back_if_not"))
}

// Spoken is what is read out on the telephone.
func (a Announcer) Spoken(o housing.Outage) string {
	return strings.TrimSpace(Join("\n",
		a.T("outage.spoken", "Organisation", o.Organisation.Name),
		a.T("outage.spoken_place", "Place", a.Places(o)),
		a.T("outage.spoken_what", "What", Capital(a.what(o))),
		a.when(o), a.cause(o), Escape(o.Note)).Plain())
}

// cause tells why; a cause that says «в связи с …» is a sentence of its own.
func (a Announcer) cause(o housing.Outage) Text {
	switch {
	case o.Cause == "":
		return ""
	case strings.HasPrefix(strings.ToLower(o.Cause), "в связи с"):
		return Escape(Capital(o.Cause)) + "."
	}
	return a.T("outage.cause", "Cause", o.Cause)
}

// promise tells when people are reminded of prevention.
func (a Announcer) promise(o housing.Outage) Text {
	ahead := o.From.Sub(a.Now)
	switch {
	case o.Kind != housing.OutagePrevention || ahead < 2*24*time.Hour:
		return ""
	case ahead < 8*24*time.Hour:
		return a.T("outage.will_remind_day")
	}
	return a.T("outage.will_remind")
}

func (a Announcer) today(o housing.Outage) housing.Date { return housing.DateOf(a.Now.In(zone(o))) }

// local is a span on the clock of the house.
func (a Announcer) local(o housing.Outage, s housing.Span) housing.Span {
	return housing.Span{From: s.From.In(zone(o)), To: s.To.In(zone(o))}
}

// wholeDays reports whether a local span lasts from midnight until midnight.
func wholeDays(s housing.Span) bool {
	return s.From.Equal(housing.DateOf(s.From).In(s.From.Location())) &&
		s.To.Equal(housing.DateOf(s.To).In(s.To.Location()))
}

// daily reports whether spans are the same hours of days in a row.
func daily(spans []housing.Span, loc *time.Location) bool {
	first := spans[0].From.In(loc)
	if housing.DateOf(first) != housing.DateOf(spans[0].To.In(loc).Add(-time.Nanosecond)) {
		return false
	}
	for i, s := range spans {
		from, to := first.AddDate(0, 0, i), spans[0].To.In(loc).AddDate(0, 0, i)
		if !s.From.Equal(from) || !s.To.Equal(to) {
			return false
		}
	}
	return true
}

// closing is the hour at which a local span ends; midnight ends the day.
func closing(s housing.Span) string {
	if s.To.Hour() == 0 && s.To.Minute() == 0 {
		return "24:00"
	}
	return Clock(s.To)
}

// SpanStart is the first day of a span, without its month where that is the month of
// the last: «20» of «с 20 по 25 декабря».
func SpanStart(first, last, today housing.Date) string {
	if first.Period() == last.Period() {
		return strconv.Itoa(first.Day)
	}
	return Date(first, today)
}

func weekdayName(d housing.Date) string {
	names := []string{"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"}
	return names[d.In(time.UTC).Weekday()]
}

// flats lists numbers, three in a row and more as a range: «12–20, 25».
func flats(all []string) string {
	var parts []string
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && follows(all[end-1], all[end]) {
			end++
		}
		if end-i >= 3 {
			parts = append(parts, all[i]+"–"+all[end-1])
		} else {
			parts = append(parts, all[i:end]...)
		}
		i = end
	}
	return strings.Join(parts, ", ")
}

func follows(a, b string) bool {
	n, err := strconv.Atoi(a)
	m, wrong := strconv.Atoi(b)
	return err == nil && wrong == nil && m == n+1
}
