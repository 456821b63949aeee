package main

import (
	"dombot/dialogs"
	"dombot/internal/calendar"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// calendarOf makes calendar files.
func calendarOf(o housing.Outage, a texts.Announcer) dialogs.Attachment {
	return dialogs.Attachment{Name: calendar.Name(o), Data: calendar.ICS(o, a)}
}
