package reception

import (
	"context"
	"strconv"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// filed counts the files of the appeal and of its answers.
func filed(v *housing.DeskCase) int {
	n := len(v.Files)
	for i := range v.Answers {
		n += len(v.Answers[i].Files)
	}
	return n
}

// files hands the files of an appeal and of its answers out, one at a press.
func (f flow) files() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "files", Load: f.load,
		Show: func(_ scene, v housing.DeskCase) dialogs.Screen {
			screen := dialogs.Screen{Text: f.t.T("reception.files_ask", "Number", v.Number)}
			add := func(key string, all []housing.AppealFile) {
				for i := range all {
					screen.Rows = append(screen.Rows, dialogs.OnArg(f.t.Label(key, "Name", all[i].Name),
						"open",
						strconv.FormatInt(all[i].ID, 10)))
				}
			}
			add("reception.file_of_appeal", v.Files)
			for i := range v.Answers {
				add("reception.file_of_answer", v.Answers[i].Files)
			}
			return screen
		},
		Decide: func(s scene, _ housing.DeskCase, in dialogs.Input) move {
			if in.Act.Do == "open" {
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			id, _ := strconv.ParseInt(intent.Arg, 10, 64)
			d := s.Draft
			file, err := f.Desk.FileOf(ctx, s.Person.ID, d.Organisation, d.Number, id)
			m := dialogs.Stay(d)
			m.Asides = []dialogs.Screen{dialogs.Attach(
				dialogs.Attachment{Name: file.Name, Data: file.Data}, texts.Escape(file.Name))}
			return m, err
		},
	}
}
