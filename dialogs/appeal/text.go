package appeal

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// writing is the text with whom to call about it.
type writing struct {
	appeal  housing.Appeal
	service housing.Service
}

// loadWriting finds the dispatcher only where the text asks for one.
func (f flow) loadWriting(ctx context.Context, s scene) (v writing, err error) {
	if v.appeal, err = f.load(ctx, s); err != nil || v.appeal.House.ID == 0 || !v.appeal.Alarming() {
		return v, err
	}
	v.service, err = f.Services.ServiceOf(ctx, v.appeal.House.ID)
	return v, err
}

// warning says whom to call, where a text is about a danger.
func (f flow) warning(v writing) texts.Text {
	if !v.appeal.Alarming() {
		return ""
	}
	return f.t.T("appeal.danger", "Phones", f.phones(v.service))
}

// text takes the text, in as many messages as it takes.
func (f flow) text() dialogs.Step[draft, writing] {
	return dialogs.Step[draft, writing]{
		ID: "text", Next: nexts("files"), Load: f.loadWriting, Files: true,
		Doc:  []dialogs.Documented{{Step: "7", Labels: []string{"appeal.text"}}},
		Show: f.showText,
		Decide: func(s scene, v writing, in dialogs.Input) move {
			if in.File != nil {
				return pick.Enclose(s.Draft, f.t, in.File, len(v.appeal.Files))
			}
			switch in.Act.Do {
			case "files":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, "files")
			case "ready":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, next(&v.appeal))
			case "drop":
				return dialogs.Do(s.Draft, in.Act)
			}
			if in.Pressed() {
				return dialogs.Unknown(s.Draft)
			}
			return f.write(s.Draft, &v.appeal, in.Text)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == "file" {
				return f.keep(ctx, s, intent)
			}
			c := housing.AppealChange{DropPart: intent.Do == "drop"}
			if intent.Do == "add" {
				c.Add = intent.Arg
			}
			m, err := f.change(ctx, s, c)
			m.To = ""
			return m, err
		},
	}
}

// write takes a further message of the text.
func (f flow) write(d draft, a *housing.Appeal, typed string) move {
	part := housing.CleanText(typed)
	if part == "" {
		return dialogs.Refuse(d, f.t.T("appeal.text_empty"))
	}
	if whole := housing.AppealLen(append([]string{part}, a.Parts...)); whole > housing.AppealLength {
		return dialogs.Refuse(d, f.t.T("appeal.text_long",
			"Over", texts.Count(whole-housing.AppealLength), "Most", texts.Count(housing.AppealLength)))
	}
	return dialogs.Do(d, dialogs.Act{Do: "add", Arg: part})
}

func (f flow) showText(_ scene, v writing) dialogs.Screen {
	a := &v.appeal
	screen := dialogs.Screen{Text: texts.Join("\n",
		f.warning(v), f.t.T("appeal.step", "Step", 7)+" · *"+f.t.T("appeal.text")+"*",
		f.origin(a), f.t.T("appeal.text_ask"),
		pick.EnclosureFormats(f.t),
	)}
	if len(a.Parts) > 0 {
		screen.Rows = [][]dialogs.Button{
			dialogs.On(f.t.Label("appeal.ready"), "ready"), dialogs.On(f.t.Label("appeal.drop_part"), "drop"),
		}
	}
	if len(a.Files) > 0 {
		screen.Rows = append(screen.Rows,
			dialogs.On(f.t.Label("appeal.files_count", "Count", len(a.Files)), "files"))
	}
	if len(a.Parts)+len(a.Files) > 0 {
		screen.Text = texts.Join("\n\n", screen.Text, f.t.T("appeal.written", "Count",
			texts.Count(housing.AppealLen(a.Parts)), "Most", texts.Count(housing.AppealLength),
			"Files", len(a.Files)))
	}
	return screen
}
