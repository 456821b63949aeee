package appeal

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// copied is how much of a text one message carries.
const copied = 3500

// prepared tells that the person has to hand it in, and helps with that.
func (f flow) prepared() dialogs.Step[draft, housing.AppealLetter] {
	return dialogs.Step[draft, housing.AppealLetter]{
		ID: "prepared", Bare: true, Next: []string{"mine", "filed", "call"}, Load: f.loadLetter,
		Show: func(_ scene, l housing.AppealLetter) dialogs.Screen {
			a := &l.Appeal
			rows := append(f.handing(a), f.calling(a)...)
			return dialogs.Screen{
				Text: f.t.T("appeal.prepared", "Addressee", a.To.Name, "Files", len(a.Files) > 0,
					"Supplier", a.To.Supplier()),
				Rows: append(rows, dialogs.On(f.t.Label("appeal.mine"), "mine")),
			}
		},
		Decide: func(s scene, l housing.AppealLetter, in dialogs.Input) move {
			if m, ok := f.handed(s, &l, in); ok {
				return m
			}
			return toMine(s, l.Appeal, in)
		},
	}
}

// loadLetter reads an appeal with those who stand under it.
func (f flow) loadLetter(ctx context.Context, s scene) (l housing.AppealLetter, err error) {
	if l.Appeal, err = f.load(ctx, s); err != nil || l.Joined.People == 0 {
		return l, err
	}
	l.Signers, err = f.Fate.Signers(ctx, s.Person.ID, s.Draft.Appeal)
	return l, err
}

// handing are the buttons of what is handed in elsewhere.
func (f flow) handing(a *housing.Appeal) [][]dialogs.Button {
	rows := [][]dialogs.Button{
		dialogs.Row(
			dialogs.On(f.t.Label("appeal.pdf"), "pdf"), dialogs.On(f.t.Label("appeal.docx"), "docx")),
		dialogs.On(f.t.Label("appeal.copy"), "copy"),
	}
	if to, ok := f.Book.Authority(a.To.Authority); ok {
		rows = append(rows, []dialogs.Button{{Label: f.t.Label("appeal.site"), URL: to.URL}})
	}
	return append(rows, dialogs.On(f.t.Label("appeal.filed"), "filed"))
}

// handed carries those buttons out; false for any other answer.
func (f flow) handed(s scene, l *housing.AppealLetter, in dialogs.Input) (move, bool) {
	a := &l.Appeal
	switch in.Act.Do {
	case "pdf":
		return f.papered(s, l, f.Paper, "appeal.pdf_name"), true
	case "docx":
		return f.papered(s, l, f.Word, "appeal.docx_name"), true
	case "copy":
		m := dialogs.Stay(s.Draft)
		for _, part := range pick.Chunks(a.Text(), copied) {
			m.Asides = append(m.Asides, dialogs.Screen{Text: texts.Escape(part)})
		}
		return m, true
	case "filed":
		return dialogs.To(draft{Appeal: a.ID}, "filed"), true
	}
	return move{}, false
}

// papered sends the appeal as a file.
func (f flow) papered(
	s scene, l *housing.AppealLetter, paper func(housing.AppealLetter) ([]byte, error), name string,
) move {
	m := dialogs.Stay(s.Draft)
	l.Written = l.Day(s.Now)
	data, err := paper(*l)
	if err != nil {
		m.Notice = f.t.T("appeal.pdf_none")
		return m
	}
	m.Asides = []dialogs.Screen{dialogs.Attach(
		dialogs.Attachment{Name: f.t.Label(name), Data: data}, f.t.T("appeal.pdf_caption"))}
	return m
}

// filed asks when it was handed in.
func (f flow) filed() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "filed", Next: []string{"number"}, Load: f.load,
		Show: func(s scene, a housing.Appeal) dialogs.Screen {
			day := a.Day(s.Now)
			return dialogs.Screen{Text: f.t.T("appeal.filed_ask"), Rows: [][]dialogs.Button{dialogs.Row(
				dialogs.OnArg(f.t.Label("appeal.filed_today"), "day", day.String()),
				dialogs.OnArg(f.t.Label("appeal.filed_yesterday"), "day", day.Add(-1).String()))}}
		},
		Decide: func(s scene, a housing.Appeal, in dialogs.Input) move {
			if in.Pressed() && in.Act.Do != "day" {
				return dialogs.Unknown(s.Draft)
			}
			typed := in.Text
			if in.Pressed() {
				typed = in.Act.Arg
			}
			day, ok := pick.Day(typed, a.Day(s.Now))
			said := housing.AppealFiled{Person: s.Person.ID, Appeal: a.ID, On: day}
			if !ok || said.Check(&a, s.Now) != nil {
				return dialogs.Refuse(s.Draft, f.t.T("error.appeal_date"))
			}
			s.Draft.On = day
			return dialogs.To(s.Draft, "number")
		},
	}
}

// number asks for the number that it was given.
func (f flow) number() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "number", Next: []string{"card"}, Load: f.load,
		Show: func(scene, housing.Appeal) dialogs.Screen {
			return dialogs.Screen{
				Text: f.t.T("appeal.number_ask"),
				Rows: [][]dialogs.Button{dialogs.On(f.t.Label("appeal.number_none"), "none")},
			}
		},
		Decide: func(s scene, _ housing.Appeal, in dialogs.Input) move {
			number := strings.Join(strings.Fields(strings.TrimPrefix(housing.CleanText(in.Text), "№")), " ")
			switch {
			case in.Act.Do == "none":
				return dialogs.Do(s.Draft, dialogs.Act{Do: "filed"})
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !strings.ContainsFunc(number, unicode.IsDigit),
				utf8.RuneCountInString(number) > housing.AppealNumber:
				return dialogs.Refuse(s.Draft, f.t.T("error.appeal_number"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "filed", Arg: number})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.To(draft{Appeal: s.Draft.Appeal}, "card")
			a, err := f.load(ctx, s)
			if err != nil {
				return m, err
			}
			m.Final, m.Notice = true, f.t.T("appeal.filed_done", "Supplier", a.To.Supplier())
			return m, f.Fate.File(ctx, s.Once, housing.AppealFiled{
				Person: s.Person.ID, Appeal: s.Draft.Appeal, On: s.Draft.On, Number: intent.Arg,
			}, s.Now)
		},
	}
}

// withdraw asks before an appeal is taken back.
func (f flow) withdraw() dialogs.Step[draft, housing.Appeal] {
	return f.closing("withdraw",
		closeWords{"appeal.withdraw_yes", "appeal.withdraw_no", "appeal.withdraw_ask"},
		housing.AppealWithdrawn)
}

// answered asks whether an authority has answered.
func (f flow) answered() dialogs.Step[draft, housing.Appeal] {
	return f.closing("answered",
		closeWords{"appeal.answered_yes", "appeal.answered_no", "appeal.answered_ask"},
		housing.AppealAnswered)
}

// closeWords are the keys of a question.
type closeWords struct{ yes, no, ask string }

func (f flow) closing(id string, w closeWords, to housing.AppealState) dialogs.Step[draft, housing.Appeal] {
	return pick.Sure[draft, housing.Appeal]{
		ID: id, Next: []string{"card"}, Load: f.load, Yes: f.t.Label(w.yes), No: f.t.Label(w.no),
		Ask: func(_ scene, a housing.Appeal) texts.Text { return f.t.T(w.ask, "Here", a.To.Here()) },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(draft{Appeal: s.Draft.Appeal}, "card")
			m.Final = true
			return m, f.Fate.Close(ctx, s.Once, housing.AppealClosing{
				Person: s.Person.ID, Appeal: s.Draft.Appeal, To: to,
			}, s.Now)
		},
	}.Step()
}
