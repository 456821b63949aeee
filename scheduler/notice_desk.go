package scheduler

import (
	"strconv"
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// ofDesk tells those who work for an organisation of appeals to it. It names
// numbers and topics, and nobody.
func ofDesk(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	args := []any{"Number", n.Args["number"], "Topic", n.Args["topic"]}
	key := "notice.desk_signing"
	switch n.Args["what"] {
	case "signed":
		key = "notice.desk_signed"
	case "returned":
		key = "notice.desk_returned"
	case "due":
		key, args = "notice.desk_due", dueOf(n)
	}
	return dialogs.Screen{
		Text: t.T(key, args...), Rows: [][]dialogs.Button{word(t.Label("reception.entry"))},
	}
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
