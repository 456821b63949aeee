package calendar_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"dombot/internal/calendar"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

func works() housing.Outage {
	day := time.Date(2026, time.November, 26, 2, 0, 0, 0, time.UTC)
	return housing.Outage{
		ID: 12, Kind: housing.OutagePlanned, State: housing.OutageAnnounced, Edition: 1,
		Utilities:    []housing.Utility{housing.UtilityHotWater},
		Cause:        "замена труб; подвал, подъезды 1–4, " + strings.Repeat("очень длинная причина ", 6),
		Organisation: housing.Organisation{INN: "5499001269", Name: "УК «Уютный дом»", Phone: "+7 000 000-00-00"},
		Places: []housing.OutagePlace{{
			House: 1, Zone: "Asia/Novosibirsk", Address: housing.Address{Street: "ул. Ленина", Number: "12"},
		}},
	}.During([]housing.Span{{From: day, To: day.Add(4 * time.Hour)}, {From: day.Add(24 * time.Hour), To: day.Add(26 * time.Hour)}})
}

// file makes the calendar of an outage and reads it again.
func file(t *testing.T, o housing.Outage) (cal *ics.Calendar, data []byte) {
	t.Helper()
	words, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	data = calendar.ICS(o, texts.Announcer{T: words.T, Now: time.Date(2026, time.November, 23, 5, 0, 0, 0, time.UTC)})
	cal, err = ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return cal, data
}

func value(e *ics.VEvent, p ics.ComponentProperty) string {
	if got := e.GetProperty(p); got != nil {
		return got.Value
	}
	return ""
}

func TestAPlannedOutageIsACalendarOfItsTimes(t *testing.T) {
	t.Parallel()
	cal, data := file(t, works())
	for line := range bytes.SplitSeq(data, []byte("\r\n")) {
		if len(line) > 75 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	events := cal.Events()
	if len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	for p, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId: "outage-12-1.5499001269@dombot", ics.ComponentPropertyDtStart: "20261126T020000Z",
		ics.ComponentPropertyDtEnd: "20261126T060000Z", ics.ComponentPropertySummary: "Горячей воды не будет",
		ics.ComponentPropertyLocation: "Ленина, 12", ics.ComponentPropertySequence: "0",
		ics.ComponentPropertyStatus: "CONFIRMED", ics.ComponentPropertyDtstamp: "20261123T050000Z",
		ics.ComponentPropertyOrganizer: "tel:+7000000-00-00",
	} {
		if got := value(events[0], p); got != want {
			t.Errorf("%s is %q, want %q", p, got, want)
		}
	}
	if !strings.Contains(value(events[0], ics.ComponentPropertyDescription), "замена труб; подвал, подъезды") {
		t.Errorf("the description is %q", value(events[0], ics.ComponentPropertyDescription))
	}
}

func TestWhatIsCalledOffCancelsTheSameEvents(t *testing.T) {
	t.Parallel()
	before, _ := file(t, works())
	o := works()
	o.State, o.Edition = housing.OutageCalledOff, 3
	after, data := file(t, o)
	if !bytes.Contains(data, []byte("METHOD:CANCEL\r\n")) {
		t.Errorf("the method is not that of a cancellation:\n%s", data)
	}
	for i, e := range after.Events() {
		if value(e, ics.ComponentPropertyUniqueId) != value(before.Events()[i], ics.ComponentPropertyUniqueId) ||
			value(e, ics.ComponentPropertySequence) != "2" || value(e, ics.ComponentPropertyStatus) != "CANCELLED" {
			t.Errorf("event %d does not cancel the one before:\n%s", i, data)
		}
	}
}
