package readings

import (
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// receipt proves what was saved: number, time, values.
func (h handIn) receipt() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "receipt", Bare: true, Calls: []string{HistoryFlow, HandInFlow},
		Load: h.load,
		Show: h.showReceipt,
		Decide: func(s scene, _ housing.Page, in dialogs.Input) move {
			switch in.Act.Do {
			case "next":
				next := pick.AccountArgs{Account: s.Draft.Receipt.Another}
				return dialogs.Goto(s.Draft, dialogs.Begin(HandInFlow, next))
			case "history":
				here := pick.AccountArgs{Account: s.Draft.Account}
				return dialogs.Goto(s.Draft, dialogs.Begin(HistoryFlow, here))
			case "fix":
				here := pick.AccountArgs{Account: s.Draft.Account}
				return dialogs.Goto(s.Draft, dialogs.Begin(HandInFlow, here))
			case "home":
				return dialogs.Goto(s.Draft, dialogs.Home())
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (h handIn) showReceipt(s scene, p housing.Page) dialogs.Screen {
	r := s.Draft.Receipt
	at := r.At.In(p.Account.House.Location())
	text := h.t.T("readings.saved", "Number", r.Number, "Date", texts.Date(housing.DateOf(at), p.Today),
		"Time", texts.Clock(at), "Where", where(p))
	for _, l := range p.Asked() {
		i := slices.IndexFunc(r.Lines, func(row housing.ReceiptRow) bool { return row.Meter == l.Meter.ID })
		if i >= 0 {
			text = texts.Join("\n", text, h.receiptLine(l.Meter, r.Lines[i]))
		}
	}
	text = texts.Join("\n", text, h.t.T("readings.saved_until",
		"Organisation", p.Account.House.Organisation.Name, "Last", texts.Date(p.Slot.Last, p.Today)))
	var rows [][]dialogs.Button
	if r.Another != 0 {
		rows = append(rows, dialogs.On(h.t.Label("readings.next"), "next"))
	}
	return dialogs.Screen{Text: text, Rows: append(rows,
		dialogs.On(h.t.Label("account.history"), "history"),
		dialogs.On(h.t.Label("readings.fix"), "fix"),
		dialogs.On(h.t.Label("engine.home"), "home"))}
}

func (h handIn) receiptLine(m housing.Meter, row housing.ReceiptRow) texts.Text {
	var use texts.Text
	if len(row.Use) > 0 {
		use = texts.Escape(" (" + texts.Use(m, row.Use) + ")")
	}
	line := h.t.T("readings.saved_line", "Meter", resourceName(m.Resource, h.t), "Place", m.Place,
		"Values", texts.Values(m, row.Values), "Use", use)
	switch {
	case row.Resent:
		return texts.Join("\n", line,
			h.t.T("readings.saved_resent", "Values", texts.Values(m, row.Replaced)))
	case len(row.Replaced) > 0 && !row.Replaced.Equal(row.Values):
		return texts.Join("\n", line,
			h.t.T("readings.saved_replaced", "Values", texts.Values(m, row.Replaced)))
	}
	return line
}
