package scheduler

import (
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// digest tells a person of all planned outages of a day in one message, without a
// sound.
func digest(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	a := texts.Announcer{T: t.T, Now: now, Local: n.Zone}
	return dialogs.Screen{Text: a.Digest(n.Digest), Silent: true, Rows: [][]dialogs.Button{
		word(t.Label("outage.calendar")), word(t.Label("outage.list")),
	}}
}
