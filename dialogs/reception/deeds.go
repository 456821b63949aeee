package reception

import (
	"context"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// saying is a step that takes one message and carries a deed out with it.
type saying struct {
	id    string
	ask   func(s scene, v housing.DeskCase) texts.Text
	least int // signs
	most  int
	wrong string // the key of what is said of a text outside the bounds
	do    func(s scene, text string) housing.AppealDeed
	done  string // the key
}

func (f flow) saying(q saying) dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: q.id, Next: []string{"card", "inbox"}, Load: f.load,
		Show: func(s scene, v housing.DeskCase) dialogs.Screen { return dialogs.Screen{Text: q.ask(s, v)} },
		Decide: func(s scene, _ housing.DeskCase, in dialogs.Input) move {
			text := housing.CleanText(in.Text)
			n := utf8.RuneCountInString(text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case n < q.least || n > q.most:
				return dialogs.Refuse(s.Draft, f.t.T(q.wrong, "Least", q.least, "Most", q.most, "Now", n))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "say", Arg: text})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			d := q.do(s, intent.Arg)
			m := dialogs.To(s.Draft.at(s.Draft.Number), "card")
			if d.Do == housing.AppealRedirect { // it is somebody else's from now on
				m = dialogs.To(s.Draft.listed(), "inbox")
			}
			m.Final, m.Notice = true, f.t.T(q.done, "Number", s.Draft.Number)
			return m, f.Work.Handle(ctx, s.Once, d, s.Now)
		},
	}
}

// note takes a word for those who work there alone.
func (f flow) note() dialogs.Step[draft, housing.DeskCase] {
	return f.saying(saying{
		id: "note", least: 1, most: 2000, wrong: "reception.note_wrong", done: "reception.noted",
		ask: func(scene, housing.DeskCase) texts.Text { return f.t.T("reception.note_ask") },
		do:  func(s scene, text string) housing.AppealDeed { return deed(s, housing.AppealNote, text) },
	})
}

// dismiss takes the reason why no answer is required.
func (f flow) dismiss() dialogs.Step[draft, housing.DeskCase] {
	return f.saying(saying{
		id: "dismiss", least: 20, most: 1000, wrong: "reception.reason_wrong", done: "reception.dismissed",
		ask: func(scene, housing.DeskCase) texts.Text { return f.t.T("reception.dismiss_ask") },
		do:  func(s scene, text string) housing.AppealDeed { return deed(s, housing.AppealDismiss, text) },
	})
}

// passing is to whom an appeal can be handed on.
type passing struct {
	of     housing.DeskCase
	takers []housing.Organisation
}

// maxTakers is how many organisations are offered.
const maxTakers = 40

// whither asks to whom an appeal is handed on: chosen, or by a name.
func (f flow) whither() dialogs.Step[draft, passing] {
	return dialogs.Step[draft, passing]{
		ID: "whither", Next: []string{"hand_on"},
		Load: func(ctx context.Context, s scene) (v passing, err error) {
			if v.of, err = f.load(ctx, s); err != nil {
				return v, err
			}
			v.takers, err = f.Work.Takers(ctx, s.Person.ID, s.Draft.Organisation, maxTakers)
			return v, err
		},
		Show: func(s scene, v passing) dialogs.Screen {
			choices := make([]pick.Choice, len(v.takers))
			for i, o := range v.takers {
				choices[i] = pick.Choice{Label: o.Name, Arg: pick.Key(o.ID)}
			}
			until := texts.Until(v.of.RedirectBy(), v.of.Appeal.Day(s.Now))
			return dialogs.Screen{
				Text: f.t.T("reception.whither_ask", "Until", until, "Here", len(v.takers) > 0),
				Rows: pick.List(choices, s.Draft.Page, f.t),
			}
		},
		Decide: func(s scene, v passing, in dialogs.Input) move {
			d := s.Draft
			if page, ok := pick.Turned(in, d.Page); ok {
				d.Page = page
				return dialogs.Stay(d)
			}
			if in.Act.Do == pick.Choose {
				for _, o := range v.takers {
					if pick.Key(o.ID) == in.Act.Arg {
						d.To = housing.Addressee{Organisation: o.ID, Name: o.Name}
						return dialogs.To(d, "hand_on")
					}
				}
			}
			name := housing.CleanText(in.Text)
			n := utf8.RuneCountInString(name)
			switch {
			case in.Pressed():
				return dialogs.Unknown(d)
			case n < 3 || n > housing.AppealPlaceMax:
				return dialogs.Refuse(d, f.t.T("error.appeal_whither"))
			}
			d.To = housing.Addressee{Name: name}
			return dialogs.To(d, "hand_on")
		},
	}
}

// handOn takes the word that goes with an appeal that is handed on.
func (f flow) handOn() dialogs.Step[draft, housing.DeskCase] {
	return f.saying(saying{
		id: "hand_on", least: 100, most: 1000, wrong: "reception.hand_on_wrong", done: "reception.handed_on",
		ask: func(s scene, _ housing.DeskCase) texts.Text {
			return f.t.T("reception.hand_on_ask", "Name", s.Draft.To.Name, "Here", s.Draft.To.Here())
		},
		do: func(s scene, text string) housing.AppealDeed {
			d := deed(s, housing.AppealRedirect, text)
			d.To = s.Draft.To
			return d
		},
	})
}

// longer asks for the last day of a longer term.
func (f flow) longer() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "longer", Next: []string{"why"}, Load: f.load,
		Show: func(s scene, v housing.DeskCase) dialogs.Screen {
			day := v.Appeal.Day(s.Now)
			most := v.ExtendBy(day)
			screen := dialogs.Screen{Text: f.t.T("reception.longer_ask", "Due", texts.Until(v.Due, day),
				"Most", texts.Until(most, day), "Act", housing.AppealRuleOn(v.Rule, v.Received).Act)}
			for _, days := range []int{7, 14, 30} {
				to := v.Due.Add(days)
				if !most.Before(to) {
					screen.Rows = append(screen.Rows, dialogs.OnArg(
						f.t.Label("reception.longer_to", "Until", texts.Until(to, day)), "day", to.String()))
				}
			}
			return screen
		},
		Decide: func(s scene, v housing.DeskCase, in dialogs.Input) move {
			if in.Pressed() && in.Act.Do != "day" {
				return dialogs.Unknown(s.Draft)
			}
			typed := in.Text
			if in.Pressed() {
				typed = in.Act.Arg
			}
			day := v.Appeal.Day(s.Now)
			most := v.ExtendBy(day)
			to, ok := pick.Ahead(typed, day)
			if !ok || !v.Due.Before(to) || most.Before(to) {
				return dialogs.Refuse(s.Draft, f.t.T("reception.longer_wrong",
					"Due", texts.Date(v.Due, day), "Most", texts.Date(most, day)))
			}
			s.Draft.On = to
			return dialogs.To(s.Draft, "why")
		},
	}
}

// why takes the reason of a longer term.
func (f flow) why() dialogs.Step[draft, housing.DeskCase] {
	return f.saying(saying{
		id: "why", least: 20, most: 1000, wrong: "reception.reason_wrong", done: "reception.extended",
		ask: func(s scene, v housing.DeskCase) texts.Text {
			return f.t.T("reception.why_ask", "Until", texts.Until(s.Draft.On, v.Appeal.Day(s.Now)))
		},
		do: func(s scene, text string) housing.AppealDeed {
			d := deed(s, housing.AppealExtend, text)
			d.Due = s.Draft.On
			return d
		},
	})
}
