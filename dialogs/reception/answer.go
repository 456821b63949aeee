package reception

import (
	"context"
	"strconv"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// answer takes the text of an answer, in as many messages as it takes, and its files.
func (f flow) answer() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "answer", Next: []string{"card", "insert", "enclosed", "preview"}, Load: f.load, Files: true,
		Show: f.showAnswer,
		Decide: func(s scene, v housing.DeskCase, in dialogs.Input) move {
			if in.File != nil {
				return pick.Enclose(s.Draft, f.t, in.File, len(enclosures(&v)))
			}
			switch in.Act.Do {
			case "insert", "enclosed":
				return dialogs.To(s.Draft, in.Act.Do)
			case "ready":
				if v.Draft == nil || len(v.Draft.Parts) == 0 {
					return dialogs.Refuse(s.Draft, f.t.T("error.answer_empty"))
				}
				return dialogs.To(s.Draft, "preview")
			case "drop":
				return dialogs.Do(s.Draft, in.Act)
			}
			part := housing.CleanText(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case part == "":
				return dialogs.Refuse(s.Draft, f.t.T("reception.answer_none"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "add", Arg: part})
		},
		Commit: f.write,
	}
}

// parts are the messages of the answer that is being written.
func parts(v *housing.DeskCase) []string {
	if v.Draft == nil {
		return nil
	}
	return v.Draft.Parts
}

func enclosures(v *housing.DeskCase) []housing.AppealFile {
	if v.Draft == nil {
		return nil
	}
	return v.Draft.Files
}

func (f flow) showAnswer(_ scene, v housing.DeskCase) dialogs.Screen {
	remark := texts.Text("")
	if v.Draft != nil && v.Draft.State == housing.AnswerReturned {
		remark = f.written(&v)
	}
	screen := dialogs.Screen{Text: texts.Join("\n",
		f.t.T("reception.answer_ask", "Number", v.Number, "Topic", v.Topic.Name), remark,
		pick.EnclosureFormats(f.t))}
	screen.Rows = [][]dialogs.Button{dialogs.On(f.t.Label("reception.insert"), "insert")}
	if len(parts(&v)) > 0 {
		screen.Rows = append(screen.Rows,
			dialogs.On(f.t.Label("appeal.ready"), "ready"), dialogs.On(f.t.Label("appeal.drop_part"), "drop"))
	}
	if n := len(enclosures(&v)); n > 0 {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("reception.files", "Count", n), "enclosed"))
	}
	if v.Draft != nil {
		screen.Text = texts.Join("\n\n", screen.Text, f.t.T("appeal.written", "Count",
			texts.Count(housing.AppealLen(parts(&v))), "Most", texts.Count(housing.AppealLength),
			"Files", len(enclosures(&v))))
	}
	return screen
}

// change is one of the answer that the dialog is about.
func change(s scene) housing.AnswerChange {
	return housing.AnswerChange{
		By: s.Person.ID, Organisation: s.Draft.Organisation, Number: s.Draft.Number,
	}
}

// write carries a change of the answer out.
func (f flow) write(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	c, m := change(s), dialogs.Stay(s.Draft)
	switch intent.Do {
	case "add":
		c.Add = intent.Arg
	case "drop":
		c.DropPart = true
	case "unfile":
		c.DropFile, _ = strconv.ParseInt(intent.Arg, 10, 64)
	case "file":
		var x pick.Enclosure
		if err := intent.Take(&x); err != nil {
			return move{}, err
		}
		file, err := f.Files.Enclose(ctx, x.File, x.Name)
		if err != nil {
			return move{}, err
		}
		c.File, c.Add, m.Notice = &file, x.Said, f.t.T("appeal.file_there", "Name", file.Name)
	}
	return m, f.Work.Write(ctx, s.Once, c, s.Now)
}

// enclosed lists the files of the answer; each can be taken out.
func (f flow) enclosed() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "enclosed", Next: []string{"answer"}, Load: f.load, Files: true,
		Show: func(_ scene, v housing.DeskCase) dialogs.Screen {
			all := enclosures(&v)
			screen := dialogs.Screen{Text: texts.Join("\n", f.t.T("reception.enclosed_ask"),
				pick.EnclosureNames(f.t, all),
				pick.EnclosureFormats(f.t))}
			for i := range all {
				screen.Rows = append(screen.Rows, dialogs.OnArg(
					f.t.Label("appeal.file_drop", "Name", all[i].Name), "unfile",
					strconv.FormatInt(all[i].ID, 10)))
			}
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.ready"), "ready"))
			return screen
		},
		Decide: func(s scene, v housing.DeskCase, in dialogs.Input) move {
			switch {
			case in.File != nil:
				return pick.Enclose(s.Draft, f.t, in.File, len(enclosures(&v)))
			case in.Act.Do == "unfile":
				return dialogs.Do(s.Draft, in.Act)
			case in.Act.Do == "ready":
				return dialogs.To(s.Draft, "answer")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.write,
	}
}

// inserting is an appeal and the templates that may be put into its answer.
type inserting struct {
	of  housing.DeskCase
	all []housing.Template
}

// insert puts a template into the answer.
func (f flow) insert() dialogs.Step[draft, inserting] {
	return dialogs.Step[draft, inserting]{
		ID: "insert", Next: []string{"answer"},
		Load: func(ctx context.Context, s scene) (v inserting, err error) {
			if v.of, err = f.load(ctx, s); err != nil {
				return v, err
			}
			v.all, err = f.Templates.Templates(ctx, s.Person.ID, s.Draft.Organisation)
			return v, err
		},
		Show: func(s scene, v inserting) dialogs.Screen {
			key := "reception.insert_ask"
			if len(v.all) == 0 {
				key = "reception.templates_none"
			}
			return dialogs.Screen{Text: f.t.T(key), Rows: pick.List(choices(v.all), s.Draft.Part, f.t)}
		},
		Decide: func(s scene, v inserting, in dialogs.Input) move {
			d := s.Draft
			if page, ok := pick.Turned(in, d.Part); ok {
				d.Part = page
				return dialogs.Stay(d)
			}
			for _, x := range v.all {
				if in.Act.Do == pick.Choose && in.Act.Arg == pick.Key(x.ID) {
					return dialogs.Do(d, dialogs.Act{Do: "add", Arg: f.filled(x.Text, s, &v.of.Appeal)})
				}
			}
			return dialogs.Unknown(d)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m, err := f.write(ctx, s, intent)
			m.To, m.Final = "answer", false
			return m, err
		},
	}
}

func choices(all []housing.Template) []pick.Choice {
	list := make([]pick.Choice, len(all))
	for i, x := range all {
		list[i] = pick.Choice{Label: x.Title, Arg: pick.Key(x.ID)}
	}
	return list
}

// filled puts the number, the day and the address of an appeal in the places that a
// template leaves for them.
func (f flow) filled(text string, _ scene, a *housing.Appeal) string {
	where := a.Place
	if a.House.ID != 0 {
		where = texts.Address(a.House.Address, "")
	}
	return strings.NewReplacer(
		f.t.Label("reception.slot_number"), a.Number,
		f.t.Label("reception.slot_date"), texts.Date(a.Received, housing.Date{}),
		f.t.Label("reception.slot_address"), where,
	).Replace(text)
}
