package reception

import (
	"strconv"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// cutShort reports whether the card tells less of what happened than there is.
func cutShort(v *housing.DeskCase) bool {
	for i := range v.Events {
		if utf8.RuneCountInString(v.Events[i].Text) > eventText && eventKey(v.Events[i].Kind) != "" {
			return true
		}
	}
	return len(v.Events) > cardEvents
}

// coursePage is how many signs of what happened one page holds.
const coursePage = 3000

// pages are what happened, whole: the oldest first, each page within the bounds of a message.
func (f flow) pages(s scene, v *housing.DeskCase) []texts.Text {
	var all []texts.Text
	var page texts.Text
	size := 0
	add := func(part texts.Text, n int) {
		if size > 0 && size+n > coursePage {
			all, page, size = append(all, page), "", 0
		}
		page, size = texts.Join("\n", page, part), size+n
	}
	for i := range v.Events {
		e := &v.Events[i]
		if eventKey(e.Kind) == "" {
			continue
		}
		for n, part := range pick.Chunks(e.Text, coursePage) {
			if told := texts.Escape(part); n > 0 {
				add(told, utf8.RuneCountInString(part))
				continue
			}
			told := f.event(s, v, e, part)
			add(told, utf8.RuneCountInString(told.Plain()))
		}
	}
	return append(all, page)
}

// course tells what happened to an appeal in full, by pages.
func (f flow) course() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "course", Next: []string{"card"}, Load: f.load,
		Show: func(s scene, v housing.DeskCase) dialogs.Screen {
			all := f.pages(s, &v)
			page := min(max(s.Draft.Part, 0), len(all)-1)
			screen := dialogs.Screen{Text: texts.Join("\n", f.t.T("reception.course_page", "Number", v.Number,
				"Many", len(all) > 1, "Page", page+1, "Pages", len(all)), all[page])}
			var row []dialogs.Button
			if page > 0 {
				row = dialogs.Row(row, dialogs.OnArg(f.t.Label("reception.earlier"), "page",
					strconv.Itoa(page-1)))
			}
			if page < len(all)-1 {
				row = dialogs.Row(row, dialogs.OnArg(f.t.Label("reception.further"), "page",
					strconv.Itoa(page+1)))
			}
			if row != nil {
				screen.Rows = append(screen.Rows, row)
			}
			return screen
		},
		Decide: func(s scene, _ housing.DeskCase, in dialogs.Input) move {
			if in.Act.Do != "page" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Part, _ = strconv.Atoi(in.Act.Arg)
			return dialogs.Stay(s.Draft)
		},
	}
}
