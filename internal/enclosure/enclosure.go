// Package enclosure judges the files that people enclose with what they write:
// the kind is what their content says, whatever their name; archives are looked
// through, and what they would take unpacked is bounded. It refuses to know where
// files come from and go to.
package enclosure

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"dombot/internal/housing"
)

// kinds are the types of content that are taken, each with the end of its name.
func kinds() map[string]string {
	return map[string]string{
		"application/pdf":          "pdf",
		"application/msword":       "doc",
		"application/vnd.ms-excel": "xls",
		"text/rtf":                 "rtf",
		"image/jpeg":               "jpg",
		"image/png":                "png",
		"image/tiff":               "tif",
		"application/zip":          "zip",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       "xlsx",
	}
}

// oldOffice is a document of Office 97 whose program cannot be told: its name decides.
const oldOffice = "application/x-ole-storage"

// Judge returns a file as it is kept: its name ends as its kind does. Its errors
// may be read by the person who sent it.
func Judge(name string, data []byte) (housing.AppealFile, error) {
	if len(data) == 0 {
		return housing.AppealFile{}, refused("error.appeal_file_empty")
	}
	if len(data) > housing.AppealFileSize {
		return housing.AppealFile{}, refused("error.appeal_file_large")
	}
	kind := kindOf(name, data)
	switch kind {
	case "":
		return housing.AppealFile{}, refused("error.appeal_file_kind")
	case "zip", "docx", "xlsx":
		if err := unpackable(data); err != nil {
			return housing.AppealFile{}, err
		}
	case "tif":
		data = withoutPlace(data)
	}
	return housing.AppealFile{Name: named(name, kind), Kind: kind, Size: int64(len(data)), Data: data}, nil
}

// kindOf tells what the content is; empty for what is not taken.
func kindOf(name string, data []byte) string {
	detected := mimetype.Detect(data)
	for mime, kind := range kinds() {
		if detected.Is(mime) {
			return kind
		}
	}
	if end := ending(name); detected.Is(oldOffice) && (end == "doc" || end == "xls") {
		return end
	}
	return ""
}

// ending is that of a name, in small letters and without its dot.
func ending(name string) string { return strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")) }

// maxName is how long a name may be, in signs.
const maxName = 80

// named is a name as it is shown and handed out: without folders and signs that
// cannot be seen, ending as its kind does.
func named(name, kind string) string {
	name = path.Base(strings.ReplaceAll(housing.CleanText(name), `\`, "/"))
	stem := strings.Join(strings.Fields(strings.TrimSuffix(name, path.Ext(name))), " ")
	stem = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/|?*`+"\n", r) {
			return '_'
		}
		return r
	}, stem), ". ")
	if utf8.RuneCountInString(stem) > maxName {
		stem = string([]rune(stem)[:maxName])
	}
	if stem == "" {
		stem = "file"
	}
	return stem + "." + kind
}

func refused(key string) error { return &housing.Error{Kind: housing.Refused, Text: key} }

// programs are the ends of names that no archive may hold.
func programs() []string {
	return []string{
		"exe", "com", "bat", "cmd", "scr", "msi", "js", "vbs", "ps1", "jar", "lnk", "dll", "apk", "hta", "sh",
	}
}

// runs reports whether a name is that of a program or of macros.
func runs(name string) bool {
	return slices.Contains(programs(), ending(name)) || strings.EqualFold(path.Base(name), "vbaProject.bin")
}
