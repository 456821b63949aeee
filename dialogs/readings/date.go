package readings

import (
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// date asks when the readings were taken: one day for the page.
func (h handIn) date() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "date", Next: []string{"page"},
		Load: h.load,
		Show: func(_ scene, p housing.Page) dialogs.Screen {
			on := func(key string, day housing.Date) []dialogs.Button {
				return dialogs.OnArg(h.t.Label(key, "Date", texts.Date(day, p.Today)), "date", day.String())
			}
			return dialogs.Screen{
				Text: h.t.T("readings.date_ask", "Example", p.Today.Add(-2).In(time.UTC).Format("02.01")),
				Rows: [][]dialogs.Button{
					on("readings.today_button", p.Today),
					on("readings.yesterday_button", p.Today.Add(-1)),
				},
			}
		},
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			text := in.Text
			if in.Act.Do == "date" {
				text = in.Act.Arg
			}
			day, ok := pick.Day(text, p.Today)
			if !ok {
				return dialogs.Refuse(s.Draft, h.t.T("readings.date_unclear"))
			}
			if why := h.dateFault(day, p); why != "" {
				return dialogs.Refuse(s.Draft, why)
			}
			s.Draft.Taken = day
			return dialogs.To(s.Draft, "page")
		},
	}
}

// dateFault says why readings cannot have been taken on day; empty if they can.
func (h handIn) dateFault(day housing.Date, p housing.Page) texts.Text {
	if p.Today.Before(day) {
		return h.t.T("readings.date_future", "Date", texts.Date(day, p.Today))
	}
	for _, l := range p.Asked() {
		if last, ok := l.Last(); ok && day.Before(last.Taken) {
			return h.t.T("readings.date_before",
				"Date", texts.Date(day, p.Today), "Last", texts.Date(last.Taken, p.Today))
		}
	}
	return ""
}
