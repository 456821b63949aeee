package reception

import (
	"context"
	"time"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// previewed is how much of an answer the window shows; the rest comes at a press.
const previewed = 2500

// preview shows an answer as the author of the appeal will read it, and sends it,
// has it signed, or signs it.
func (f flow) preview() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "preview", Next: []string{"card", "answer", "remark"}, Load: f.load,
		Skip: func(s scene, v housing.DeskCase) (move, bool) {
			return dialogs.To(s.Draft, "card"), v.Draft == nil || !v.State.Open()
		},
		Show: f.showPreview,
		Decide: func(s scene, v housing.DeskCase, in dialogs.Input) move {
			switch in.Act.Do {
			case "answer", "remark":
				return dialogs.To(s.Draft, in.Act.Do)
			case "whole":
				m := dialogs.Stay(s.Draft)
				for _, part := range pick.Chunks(v.Draft.Text(), oneMessage) {
					m.Asides = append(m.Asides, dialogs.Screen{Text: texts.Escape(part)})
				}
				return m
			case "file":
				return dialogs.Do(s.Draft, in.Act)
			case string(housing.AnswerSend), string(housing.AnswerSubmit), string(housing.AnswerRecall),
				string(housing.AnswerSign):
				return dialogs.Do(s.Draft, dialogs.Intend(in.Act.Do, v.Draft.At))
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.carry,
	}
}

func (f flow) showPreview(s scene, v housing.DeskCase) dialogs.Screen {
	text, all := pick.Cut(v.Draft.Text(), previewed)
	day := v.Day(s.Now)
	shown := texts.Join("\n", f.t.T("appeal.event_answer", "Text", text, "Until", "",
		"Date", texts.Date(day, day)), pick.EnclosureNames(f.t, v.Draft.Files))
	screen := dialogs.Screen{Text: texts.Join("\n\n",
		f.t.T("reception.preview", "Number", v.Number, "Topic", v.Topic.Name), shown)}
	if !all {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("reception.whole"), "whole"))
	}
	for i := range v.Draft.Files {
		screen.Rows = append(screen.Rows, dialogs.OnArg(
			f.t.Label("reception.file_open", "Name", v.Draft.Files[i].Name), "file",
			pick.Key(v.Draft.Files[i].ID)))
	}
	screen.Rows = append(screen.Rows, f.ends(s, &v)...)
	return screen
}

// ends are the buttons of what becomes of an answer.
func (f flow) ends(s scene, v *housing.DeskCase) (rows [][]dialogs.Button) {
	add := func(key, do string) { rows = append(rows, dialogs.On(f.t.Label(key), do)) }
	switch {
	case !v.Role.May(housing.StaffActs):
	case v.Draft.State == housing.AnswerSigning:
		if v.Signs && v.Draft.By != s.Person.ID {
			add("reception.sign", string(housing.AnswerSign))
			add("reception.return", "remark")
		}
		if v.Taken == s.Person.ID {
			add("reception.recall", string(housing.AnswerRecall))
		}
	case v.Taken == s.Person.ID:
		add("reception.send", string(housing.AnswerSend))
		if v.Signers > 0 {
			add("reception.submit", string(housing.AnswerSubmit))
		}
		add("reception.fix", "answer")
	}
	return rows
}

// carry takes the answer that was looked at a step further.
func (f flow) carry(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	if intent.Do == "file" {
		file, err := f.Desk.FileOf(ctx, s.Person.ID, s.Draft.Organisation, s.Draft.Number,
			pick.OfKey[int64](intent.Arg))
		m := dialogs.Stay(s.Draft)
		m.Asides = []dialogs.Screen{dialogs.Attach(
			dialogs.Attachment{Name: file.Name, Data: file.Data}, texts.Escape(file.Name))}
		return m, err
	}
	var seen time.Time
	if err := intent.Take(&seen); err != nil {
		return move{}, err
	}
	keys := map[housing.AnswerStep]string{
		housing.AnswerSend: "reception.sent", housing.AnswerSign: "reception.signed",
		housing.AnswerSubmit: "reception.submitted", housing.AnswerRecall: "reception.recalled",
	}
	do := housing.AnswerStep(intent.Do)
	m := dialogs.To(s.Draft.at(s.Draft.Number), "card")
	m.Final, m.Notice = true, f.t.T(keys[do])
	if do == housing.AnswerRecall {
		m.To = "answer"
	}
	return m, f.Work.Step(ctx, s.Once, stepping(s, do, "", seen), s.Now)
}

func stepping(s scene, do housing.AnswerStep, remark string, seen time.Time) housing.AnswerDeed {
	return housing.AnswerDeed{
		By: s.Person.ID, Organisation: s.Draft.Organisation, Number: s.Draft.Number, Do: do, Remark: remark,
		Seen: seen,
	}
}

// remark takes what has to be put right before an answer is signed.
func (f flow) remark() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "remark", Next: []string{"card"}, Load: f.load,
		Show: func(scene, housing.DeskCase) dialogs.Screen {
			return dialogs.Screen{Text: f.t.T("reception.remark_ask")}
		},
		Decide: func(s scene, _ housing.DeskCase, in dialogs.Input) move {
			text := housing.CleanText(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case text == "" || utf8.RuneCountInString(text) > housing.AnswerRemarkMax:
				return dialogs.Refuse(s.Draft, f.t.T("error.answer_remark"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "return", Arg: text})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.To(s.Draft, "card")
			m.Final, m.Notice = true, f.t.T("reception.returned")
			return m, f.Work.Step(ctx, s.Once,
				stepping(s, housing.AnswerReturn, intent.Arg, time.Time{}), s.Now)
		},
	}
}
