package gis_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
)

// rewritten returns a workbook with one part changed.
func rewritten(tb testing.TB, book []byte, part string, change func([]byte) []byte) []byte {
	tb.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		tb.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			tb.Fatal(err)
		}
		if f.Name == part {
			data = change(data)
		}
		w, err := out.Create(f.Name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func zipped(tb testing.TB, name, text string) []byte {
	tb.Helper()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	w, err := out.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err := errors.Join(err, out.Close()); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// lying returns a package that declares its parts to be of one byte.
func lying(book []byte) []byte {
	book = bytes.Clone(book)
	at := bytes.Index(book, []byte("PK\x01\x02"))
	for ; at >= 0 && at+28 < len(book); at += 4 {
		binary.LittleEndian.PutUint32(book[at+24:], 1)
		next := bytes.Index(book[at+4:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += next
	}
	return book
}

func TestUnreadableFileIsRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	good := workbook(t, nil, accounts([][]any{mainHeader(), {1, "1203045", "Белов", "Олег", 40, 1}},
		[][]any{placeHeader(), {1, street, "", "45"}})...)
	compound := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	secret := append(bytes.Clone(compound), []byte(
		"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")...)
	var protected bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&protected, excelize.Options{Password: "тайна"}); err != nil {
		t.Fatal(err)
	}
	const first = "xl/worksheets/sheet1.xml"
	for name, tt := range map[string]struct {
		book []byte
		want string
	}{
		"Empty":        {nil, "Файл пустой."},
		"Text":         {[]byte("№ записи;Номер ЛС\n1;1203045\n"), "Это не книга Excel"},
		"OneByte":      {[]byte("P"), "Это не книга Excel"},
		"OldExcel":     {compound, "Это книга старого вида (.xls)"},
		"Encrypted":    {secret, "Файл защищён паролем"},
		"WithPassword": {protected.Bytes(), "Файл защищён паролем"},
		"Truncated":    {good[:len(good)*2/3], "Файл повреждён"},
		"HeadOnly":     {good[:30], "Файл повреждён"},
		"OtherZip":     {zipped(t, "readme.txt", "привет"), "Это не книга Excel"},
		"Document": {rewritten(t, good, "xl/workbook.xml", func([]byte) []byte {
			return []byte("<document/>")
		}), "Это не книга Excel"},
		"BrokenSheet": {rewritten(t, good, first, func(b []byte) []byte {
			return b[:len(b)/2]
		}), "Файл повреждён"},
		"BrokenTag": {rewritten(t, good, first, func(b []byte) []byte {
			return bytes.Replace(b, []byte("</c>"), nil, 1)
		}), "Файл повреждён"},
		"RowsBackwards": {rewritten(t, good, first, func(b []byte) []byte {
			return bytes.Replace(b, []byte(`<row r="1"`), []byte(`<row r="7"`), 1)
		}), "Файл повреждён"},
		"BrokenStrings": {rewritten(t, good, "xl/sharedStrings.xml", func(b []byte) []byte {
			return b[:len(b)-9]
		}), "Файл повреждён"},
		"MissingString": {rewritten(t, good, first, func(b []byte) []byte {
			return bytes.Replace(b, []byte(`t="s"><v>0</v>`), []byte(`t="s"><v>99</v>`), 1)
		}), "Файл повреждён"},
		"LyingSizes": {lying(good), "Файл повреждён"},
		"Bomb": {rewritten(t, good, first, func([]byte) []byte {
			return make([]byte, 30<<20)
		}), "В файле слишком много данных"},
		"BombByRatio": {rewritten(t, good, first, func([]byte) []byte {
			return make([]byte, 15<<20)
		}), "В файле слишком много данных"},
		"HugePart": {rewritten(t, good, "xl/styles.xml", func(b []byte) []byte {
			return append(b, make([]byte, 5<<20)...)
		}), "В файле слишком много данных"},
		"OtherSheets": {
			workbook(t, nil, sheet{"Лист1", nil}, sheet{"Помещения", nil}),
			"В книге нет листа «Основные сведения»: нужны листы «Основные сведения» и «Помещения», " +
				"а в ней «Лист1», «Помещения».",
		},
		"NoHeaders": {
			workbook(t, nil, accounts([][]any{{1, 2, 3}}, [][]any{placeHeader()})...),
			"На листе «Основные сведения» нет строки заголовков шаблона",
		},
		"MissingColumn": {
			workbook(t, nil, accounts([][]any{{"№ записи", "Фамилия", "Имя", "Отчество"}}, [][]any{placeHeader()})...),
			"На листе «Основные сведения» не хватает столбцов шаблона: «Номер ЛС (Иной идентификатор потребителя)».",
		},
		"NoRows": {
			workbook(t, nil, accounts([][]any{mainHeader()}, [][]any{placeHeader()})...),
			"На листе «Основные сведения» нет ни одной строки с данными.",
		},
		"TooManyRows": {
			workbook(t, nil, accounts(append([][]any{mainHeader()}, many(11)...), [][]any{placeHeader()})...),
			"На листе «Основные сведения» больше 10 строк",
		},
		"TooManyFormulas": {
			workbook(t, func(f *excelize.File) {
				for _, cell := range []string{"A9", "A10", "A11", "A12"} {
					if err := f.SetCellFormula("Помещения", cell, "1+1"); err != nil {
						panic(err)
					}
				}
			}, accounts([][]any{mainHeader()}, [][]any{placeHeader()})...),
			"В листе больше 3 формул",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}
			var result bytes.Buffer
			im := &gis.Importer{Register: store, Limits: gis.Limits{
				Rows: 10, Formulas: 3, Unzipped: 20 << 20, Part: 4 << 20,
			}}

			_, err := im.Accounts(t.Context(), source(tt.book), gis.Options{Result: &result, Partial: true})

			refusal, ok := errors.AsType[*gis.Refusal](err)
			if !ok || !strings.HasPrefix(refusal.Reason, tt.want) {
				t.Errorf("error = %v, want a refusal %q", err, tt.want)
			}
			if store.calls > 0 || result.Len() > 0 {
				t.Errorf("refused, but %d calls and %d bytes of result", store.calls, result.Len())
			}
		})
	}
}

func many(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{i + 1, 1203000 + i, "Белов", "Олег", 40, 1}
	}
	return rows
}

func TestCancelledImportChangesNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	store := &memory{}
	book := workbook(t, nil, accounts(append([][]any{mainHeader()}, many(2000)...), [][]any{placeHeader()})...)

	_, err := (&gis.Importer{Register: store}).Accounts(ctx, source(book), gis.Options{
		Progress: func(int, int) { cancel() },
	})

	if !errors.Is(err, context.Canceled) || store.calls > 0 {
		t.Errorf("error %v, %d calls", err, store.calls)
	}
}
