package scheduler

import (
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// suspended tells an operator that reminders and news wait, and until when.
func suspended(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	until, err := time.Parse(time.RFC3339, n.Args["until"])
	if err != nil { // written by storage
		until = now
	}
	until = until.In(now.Location())
	of := n.Args["of"]
	if of == "0" { // by hand
		of = ""
	}
	return dialogs.Screen{
		Text: t.T("notice.suspended", "Failed", n.Args["failed"], "Of", of,
			"Until", texts.Clock(until)),
		Rows: [][]dialogs.Button{word(t.Label("sending.resume"))},
	}
}
