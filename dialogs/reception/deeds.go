package reception

import (
	"context"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// noteMost is how many signs a note has at most: one message holds it.
const noteMost = 2000

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
		id: "note", least: 1, most: noteMost, wrong: "reception.note_wrong", done: "reception.noted",
		ask: func(scene, housing.DeskCase) texts.Text { return f.t.T("reception.note_ask") },
		do:  func(s scene, text string) housing.AppealDeed { return deed(s, housing.AppealNote, text) },
	})
}

// dismiss takes the reason why no answer is required.
func (f flow) dismiss() dialogs.Step[draft, housing.DeskCase] {
	return f.saying(saying{
		id: "dismiss", least: housing.AppealReasonMin, most: housing.AppealReasonMax,
		wrong: "reception.reason_wrong", done: "reception.dismissed",
		ask: func(scene, housing.DeskCase) texts.Text { return f.t.T("reception.dismiss_ask") },
		do:  func(s scene, text string) housing.AppealDeed { return deed(s, housing.AppealDismiss, text) },
	})
}

// convert takes the topic of the appeal that a question to the support becomes.
func (f flow) convert() dialogs.Step[draft, housing.DeskCase] {
	return f.saying(saying{
		id: "convert", least: housing.AppealNameMin, most: housing.AppealTopicMax,
		wrong: "reception.convert_wrong", done: "reception.converted",
		ask: func(scene, housing.DeskCase) texts.Text { return f.t.T("reception.convert_ask") },
		do:  func(s scene, text string) housing.AppealDeed { return deed(s, housing.AppealConvert, text) },
	})
}

// longer asks for the last day of a longer term.
func (f flow) longer() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "longer", Next: []string{"why"}, Load: f.load,
		Show: func(s scene, v housing.DeskCase) dialogs.Screen {
			day := v.Day(s.Now)
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
			day := v.Day(s.Now)
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
		id: "why", least: housing.AppealReasonMin, most: housing.AppealReasonMax,
		wrong: "reception.reason_wrong", done: "reception.extended",
		ask: func(s scene, v housing.DeskCase) texts.Text {
			return f.t.T("reception.why_ask", "Until", texts.Until(s.Draft.On, v.Day(s.Now)))
		},
		do: func(s scene, text string) housing.AppealDeed {
			d := deed(s, housing.AppealExtend, text)
			d.Due = s.Draft.On
			return d
		},
	})
}
