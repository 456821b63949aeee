package appeal

import (
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// card shows one appeal.
func (f flow) card() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "card", Next: []string{"mine"}, Load: f.load, Show: f.showCard,
		Decide: toMine,
	}
}

func (f flow) showCard(s scene, a housing.Appeal) dialogs.Screen {
	text, _ := cut(a.Text(), previewed)
	return dialogs.Screen{
		Text: texts.Join("\n", "*"+texts.Escape(f.line(&a))+"*",
			f.t.T("appeal.preview_lines", "Address", place(&a), "Topic", a.Topic.Name, "Addressee", a.To.Name),
			f.standing(s, &a), "", texts.Escape(text)),
		Rows: [][]dialogs.Button{dialogs.On(f.t.Label("appeal.mine"), "mine")},
	}
}

// standing says how the term stands.
func (f flow) standing(s scene, a *housing.Appeal) texts.Text {
	day := today(s, a)
	switch {
	case a.Due.IsZero() || !a.State.Open():
		return ""
	case a.Due.Before(day):
		return f.t.T("appeal.overdue", "Date", texts.Date(a.Due, day))
	}
	return texts.Join("\n", f.until(s, a), f.t.T("appeal.left_days", "N", housing.WorkdaysUntil(day, a.Due)))
}
