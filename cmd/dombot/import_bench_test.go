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
