package pick

import (
	"path"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Enclosure is the intent of a file that came to an appeal or its answer.
type Enclosure struct {
	File string `json:"file"`
	Name string `json:"name,omitempty"`
	Said string `json:"said,omitempty"` // what was typed below it
}

// enclosable are the ends of names of files that are taken.
func enclosable() []string {
	return []string{"pdf", "doc", "docx", "xls", "xlsx", "rtf", "jpg", "jpeg", "png", "tif", "tiff", "zip"}
}

// Enclose takes a file beside have others. What its name and size say already is
// refused without fetching it.
func Enclose[D any](d D, t dialogs.Texter, up *dialogs.Upload, have int) dialogs.Move[D] {
	end := strings.ToLower(strings.TrimPrefix(path.Ext(up.Name), "."))
	switch {
	case up.Size > housing.AppealFileSize:
		return dialogs.Refuse(d, t.T("appeal.file_large",
			"Size", texts.Count(int((up.Size+1<<20-1)>>20)), "Most", housing.AppealFileSize>>20))
	case end != "" && !slices.Contains(enclosable(), end):
		return dialogs.Refuse(d, t.T("appeal.file_kind", "Kind", Echo(end)))
	case have >= housing.AppealFiles:
		return dialogs.Refuse(d, t.T("error.appeal_files"))
	}
	return dialogs.Do(d, dialogs.Intend("file", Enclosure{
		File: up.ID, Name: up.Name, Said: housing.CleanText(up.Caption),
	}))
}

// EnclosureFormats says what may be enclosed.
func EnclosureFormats(t dialogs.Texter) texts.Text {
	return t.T("appeal.formats", "Kinds", strings.Join(enclosable(), ", "),
		"Size", housing.AppealFileSize>>20, "Most", housing.AppealFiles, "All", housing.AppealAllSize>>20)
}

// EnclosureNames lists files by their names; none is the empty text.
func EnclosureNames(t dialogs.Texter, files []housing.AppealFile) texts.Text {
	var names texts.Text
	for i := range files {
		names = texts.Join(", ", names, texts.Escape(files[i].Name))
	}
	if names == "" {
		return ""
	}
	return t.T("appeal.file_list", "Names", names)
}
