package reception

import (
	"context"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

func (f flow) loadTemplates(ctx context.Context, s scene) ([]housing.Template, error) {
	return f.Templates.Templates(ctx, s.Person.ID, s.Draft.Organisation)
}

// templates lists what the organisation answers with again and again.
func (f flow) templates() dialogs.Step[draft, []housing.Template] {
	return dialogs.Step[draft, []housing.Template]{
		ID: "templates", Next: []string{"template", "template_title"}, Load: f.loadTemplates,
		Show: func(s scene, all []housing.Template) dialogs.Screen {
			text := f.t.T("reception.templates_list", "Slots", f.slots())
			if len(all) == 0 {
				text = texts.Join("\n", text, f.t.T("reception.templates_none"))
			}
			rows := pick.List(choices(all), s.Draft.Part, f.t)
			return dialogs.Screen{
				Text: text,
				Rows: append(rows, dialogs.On(f.t.Label("reception.template_new"), "new")),
			}
		},
		Decide: func(s scene, _ []housing.Template, in dialogs.Input) move {
			d := s.Draft
			if page, ok := pick.Turned(in, d.Part); ok {
				d.Part = page
				return dialogs.Stay(d)
			}
			switch in.Act.Do {
			case "new":
				d.Template, d.Title = 0, ""
				return dialogs.To(d, "template_title")
			case pick.Choose:
				d.Template = pick.OfKey[housing.TemplateID](in.Act.Arg)
				return dialogs.To(d, "template")
			}
			return dialogs.Unknown(d)
		},
	}
}

// slots names the places that a template may leave.
func (f flow) slots() string {
	return f.t.Label("reception.slot_number") + ", " + f.t.Label("reception.slot_date") + ", " +
		f.t.Label("reception.slot_address")
}

// one returns the template that the dialog is about; the zero one: it is gone.
func one(all []housing.Template, id housing.TemplateID) housing.Template {
	for _, x := range all {
		if x.ID == id {
			return x
		}
	}
	return housing.Template{}
}

// template shows one.
func (f flow) template() dialogs.Step[draft, []housing.Template] {
	return dialogs.Step[draft, []housing.Template]{
		ID: "template", Next: []string{"templates", "template_title", "template_text"}, Load: f.loadTemplates,
		Skip: func(s scene, all []housing.Template) (move, bool) {
			return dialogs.To(s.Draft, "templates"), one(all, s.Draft.Template).ID == 0
		},
		Show: func(s scene, all []housing.Template) dialogs.Screen {
			x := one(all, s.Draft.Template)
			return dialogs.Screen{
				Text: f.t.T("reception.template", "Title", x.Title, "Text", x.Text),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("reception.template_rename"), "title"),
					dialogs.On(f.t.Label("reception.template_rewrite"), "text"),
					dialogs.On(f.t.Label("reception.template_drop"), "drop"),
				},
			}
		},
		Decide: func(s scene, all []housing.Template, in dialogs.Input) move {
			d := s.Draft
			switch in.Act.Do {
			case "title":
				return dialogs.To(d, "template_title")
			case "text":
				d.Title = one(all, d.Template).Title
				return dialogs.To(d, "template_text")
			case "drop":
				return dialogs.Do(d, dialogs.Act{Do: "drop", Arg: one(all, d.Template).Title})
			}
			return dialogs.Unknown(d)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.To(s.Draft.listed(), "templates")
			m.Final, m.Notice = true, f.t.T("reception.template_dropped")
			return m, f.Templates.DropTemplate(ctx, s.Once, s.Person.ID, housing.Template{
				ID: s.Draft.Template, Organisation: s.Draft.Organisation, Title: intent.Arg,
			}, s.Now)
		},
	}
}

// templateTitle asks how a template is called.
func (f flow) templateTitle() dialogs.Step[draft, []housing.Template] {
	return dialogs.Step[draft, []housing.Template]{
		ID: "template_title", Next: []string{"template_text", "templates"}, Load: f.loadTemplates,
		Show: func(scene, []housing.Template) dialogs.Screen {
			return dialogs.Screen{Text: f.t.T("reception.template_title_ask",
				"Most", housing.MaxTemplateTitle)}
		},
		Decide: func(s scene, all []housing.Template, in dialogs.Input) move {
			d, title := s.Draft, housing.CleanText(in.Text)
			n := utf8.RuneCountInString(title)
			switch {
			case in.Pressed():
				return dialogs.Unknown(d)
			case n < 1 || n > housing.MaxTemplateTitle:
				return dialogs.Refuse(d, f.t.T("reception.template_title_wrong",
					"Most", housing.MaxTemplateTitle))
			case d.Template != 0:
				return dialogs.Do(d, dialogs.Intend("save", housing.Template{
					ID: d.Template, Title: title, Text: one(all, d.Template).Text,
				}))
			}
			d.Title = title
			return dialogs.To(d, "template_text")
		},
		Commit: f.saveTemplate,
	}
}

// templateText asks for the text of a template.
func (f flow) templateText() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "template_text", Next: []string{"templates"},
		Show: func(s scene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{Text: f.t.T("reception.template_text_ask", "Title", s.Draft.Title,
				"Slots", f.slots(), "Most", texts.Count(housing.MaxTemplateText))}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			text := housing.CleanText(in.Text)
			n := utf8.RuneCountInString(text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case n < 1 || n > housing.MaxTemplateText:
				return dialogs.Refuse(s.Draft, f.t.T("reception.template_text_wrong",
					"Most", texts.Count(housing.MaxTemplateText)))
			}
			return dialogs.Do(s.Draft, dialogs.Intend("save", housing.Template{
				ID: s.Draft.Template, Title: s.Draft.Title, Text: text,
			}))
		},
		Commit: f.saveTemplate,
	}
}

func (f flow) saveTemplate(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	var x housing.Template
	if err := intent.Take(&x); err != nil {
		return move{}, err
	}
	x.Organisation = s.Draft.Organisation
	m := dialogs.To(s.Draft.listed(), "templates")
	m.Final, m.Notice = true, f.t.T("reception.template_saved", "Title", x.Title)
	return m, f.Templates.SaveTemplate(ctx, s.Once, s.Person.ID, x, s.Now)
}
