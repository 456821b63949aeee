package gis

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// maxDepth bounds how deep elements nest; a sheet needs about ten.
const maxDepth = 64

// sheetScan is what one pass over the XML of a sheet finds out. excelize ends
// a broken sheet silently and hides formulas, so both are looked for here.
type sheetScan struct {
	LastRow  int                  // number of the last row element
	Formulas map[int]map[int]bool // row → column
	formulas int
}

// sheetScanner walks over one sheet.
type sheetScanner struct {
	result   *sheetScan
	limit    int
	names    []string // open elements, outermost first
	row, col int
	shared   bool // the last cell names a shared string
	strings  int  // shared strings of the workbook
}

// scanSheet checks that the XML of a sheet is whole, that its shared strings are
// among the given number, and finds its formulas.
func scanSheet(r io.Reader, limits Limits, shared int) (*sheetScan, error) {
	s := newSheetScanner(limits)
	s.strings = shared
	return s.result, s.scan(r, "worksheet")
}

// scanStrings checks that the table of shared strings is whole and not too
// long, and returns how many there are.
func scanStrings(r io.Reader, limits Limits) (int, error) {
	s := newSheetScanner(limits)
	if err := s.scan(r, "sst"); err != nil {
		return 0, err
	}
	if s.strings > limits.Strings {
		return 0, refuse(nil,
			"В файле слишком много разных текстов (больше %d): разделите его.", limits.Strings)
	}
	return s.strings, nil
}

func newSheetScanner(limits Limits) *sheetScanner {
	return &sheetScanner{result: &sheetScan{Formulas: map[int]map[int]bool{}}, limit: limits.Formulas}
}

func (s *sheetScanner) scan(r io.Reader, root string) error {
	in := newTokens(r)
	closed := false
	for {
		kind, tag, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("scan %s: %w", root, err)
		}
		if err := s.take(kind, tag); err != nil {
			return fmt.Errorf("scan %s: %w", root, err)
		}
		closed = closed || kind == closeToken && len(s.names) == 0 && string(tagName(tag)) == root
	}
	if !closed || len(s.names) > 0 {
		return fmt.Errorf("scan %s: it does not end", root)
	}
	return nil
}

func (s *sheetScanner) take(kind tokenKind, tag []byte) error {
	switch kind {
	case openToken, emptyToken:
		name := tagName(tag)
		if err := s.element(name, tag); err != nil || kind == emptyToken {
			return err
		}
		if len(s.names) == maxDepth {
			return errors.New("elements nest too deep")
		}
		s.names = append(s.names, string(name))
	case closeToken:
		last := len(s.names) - 1
		if last < 0 || s.names[last] != string(tagName(tag)) {
			return fmt.Errorf("unexpected end of element %q", tagName(tag))
		}
		s.names = s.names[:last]
	case textToken:
		return s.text(tag)
	default:
	}
	return nil
}

// text refuses a shared string that is not there: excelize would take its
// number for the text.
func (s *sheetScanner) text(piece []byte) error {
	n := len(s.names)
	if !s.shared || n < 2 || s.names[n-1] != "v" || s.names[n-2] != "c" {
		return nil
	}
	if i, err := strconv.Atoi(string(bytes.TrimSpace(piece))); err != nil || i < 0 || i >= s.strings {
		return fmt.Errorf("shared string %.20q of %d", piece, s.strings)
	}
	return nil
}

func (s *sheetScanner) element(name, tag []byte) error {
	parent := ""
	if len(s.names) > 0 {
		parent = s.names[len(s.names)-1]
	}
	switch {
	case parent == "sheetData" && string(name) == "row":
		row, err := rowNumber(tag, s.row)
		if err != nil {
			return err
		}
		s.row, s.col, s.result.LastRow = row, 0, row
	case parent == "row" && string(name) == "c":
		col, err := colNumber(tag, s.col)
		if err != nil {
			return err
		}
		s.col, s.shared = col, attributeText(tag, "t") == "s"
	case parent == "c" && string(name) == "f":
		return s.formula()
	case parent == "sst" && string(name) == "si":
		s.strings++
	}
	return nil
}

func (s *sheetScanner) formula() error {
	s.result.formulas++
	if s.result.formulas > s.limit {
		return refuse(nil, "В листе больше %d формул: замените формулы значениями "+
			"(«Копировать», затем «Вставить значения») и повторите.", s.limit)
	}
	if s.result.Formulas[s.row] == nil {
		s.result.Formulas[s.row] = map[int]bool{}
	}
	s.result.Formulas[s.row][s.col] = true
	return nil
}

// rowNumber returns the number of a row element that follows row last. Rows go upwards.
func rowNumber(tag []byte, last int) (int, error) {
	text := attributeText(tag, "r")
	if text == "" {
		return last + 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= last || n > excelize.TotalRows {
		return 0, fmt.Errorf("row %q after row %d", text, last)
	}
	return n, nil
}

// colNumber returns the column of a cell that follows column last.
func colNumber(tag []byte, last int) (int, error) {
	from, to, ok := attribute(tag, "r")
	if !ok {
		return last + 1, nil
	}
	n := 0
	for _, c := range tag[from:to] {
		if c < 'A' || c > 'Z' || n > excelize.MaxColumns {
			break
		}
		n = n*26 + int(c-'A'+1)
	}
	if n == 0 || n > excelize.MaxColumns {
		return 0, fmt.Errorf("cell %q is in no column", tag[from:to])
	}
	return n, nil
}
