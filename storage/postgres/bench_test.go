package postgres_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"dombot/internal/housing"
	"dombot/storage/postgres"
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

// settle lets so many people move in, twenty to a house, each with a flat and three
// meters, past the imports: those are measured above.
func (w *town) settle(people int) {
	w.t.Helper()
	w.exec(settleHouses, int64(w.org), zone, (people+19)/20)
	w.exec(settlePeople, bot, people)
	w.exec(`
		INSERT INTO links (person_id, account_id, role, rights, since)
		SELECT p.id, a.id, 'owner', '{see,pay,readings}', now()
		FROM people p JOIN accounts a ON a.number_key = p.user_id::text`)
	w.exec(`
		INSERT INTO meters (account_id, resource, serial, serial_key, tariffs, unit, changed_at)
		SELECT a.id, r, r || a.id, r || a.id, 1, 'м³', now()
		FROM accounts a CROSS JOIN unnest(ARRAY['cold_water', 'hot_water', 'electricity']) AS r`)
	w.exec(`ANALYZE`)
}

const settleHouses = `
	WITH street AS (
		INSERT INTO streets (place_key, street_key) VALUES ('дальний', 'дальняя')
	), h AS (
		INSERT INTO houses (organisation_id, region, settlement, street, number,
			region_key, place_key, street_key, number_key, zone, created_at)
		SELECT $1, 'Новосибирская обл', 'г. Дальний', 'ул. Дальняя', n::text,
			'новосибирская', 'дальний', 'дальняя', n::text, $2, now()
		FROM generate_series(1, $3::int) AS n
		RETURNING id, number
	)
	INSERT INTO accounts (house_id, number, number_key, changed_at)
	SELECT h.id, flat, flat, now()
	FROM h CROSS JOIN LATERAL (
		SELECT (20 * h.number::int + i)::text AS flat FROM generate_series(0, 19) AS i) AS flats`

const settlePeople = `
	INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at)
	SELECT $1, n, n, now(), now()
	FROM generate_series(20, $2::int + 19) AS n`

const benchPeople = 100_000

// BenchmarkRemind100k is a mailing of reminders: who is to read the meters is chosen and written.
func BenchmarkRemind100k(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := emptyTown(b)
		w.settle(benchPeople)
		reminders := &postgres.Reminders{DB: w.db}
		b.StartTimer()

		n, err := reminders.Remind(b.Context(), housing.RemindReadings, zone, noon())
		must(b, err)
		if n != benchPeople {
			b.Fatalf("%d people are reminded, want %d", n, benchPeople)
		}
	}
	b.ReportMetric(float64(benchPeople*b.N)/b.Elapsed().Seconds(), "people/s")
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
