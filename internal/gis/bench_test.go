package gis_test

import (
	"archive/zip"
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

// bigBook writes a workbook as Excel does, every text in the table
// of shared strings, without holding it in memory.
type bigBook struct {
	strings []string
	index   map[string]int
}

func (b *bigBook) text(s string) int {
	i, ok := b.index[s]
	if !ok {
		i = len(b.strings)
		b.index[s] = i
		b.strings = append(b.strings, s)
	}
	return i
}

// put writes to a buffer that keeps its error until it is flushed.
func put(w *bufio.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func (b *bigBook) row(w *bufio.Writer, n int, cells ...any) {
	put(w, `<row r="%d" spans="1:21">`, n)
	for i, c := range cells {
		ref := string(rune('A'+i)) + strconv.Itoa(n)
		switch v := c.(type) {
		case string:
			put(w, `<c r="%s" s="1" t="s"><v>%d</v></c>`, ref, b.text(v))
		case nil:
			put(w, `<c r="%s" s="1"/>`, ref)
		default:
			put(w, `<c r="%s" s="1"><v>%v</v></c>`, ref, v)
		}
	}
	put(w, `</row>`)
}

func (b *bigBook) accounts(w *bufio.Writer, count int) {
	b.row(w, 2, "№ записи", "Номер ЛС (Иной идентификатор потребителя)", "Идентификатор ЖКУ",
		"Тип лицевого счета", "Является нанимателем?", "ЛС на помещение(я) разделены?", "Фамилия", "Имя", "Отчество",
		"СНИЛС", "Вид документа", "Номер документа", "Серия документа", "Дата документа", "ОГРН/ОГРНИП", "НЗА", "КПП",
		"Общая площадь", "Жилая площадь", "Отапливаемая площадь", "Количество проживающих")
	for i := range count {
		b.row(w, i+3, i+1, strconv.Itoa(1_000_000+i), fmt.Sprintf("54АВ%06d-01", i), "ЛС УО", "Нет", "Нет",
			"Фамилия"+strconv.Itoa(i%5000), "Имя"+strconv.Itoa(i%300), "Отчество"+strconv.Itoa(i%300),
			nil, nil, nil, nil, nil, nil, nil, nil, 54.3, 32.1, 54.3, 3)
	}
}

func (b *bigBook) places(w *bufio.Writer, count int) {
	b.row(w, 2, "№ записи лицевого счета", "Адрес", "Код дома по ФИАС (GUID)", "Тип помещения/блок",
		"Номер помещения", "Номер комнаты", "Идентификатор дома, помещения, комнаты в ГИС ЖКХ",
		"Доля внесения платы, размер доли в %")
	for i := range count {
		house, flat := i/100, i%100+1
		b.row(w, i+3, i+1, fmt.Sprintf("630000, Новосибирская обл., г. Светлоречье, ул. Ленина, д. %d, кв. %d",
			house+1, flat), fmt.Sprintf("00000000-0000-4000-8000-%012d", house), "Жилое помещение",
			strconv.Itoa(flat), nil, fmt.Sprintf("%025d-%010d", house, flat), 100)
	}
}

// bigSheet is a sheet of a big workbook with what fills it, and its last row.
type bigSheet struct {
	name string
	rows int
	fill func(*bufio.Writer)
}

func (b *bigBook) write(tb testing.TB, name string, sheets ...bigSheet) {
	tb.Helper()
	f, err := os.Create(name)
	if err != nil {
		tb.Fatal(err)
	}
	z := zip.NewWriter(f)
	part := func(name string, fill func(w *bufio.Writer)) {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		buf := bufio.NewWriter(w)
		fill(buf)
		if err := buf.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	for n, s := range sheets {
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1), func(w *bufio.Writer) {
			put(w, `<worksheet %s><dimension ref="A1:U%d"/><sheetData>`, ns, s.rows)
			s.fill(w)
			put(w, `</sheetData></worksheet>`)
		})
	}
	part("xl/sharedStrings.xml", func(w *bufio.Writer) {
		put(w, `<sst %s count="%d" uniqueCount="%d">`, ns, len(b.strings), len(b.strings))
		for _, s := range b.strings {
			put(w, `<si><t>%s</t></si>`, s)
		}
		put(w, `</sst>`)
	})
	for name, text := range skeleton(ns, sheets[0].name, sheets[1].name) {
		part(name, func(w *bufio.Writer) { put(w, "%s", text) })
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

// skeleton are the small parts of a workbook with two sheets.
func skeleton(ns, first, second string) map[string]string {
	const doc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	const sheetML = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + sheetML + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + sheetML + `worksheet+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet2.xml" ContentType="` + sheetML + `worksheet+xml"/>` +
			`<Override PartName="/xl/sharedStrings.xml" ContentType="` + sheetML + `sharedStrings+xml"/></Types>`,
		"_rels/.rels": rels + `<Relationship Id="r1" Type="` + doc + `/officeDocument" Target="xl/workbook.xml"/>` +
			`</Relationships>`,
		"xl/workbook.xml": `<workbook ` + ns + ` xmlns:r="` + doc + `"><sheets>` +
			`<sheet name="` + first + `" sheetId="1" r:id="r1"/>` +
			`<sheet name="` + second + `" sheetId="2" r:id="r2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": rels +
			`<Relationship Id="r1" Type="` + doc + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="` + doc + `/worksheet" Target="worksheets/sheet2.xml"/>` +
			`<Relationship Id="r3" Type="` + doc + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	}
}

// peak returns the highest resident size of the process in bytes since the last
// reset, 0 where the system does not tell.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			return float64(kb) * 1024
		}
	}
	return 0
}

// BenchmarkReadAccounts100k reads 100,000 accounts and writes the result
// workbook. Budget of the whole import with storage: 60 s and 300 MB.
func BenchmarkReadAccounts100k(b *testing.B) {
	const count = 100_000
	book := &bigBook{index: map[string]int{}}
	benchmarkReading(b, book, (*gis.Importer).Accounts,
		bigSheet{gis.AccountSheet, count + 2, func(w *bufio.Writer) { book.accounts(w, count) }},
		bigSheet{gis.PlaceSheet, count + 2, func(w *bufio.Writer) { book.places(w, count) }})
}

// reading is a method of the importer.
type reading func(*gis.Importer, context.Context, gis.Source, gis.Options) (housing.ImportReport, error)

// benchmarkReading reads a workbook of 100,000 rows of its first sheet.
func benchmarkReading(b *testing.B, book *bigBook, read reading, sheets ...bigSheet) {
	b.Helper()
	name := filepath.Join(b.TempDir(), "book.xlsx")
	book.write(b, name, sheets...)
	book.strings, book.index = nil, nil // they are not the reader's
	f, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := f.Close(); err != nil {
			b.Error(err)
		}
	})
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		debug.FreeOSMemory()
		_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // resets the peak, Linux only
		report, err := read(&gis.Importer{Register: &counter{}}, b.Context(),
			gis.Source{Data: f, Size: info.Size()}, gis.Options{Result: io.Discard})
		if err != nil || report.Created != 100_000 {
			b.Fatalf("created %d of 100000: %v %v", report.Created, err, report.Faults[:min(3, len(report.Faults))])
		}
	}
	b.ReportMetric(peak()/(1<<20), "MB-peak")
	b.ReportMetric(float64(info.Size())/(1<<20), "MB-file")
}

// counter is a register that counts records and keeps none.
type counter struct{ memory }

func (*counter) ImportAccounts(
	_ context.Context, _ housing.Import, records []housing.AccountRecord,
) (housing.ImportReport, error) {
	return housing.ImportReport{Created: len(records), Saved: true}, nil
}

func (*counter) ImportDocuments(
	_ context.Context, _ housing.Import, _ housing.Period, records iter.Seq[housing.DocumentRecord],
) (housing.ImportReport, error) {
	n := 0
	for range records {
		n++
	}
	return housing.ImportReport{Created: n, Saved: true}, nil
}

const linesOfEach = 10

// documents fills «Разделы 1-2».
func (b *bigBook) documents(w *bufio.Writer, count int) {
	b.row(w, 2, "Идентификатор ЖКУ", "Тип ПД", "Номер платежного документа", "Расчетный период (ММ.ГГГГ)",
		"Общая площадь для ЛС", "Сумма к оплате за расчетный период, руб.", "Задолженность за предыдущие периоды, руб.",
		"Итого к оплате с учетом задолженности/аванса, руб.", "БИК банка", "Расчетный счет",
		"Капремонт: размер взноса на кв.м", "Капремонт: всего начислено", "Капремонт: итого к оплате")
	for i := range count {
		area := 30 + i%50
		sum, debt, capital := area*1280, i%400_000, area*1280
		for line := range linesOfEach {
			sum += lineKopecks(i, line)
		}
		b.row(w, i+3, fmt.Sprintf("54АВ%06d-01", i), "Текущий", "10-"+strconv.Itoa(i), "10.2026", area,
			kopecks(sum), kopecks(debt), kopecks(sum+debt), sample.BIK, sample.OwnAccount, 12.8,
			kopecks(capital), kopecks(capital))
	}
}

// lines fills «Разделы 3-6».
func (b *bigBook) lines(w *bufio.Writer, count int) {
	b.row(w, 2, "Номер платежного документа", "Услуга", "Единица измерения",
		"Индивидуальное потребление: способ определения объемов КУ", "Индивидуальное потребление: объем",
		"Тариф, руб.", "Размер платы: индивидуальное потребление, руб.", "Всего начислено за расчетный период, руб.",
		"Перерасчеты всего, руб.", "Льготы, субсидии, руб.", "Итого всего, руб.")
	for i := range count * linesOfEach {
		document, line := i/linesOfEach, i%linesOfEach
		sum := kopecks(lineKopecks(document, line))
		b.row(w, i+3, "10-"+strconv.Itoa(document), "Услуга "+strconv.Itoa(line), "м³", "Прибор учета",
			kopecks(document%7000), 42.3, sum, sum, nil, nil, sum)
	}
}

func lineKopecks(document, line int) int { return document%90_000 + line*101 + 1 }

func kopecks(n int) float64 { return float64(n) / 100 }

// BenchmarkReadDocuments100k reads 100,000 payment documents of ten lines and
// writes the result workbook. Budget of the whole import with storage: 180 s
// and 400 MB.
func BenchmarkReadDocuments100k(b *testing.B) {
	const count = 100_000
	book := &bigBook{index: map[string]int{}}
	benchmarkReading(b, book, (*gis.Importer).Documents,
		bigSheet{gis.DocumentSheet, count + 2, func(w *bufio.Writer) { book.documents(w, count) }},
		bigSheet{gis.ChargeSheet, count*linesOfEach + 2, func(w *bufio.Writer) { book.lines(w, count) }})
}
