// Package mydata writes what is stored about a person as one archive: a page to read, the same as JSON
// for programs, and the files.
package mydata

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

//go:embed page.html
var page embed.FS

// Texter finds sentences; *texts.Catalogue does.
type Texter interface {
	Label(key string, args ...any) string
}

// The names inside of the archive.
const (
	PageName = "data.html"
	JSONName = "data.json"
)

// Archive writes everything into one file. Moments on the page are those of zone, in the JSON those of UTC.
func Archive(w io.Writer, all housing.Stored, zone *time.Location, t Texter) error {
	z := zip.NewWriter(w)
	html, err := render(all, zone, t)
	if err != nil {
		return err
	}
	data, err := encode(all)
	if err != nil {
		return err
	}
	own := []housing.WebFile{{Name: PageName, Data: html}, {Name: JSONName, Data: data}}
	for _, f := range slices.Concat(own, all.Files) {
		// the name of a file that somebody sent leads nowhere else
		in, err := z.CreateHeader(&zip.FileHeader{
			Name: path.Join("/", f.Name)[1:], Method: zip.Deflate, Modified: all.At,
		})
		if err != nil {
			return fmt.Errorf("add %s: %w", f.Name, err)
		}
		if _, err := in.Write(f.Data); err != nil {
			return fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("close archive: %w", err)
	}
	return nil
}

// encode writes every part as a list of objects, in the order of the parts.
func encode(all housing.Stored) ([]byte, error) {
	parts := make(map[string][]map[string]any, len(all.Parts))
	for _, p := range all.Parts {
		rows := make([]map[string]any, len(p.Rows))
		for i, r := range p.Rows {
			rows[i] = make(map[string]any, len(r))
			for j, v := range r {
				rows[i][p.Fields[j]] = v
			}
		}
		parts[p.Name] = rows
	}
	out, err := json.MarshalIndent(map[string]any{"at": all.At.UTC(), "data": parts}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode what is stored: %w", err)
	}
	return out, nil
}

// shown is the page.
type shown struct {
	Title, At string
	Parts     []shownPart
	Empty     string
	LeftTitle string
	Left      []string
}

type shownPart struct {
	Title  string
	Fields []string
	Rows   [][]string
}

func render(all housing.Stored, zone *time.Location, t Texter) ([]byte, error) {
	v := shown{
		Title: t.Label("stored.title"), At: t.Label("stored.at", "At", moment(all.At, zone),
			"Offset", all.At.In(zone).Format("-07:00")),
		LeftTitle: t.Label("stored.left_title"),
	}
	for _, p := range all.Parts {
		if err := known(p); err != nil {
			return nil, err
		}
		if len(p.Rows) > 0 {
			v.Parts = append(v.Parts, partOf(p, zone, t))
		}
	}
	for _, key := range all.Left {
		v.Left = append(v.Left, t.Label(key))
	}
	tmpl, err := template.ParseFS(page, "page.html")
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, v); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	return out.Bytes(), nil
}

// known refuses what there are no words for: a page that shows less than it should is a lie.
func known(p housing.StoredPart) error {
	if partKey(p.Name) == "" {
		return fmt.Errorf("no words for part %s", p.Name)
	}
	for _, f := range p.Fields {
		if fieldKey(f) == "" {
			return fmt.Errorf("no words for field %s of part %s", f, p.Name)
		}
	}
	return nil
}

func partOf(p housing.StoredPart, zone *time.Location, t Texter) shownPart {
	s := shownPart{Title: t.Label(partKey(p.Name))}
	for _, f := range p.Fields {
		s.Fields = append(s.Fields, t.Label(fieldKey(f)))
	}
	for _, r := range p.Rows {
		row := make([]string, len(r))
		for i, v := range r {
			row[i] = written(p.Fields[i], v, zone, t)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// rightsOf tells what somebody may do in words.
func rightsOf(names string, t Texter) string {
	each := strings.Split(names, ", ")
	rights := make([]housing.Right, len(each))
	for i, name := range each {
		rights[i] = housing.Right(name)
	}
	return texts.Rights(rights, t.Label)
}

// written is a value as people read it.
func written(field string, v any, zone *time.Location, t Texter) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return t.Label("stored.yes")
		}
		return t.Label("stored.no")
	case time.Time:
		return moment(v, zone)
	case string:
		if field == "deed" {
			return t.Label(texts.DeedKey(v))
		}
		if field == "rights" {
			return rightsOf(v, t)
		}
		if key := wordKey(v); key != "" {
			return t.Label(key)
		}
		return v
	}
	return fmt.Sprint(v)
}

func moment(at time.Time, zone *time.Location) string { return at.In(zone).Format("02.01.2006 15:04") }
