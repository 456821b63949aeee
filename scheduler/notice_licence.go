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
	if n.Args["left"] != "" {
		house := housing.Address{
			Street: n.Args["street"], Number: n.Args["house"], Building: n.Args["building"],
		}
		return dialogs.Screen{
			Text: t.T("licence.left", "House", texts.ShortHouse(house),
				"Organisation", n.Args["organisation"], "Number", n.Args["number"],
				"Since", day("left"), "Source", n.Args["source"], "On", day("on")),
			Rows: [][]dialogs.Button{word(t.Label("house.licence"))},
		}
	}
	return dialogs.Screen{
		Text: t.T("licence.notice", "Organisation", n.Args["organisation"], "Number", n.Args["number"],
			"Was", state("was"), "State", state("state"), "Since", day("since"), "Source", n.Args["source"],
			"On", day("on")),
		Rows: [][]dialogs.Button{word(t.Label("house.licence"))},
	}
}
