package gis

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// writeResult writes a copy of the workbook with the statuses filled in. All
// parts but the edited sheets are copied as they are, and those keep every byte
// outside the column of statuses: excelize would hold whole sheets in memory.
func writeResult(w io.Writer, b *book, statuses map[string]map[int]string, tables ...*table) error {
	if w == nil {
		return nil
	}
	edits := map[string]*edit{}
	for _, t := range tables {
		edits[partName(t.sheet.Part)] = newEdit(t, statuses[t.sheet.Part])
	}
	out := zip.NewWriter(w)
	for _, f := range b.zip.File {
		if err := copyPart(out, f, edits[partName(f.Name)]); err != nil {
			return fmt.Errorf("write result workbook: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("write result workbook: %w", err)
	}
	return nil
}

func copyPart(out *zip.Writer, f *zip.File, e *edit) error {
	if e == nil {
		return out.Copy(f)
	}
	from, err := f.Open()
	if err != nil {
		return err
	}
	to, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified})
	if err != nil {
		return errors.Join(err, from.Close())
	}
	return errors.Join(e.apply(to, from), from.Close())
}

// edit fills one column of a sheet.
type edit struct {
	col   int // from 1
	texts map[int]string

	out      io.Writer
	row, at  int    // where the reading stands
	pending  string // status of the row that is still to be written
	skipping int    // depth within a cell that is replaced
	style    string // of the replaced cell
	err      error
}

func newEdit(t *table, texts map[int]string) *edit {
	e := &edit{col: t.layout.width + 1, texts: texts}
	if cols := t.layout.fields[statusField]; len(cols) > 0 {
		e.col = cols[0] + 1
		return e
	}
	if e.texts == nil {
		e.texts = map[int]string{}
	}
	e.texts[t.layout.header] = t.titleOf(statusField)
	return e
}

func (e *edit) apply(w io.Writer, r io.Reader) error {
	e.out = w
	in := newTokens(r)
	for e.err == nil {
		kind, tag, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		e.token(kind, tag)
	}
	return e.err
}

func (e *edit) write(b []byte) {
	if e.err == nil {
		_, e.err = e.out.Write(b)
	}
}

func (e *edit) token(kind tokenKind, tag []byte) {
	if e.skipping > 0 {
		e.skip(kind, tag)
		return
	}
	if kind == textToken || kind == otherToken {
		e.write(tag)
		return
	}
	switch string(tagName(tag)) {
	case "row":
		e.rowTag(kind, tag)
	case "c":
		e.cellTag(kind, tag)
	case "dimension": // optional, and too narrow for the added column
		if kind == openToken {
			e.skipping = 1
		}
	default:
		e.write(tag)
	}
}

// skip drops what stands inside a replaced element.
func (e *edit) skip(kind tokenKind, tag []byte) {
	switch kind {
	case openToken:
		e.skipping++
	case closeToken:
		e.skipping--
		if e.skipping == 0 && string(tagName(tag)) == "c" {
			e.flush(tag)
		}
	default:
	}
}

func (e *edit) rowTag(kind tokenKind, tag []byte) {
	if kind == closeToken {
		e.flush(tag)
		e.write(tag)
		return
	}
	n, err := rowNumber(tag, e.row)
	if err != nil { // a row of a control's anchor, not of the sheet
		e.write(tag)
		return
	}
	e.row, e.at, e.pending, e.style = n, 0, e.texts[n], ""
	if e.pending == "" {
		e.write(tag)
		return
	}
	tag = withoutAttribute(tag, "spans")
	if kind == openToken {
		e.write(tag)
		return
	}
	e.write(append(bytes.TrimRight(bytes.TrimSuffix(tag, []byte("/>")), " "), '>'))
	e.flush(tag)
	e.write([]byte("</" + string(tagPrefix(tag)) + "row>"))
}

func (e *edit) cellTag(kind tokenKind, tag []byte) {
	if kind == closeToken || e.pending == "" {
		e.write(tag)
		return
	}
	col, err := colNumber(tag, e.at)
	if err != nil {
		e.err = err
		return
	}
	e.at = col
	switch {
	case col < e.col:
		e.write(tag)
	case col > e.col:
		e.flush(tag)
		e.write(tag)
	case kind == emptyToken:
		e.style = attributeText(tag, "s")
		e.flush(tag)
	default:
		e.style, e.skipping = attributeText(tag, "s"), 1
	}
}

// flush writes the cell of the status, with the prefix of the tag beside it.
func (e *edit) flush(beside []byte) {
	if e.pending == "" {
		return
	}
	name, err := excelize.CoordinatesToCellName(e.col, e.row)
	if err != nil {
		e.err = err
		return
	}
	var text bytes.Buffer
	if err := xml.EscapeText(&text, []byte(e.pending)); err != nil {
		e.err = err
		return
	}
	style := ""
	if _, err := strconv.Atoi(e.style); err == nil {
		style = ` s="` + e.style + `"`
	}
	x := string(tagPrefix(beside))
	e.write([]byte("<" + x + `c r="` + name + `"` + style + ` t="inlineStr"><` + x + "is><" + x +
		`t xml:space="preserve">` + text.String() + "</" + x + "t></" + x + "is></" + x + "c>"))
	e.pending = ""
}

// withoutAttribute returns tag without the named attribute.
func withoutAttribute(tag []byte, name string) []byte {
	from, to, ok := attribute(tag, name)
	if !ok {
		return tag
	}
	start := bytes.LastIndex(tag[:from], []byte(name))
	return append(append([]byte{}, bytes.TrimRight(tag[:start], " \t\r\n")...), tag[to+1:]...)
}
