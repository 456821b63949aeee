package scheduler

import (
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// ofAppeal tells the author of an appeal what became of it, or that its term ends.
func ofAppeal(n housing.Notice, t dialogs.Texter, today housing.Date) dialogs.Screen {
	key := "notice.appeal_taken"
	switch n.Args["what"] {
	case string(housing.AppealAnswer):
		key = "notice.appeal_answered"
	case string(housing.AppealExtend):
		key = "notice.appeal_extended"
	case string(housing.AppealRedirect):
		key = "notice.appeal_redirected"
	case string(housing.AppealDismiss):
		key = "notice.appeal_closed"
	case housing.AppealNear:
		key = "notice.appeal_near"
	case housing.AppealPassed:
		key = "notice.appeal_passed"
	}
	name := texts.Escape(n.Args["topic"])
	if n.Args["number"] != "" {
		name = "№ " + texts.Escape(n.Args["number"]) + ", " + name
	}
	args := []any{"Name", name, "Addressee", n.Args["addressee"]}
	var due housing.Date
	if due.UnmarshalText([]byte(n.Args["due"])) == nil && !due.IsZero() {
		args = append(args, "Until", texts.Until(due, today))
	}
	return dialogs.Screen{
		Text: t.T(key, args...), Rows: [][]dialogs.Button{word(t.Label("appeal.mine"))},
	}
}
