package readings

import (
	"dombot/dialogs"
	"dombot/dialogs/readings/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// confirm shows what a line from the menu is about to save.
func (h handIn) confirm() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "confirm", Next: []string{"confirm", "line", "page", "photo", "receipt"}, Files: true,
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) {
			if len(s.Draft.Values) == 0 {
				return h.leave(s.Draft, p), true
			}
			return h.turnOver(s.Draft, p)
		},
		Show: h.showConfirm,
		Decide: func(s scene, p housing.Page, in dialogs.Input) move {
			switch in.Act.Do {
			case "save":
				if turned(s.Draft, p) {
					return dialogs.Stay(s.Draft) // shows the new month
				}
				return confirm(s.Draft, p)
			case "fix":
				return h.leave(s.Draft, p)
			}
			if in.File != nil {
				return h.aimed(s.Draft, p, in.File, photographable(s.Draft, p))
			}
			if !in.Pressed() && said.Read(in.Text, flatOf(p)).Names() {
				return begin(s.Draft, in.Text, 0)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: h.develop(h.save, nil),
	}
}

func (h handIn) showConfirm(s scene, p housing.Page) dialogs.Screen {
	text := texts.Join("\n", h.t.T("readings.confirm"), texts.Escape(where(p)), h.term(p))
	var lines, missing texts.Text
	for _, l := range p.Asked() {
		v, ok := s.Draft.Values[l.Meter.ID]
		switch {
		case ok:
			lines = texts.Join("\n", lines, h.confirmLine(l, v), h.photoLine(s.Draft, l.Meter.ID))
		case !l.Given():
			missing = texts.Join("; ", missing, texts.Escape(meterShort(l.Meter, h.t)))
		}
	}
	text = texts.Join("\n\n", text, lines,
		h.t.T("readings.taken", "Date", h.takenText(s.Draft, p)))
	if missing != "" {
		text = texts.Join("\n", text, h.t.T("readings.confirm_missing", "Names", missing))
	}
	return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{
		dialogs.On(h.t.Label("readings.save"), "save"),
		dialogs.On(h.t.Label("readings.fix"), "fix"),
	}}
}

// confirmLine shows a value that will be saved: what it adds and what it replaces.
func (h handIn) confirmLine(l housing.Line, v housing.Values) texts.Text {
	row := housing.ReceiptRow{Meter: l.Meter.ID, Values: v}
	if last, ok := l.Last(); ok {
		row.Use = v.Sub(last.Values)
	}
	line := h.receiptLine(l.Meter, row)
	if c := l.Current; c != nil && !c.Values.Equal(v) {
		line = texts.Join("\n", line,
			h.t.T("readings.confirm_replaces", "Values", texts.Values(l.Meter, c.Values)))
	}
	return line
}
