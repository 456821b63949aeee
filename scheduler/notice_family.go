package scheduler

import (
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// familyKey is the sentence of a piece of news.
func familyKey(n housing.FamilyNews) string {
	return map[housing.FamilyNews]string{
		housing.FamilyCame: "notice.family_came", housing.FamilyAdmitted: "notice.family_admitted",
		housing.FamilyDeclined: "notice.family_declined", housing.FamilyChanged: "notice.family_changed",
		housing.FamilyRemoved: "notice.family_removed", housing.FamilyOver: "notice.family_over",
		housing.FamilyLeft: "notice.family_left", housing.FamilyEnding: "notice.family_ending",
		housing.FamilyEndingHost: "notice.family_ending_host", housing.FamilyEnded: "notice.family_ended",
		housing.FamilyEndedHost: "notice.family_ended_host",
	}[n]
}

// ofFamily tells people of an account what became of somebody there.
func ofFamily(n housing.Notice, t dialogs.Texter, today housing.Date) dialogs.Screen {
	place := houseOf(n)
	names := strings.Fields(n.Args["rights"])
	rights := make([]housing.Right, len(names))
	for i, r := range names {
		rights[i] = housing.Right(r)
	}
	until := ""
	var last housing.Date
	if said := n.Args["until"]; said != "" && last.UnmarshalText([]byte(said)) == nil {
		until = texts.Date(last, today)
	}
	news := housing.FamilyNews(n.Args["what"])
	s := dialogs.Screen{Text: t.T(familyKey(news), "Number", n.Args["number"],
		"Address", texts.ShortAddress(place, n.Args["premises"]), "Called", n.Args["called"], "Until", until,
		"May", texts.Rights(rights, t.Label))}
	switch news {
	case housing.FamilyCame, housing.FamilyEndingHost, housing.FamilyEndedHost:
		s.Rows = [][]dialogs.Button{word(t.Label("family.members"))}
	case housing.FamilyAdmitted, housing.FamilyChanged:
		s.Rows = [][]dialogs.Button{word(t.Label("account.premises"))}
	default:
	}
	return s
}
