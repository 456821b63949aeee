package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dombot/dialogs/script"
	"dombot/internal/gis/sample"
)

// TestRegistersHoldWhatWasPaid plays the scenario of registers and opens the
// files that came of it, as an accountant and ГИС ЖКХ would.
func TestRegistersHoldWhatWasPaid(t *testing.T) {
	t.Parallel()
	archive, err := os.ReadFile("testdata/registers.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := unpacked(t, archive)
	text := strings.ReplaceAll(string(archive), "$dir", dir)
	if err := script.Play(t.Context(), []byte(text), newConsoleStage(t, waysOf(archive))); err != nil {
		t.Fatal(err)
	}

	lines := tableOf(t, filepath.Join(dir, "month.csv"))
	if len(lines) != 3 {
		t.Fatalf("the table has %d lines, want a head and two payments", len(lines))
	}
	for i, want := range [][]string{
		{
			"23.11.2026", "Оплата", "1203045", "'=УК «Уютный дом»", "Карта любого банка", "2540,61", "25,41",
			"Долг за прошлые месяцы, 10.2026 = 100,00",
		},
		{
			"23.11.2026", "Оплата", "1203045", "Фонд капитального ремонта Светлоречья", "Кошелёк «Виртуальный мир»",
			"579,84", "0,00", "= 579,84",
		},
	} {
		for _, part := range want {
			if !slices.ContainsFunc(lines[i+1], func(f string) bool { return strings.HasSuffix(f, part) }) {
				t.Errorf("payment %d has no %q: %q", i+1, part, lines[i+1])
			}
		}
	}
	returned := tableOf(t, filepath.Join(dir, "returned.csv"))
	if last := returned[len(returned)-1]; len(returned) != 4 || !slices.Contains(last, "Возврат") ||
		!slices.ContainsFunc(last, func(f string) bool { return strings.Contains(f, "-579,84") }) {
		t.Errorf("what is given back stands as %q", last)
	}
	if chat := tableOf(t, filepath.Join(dir, "chat.csv")); !slices.EqualFunc(chat, lines, slices.Equal) {
		t.Errorf("by the chat it is\n%q, by the command line\n%q", chat, lines)
	}
	for _, name := range []string{"day.xlsx", "chat.xlsx"} {
		checkSheets(t, filepath.Join(dir, name))
	}
	for _, name := range []string{"month.zip", "chat.zip"} {
		checkArchive(t, filepath.Join(dir, name))
	}
	if _, err := os.Stat(filepath.Join(dir, "none.xlsx")); err == nil {
		t.Error("there is a file of no payments")
	}
}

func tableOf(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// checkSheets compares the totals of both sheets of a workbook.
func checkSheets(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for sheet, column := range map[string]int{"Платежи": 16, "По услугам": 6} {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if last := rows[len(rows)-1]; last[0] != "Итого" || last[column] != "3120.45" {
			t.Errorf("%s, %s ends with %q", filepath.Base(path), sheet, last)
		}
	}
	if value, err := f.GetCellValue("Платежи", "L2"); err != nil || value != "=УК «Уютный дом»" {
		t.Errorf("payee is %q, %v", value, err)
	}
}

// checkArchive has xmllint judge the requests of an archive.
func checkArchive(t *testing.T, path string) {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	request := filepath.Join(t.TempDir(), "request.xml")
	data, err := fs.ReadFile(archive, "Запрос 1.xml")
	if err == nil {
		err = os.WriteFile(request, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	schema := "../../internal/register/testdata/hcs-16.3.0.0/payment/hcs-payment-types.xsd"
	said, err := exec.CommandContext(t.Context(), "xmllint", "--nonet", "--noout", "--schema", schema, request).CombinedOutput()
	if err != nil {
		t.Errorf("xmllint (scripts/need xmllint): %v: %s", err, said)
	}
	for _, part := range []string{">2540.61<", ">54СВ203045-01-6101</bills:PaymentDocumentID>", "<p:OrderDate>2026-11-23<"} {
		if !bytes.Contains(data, []byte(part)) {
			t.Errorf("the request has no %s:\n%s", part, data)
		}
	}
	left, err := fs.ReadFile(archive, "Не вошли в запросы.csv")
	if err != nil || !bytes.Contains(left, []byte("579,84")) {
		t.Errorf("left out: %s, %v", left, err)
	}
}

func TestARegisterThatCannotBeIsRefusedPlainly(t *testing.T) {
	t.Parallel()
	dsn := cluster.New(t)
	dir := t.TempDir()
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("files are left behind: %v, %v", left, err)
		}
	})
	days := func(from, to string, more ...string) []string {
		return append([]string{"--from", from, "--to", to}, more...)
	}
	november := func(more ...string) []string { return days("2026-11-01", "2026-11-30", more...) }
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"nonsense for a day":   {days("вчера", "2026-11-30"), "День пишут так"},
		"a day of no calendar": {days("2026-11-01", "2026-11-31"), "День пишут так"},
		"days in Russian":      {days("01.11.2026", "30.11.2026"), "День пишут так"},
		"from after to":        {days("2026-11-30", "2026-11-01"), "Последний день раньше первого"},
		"an archive as XML":    {november("--format", "xml", "--out", dir+"/a.xml"), "окончанием .zip"},
		"unknown organisation": {november("--org", "5499001276"), "Организации с таким ИНН нет"},
		"a wrong ИНН":          {november("--org", "1' OR '1'='1"), "ИНН"},
		"no such folder":       {november("--out", dir+"/нет/a.xlsx"), "не найден"},
		"ages before":          {days("0001-01-01", "0001-01-01", "--out", dir+"/old.xlsx"), "нет, файл не создан"},
		"all days":             {days("0001-01-01", "9999-12-31", "--out", dir+"/all.xlsx"), "нет, файл не создан"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer

			err := Main(t.Context(), append([]string{"export", "payments", "--org", sample.INN}, tt.args...),
				testWorld(dsn, standing(townMoment()), &out))

			said := out.String()
			if err != nil {
				said += err.Error()
			}
			if !strings.Contains(said, tt.want) {
				t.Errorf("it says %q, want %q", said, tt.want)
			}
		})
	}
}
