package meeting

import (
	"dombot/internal/ballot"
	"dombot/internal/owners"
)

// NeedKey is the text that says what majority a decision needs.
func NeedKey(m ballot.Majority) string {
	switch m {
	case ballot.MostOfPresent:
		return "meeting.need_present"
	case ballot.TwoThirdsPresent:
		return "meeting.need_thirds_present"
	case ballot.MostOfAll:
		return "meeting.need_all"
	case ballot.TwoThirdsOfAll:
		return "meeting.need_thirds"
	case ballot.EveryVote:
	}
	return "meeting.need_every"
}

// AnswerKey is the text of an answer; of none: that there is none.
func AnswerKey(a ballot.Answer) string {
	switch a {
	case ballot.For:
		return "voting.for"
	case ballot.Against:
		return "voting.against"
	case ballot.Abstain:
		return "voting.abstain"
	}
	return "voting.silent"
}

// PlaceName names premises so that a flat and a parking place of one number are told apart: «кв. 45, комната
// 2», «машино-место 45», «помещение 3». Say renders a text without markup.
func PlaceName(p owners.Premises, say func(key string, args ...any) string) string {
	key := "voting.flat"
	switch p.Kind {
	case owners.Parking:
		key = "voting.parking"
	case owners.NonResidential:
		key = "voting.other_premises"
	case owners.Residential:
	}
	name := say(key, "Number", p.Number)
	if p.Room != "" {
		name += ", " + say("voting.room", "Room", p.Room)
	}
	return name
}
