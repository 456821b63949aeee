package texts

import (
	"cmp"
	"strings"
	"time"

	"dombot/internal/housing"
)

// Digest tells of several planned outages in one message, day by day. Who named no
// zone and has houses in several reads by the clock of the first.
func (a Announcer) Digest(all []housing.Outage) (text Text) {
	if a.Local == "" && len(all) > 0 {
		a.Local = zone(all[0]).String()
	}
	var last housing.Date
	for _, o := range all {
		at := o.From.In(zone(o))
		if day := housing.DateOf(at); day != last {
			heading := a.T(a.digestDay(o, day), "Date", Date(day, housing.DateOf(a.Now.In(zone(o)))))
			text, last = Join("\n\n", text, heading), day
		}
		text = Join("\n", text, a.digestLine(o))
	}
	return text
}

func (a Announcer) digestDay(o housing.Outage, day housing.Date) string {
	switch today := a.today(o); {
	case !a.sharesDay(o):
	case day == today:
		return "outage.digest_today"
	case day == today.Add(1):
		return "outage.digest_tomorrow"
	}
	return "outage.digest_day"
}

// digestLine is «Дом: электричество 09:00–13:00 (4 ч)».
func (a Announcer) digestLine(o housing.Outage) Text {
	called := make([]string, len(o.Places))
	for i, p := range o.Places {
		called[i] = cmp.Or(p.Called, ShortHouse(p.Address))
	}
	name := strings.Join(called, ", ")
	if o.State == housing.OutageCalledOff || o.State == housing.OutageRetracted {
		return a.T("outage.digest_off", "Name", name, "Names", a.Names(o), "Cause", o.Cause)
	}
	line := a.T("outage.digest_line",
		"Name", name, "Names", a.Names(o), "Cause", o.Cause, "Span", a.hours(o))
	return Join(" ", line, a.Zoned(o))
}

// hours is «09:00–13:00 (4 ч)», «весь день», «с 23:00 до 06:00 пятницы, 27 ноября».
func (a Announcer) hours(o housing.Outage) string {
	from, to := o.From.In(zone(o)), o.Finish().In(zone(o))
	switch {
	case o.Finish().IsZero():
		return a.T("outage.digest_open", "From", Clock(from)).Plain()
	case from.Hour() == 0 && from.Minute() == 0 && !to.Before(from.AddDate(0, 0, 1).Add(-time.Minute)):
		if last := housing.DateOf(to.Add(-time.Minute)); last != housing.DateOf(from) {
			return a.T("outage.digest_days", "Last", Date(last, housing.DateOf(a.Now))).Plain()
		}
		return a.T("outage.digest_whole").Plain()
	case housing.DateOf(from) == housing.DateOf(to):
		return Clock(from) + "–" + Clock(to) + " (" + Length(to.Sub(from)) + ")"
	}
	return a.T("outage.span", "From", Clock(from), "To", a.Moment(o, to)).Plain()
}

// Title is what a calendar calls an outage: «Холодной воды не будет».
func (a Announcer) Title(o housing.Outage) string {
	if o.State == housing.OutageCalledOff || o.State == housing.OutageRetracted {
		return a.T("outage.calendar_off", "Names", a.Names(o)).Plain()
	}
	a.Now = time.Time{} // it is always to come
	return Capital(a.what(o))
}

// Place is where it is, for a calendar.
func (a Announcer) Place(o housing.Outage) string { return a.Places(o).Plain() }
