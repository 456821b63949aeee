// Package calendar writes outages as calendar files (RFC 5545) that people keep
// beside their other plans.
package calendar

import (
	"fmt"
	"strings"

	ics "github.com/arran4/golang-ical"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// ICS returns a calendar with an outage, an event for each of its times. A later
// edition has the same events with a higher number, and what does not take place
// cancels them: calendars put it in the place of what they have.
func ICS(o housing.Outage, a texts.Announcer) []byte {
	gone := o.State == housing.OutageCalledOff || o.State == housing.OutageRetracted
	cal := ics.NewCalendar()
	cal.SetProductId("-//dombot//outages//RU")
	cal.SetMethod(ics.MethodPublish)
	if gone {
		cal.SetMethod(ics.MethodCancel)
	}
	for i, span := range o.Spans() {
		e := cal.AddEvent(fmt.Sprintf("outage-%d-%d.%s@dombot", o.ID, i+1, o.Organisation.INN))
		e.SetDtStampTime(a.Now)
		e.SetSequence(o.Edition - 1)
		e.SetStartAt(span.From)
		if !span.To.IsZero() {
			e.SetEndAt(span.To)
		}
		e.SetSummary(a.Title(o))
		e.SetLocation(a.Place(o))
		e.SetDescription(a.Announced(o).Plain())
		e.SetStatus(ics.ObjectStatusConfirmed)
		if gone {
			e.SetStatus(ics.ObjectStatusCancelled)
		}
		e.SetProperty("TRANSP", "TRANSPARENT") // nobody is busy because the water is off
		if o.Organisation.Phone != "" {
			// an address of RFC 3966 has no spaces
			tel := "tel:" + strings.ReplaceAll(o.Organisation.Phone, " ", "")
			e.SetProperty(ics.ComponentPropertyOrganizer, tel, ics.WithCN(o.Organisation.Name))
		}
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// Name is that of the file.
func Name(o housing.Outage) string { return fmt.Sprintf("outage-%d.ics", o.ID) }
