package appeal

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// accepted are the ends of names of files that are taken.
func accepted() []string {
	return []string{"pdf", "doc", "docx", "xls", "xlsx", "rtf", "jpg", "jpeg", "png", "tif", "tiff", "zip"}
}

// enclosure is the intent of a file that came.
type enclosure struct {
	File string `json:"file"`
	Name string `json:"name,omitempty"`
	Said string `json:"said,omitempty"` // what was typed below it
}

// enclose takes a file; what its name and size say already is not fetched.
func (f flow) enclose(d draft, a *housing.Appeal, up *dialogs.Upload) move {
	end := strings.ToLower(strings.TrimPrefix(path.Ext(up.Name), "."))
	switch {
	case up.Size > housing.AppealFileSize:
		return dialogs.Refuse(d, f.t.T("appeal.file_large",
			"Size", texts.Count(int(up.Size>>20)), "Most", housing.AppealFileSize>>20))
	case end != "" && !slices.Contains(accepted(), end):
		return dialogs.Refuse(d, f.t.T("appeal.file_kind", "Kind", pick.Echo(end)))
	case len(a.Files) >= housing.AppealFiles:
		return dialogs.Refuse(d, f.t.T("error.appeal_files"))
	}
	return dialogs.Do(d, dialogs.Intend("file", enclosure{
		File: up.ID, Name: up.Name, Said: housing.CleanText(up.Caption),
	}))
}

// keep fetches a file, judges it and puts it into the draft.
func (f flow) keep(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	var x enclosure
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
				Text: texts.Join("\n", "*"+f.t.T("appeal.files")+"*", f.fileList(&a), f.formats()),
				Rows: append(rows, dialogs.On(f.t.Label("appeal.ready"), "ready")),
			}
		},
		Decide: func(s scene, a housing.Appeal, in dialogs.Input) move {
			switch {
			case in.File != nil:
				return f.enclose(s.Draft, &a, in.File)
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

// formats says what may be enclosed.
func (f flow) formats() texts.Text {
	return f.t.T("appeal.formats", "Kinds", strings.Join(accepted(), ", "),
		"Size", housing.AppealFileSize>>20, "Most", housing.AppealFiles, "All", housing.AppealAllSize>>20)
}

// fileList names the files.
func (f flow) fileList(a *housing.Appeal) texts.Text {
	var names texts.Text
	for i := range a.Files {
		names = texts.Join(", ", names, texts.Escape(a.Files[i].Name))
	}
	if names == "" {
		return ""
	}
	return f.t.T("appeal.file_list", "Names", names)
}
