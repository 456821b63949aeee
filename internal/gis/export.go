package gis

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"dombot/internal/housing"
)

// The sheets of the workbook of readings.
const (
	ReadingSheet    = "Импорт показаний ИПУ"
	UnnumberedSheet = "Без номера ГИС ЖКХ"
)

// Counts says how many readings went to which sheet of an export.
type Counts struct {
	Numbered   int // of meters with a number in ГИС ЖКХ
	Unnumbered int // of meters without one; ГИС ЖКХ cannot take them
}

// Exporter writes readings for the organisation to hand over to ГИС ЖКХ.
type Exporter struct{}

// readingTitles are the headers of «Импорт показаний ИПУ», version 13.1.3.1.
func readingTitles() []any {
	return []any{
		"Адрес дома", "Номер ПУ в ГИС ЖКХ", "Вид коммунального ресурса", "Период",
		"Показание Т1", "Показание Т2", "Показание Т3", "Дата снятия показаний (дд.мм.гггг)",
		"Техническая возможность автоматического расчета потребляемого объема ресурса", statusTitle,
	}
}

func unnumberedTitles() []any {
	return []any{
		"Адрес дома", "Номер помещения", "Номер лицевого счета", "Заводской (серийный) номер ПУ",
		"Вид коммунального ресурса", "Период", "Показание Т1", "Показание Т2", "Показание Т3",
		"Дата снятия показаний (дд.мм.гггг)",
	}
}

// Readings writes rows in the template «Импорт показаний ИПУ»; meters without
// a number in ГИС ЖКХ go to a second sheet. Texts are written as texts, so that
// none becomes a formula. The workbook remembers at, a moment at which every
// row stood as it is here: its answer tells nothing of readings given later.
func (Exporter) Readings(w io.Writer, rows []housing.ExportRow, at time.Time) (Counts, error) {
	file := excelize.NewFile()
	counts, err := fillReadings(file, rows)
	if err == nil {
		err = stamp(file, at)
	}
	if err == nil {
		_, err = file.WriteTo(w)
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return Counts{}, fmt.Errorf("write readings: %w", err)
	}
	return counts, nil
}

// stampPrefix begins the identifier of a workbook of ours, before its moment.
const stampPrefix = "dombot "

func stamp(file *excelize.File, at time.Time) error {
	return file.SetDocProps(&excelize.DocProperties{
		Identifier: stampPrefix + at.UTC().Format(time.RFC3339Nano),
	})
}

// stamped returns the moment of a workbook of ours; zero if there is none.
func stamped(file *excelize.File) time.Time {
	props, err := file.GetDocProps()
	if err != nil {
		return time.Time{}
	}
	s, _ := strings.CutPrefix(props.Identifier, stampPrefix)
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return at
}

func fillReadings(file *excelize.File, rows []housing.ExportRow) (Counts, error) {
	if err := file.SetSheetName("Sheet1", ReadingSheet); err != nil {
		return Counts{}, err
	}
	if _, err := file.NewSheet(UnnumberedSheet); err != nil {
		return Counts{}, err
	}
	bold, err := file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
	})
	if err != nil {
		return Counts{}, err
	}
	main, err := newSheetWriter(file, ReadingSheet, bold, readingTitles())
	if err != nil {
		return Counts{}, err
	}
	side, err := newSheetWriter(file, UnnumberedSheet, bold, unnumberedTitles())
	if err != nil {
		return Counts{}, err
	}
	for _, r := range rows {
		to, cells := main, readingCells(r)
		if r.Meter.GISNumber == "" {
			to, cells = side, unnumberedCells(r)
		}
		if err := to.add(cells); err != nil {
			return Counts{}, err
		}
	}
	if err := main.stream.Flush(); err != nil {
		return Counts{}, err
	}
	return Counts{Numbered: main.rows - 1, Unnumbered: side.rows - 1}, side.stream.Flush()
}

// sheetWriter adds rows to one sheet.
type sheetWriter struct {
	stream *excelize.StreamWriter
	rows   int
}

func newSheetWriter(file *excelize.File, sheet string, bold int, titles []any) (*sheetWriter, error) {
	stream, err := file.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	if err := stream.SetColWidth(1, len(titles), 22); err != nil {
		return nil, err
	}
	if err := stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
	}); err != nil {
		return nil, err
	}
	styled := make([]any, len(titles))
	for i, title := range titles {
		styled[i] = excelize.Cell{StyleID: bold, Value: title}
	}
	w := &sheetWriter{stream: stream}
	err = w.add(styled)
	return w, err
}

func (w *sheetWriter) add(cells []any) error {
	w.rows++
	return w.stream.SetRow("A"+itoa(w.rows), cells)
}

func readingCells(r housing.ExportRow) []any {
	return []any{
		addressLine(r.House.Address), r.Meter.GISNumber, r.Meter.Resource.GIS(), periodText(r.Period),
		valueCell(r.Values, 0), valueCell(r.Values, 1), valueCell(r.Values, 2), dateText(r.Taken), "Нет", nil,
	}
}

func unnumberedCells(r housing.ExportRow) []any {
	return []any{
		addressLine(r.House.Address), r.Premises, r.Account, r.Meter.Serial, r.Meter.Resource.GIS(),
		periodText(r.Period), valueCell(r.Values, 0), valueCell(r.Values, 1), valueCell(r.Values, 2),
		dateText(r.Taken),
	}
}

// valueCell returns a value as a number, which has no decimal sign to
// misread. A cell holds 15 digits exactly; a longer value is written as text
// with a point, as the exchange format spells it, rather than rounded.
func valueCell(values housing.Values, tariff int) any {
	if tariff >= len(values) {
		return nil
	}
	v := values[tariff]
	if v.NumDigits() > 15 {
		return v.String()
	}
	return v.InexactFloat64()
}

func dateText(d housing.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d.%02d.%04d", d.Day, d.Month, d.Year)
}

func periodText(p housing.Period) string { return fmt.Sprintf("%02d.%04d", p.Month, p.Year) }

// addressLine writes an address as registers do and as housing.ParseAddress reads it.
func addressLine(a housing.Address) string {
	var parts []string
	if a.Region != a.Settlement {
		parts = append(parts, a.Region)
	}
	settlement := a.Settlement
	if first, _ := utf8.DecodeRuneInString(settlement); unicode.IsUpper(first) { // no «пгт», no «с.»
		settlement = "г. " + settlement
	}
	parts = append(parts, settlement, a.Street, "д. "+a.Number)
	switch {
	case strings.HasPrefix(a.Building, "стр"):
		parts = append(parts, a.Building)
	case a.Building != "":
		parts = append(parts, "корп. "+a.Building)
	}
	return strings.Join(parts, ", ")
}
