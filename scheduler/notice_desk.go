package scheduler

import (
	"strconv"
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// ofDesk tells those who work for an organisation of appeals to it. It names
// numbers, places and topics, and nobody. What is about one appeal opens it.
func ofDesk(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	switch n.Args["what"] {
	case "due":
		return dialogs.Screen{Text: t.T("notice.desk_due", dueOf(n)...), Rows: inbox(t)}
	case "new":
		return arrived(n, t)
	}
	args := []any{"Number", n.Args["number"], "Topic", n.Args["topic"]}
	if len(n.Desk) > 0 {
		args = append(args, "Place", placeOf(&n.Desk[0]))
	}
	return dialogs.Screen{
		Text: t.T(deskKey(n.Args["what"]), args...), Rows: opening(n, n.Args["number"], t),
	}
}

func deskKey(what string) string {
	switch what {
	case "danger":
		return "notice.desk_danger"
	case "danger_added":
		return "notice.desk_danger_added"
	case "signed":
		return "notice.desk_signed"
	case "returned":
		return "notice.desk_returned"
	case housing.AppealSupplemented:
		return "notice.desk_supplement"
	}
	return "notice.desk_signing"
}

// inbox leads to all appeals.
func inbox(t dialogs.Texter) [][]dialogs.Button {
	return [][]dialogs.Button{word(t.Label("reception.entry"))}
}

// opening leads to one appeal.
func opening(n housing.Notice, number string, t dialogs.Texter) [][]dialogs.Button {
	return [][]dialogs.Button{{{
		Label: t.Label("notice.desk_open", "Number", number),
		Word:  "/start " + housing.DeskPrefix + n.Args["org"] + "_" + number,
	}}}
}

// arrivedShown is how many of those that nobody took are named.
const arrivedShown = 5

// arrived tells what nobody took, the newest first.
func arrived(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	text := t.T("notice.desk_new", "Count", len(n.Desk))
	for i := range n.Desk[:min(arrivedShown, len(n.Desk))] {
		l := &n.Desk[i]
		text = texts.Join("\n", text, t.T("notice.desk_new_line",
			"Number", l.Number, "Place", placeOf(l), "Topic", l.Topic.Name))
	}
	if more := len(n.Desk) - arrivedShown; more > 0 {
		text = texts.Join("\n", text, t.T("notice.desk_new_more", "Count", more))
	}
	if len(n.Desk) == 1 {
		return dialogs.Screen{Text: text, Rows: opening(n, n.Desk[0].Number, t)}
	}
	return dialogs.Screen{Text: text, Rows: inbox(t)}
}

// placeOf is where an appeal is about; empty: nowhere.
func placeOf(l *housing.DeskLine) string {
	if l.House.ID == 0 {
		return l.Place
	}
	return texts.ShortHouse(l.House.Address)
}

// dueOf is how many appeals press, with the numbers of the first.
func dueOf(n housing.Notice) (args []any) {
	for _, of := range []struct{ arg, name string }{{"overdue", "Overdue"}, {"near", "Near"}} {
		numbers := n.Args[of.arg+"_numbers"]
		count, _ := strconv.Atoi(n.Args[of.arg])
		args = append(args, of.name, count, of.name+"Numbers", numbers,
			of.name+"More", count > len(strings.Split(numbers, ", ")))
	}
	return args
}
