package scheduler

import (
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// ofAppeal tells the author of an appeal, or a neighbour who joined it, what became
// of it, or that its term ends.
func ofAppeal(n housing.Notice, t dialogs.Texter, today housing.Date) dialogs.Screen {
	key := appealKey(n.Args["what"])
	if n.Args["joined"] != "" {
		key = joinedKey(n.Args["what"])
	}
	name := texts.Escape(n.Args["topic"])
	if n.Args["number"] != "" {
		name = "№ " + texts.Escape(n.Args["number"]) + ", " + name
	}
	args := []any{"Name", name, "Addressee", strings.TrimSuffix(n.Args["addressee"], ".")} // its sentence ends itself
	var due housing.Date
	if due.UnmarshalText([]byte(n.Args["due"])) == nil && !due.IsZero() {
		args = append(args, "Until", texts.Until(due, today))
	}
	return dialogs.Screen{
		Text: t.T(key, args...), Rows: [][]dialogs.Button{reading(n, t)},
	}
}

// reading opens the appeal, or the list of them where the person has it no more.
func reading(n housing.Notice, t dialogs.Texter) []dialogs.Button {
	if n.Args["appeal"] == "" || n.Args["what"] == housing.AppealDropped {
		return word(t.Label("appeal.mine"))
	}
	return []dialogs.Button{{
		Label: t.Label("notice.appeal_open"),
		Word:  "/start " + housing.AppealLink(n.Args["appeal"], n.Args["joined"] != ""),
	}}
}

// appealKey names what the author of an appeal is told.
func appealKey(what string) string {
	switch what {
	case string(housing.AppealAnswer):
		return "notice.appeal_answered"
	case string(housing.AppealExtend):
		return "notice.appeal_extended"
	case string(housing.AppealRedirect):
		return "notice.appeal_redirected"
	case string(housing.AppealDismiss):
		return "notice.appeal_closed"
	case string(housing.AppealConvert):
		return "notice.appeal_converted"
	case housing.AppealNear:
		return "notice.appeal_near"
	case housing.AppealPassed:
		return "notice.appeal_passed"
	}
	return "notice.appeal_taken"
}

// joinedKey names what a neighbour who joined an appeal is told.
func joinedKey(what string) string {
	keys := map[string]string{
		string(housing.AppealSent):      "notice.appeal_joined_sent",
		string(housing.AppealPrepared):  "notice.appeal_joined_prepared",
		string(housing.AppealWithdrawn): "notice.appeal_joined_withdrawn",
		housing.AppealFiledOn:           "notice.appeal_joined_filed",
		housing.AppealDropped:           "notice.appeal_joined_dropped",
		string(housing.AppealAnswer):    "notice.appeal_joined_answered",
		string(housing.AppealAnswered):  "notice.appeal_joined_answered",
		string(housing.AppealExtend):    "notice.appeal_joined_extended",
		string(housing.AppealRedirect):  "notice.appeal_joined_redirected",
		string(housing.AppealDismiss):   "notice.appeal_joined_closed",
	}
	if key := keys[what]; key != "" {
		return key
	}
	return "notice.appeal_joined_taken"
}

// callTo offers a group of neighbours an appeal to join. Its topic is one of the
// list, or is not told.
func callTo(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	house := texts.ShortHouse(housing.Address{
		Street: n.Args["street"], Number: n.Args["house"], Building: n.Args["building"],
	})
	return dialogs.Screen{
		Text:   t.T("notice.appeal_call", "Name", n.Args["name"], "Topic", n.Args["topic"], "House", house),
		Silent: true,
		Rows: [][]dialogs.Button{{{
			Label: t.Label("notice.appeal_call_open"), Start: housing.AppealJoinPrefix + n.Args["token"],
		}}},
	}
}
