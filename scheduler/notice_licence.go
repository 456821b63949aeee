package scheduler

import (
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// licence tells a resident that the licence of the organisation became another.
func licence(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	day := func(name string) string {
		var d housing.Date
		if d.UnmarshalText([]byte(n.Args[name])) != nil || d.IsZero() {
			return ""
		}
		return texts.Date(d, housing.Date{})
	}
	state := func(name string) string {
		return t.Label(texts.LicenceStateKey(housing.LicenceState(n.Args[name])))
	}
	return dialogs.Screen{
		Text: t.T("licence.notice", "Organisation", n.Args["organisation"], "Number", n.Args["number"],
			"Was", state("was"), "State", state("state"), "Since", day("since"), "Source", n.Args["source"],
			"On", day("on")),
		Rows: [][]dialogs.Button{word(t.Label("house.licence"))},
	}
}
