package gis

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

// maxCSV is how large a table that is not a workbook may be.
const maxCSV = 8 << 20

// Workbook makes a workbook of a table in CSV, of one sheet with a name: UTF-8 or
// Windows-1251, columns divided by semicolons, tabs or commas. What is a workbook
// already stays one.
func Workbook(src Source, sheet string) (Source, error) {
	head := make([]byte, 4)
	if n, err := src.Data.ReadAt(head, 0); err == nil && string(head[:n]) == "PK\x03\x04" {
		return src, nil
	}
	if src.Size > maxCSV {
		return src, refuse(nil, "Таблица CSV больше %d МБ: разделите её на несколько.", maxCSV>>20)
	}
	data := make([]byte, src.Size)
	if _, err := src.Data.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
		return src, damaged(err)
	}
	lines, err := readCSV(data)
	if err != nil {
		return src, refuse(err, "Файл не похож ни на книгу Excel, ни на таблицу CSV.")
	}
	return bookOf(lines, sheet)
}

func readCSV(data []byte) ([][]string, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		decoded, err := charmap.Windows1251.NewDecoder().Bytes(data)
		if err != nil {
			return nil, err
		}
		data = decoded
	}
	if bytes.ContainsRune(data, 0) {
		return nil, errors.New("the file has zero bytes")
	}
	first, _, _ := strings.Cut(string(data), "\n")
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	r.Comma = ';'
	for _, comma := range "\t," {
		if !strings.ContainsRune(first, ';') && strings.ContainsRune(first, comma) {
			r.Comma = comma
			break
		}
	}
	return readAll(r)
}

// readAll reads lines at the places where they stand, so that rows keep their numbers.
func readAll(r *csv.Reader) (lines [][]string, err error) {
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
		at, _ := r.FieldPos(0)
		for len(lines) < at-1 {
			lines = append(lines, nil)
		}
		lines = append(lines, fields)
	}
}

func bookOf(lines [][]string, sheet string) (src Source, err error) {
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := file.SetSheetName("Sheet1", sheet); err != nil {
		return src, err
	}
	out, err := file.NewStreamWriter(sheet)
	if err != nil {
		return src, err
	}
	for i, line := range lines {
		cells := make([]any, len(line))
		for j, text := range line {
			cells[j] = text
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return src, err
		}
		if err := out.SetRow(at, cells); err != nil {
			return src, err
		}
	}
	if err := out.Flush(); err != nil {
		return src, err
	}
	var b bytes.Buffer
	if _, err := file.WriteTo(&b); err != nil {
		return src, err
	}
	return Source{Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())}, nil
}
