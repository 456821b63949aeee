package gis

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// inMemory is how many bytes of a sheet or of the strings excelize keeps in
// memory; the rest goes through temporary files.
const inMemory = 1 << 20

// book is an opened workbook.
type book struct {
	zip      *zip.Reader
	file     *excelize.File
	sheets   []sheetPart
	limits   Limits
	strings  int // shared by the sheets
	date1904 bool
}

func openBook(src Source, limits Limits) (*book, error) {
	z, err := openPackage(src, limits)
	if err != nil {
		return nil, err
	}
	sheets, err := listSheets(z)
	if err != nil {
		return nil, err
	}
	shared, err := countStrings(z, limits)
	if err != nil {
		return nil, damaged(err)
	}
	file, err := openFile(src, limits)
	if err != nil {
		return nil, damaged(err)
	}
	b := &book{zip: z, file: file, sheets: sheets, limits: limits, strings: shared}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.date1904 = *props.Date1904
	}
	return b, nil
}

// openFile opens the workbook with excelize; a panic on a broken part is a broken file.
func openFile(src Source, limits Limits) (file *excelize.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("open workbook: %v", r)
		}
	}()
	file, err = excelize.OpenReader(io.NewSectionReader(src.Data, 0, src.Size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unzipped, UnzipXMLSizeLimit: inMemory,
	})
	if err != nil {
		if file != nil {
			err = errors.Join(err, file.Close())
		}
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	return file, nil
}

// countStrings checks the table of shared strings; a workbook may lack it.
func countStrings(z *zip.Reader, limits Limits) (int, error) {
	f := findPart(z, "xl/sharedStrings.xml")
	if f == nil {
		return 0, nil
	}
	r, err := f.Open()
	if err != nil {
		return 0, fmt.Errorf("open strings: %w", err)
	}
	n, err := scanStrings(r, limits)
	return n, errors.Join(err, r.Close())
}

// Close removes the temporary files of the workbook.
func (b *book) Close() error {
	if err := b.file.Close(); err != nil {
		return fmt.Errorf("close workbook: %w", err)
	}
	return nil
}

// find returns the sheet of a template; false if the workbook has none.
func (b *book) find(t template) (sheetPart, bool) {
	for _, s := range b.sheets {
		if foldHeader(s.Name) == foldHeader(t.sheet) {
			return s, true
		}
	}
	return sheetPart{}, false
}

// require refuses a workbook that lacks the sheet of a template.
func (b *book) require(templates ...template) error {
	var missing, found []string
	want := make([]string, 0, len(templates))
	for _, t := range templates {
		want = append(want, "«"+t.sheet+"»")
		if _, ok := b.find(t); !ok {
			missing = append(missing, "«"+t.sheet+"»")
		}
	}
	if len(missing) == 0 {
		return nil
	}
	for _, s := range b.sheets {
		found = append(found, "«"+s.Name+"»")
	}
	return refuse(nil, "В книге нет %s %s: %s %s, а в ней %s.",
		singular(missing, "листа", "листов"), strings.Join(missing, " и "),
		singular(want, "нужен лист", "нужны листы"), strings.Join(want, " и "), strings.Join(found, ", "))
}

func singular(names []string, one, many string) string {
	if len(names) == 1 {
		return one
	}
	return many
}

// table opens the sheet of a template and finds its headers.
func (b *book) table(t template, count *progress) (*table, error) {
	sheet, _ := b.find(t)
	scan, err := b.scan(sheet)
	if err != nil {
		return nil, damaged(err)
	}
	rows, err := b.file.Rows(sheet.Name)
	if err != nil {
		return nil, damaged(err)
	}
	tab := &table{
		template: t, sheet: sheet, scan: scan, rows: rows, progress: count, limit: b.limits.Rows,
		date1904: b.date1904, numbers: map[string]decimal.Decimal{},
	}
	count.total += scan.LastRow
	if err := tab.readHeader(); err != nil {
		return nil, errors.Join(err, tab.Close())
	}
	return tab, nil
}

func (b *book) scan(sheet sheetPart) (*sheetScan, error) {
	f := findPart(b.zip, sheet.Part)
	if f == nil {
		return nil, fmt.Errorf("part %q is missing", sheet.Part)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open sheet %q: %w", sheet.Name, err)
	}
	scan, err := scanSheet(r, b.limits, b.strings)
	return scan, errors.Join(err, r.Close())
}
