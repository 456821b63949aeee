package scheduler

import (
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// outage tells of a step of an outage. Of its steps the announcement alone may
// sound: the rest is good to know, and wakes nobody.
func outage(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	o, step := *n.Outage, housing.OutageStep(n.Args["step"])
	a := texts.Announcer{T: t.T, Now: now, Local: n.Zone, Open: n.Chat < 0}
	s := dialogs.Screen{Text: a.Announced(o), Silent: !o.Rings(step, localOf(n, now), n.Quiet)}
	switch step {
	case housing.OutageExtend:
		s.Text = a.Extended(o, moment(n.Args["was"]))
	case housing.OutageCorrect:
		s.Text = a.Corrected(o, housing.Span{From: moment(n.Args["was_from"]), To: moment(n.Args["was"])})
	case housing.OutageWeekAhead, housing.OutageDayAhead:
		s.Text = a.Ahead(o)
	case housing.OutageBack:
		s.Text = a.Back(o)
	case housing.OutageEnd:
		s.Text = a.Ended(o)
	case housing.OutageCallOff:
		s.Text = a.CalledOff(o)
	case housing.OutageSaid, housing.OutageRetract, housing.OutageRecall, housing.OutageSayCause,
		housing.OutageForce, housing.OutageUnforce:
	}
	if n.Chat < 0 { // a group gets no buttons of one person
		s.Rows = more(t)
		return s
	}
	s.Rows = outageRows(o, step, t)
	return s
}

// moment reads an argument of a notice; the zero time where it has none.
func moment(arg string) time.Time {
	t, err := time.Parse(time.RFC3339, arg)
	if err != nil {
		return time.Time{}
	}
	return t
}

// askedOf asks a dispatcher what residents are told next, or tells that they say
// it is not over.
func askedOf(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	a := texts.Announcer{T: t.T, Now: now}
	text := t.T("outage.ask_next", "What", a.Brief(*n.Outage), "Next", a.Moment(*n.Outage, n.Outage.Next))
	switch n.Args["why"] {
	case "end":
		text = t.T("outage.ask_end", "What", a.Brief(*n.Outage), "End", a.Moment(*n.Outage, n.Outage.To))
	case "still":
		text = t.T("outage.ask_still", "What", a.Past(*n.Outage))
	}
	return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{word(t.Label("operator.outages"))}}
}

func outageRows(o housing.Outage, step housing.OutageStep, t dialogs.Texter) [][]dialogs.Button {
	list := word(t.Label("outage.list"))
	switch {
	case step == housing.OutageEnd, step == housing.OutageBack && o.State == housing.OutageAnnounced:
		return [][]dialogs.Button{word(t.Label("outage.still")), list}
	case o.State == housing.OutageAnnounced && o.Kind == housing.OutageEmergency:
		return [][]dialogs.Button{word(t.Label("outage.too")), list}
	case o.State == housing.OutageAnnounced:
		return [][]dialogs.Button{word(t.Label("outage.calendar")), list}
	case step == housing.OutageCallOff && o.Kind != housing.OutageEmergency:
		return [][]dialogs.Button{word(t.Label("outage.uncalendar"))}
	}
	return nil
}

// localOf is now on the clock of the reader, else on that of the house.
func localOf(n housing.Notice, now time.Time) time.Time {
	zone := n.Zone
	if zone == "" && len(n.Outage.Places) > 0 {
		zone = n.Outage.Places[0].Zone
	}
	return now.In(housing.House{Zone: zone}.Location())
}
