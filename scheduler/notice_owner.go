package scheduler

import (
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/owners"
	"dombot/internal/texts"
)

// ofOwner tells a person what an organisation noted of his property.
func ofOwner(n housing.Notice, t dialogs.Texter, today housing.Date) dialogs.Screen {
	place := houseOf(n)
	until := ""
	var last housing.Date
	if said := n.Args["until"]; said != "" && last.UnmarshalText([]byte(said)) == nil {
		until = texts.Date(last, today)
	}
	key := "notice.owner_revoked"
	if n.Args["what"] == "owner.confirmed" {
		key = "notice.owner_confirmed"
	}
	return dialogs.Screen{
		Text: t.T(key, "House", texts.ShortHouse(place), "Premises", n.Args["premises"],
			"Many", strings.Contains(n.Args["premises"], ","), "Until", until,
			"Acts", n.Args["acts"] == string(owners.Representative)),
		Rows: [][]dialogs.Button{word(t.Label("owner.button"))},
	}
}
