package texts

import (
	"fmt"
	"strings"
	"time"

	"dombot/internal/housing"
)

// Announcer writes what is read of an outage. Times are those of the house;
// where its reader lives by another clock, the zone is named.
type Announcer struct {
	T     func(key string, args ...any) Text
	Now   time.Time
	Local string // the zone of the reader; empty: that of the house
	Open  bool   // a group reads it: single flats are not named
}

// Announced is an outage as it was announced, brought up to date.
func (a Announcer) Announced(o housing.Outage) Text {
	switch o.State {
	case housing.OutageEnded:
		return a.Ended(o)
	case housing.OutageCalledOff:
		return a.CalledOff(o)
	case housing.OutageRetracted:
		return a.T("outage.retracted")
	case housing.OutageAnnounced:
	}
	parts := []Text{a.T(headingKey(o), "What", Capital(a.what(o)), "Place", a.Places(o)), a.when(o)}
	parts = append(parts, a.cause(o), Escape(o.Note), a.promise(o))
	if o.Phone != "" && o.Kind == housing.OutageEmergency {
		parts = append(parts, a.T("outage.phone", "Phone", Phone(o.Phone)))
	}
	if o.Danger {
		parts = append(parts, a.T("outage.danger_phone"))
	}
	return Join("\n", append(parts, Escape(o.Organisation.Name))...)
}

// Extended tells that it lasts longer than was told.
func (a Announcer) Extended(o housing.Outage, was time.Time) Text {
	text := Join("\n", a.T("outage.extended", "What", a.what(o), "Place", a.Places(o)), a.when(o))
	if !was.IsZero() && !was.Equal(o.To) {
		text = Join(" ", text, a.T("outage.was_until", "Was", a.Moment(o, was)))
	}
	return Join("\n", text, a.cause(o))
}

// Ended tells that it is over, and how long it lasted.
func (a Announcer) Ended(o housing.Outage) Text {
	on := make([]string, len(o.Utilities))
	for i, u := range o.Utilities {
		on[i] = a.T(UtilityKeys(u).On).Plain()
	}
	text := a.T("outage.ended", "What", Capital(strings.Join(on, ", ")), "Place", a.Places(o),
		"At", a.Moment(o, o.Finish()))
	lasted := Length(o.Length(a.Now))
	if o.Length(a.Now) < time.Minute {
		lasted = a.T("outage.under_minute").Plain()
	}
	after := a.T("outage.ended_after", "Length", lasted)
	return Join("\n", text, Join(" ", after, a.Zoned(o)))
}

// CalledOff tells that it does not take place.
func (a Announcer) CalledOff(o housing.Outage) Text {
	text := a.T("outage.called_off", "Place", a.Places(o), "Names", a.Names(o), "From", a.Moment(o, o.From))
	return Join("\n", text, a.Zoned(o))
}

// Names lists the utilities: «холодная вода, лифт».
func (a Announcer) Names(o housing.Outage) string {
	names := make([]string, len(o.Utilities))
	for i, u := range o.Utilities {
		names[i] = a.T(UtilityKeys(u).Name).Plain()
	}
	return strings.Join(names, ", ")
}

// Brief is one line: «Ленина, 12: холодная вода, с 06:05, срок уточняется».
func (a Announcer) Brief(o housing.Outage) Text {
	return Join(": ", a.Places(o), Join(", ", Escape(a.Names(o)), a.span(o)))
}

func headingKey(o housing.Outage) string {
	switch {
	case o.Danger:
		return "outage.danger"
	case o.Kind == housing.OutageEmergency:
		return "outage.emergency"
	case o.Kind == housing.OutagePrevention:
		return "outage.prevention"
	default:
		return "outage.planned"
	}
}

// what is «нет холодной воды», or of what is to come «холодной воды не будет».
func (a Announcer) what(o housing.Outage) string {
	words := make([]string, len(o.Utilities))
	for i, u := range o.Utilities {
		key := UtilityKeys(u).Off
		if o.From.After(a.Now) {
			key = UtilityKeys(u).Will
		}
		words[i] = a.T(key).Plain()
	}
	return strings.Join(words, ", ")
}

// shownPlaces is how many places a message names.
const shownPlaces = 10

// Places lists where it is off, the first of many.
func (a Announcer) Places(o housing.Outage) Text {
	var all Text
	for _, p := range o.Places[:min(shownPlaces, len(o.Places))] {
		one := Escape(ShortHouse(p.Address))
		if p.Entrance != "" {
			one = Join(", ", one, a.T("outage.entrance", "Entrance", p.Entrance))
		}
		switch {
		case len(p.Premises) > 0 && a.Open:
			one = Join(", ", one, a.T("outage.some_flats"))
		case p.Riser:
			one = Join(", ", one, a.T("outage.riser", "Flats", flats(p.Premises)))
		case len(p.Premises) > 0:
			one = Join(", ", one, a.T("outage.flats", "Flats", flats(p.Premises)))
		}
		all = Join("; ", all, one)
	}
	if more := len(o.Places) - shownPlaces; more > 0 {
		all = Join("; ", all, a.T("outage.more_places", "More", more))
	}
	return all
}

// zone is where the places of an outage are: those of one organisation rarely differ.
func zone(o housing.Outage) *time.Location {
	if len(o.Places) == 0 {
		return housing.House{}.Location()
	}
	return housing.House{Zone: o.Places[0].Zone}.Location()
}

// Moment is «09:00» of today, «09:00 вторника, 24 ноября» of another day.
func (a Announcer) Moment(o housing.Outage, t time.Time) string {
	at := t.In(zone(o))
	day, today := housing.DateOf(at), a.today(o)
	if day == today && a.sharesDay(o) {
		return Clock(at)
	}
	return Clock(at) + " " + Until(day, today)
}

// sharesDay reports whether the reader's today is that of the house.
func (a Announcer) sharesDay(o housing.Outage) bool {
	return a.Local == "" || housing.DateOf(a.Now.In(housing.House{Zone: a.Local}.Location())) == a.today(o)
}

// Zoned names the zone of the times where the reader lives by another clock; else it is empty.
func (a Announcer) Zoned(o housing.Outage) Text {
	at := o.From.In(zone(o))
	if a.Local == "" {
		return ""
	}
	_, here := at.Zone()
	_, there := at.In(housing.House{Zone: a.Local}.Location()).Zone()
	if here == there {
		return ""
	}
	return a.T("outage.zone", "Zone", ZoneName(at))
}

// Length returns «4 ч 35 мин».
func Length(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	hours := minutes / 60
	minutes %= 60
	switch {
	case hours == 0:
		return fmt.Sprintf("%d%sмин", minutes, nbsp)
	case minutes == 0:
		return fmt.Sprintf("%d%sч", hours, nbsp)
	}
	return fmt.Sprintf("%d%sч %d%sмин", hours, nbsp, minutes, nbsp)
}
