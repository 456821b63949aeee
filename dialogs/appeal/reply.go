package appeal

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Answers keeps what was answered to appeals of the person, and what that is worth.
type Answers interface {
	// Answers returns what organisations sent, the oldest first.
	Answers(ctx context.Context, p housing.PersonID, id housing.AppealID) ([]housing.Answer, error)
	// FileOf returns a file of the appeal, or of what belongs to it, with its content.
	FileOf(
		ctx context.Context, p housing.PersonID, id housing.AppealID, file int64,
	) (housing.AppealFile, error)
	Mark(ctx context.Context, p housing.PersonID, id housing.AppealID) (housing.AppealMark, error)
	Grade(ctx context.Context, o housing.Once, m housing.AppealMarking, now time.Time) error
}

// Additions keeps what a person adds to an appeal that was sent.
type Additions interface {
	// Supplements returns all of them; the last one may be in writing.
	Supplements(
		ctx context.Context, p housing.PersonID, id housing.AppealID,
	) ([]housing.AppealSupplement, error)
	AddSupplement(ctx context.Context, o housing.Once, c housing.AppealAddition, now time.Time) error
	SendSupplement(
		ctx context.Context, o housing.Once, p housing.PersonID, id housing.AppealID, now time.Time,
	) error
}

// gradeKey names a grade.
func gradeKey(g housing.AppealGrade) string {
	switch g {
	case housing.GradeYes:
		return "appeal.grade_yes"
	case housing.GradePartly:
		return "appeal.grade_partly"
	case housing.GradeNo:
	}
	return "appeal.grade_no"
}

// grades is a row of the grades.
func (f flow) grades() []dialogs.Button {
	all := housing.AppealGrades()
	row := make([]dialogs.Button, 0, len(all))
	for _, g := range all {
		row = append(row, dialogs.OnArg(f.t.Label(gradeKey(g)), "grade", string(g))...)
	}
	return row
}

// graded asks whether the answer helped, or tells what was said of it.
func (f flow) graded(s scene, v kept) (text texts.Text, rows [][]dialogs.Button) {
	open := v.appeal.Gradable(s.Now)
	if v.mark.Grade != "" {
		text = f.t.T("appeal.graded", "Grade", f.t.Label(gradeKey(v.mark.Grade)), "Words", v.mark.Words)
		if open {
			rows = [][]dialogs.Button{dialogs.On(f.t.Label("appeal.grade_change"), "regrade")}
		}
		return text, rows
	}
	if !open {
		return "", nil
	}
	return f.t.T("appeal.grade_ask"), [][]dialogs.Button{f.grades()}
}

// grade asks anew how the answer helped.
func (f flow) grade() dialogs.Step[draft, kept] {
	return dialogs.Step[draft, kept]{
		ID: "grade", Next: []string{"words"}, Load: f.loadCard,
		Show: func(s scene, v kept) dialogs.Screen {
			text := f.t.T("appeal.grade_ask")
			return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{f.grades()}}
		},
		Decide: func(s scene, _ kept, in dialogs.Input) move {
			if in.Act.Do != "grade" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.To(draft{Appeal: s.Draft.Appeal, Grade: housing.AppealGrade(in.Act.Arg)}, "words")
		},
	}
}

// words asks for words to a grade.
func (f flow) words() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "words", Next: []string{"card"},
		Show: func(s scene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: f.t.T("appeal.grade_words", "Grade", f.t.Label(gradeKey(s.Draft.Grade))),
				Rows: [][]dialogs.Button{dialogs.On(f.t.Label("appeal.grade_wordless"), "wordless")},
			}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			said := housing.CleanText(in.Text)
			switch {
			case in.Act.Do == "wordless":
				return dialogs.Do(s.Draft, dialogs.Act{Do: "grade"})
			case in.Pressed() || said == "":
				return dialogs.Unknown(s.Draft)
			case housing.AppealLen([]string{said}) > housing.AppealGradeWords:
				return dialogs.Refuse(s.Draft, f.t.T("error.appeal_mark_long"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "grade", Arg: said})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.To(draft{Appeal: s.Draft.Appeal}, "card")
			m.Final, m.Notice = true, f.t.T("appeal.grade_kept")
			return m, f.Answers.Grade(ctx, s.Once, housing.AppealMarking{
				Person: s.Person.ID, Appeal: s.Draft.Appeal, Grade: s.Draft.Grade, Words: intent.Arg,
			}, s.Now)
		},
	}
}

// written is the supplement that is being written; the zero one where there is none.
func (v kept) written() (w housing.AppealSupplement) {
	if n := len(v.supplements); n > 0 && v.supplements[n-1].Sent.IsZero() {
		return v.supplements[n-1]
	}
	return w
}

// loadAdded finds the dispatcher only where what is being added asks for one.
func (f flow) loadAdded(ctx context.Context, s scene) (v kept, err error) {
	if v, err = f.loadCard(ctx, s); err != nil || v.appeal.House.ID == 0 {
		return v, err
	}
	if w := v.written(); housing.Dangerous(w.Text()) {
		v.service, err = f.Services.ServiceOf(ctx, v.appeal.House.ID)
	}
	return v, err
}

// alarm says whom to call, where what is being added speaks of a danger.
func (f flow) alarm(v kept) texts.Text {
	if w := v.written(); !housing.Dangerous(w.Text()) {
		return ""
	}
	return f.t.T("appeal.danger", "Phones", f.phones(v.service))
}

// add is ‹Дополнить›: text and files in several messages, sent as one.
func (f flow) add() dialogs.Step[draft, kept] {
	return dialogs.Step[draft, kept]{
		ID: "add", Next: []string{"card"}, Load: f.loadAdded, Files: true,
		Show: func(s scene, v kept) dialogs.Screen {
			w := v.written()
			screen := dialogs.Screen{Text: texts.Join("\n", f.alarm(v), "*"+f.t.T("appeal.add")+"*",
				f.t.T("appeal.add_ask", "Until", dated(v.appeal.Due, v.appeal.Day(s.Now))),
				pick.EnclosureFormats(f.t))}
			if w.Empty() {
				return screen
			}
			text, _ := pick.Cut(w.Text(), previewed)
			screen.Text = texts.Join("\n", screen.Text, texts.Escape(text),
				pick.EnclosureNames(f.t, w.Files))
			screen.Rows = [][]dialogs.Button{
				dialogs.On(f.t.Label("appeal.add_send"), "send"),
				dialogs.On(f.t.Label("appeal.add_drop"), "drop"),
			}
			return screen
		},
		Decide: func(s scene, v kept, in dialogs.Input) move {
			part := housing.CleanText(in.Text)
			switch {
			case in.File != nil:
				w := v.written()
				return pick.Enclose(s.Draft, f.t, in.File, len(w.Files))
			case in.Act.Do == "send", in.Act.Do == "drop":
				return dialogs.Do(s.Draft, in.Act)
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case part == "":
				return dialogs.Refuse(s.Draft, f.t.T("appeal.text_empty"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "add", Arg: part})
		},
		Commit: f.addTo,
	}
}

func (f flow) addTo(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	c := housing.AppealAddition{Person: s.Person.ID, Appeal: s.Draft.Appeal}
	m := dialogs.Stay(draft{Appeal: s.Draft.Appeal})
	switch intent.Do {
	case "send":
		m.To, m.Final, m.Notice = "card", true, f.t.T("appeal.add_sent")
		return m, f.Additions.SendSupplement(ctx, s.Once, s.Person.ID, s.Draft.Appeal, s.Now)
	case "drop":
		c.Drop = true
	case "file":
		var x pick.Enclosure
		if err := intent.Take(&x); err != nil {
			return m, err
		}
		file, err := f.Files.Enclose(ctx, x.File, x.Name)
		if err != nil {
			return m, err
		}
		c.File, c.Add = &file, x.Said
	default:
		c.Add = intent.Arg
	}
	return m, f.Additions.AddSupplement(ctx, s.Once, c, s.Now)
}

// delivered sends the answers as they came: each message, then the files.
func (f flow) delivered(ctx context.Context, s scene) (move, error) {
	m := dialogs.Stay(s.Draft)
	answers, err := f.Answers.Answers(ctx, s.Person.ID, s.Draft.Appeal)
	if err != nil {
		return m, err
	}
	for _, a := range answers {
		for _, part := range a.Parts {
			for _, piece := range pick.Chunks(part, copied) {
				m.Asides = append(m.Asides, dialogs.Screen{Text: texts.Escape(piece)})
			}
		}
		for i := range a.Files {
			file, err := f.Answers.FileOf(ctx, s.Person.ID, s.Draft.Appeal, a.Files[i].ID)
			if err != nil {
				return m, err
			}
			m.Asides = append(m.Asides, dialogs.Attach(
				dialogs.Attachment{Name: file.Name, Data: file.Data}, texts.Escape(file.Name)))
		}
	}
	return m, nil
}

// dossier gathers an appeal with all that became of it. Of files the pictures are read.
func (f flow) dossier(ctx context.Context, s scene) (d housing.AppealDossier, err error) {
	v, err := f.loadCard(ctx, s)
	if err != nil {
		return d, err
	}
	d = housing.AppealDossier{
		AppealLetter: housing.AppealLetter{
			Appeal: v.appeal, Signers: v.signers, Written: v.appeal.Day(s.Now),
		},
		Events: v.events, Answers: v.answers, Supplements: v.supplements, Mark: v.mark,
	}
	lists := [][]housing.AppealFile{d.Files}
	for i := range d.Answers {
		lists = append(lists, d.Answers[i].Files)
	}
	for i := range d.Supplements {
		lists = append(lists, d.Supplements[i].Files)
	}
	for _, files := range lists {
		for i := range files {
			if files[i].Kind != "jpg" && files[i].Kind != "png" {
				continue
			}
			file, err := f.Answers.FileOf(ctx, s.Person.ID, s.Draft.Appeal, files[i].ID)
			if err != nil {
				return d, err
			}
			files[i].Data = file.Data
		}
	}
	return d, nil
}

// correspondence sends the dossier as a file.
func (f flow) correspondence(ctx context.Context, s scene) (move, error) {
	m := dialogs.Stay(s.Draft)
	d, err := f.dossier(ctx, s)
	if err != nil {
		return m, err
	}
	data, err := f.Dossier(d)
	if err != nil {
		m.Notice = f.t.T("appeal.pdf_none")
		return m, nil //nolint:nilerr // the person reads it, and has other ways
	}
	file := dialogs.Attachment{Name: f.t.Label("appeal.dossier_name"), Data: data}
	m.Asides = []dialogs.Screen{dialogs.Attach(file, f.t.T("appeal.dossier_caption"))}
	return m, nil
}
