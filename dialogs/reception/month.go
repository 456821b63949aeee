package reception

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// month tells what became of the appeals of a month.
func (f flow) month() dialogs.Step[draft, housing.DeskMonth] {
	return dialogs.Step[draft, housing.DeskMonth]{
		ID: "month", Next: []string{"inbox"}, Calls: []string{f.Export},
		Load: func(ctx context.Context, s scene) (housing.DeskMonth, error) {
			return f.Desk.Month(ctx, s.Person.ID, s.Draft.Organisation, monthOf(s), s.Now)
		},
		Show: f.showMonth,
		Decide: func(s scene, v housing.DeskMonth, in dialogs.Input) move {
			d := s.Draft
			switch in.Act.Do {
			case "before":
				d.Month = v.Period.Add(-1)
				return dialogs.Stay(d)
			case "after":
				d.Month = v.Period.Add(1)
				return dialogs.Stay(d)
			case "export":
				return dialogs.Call(d, dialogs.Begin(f.Export, Args{Organisation: d.Organisation}))
			}
			return dialogs.Unknown(d)
		},
	}
}

// monthOf is the month that is looked at: the present one at first.
func monthOf(s scene) housing.Period {
	if s.Draft.Month == (housing.Period{}) {
		return housing.DateOf(s.Now).Period()
	}
	return s.Draft.Month
}

func (f flow) showMonth(s scene, m housing.DeskMonth) dialogs.Screen {
	text := f.t.T("reception.month_of", "Month", texts.PeriodOfYear(m.Period), "Received", m.Received,
		"InTerm", m.InTerm, "Late", m.Late, "Overdue", m.Overdue, "Waiting", m.Waiting)
	if m.Meters+m.Support > 0 {
		text = texts.Join("\n", text, f.t.T("reception.month_sorts",
			"Appeals", m.Received-m.Meters-m.Support, "Meters", m.Meters, "Support", m.Support))
	}
	if m.Done+m.Termless > 0 {
		text = texts.Join("\n", text,
			f.t.T("reception.month_termless", "Done", m.Done, "Waiting", m.Termless))
	}
	if m.Withdrawn > 0 {
		text = texts.Join("\n", text, f.t.T("reception.month_withdrawn", "Count", m.Withdrawn))
	}
	if m.HandedOn > 0 {
		text = texts.Join("\n", text, f.t.T("reception.month_handed", "Count", m.HandedOn))
	}
	switch {
	case m.Median > 0:
		text = texts.Join("\n", text, f.t.T("reception.month_median", "N", m.Median))
	case m.Median == 0:
		text = texts.Join("\n", text, f.t.T("reception.month_median_same"))
	}
	if len(m.Marks) > 0 {
		text = texts.Join("\n", text, f.t.T("reception.month_marks", "Yes", m.Marks[housing.GradeYes],
			"Partly", m.Marks[housing.GradePartly], "No", m.Marks[housing.GradeNo]))
	}
	if len(m.Topics) > 0 {
		text = texts.Join("\n", text, f.t.T("reception.month_topics"))
	}
	for _, t := range m.Topics {
		text = texts.Join("\n", text, f.t.T("reception.month_topic", "Topic", t.Topic, "Count", t.N))
	}
	row := dialogs.On(texts.Capital(texts.PeriodOfYear(m.Period.Add(-1))), "before")
	if now := housing.DateOf(s.Now).Period(); m.Period != now {
		row = dialogs.Row(row, dialogs.On(texts.Capital(texts.PeriodOfYear(m.Period.Add(1))), "after"))
	}
	return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{
		row, dialogs.On(f.t.Label("reception.export"), "export"),
	}}
}
