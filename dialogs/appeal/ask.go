package appeal

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// question is a question to whoever manages a house, before it is written.
type question struct {
	house   housing.House
	to      housing.Addressee // not chosen: takes no appeals here
	topic   housing.AppealTopic
	written housing.Appeal // a draft that it would take the place of
	there   bool
}

// ask is ‹Спросить УК›: place, topic and addressee are known, the text is asked for. Nothing is stored,
// and no draft given up, before something is written.
func (f flow) ask() dialogs.Step[draft, question] {
	return dialogs.Step[draft, question]{
		ID: "ask", Next: nexts(), Load: f.loadQuestion, Show: f.showQuestion,
		Decide: func(s scene, v question, in dialogs.Input) move {
			switch {
			case in.Act.Do == "resume" && v.there:
				return dialogs.To(draft{Appeal: v.written.ID}, next(&v.written))
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			}
			first := housing.Appeal{Parts: []string{s.Draft.Ask.About}}
			return f.write(s.Draft, &first, in.Text)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			v, err := f.loadQuestion(ctx, s)
			if err != nil {
				return move{}, err
			}
			nowhere := ""
			c := housing.AppealChange{
				House: &s.Draft.Ask.House, Place: &nowhere, Topic: &v.topic,
				Add: s.Draft.Ask.About + "\n" + intent.Arg,
			}
			if v.to.Chosen() {
				c.To = &v.to
			}
			m, err := f.change(ctx, s, c)
			if v.to.Chosen() {
				m.To = "text"
			}
			return m, err
		},
	}
}

func (f flow) loadQuestion(ctx context.Context, s scene) (v question, err error) {
	asked := s.Draft.Ask
	if v.house, err = f.Houses.House(ctx, asked.House); err != nil {
		return v, err
	}
	if t, ok := f.Book.Topic(asked.Topic); ok {
		v.topic = housing.AppealTopic{ID: t.ID, Name: t.Name}
	}
	takers, err := f.Appeals.Takers(ctx, asked.House, takersLooked)
	if err != nil {
		return v, err
	}
	for _, o := range takers {
		if o.ID == v.house.Organisation.ID {
			v.to = f.organisation(o).Addressee
		}
	}
	v.written, v.there, err = f.Appeals.Draft(ctx, s.Person.ID, s.Now)
	return v, err
}

func (f flow) showQuestion(s scene, v question) dialogs.Screen {
	text := f.t.T("appeal.ask", "Organisation", v.house.Organisation.Name,
		"Address", texts.Address(v.house.Address, ""), "Topic", v.topic.Name, "About", s.Draft.Ask.About,
		"Here", v.to.Chosen())
	if !v.there {
		return dialogs.Screen{Text: text}
	}
	day := housing.DateOf(v.written.Changed.In(v.written.Location()))
	return dialogs.Screen{
		Text: texts.Join("\n", text, f.t.T("appeal.ask_replaces", "What", f.about(&v.written))),
		Rows: [][]dialogs.Button{dialogs.On(
			f.t.Label("appeal.resume", "Date", texts.Date(day, v.written.Day(s.Now))), "resume")},
	}
}
