package main

import (
	"time"

	"dombot/dialogs"
	"dombot/internal/calendar"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// calendarOf makes calendar files in the words of a catalogue.
func calendarOf(t dialogs.Texter) func(housing.Outage, time.Time) dialogs.Attachment {
	return func(o housing.Outage, now time.Time) dialogs.Attachment {
		data := calendar.ICS(o, texts.Announcer{T: t.T, Now: now})
		return dialogs.Attachment{Name: calendar.Name(o), Data: data}
	}
}
