package postgres_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"dombot/internal/housing"
)

const benchAccounts = 100_000

// manyAccounts invents a city of a thousand houses with a hundred flats each.
func manyAccounts() []housing.AccountRecord {
	records := make([]housing.AccountRecord, benchAccounts)
	for i := range records {
		house := address(fmt.Sprintf("ул. Проектная %dя", i/10_000), strconv.Itoa(i/100%100+1), "")
		records[i] = account(i+3, strconv.Itoa(1_000_000+i), "Иванова Мария Петровна", strconv.Itoa(i%100+1), house)
		records[i].ELS = fmt.Sprintf("75ДА%06d", i)
		records[i].IZHKU = records[i].ELS + "-01"
	}
	return records
}

func BenchmarkImport100kAccounts(b *testing.B) {
	records := manyAccounts()
	for b.Loop() {
		w := emptyTown(b)

		report := w.importAccounts(records...)

		if report.Created != benchAccounts {
			b.Fatalf("created %d accounts, want %d", report.Created, benchAccounts)
		}
	}
	b.ReportMetric(float64(benchAccounts*b.N)/b.Elapsed().Seconds(), "accounts/s")
}

func BenchmarkImport100kAccountsAgain(b *testing.B) {
	records := manyAccounts()
	w := emptyTown(b)
	w.importAccounts(records...)
	for b.Loop() {
		if report := w.importAccounts(records...); report.Same != benchAccounts {
			b.Fatalf("%d accounts are the same, want %d", report.Same, benchAccounts)
		}
	}
	b.ReportMetric(float64(benchAccounts*b.N)/b.Elapsed().Seconds(), "accounts/s")
}

func BenchmarkImport100kMeters(b *testing.B) {
	accounts := manyAccounts()
	meters := make([]housing.MeterRecord, benchAccounts)
	for i := range meters {
		meters[i] = meter(i+3, accounts[i].ELS, housing.ColdWater, fmt.Sprintf("18-%06d", i), "123.456")
	}
	for b.Loop() {
		b.StopTimer()
		w := emptyTown(b)
		w.importAccounts(accounts...)
		b.StartTimer()

		if report := w.importMeters(meters...); report.Created != benchAccounts {
			b.Fatalf("created %d meters, want %d", report.Created, benchAccounts)
		}
	}
	b.ReportMetric(float64(benchAccounts*b.N)/b.Elapsed().Seconds(), "meters/s")
}

func BenchmarkSearchIn10kHouses(b *testing.B) {
	w := emptyTown(b)
	records := make([]housing.AccountRecord, 10_000)
	for i := range records {
		house := address("ул. "+word(i/20), strconv.Itoa(i%20+1), "")
		records[i] = account(i+3, strconv.Itoa(i), "Лев", "1", house)
	}
	w.importAccounts(records...)
	query := housing.ParseQuery(word(77)[:10] + "ко 5")
	for b.Loop() {
		_, _, err := w.houses.Search(b.Context(), query, 10)
		must(b, err)
	}
}

// word invents the name of a street.
func word(n int) string {
	syllables := []string{"ка", "мо", "ри", "ле", "ну", "со", "ди", "ва", "пе", "гу"}
	var name strings.Builder
	for i := range 4 {
		name.WriteString(syllables[(n/(1+i*7)+i*3)%10])
	}
	return name.String() + "ова" + strconv.Itoa(n%10)
}
