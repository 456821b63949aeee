package pick

import (
	"strconv"

	"dombot/dialogs"
)

// PageSize is how many choices a screen shows.
const PageSize = 8

// The acts of a list.
const (
	Choose = "choose"
	turnTo = "page"
	here   = "here"
)

// Choice is one entry of a list.
type Choice struct {
	Label string
	Arg   string
}

// List returns the rows of one page of choices, with keys for turning where
// there are more. A page that does not exist is the nearest that does.
func List(choices []Choice, page int, t dialogs.Texter) [][]dialogs.Button {
	pages := max(1, (len(choices)+PageSize-1)/PageSize)
	page = min(max(page, 0), pages-1)
	var rows [][]dialogs.Button
	for _, c := range choices[page*PageSize : min((page+1)*PageSize, len(choices))] {
		rows = append(rows, dialogs.OnArg(c.Label, Choose, c.Arg))
	}
	if pages == 1 {
		return rows
	}
	return append(rows, Turns(page, pages, t))
}

// Turns is the row of keys that turn pages.
func Turns(page, pages int, t dialogs.Texter) []dialogs.Button {
	return dialogs.Row(
		dialogs.OnArg("‹", turnTo, strconv.Itoa((page+pages-1)%pages)),
		dialogs.On(t.Label("pick.page", "Page", page+1, "Pages", pages), here),
		dialogs.OnArg("›", turnTo, strconv.Itoa((page+1)%pages)),
	)
}

// Turned returns the page that an answer turns to; page itself for a press on
// the middle key; false if the answer is something else.
func Turned(in dialogs.Input, page int) (int, bool) {
	switch in.Act.Do {
	case here:
		return page, true
	case turnTo:
		n, err := strconv.Atoi(in.Act.Arg)
		return n, err == nil
	}
	return page, false
}
