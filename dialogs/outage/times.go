package outage

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/outage/said"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// localTo is a moment on the clock of a zone.
func localTo(now time.Time, zone string) time.Time {
	return now.In(housing.House{Zone: zone}.Location())
}

// fault says why a time that was typed cannot be used; empty where err is none.
func (p Ports) fault(err error) texts.Text {
	e, ok := errors.AsType[*said.TimeError](err)
	if !ok {
		return ""
	}
	const day = "15:04 02.01.2006"
	args := []any{"Text", pick.Echo(e.Text), "From", e.From.Format(day), "To", e.To.Format(day)}
	switch e.Fault {
	case said.NoSuchTime:
		return p.Texts.T("outage.time_none", args...)
	case said.NoClock:
		return p.Texts.T("outage.time_no_clock", args...)
	case said.NoEnd:
		return p.Texts.T("outage.time_no_end", args...)
	case said.Reversed:
		return p.Texts.T("outage.time_reversed", args...)
	case said.Past:
		return p.Texts.T("outage.time_past", args...)
	case said.TooFar:
		return p.Texts.T("outage.time_far", args...)
	case said.WrongWeekday:
		return p.Texts.T("outage.time_weekday", args...)
	default:
		return p.Texts.T("outage.when_unknown")
	}
}

// spansOf are the times that were told.
func spansOf(v said.Times) []housing.Span {
	all := make([]housing.Span, len(v.Intervals))
	for i, one := range v.Intervals {
		all[i] = housing.Span(one)
	}
	return all
}

func (p Ports) endRows() [][]dialogs.Button {
	return [][]dialogs.Button{
		dialogs.OnArg(p.Texts.Label("outage.open"), "open", ""),
		append(dialogs.OnArg(p.Texts.Label("outage.two_hours"), "for", "2"),
			dialogs.OnArg(p.Texts.Label("outage.four_hours"), "for", "4")...),
	}
}

// endOf reads since when, and when it will be over; zero: since now, and not known
// yet. What begins later is no emergency.
func (p Ports) endOf(now time.Time, zone string, in dialogs.Input) (v housing.Span, why texts.Text) {
	switch in.Act.Do {
	case "open":
		return v, ""
	case "for":
		hours := pick.OfKey[int64](in.Act.Arg)
		v.To = now.Add(time.Duration(hours) * time.Hour).Truncate(time.Minute)
		return v, ""
	}
	times, err := said.When(in.Text, localTo(now, zone))
	if err != nil {
		return v, p.fault(err)
	}
	return p.emergencyOf(times, now)
}

// emergencyOf takes the only time of an emergency.
func (p Ports) emergencyOf(times said.Times, now time.Time) (v housing.Span, why texts.Text) {
	v = housing.Span(times.Intervals[0])
	switch {
	case len(times.Intervals) > 1 || v.From.After(now):
		return v, p.Texts.T("outage.when_planned")
	case v.From.Equal(now):
		v.From = time.Time{}
	}
	return v, ""
}

// readLine returns one line of at most maxCause characters.
func readLine(text string) (string, bool) {
	line := strings.TrimRight(strings.Join(strings.Fields(text), " "), " .")
	return line, line != "" && utf8.RuneCountInString(line) <= maxCause
}

// quoted lists what was not understood: «„ленина 112“, „садовая“».
func quoted(all []string) string {
	list := make([]string, 0, len(all))
	for _, s := range all[:min(shownUnknown, len(all))] {
		list = append(list, "„"+pick.Echo(s)+"“")
	}
	return strings.Join(list, ", ")
}

// shownUnknown is how many of the things that were not understood are shown.
const shownUnknown = 12
