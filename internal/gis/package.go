package gis

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// inflation is how many times a workbook may grow when unzipped; real ones grow
// ten to forty times.
const inflation = 300

const notWorkbook = "Это не книга Excel: нужен файл .xlsx в виде шаблона ГИС ЖКХ."

// sheetPart is a sheet of a workbook and the part that holds it.
type sheetPart struct {
	Name string
	Part string
}

// openPackage refuses everything that is not a whole, harmless, readable package.
func openPackage(src Source, limits Limits) (*zip.Reader, error) {
	if src.Size == 0 {
		return nil, refuse(nil, "Файл пустой.")
	}
	if src.Size > limits.Package {
		return nil, refuse(nil, "Файл больше %d МБ: разделите его на несколько.", limits.Package>>20)
	}
	head := make([]byte, 8)
	n, err := src.Data.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	switch head = head[:n]; {
	case bytes.Equal(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return nil, refuseCompound(src)
	case !bytes.HasPrefix(head, []byte("PK")):
		return nil, refuse(nil, notWorkbook)
	}
	z, err := zip.NewReader(src.Data, src.Size)
	if err != nil {
		return nil, damaged(err)
	}
	return z, checkSizes(z, src.Size, limits)
}

// refuseCompound tells an encrypted workbook from one of Excel 97.
func refuseCompound(src Source) error {
	const part = "EncryptedPackage"
	utf16 := make([]byte, 0, 2*len(part))
	for _, c := range []byte(part) {
		utf16 = append(utf16, c, 0)
	}
	data, err := io.ReadAll(io.NewSectionReader(src.Data, 0, src.Size))
	if err != nil {
		return fmt.Errorf("read workbook: %w", err)
	}
	if bytes.Contains(data, utf16) {
		return refuse(nil, "Файл защищён паролем: снимите защиту и сохраните его ещё раз.")
	}
	return refuse(nil, "Это книга старого вида (.xls): откройте её в Excel и сохраните как .xlsx.")
}

// checkSizes refuses zip bombs by what the directory declares. archive/zip
// refuses a part that turns out longer than declared.
func checkSizes(z *zip.Reader, size int64, limits Limits) error {
	var total, other uint64
	seen := map[string]bool{}
	for _, f := range z.File {
		name := partName(f.Name)
		if f.Flags&1 != 0 {
			return refuse(nil, "Файл защищён паролем: снимите защиту и сохраните его ещё раз.")
		}
		if seen[name] {
			return damaged(fmt.Errorf("part %q is there twice", f.Name))
		}
		seen[name] = true
		if exceeds(f.UncompressedSize64, limits.Unzipped) {
			return refuseBomb(limits)
		}
		total += f.UncompressedSize64
		if !isStreamed(name) {
			other += f.UncompressedSize64
		}
		if exceeds(total, limits.Unzipped) || exceeds(other, limits.Part) {
			return refuseBomb(limits)
		}
	}
	if total > 10<<20 && exceeds(total/inflation, size) {
		return refuseBomb(limits)
	}
	return nil
}

func exceeds(size uint64, most int64) bool { return most < 0 || size > uint64(most) }

func refuseBomb(limits Limits) error {
	return refuse(nil, "В файле слишком много данных (больше %d МБ без сжатия): "+
		"удалите лишние листы, картинки и пустые строки или разделите его.", limits.Unzipped>>20)
}

// isStreamed reports whether excelize keeps a part in a temporary file instead of in memory.
func isStreamed(name string) bool {
	return strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml"
}

// partName folds the name of a part as parts are compared.
func partName(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
}

func findPart(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if partName(f.Name) == partName(name) {
			return f
		}
	}
	return nil
}

// relationships are the links of one part to others.
type relationships struct {
	Links []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// readPart decodes a small part.
func readPart(z *zip.Reader, name string, into any) error {
	f := findPart(z, name)
	if f == nil {
		return fmt.Errorf("part %q is missing", name)
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open part %q: %w", name, err)
	}
	err = xml.NewDecoder(r).Decode(into)
	if err := errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("read part %q: %w", name, err)
	}
	return nil
}

// workbookPart returns the name of the part that lists the sheets.
func workbookPart(z *zip.Reader) (string, error) {
	var rels relationships
	if err := readPart(z, "_rels/.rels", &rels); err != nil {
		return "", err
	}
	for _, link := range rels.Links {
		if strings.HasSuffix(link.Type, "/officeDocument") {
			return strings.TrimPrefix(link.Target, "/"), nil
		}
	}
	return "", errors.New("no part lists the sheets")
}

// listSheets returns the sheets of a package in their order.
func listSheets(z *zip.Reader) ([]sheetPart, error) {
	if findPart(z, "_rels/.rels") == nil {
		return nil, refuse(nil, notWorkbook)
	}
	book, err := workbookPart(z)
	if err != nil {
		return nil, damaged(err)
	}
	var content struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			Old  string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels relationships
	err = errors.Join(readPart(z, book, &content),
		readPart(z, path.Join(path.Dir(book), "_rels", path.Base(book)+".rels"), &rels))
	if err != nil {
		return nil, damaged(err)
	}
	if len(content.Sheets) == 0 { // a document of Word, say
		return nil, refuse(nil, notWorkbook)
	}
	targets := map[string]string{}
	for _, link := range rels.Links {
		targets[link.ID] = resolvePart(book, link.Target)
	}
	var sheets []sheetPart
	for _, s := range content.Sheets {
		sheets = append(sheets, sheetPart{Name: s.Name, Part: targets[s.ID+s.Old]})
	}
	return sheets, nil
}

func resolvePart(book, target string) string {
	if rest, ok := strings.CutPrefix(target, "/"); ok {
		return rest
	}
	return path.Join(path.Dir(book), target)
}
