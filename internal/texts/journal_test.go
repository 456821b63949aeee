package texts_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

func TestJournalTellsWhoDidWhatAndWhatChanged(t *testing.T) {
	t.Parallel()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	j := texts.Journal{T: catalogue.T, Zone: time.FixedZone("", 7*60*60)}
	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	for want, e := range map[string]housing.JournalEntry{
		"23.11 12:00 · Ольга: продлено отключение О-1 · 12:00 → 15:00": {
			At: at, Who: "Ольга", Number: 3, ByHand: true, What: "outage.extended", Subject: "О-1", Was: "12:00", Is: "15:00",
		},
		"23.11 12:00 · сотрудник № 3: новая роль: Борис · оператор → наблюдатель": {
			At: at, Number: 3, ByHand: true, What: "operator.role", Subject: "Борис", Was: "operator", Is: "viewer",
		},
		"23.11 12:00 · не сотрудник: отказано: просмотр журнала": {
			At: at, ByHand: true, What: "look.journal", Barred: true,
		},
		"23.11 12:00 · командная строка: загружены лицевые счета, строк · 306": {
			At: at, What: "import.accounts", Is: "306",
		},
		"23.11 12:00 · командная строка: something.new": {At: at, What: "something.new"},
	} {
		if got := j.Line(e).Plain(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
