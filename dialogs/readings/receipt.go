package readings

import (
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// proof is what the receipt shows.
type proof struct {
	housing.Page
	next *housing.Connection // the flat that waits next; nil if none does
	left int                 // its meters that wait
}

// receipt proves what was saved: number, time, values.
func (h handIn) receipt() dialogs.Step[draft, proof] {
	return dialogs.Step[draft, proof]{
		ID: "receipt", Bare: true, Files: true,
		Next: []string{"photo"}, Calls: []string{HistoryFlow, HandInFlow},
		Load: h.loadReceipt,
		Show: h.showReceipt,
		Decide: func(s scene, p proof, in dialogs.Input) move {
			if meters := photographable(s.Draft, p.Page); in.File != nil && len(meters) > 0 {
				return h.aimed(s.Draft, p.Page, in.File, meters)
			}
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
			if start, ok := Guess(in.Text); ok && !in.Pressed() {
				return dialogs.Goto(s.Draft, start)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: h.develop(nil, nil),
	}
}

// loadReceipt reads the flat that waits next anew: somebody else of the
// household may have given its readings since.
func (h handIn) loadReceipt(ctx context.Context, s scene) (proof, error) {
	page, err := h.load(ctx, s)
	p := proof{Page: page}
	if err != nil || s.Draft.Receipt.Another == 0 {
		return p, err
	}
	pending, err := h.Readings.Pending(ctx, s.Person.ID, s.Now)
	if err != nil {
		return p, err
	}
	links, err := h.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return p, err
	}
	for i, l := range links {
		if n := pending[l.Account.ID]; l.Account.ID == s.Draft.Receipt.Another && n > 0 && !l.Suspended {
			p.next, p.left = &links[i], n
		}
	}
	return p, nil
}

func (h handIn) showReceipt(s scene, p proof) dialogs.Screen {
	r := s.Draft.Receipt
	at := r.At.In(p.Account.House.Location())
	text := h.t.T("readings.saved", "Number", r.Number, "Date", texts.Date(housing.DateOf(at), p.Today),
		"Time", texts.Clock(at), "Where", where(p.Page))
	for _, l := range p.Asked() {
		i := slices.IndexFunc(r.Lines, func(row housing.ReceiptRow) bool { return row.Meter == l.Meter.ID })
		if i >= 0 {
			text = texts.Join("\n", text, h.receiptLine(l.Meter, r.Lines[i]))
		}
	}
	text = texts.Join("\n", text, h.t.T("readings.saved_until",
		"Organisation", p.Account.House.Organisation.Name, "Last", texts.Date(p.Slot.Last, p.Today)))
	var rows [][]dialogs.Button
	if p.next != nil {
		text = texts.Join("\n\n", text, h.t.T("readings.next_flat", "Name", pick.Title(*p.next), "N", p.left))
		rows = append(rows, dialogs.On(h.t.Label("readings.next"), "next"))
	}
	if !p.Blind {
		rows = append(rows, dialogs.On(h.t.Label("account.history"), "history"))
	}
	return dialogs.Screen{Text: text, Rows: append(rows,
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
	if row.Pictured {
		line = texts.Join("\n", line, h.t.T("readings.saved_photo"))
	}
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
