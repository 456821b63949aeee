//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/xuri/excelize/v2"

	"dombot/internal/gis/sample"
)

// BenchmarkImport100kAccounts loads 100,000 accounts by the command, as a
// process of its own, into PostgreSQL. The budget is 60 s and 300 MB.
func BenchmarkImport100kAccounts(b *testing.B) {
	const count = 100_000
	dir := b.TempDir()
	program, book := filepath.Join(dir, "dombot"), filepath.Join(dir, "accounts.xlsx")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	writeAccounts(b, book, count)
	for b.Loop() {
		b.StopTimer()
		dsn := cluster.New(b)
		b.StartTimer()
		load := exec.CommandContext(b.Context(), program, "import", "accounts", "--org", sample.INN, book)
		load.Env = append(os.Environ(), "DATABASE_URL="+dsn, "TZ_DEFAULT="+sample.Zone)
		if out, err := load.CombinedOutput(); err != nil {
			b.Fatalf("import: %v\n%s", err, out)
		}
		if usage, ok := load.ProcessState.SysUsage().(*syscall.Rusage); ok {
			b.ReportMetric(float64(usage.Maxrss)/1024, "MB-peak")
		}
	}
	b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
}

// writeAccounts writes the template with count accounts in houses of 200 flats.
func writeAccounts(b *testing.B, path string, count int) {
	b.Helper()
	f := excelize.NewFile()
	fill(b, f, count, sheet{"Основные сведения", []any{
		"№ записи", "Номер ЛС (Иной идентификатор потребителя)", "Идентификатор ЖКУ", "Тип лицевого счета",
		"Фамилия", "Имя", "Отчество", "Общая площадь", "Количество проживающих",
	}, func(i int) []any {
		return []any{
			i, strconv.Itoa(5_000_000 + i), fmt.Sprintf("54АВ%06d-01", i), "ЛС УО",
			"Фамилия" + strconv.Itoa(i%997), "Имя", "Отчество", 54.3, 2,
		}
	}})
	fill(b, f, count, sheet{"Помещения", []any{
		"№ записи лицевого счета", "Адрес", "Тип помещения/блок", "Номер помещения",
	}, func(i int) []any {
		house := fmt.Sprintf("Новосибирская обл, г Большое, ул %d-я Садовая, д. %d", i/10_000+1, i%10_000/200+1)
		return []any{i, house, "Жилое помещение", strconv.Itoa(i%200 + 1)}
	}})
	if err := f.DeleteSheet("Sheet1"); err != nil {
		b.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
}

// sheet is one of a template: its titles, and what stands in row i, counted from 1.
type sheet struct {
	name   string
	titles []any
	row    func(i int) []any
}

func fill(b *testing.B, f *excelize.File, count int, s sheet) {
	b.Helper()
	if _, err := f.NewSheet(s.name); err != nil {
		b.Fatal(err)
	}
	w, err := f.NewStreamWriter(s.name)
	if err != nil {
		b.Fatal(err)
	}
	for i := range count + 1 {
		cells := s.titles
		if i > 0 {
			cells = s.row(i)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), cells); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkImport100kDocuments loads 100,000 payment documents of ten lines by
// the command, as a process of its own, for accounts that are there. The
// budget is 180 s and 400 MB.
func BenchmarkImport100kDocuments(b *testing.B) {
	const count = 100_000
	dir := b.TempDir()
	program := filepath.Join(dir, "dombot")
	accounts, book := filepath.Join(dir, "accounts.xlsx"), filepath.Join(dir, "charges.xlsx")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	writeAccounts(b, accounts, count)
	writeDocuments(b, book, count)
	for b.Loop() {
		b.StopTimer()
		dsn := cluster.New(b)
		load := func(kind, file string) *exec.Cmd {
			cmd := exec.CommandContext(b.Context(), program, "import", kind, "--org", sample.INN, file)
			cmd.Env = append(os.Environ(), "DATABASE_URL="+dsn, "TZ_DEFAULT="+sample.Zone)
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("import %s: %v\n%s", kind, err, out)
			}
			return cmd
		}
		load("accounts", accounts)
		b.StartTimer()
		done := load("charges", book)
		if usage, ok := done.ProcessState.SysUsage().(*syscall.Rusage); ok {
			b.ReportMetric(float64(usage.Maxrss)/1024, "MB-peak")
		}
	}
	b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "documents/s")
}

// writeDocuments writes the template with a document of ten lines for each of
// the accounts that writeAccounts writes.
func writeDocuments(b *testing.B, path string, count int) {
	b.Helper()
	const lines = 10
	f := excelize.NewFile()
	fill(b, f, count, sheet{"Разделы 1-2", []any{
		"Идентификатор ЖКУ", "Тип ПД", "Номер платежного документа", "Расчетный период (ММ.ГГГГ)",
		"Сумма к оплате за расчетный период", "Задолженность за предыдущие периоды", "Итого к оплате с учетом задолженности",
		"БИК", "Расчетный счет",
	}, func(i int) []any {
		return []any{
			fmt.Sprintf("54АВ%06d-01", i), "Текущий", "10-" + strconv.Itoa(i), "10.2026", documentSum(i, lines),
			0, documentSum(i, lines), sample.BIK, sample.OwnAccount,
		}
	}})
	fill(b, f, count*lines, sheet{"Разделы 3-6", []any{
		"Номер платежного документа", "Услуга", "Единица измерения", "Индивидуальное потребление: объем",
		"Тариф", "Размер платы: индивидуальное потребление", "Всего начислено за расчетный период", "Итого всего",
	}, func(i int) []any {
		account, line := (i-1)/lines+1, (i-1)%lines
		sum := lineSum(account, line)
		return []any{
			"10-" + strconv.Itoa(account), "Услуга " + strconv.Itoa(line), "м³", float64(account%7000) / 1000, 42.3,
			sum, sum, sum,
		}
	}})
	if err := f.DeleteSheet("Sheet1"); err != nil {
		b.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
}

// lineSum is what a line of an account comes to, in roubles.
func lineSum(account, line int) float64 { return float64(account%900_000+line*101) / 100 }

func documentSum(account, lines int) float64 {
	kopecks := 0
	for line := range lines {
		kopecks += account%900_000 + line*101
	}
	return float64(kopecks) / 100
}
