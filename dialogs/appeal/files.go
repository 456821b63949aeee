package appeal

import (
	"context"
	"strconv"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// keep fetches a file, judges it and puts it into the draft.
func (f flow) keep(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	var x pick.Enclosure
	if err := intent.Take(&x); err != nil {
		return move{}, err
	}
	file, err := f.Files.Enclose(ctx, x.File, x.Name)
	if err != nil {
		return move{}, err
	}
	m, err := f.change(ctx, s, housing.AppealChange{File: &file, Add: x.Said})
	m.To, m.Notice = "", f.t.T("appeal.file_there", "Name", file.Name)
	return m, err
}

// files lists what is enclosed; each can be taken out.
func (f flow) files() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "files", Next: nexts("files"), Load: f.load, Files: true,
		Show: func(_ scene, a housing.Appeal) dialogs.Screen {
			var rows [][]dialogs.Button
			for i := range a.Files {
				rows = append(rows, dialogs.OnArg(
					f.t.Label("appeal.file_drop", "Name", a.Files[i].Name), "drop",
					strconv.FormatInt(a.Files[i].ID, 10)))
			}
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+f.t.T("appeal.files")+"*",
					pick.EnclosureNames(f.t, a.Files), pick.EnclosureFormats(f.t)),
				Rows: append(rows, dialogs.On(f.t.Label("appeal.ready"), "ready")),
			}
		},
		Decide: func(s scene, a housing.Appeal, in dialogs.Input) move {
			switch {
			case in.File != nil:
				return pick.Enclose(s.Draft, f.t, in.File, len(a.Files))
			case in.Act.Do == "drop":
				return dialogs.Do(s.Draft, in.Act)
			case in.Act.Do == "ready":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, next(&a))
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == "file" {
				return f.keep(ctx, s, intent)
			}
			id, _ := strconv.ParseInt(intent.Arg, 10, 64)
			m, err := f.change(ctx, s, housing.AppealChange{DropFile: id})
			m.To = ""
			return m, err
		},
	}
}
