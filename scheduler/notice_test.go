package scheduler

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func rejectedReading(name, premises, serial, reason string) housing.RejectedReading {
	return housing.RejectedReading{
		Name: name, Street: "ул. Ленина", House: "12", Premises: premises, Resource: housing.HotWater,
		Place: "кухня", Serial: serial, Unit: "113", Values: housing.Values{decimal.RequireFromString("89.2")},
		Period: housing.Period{Year: 2026, Month: 11}, Reason: reason,
	}
}

// told returns the text of the notice about the readings.
func told(t *testing.T, lines string) string {
	t.Helper()
	d, _, l := delivery(t, housing.Notice{ID: 1, Chat: 1, Kind: housing.NoticeRejected, Args: map[string]string{
		"organisation": "УК «Уютный дом»", "lines": lines,
	}})
	if _, err := d.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(l.said[1], "\u00a0", " ")
}

func encoded(t *testing.T, lines ...housing.RejectedReading) string {
	t.Helper()
	b, err := json.Marshal(lines)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRejectedReadingsAreToldFlatByFlat(t *testing.T) {
	t.Parallel()

	got := told(t, encoded(t,
		rejectedReading("Дом", "45", "1", "на фото *98*,200"), rejectedReading("Дом", "45", "2", ""),
		rejectedReading("", "46", "3", "прибор снят")))

	want := `Показания не приняты · УК «Уютный дом»

Дом · Ленина, 12, кв. 45, за ноябрь
Горячая вода, кухня, № 1: 89,200 м³. Причина: на фото *98*,200.
Горячая вода, кухня, № 2: 89,200 м³. Причина не названа.

Ленина, 12, кв. 46, за ноябрь
Горячая вода, кухня, № 3: 89,200 м³. Причина: прибор снят.

Проверьте цифры на счётчике и передайте показание ещё раз: напишите «показания».`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestANoticeSaysForWhichMonthAReadingCountsNow(t *testing.T) {
	t.Parallel()
	open, late := rejectedReading("", "45", "1", ""), rejectedReading("", "46", "2", "")
	late.Late = true
	for name, tt := range map[string]struct {
		lines []housing.RejectedReading
		want  string
	}{
		"in time":       {[]housing.RejectedReading{open, open}, "передайте показание ещё раз: напишите «показания»."},
		"too late":      {[]housing.RejectedReading{late, late}, "Приём за этот месяц уже закончился"},
		"one flat late": {[]housing.RejectedReading{open, late}, "Где приём за месяц уже закончился, оно пойдёт в следующий месяц."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if got := told(t, encoded(t, tt.lines...)); !strings.Contains(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestANoticeOfManyMetersFitsIntoAMessage(t *testing.T) {
	t.Parallel()
	lines := make([]housing.RejectedReading, 0, 30)
	for range cap(lines) {
		lines = append(lines, rejectedReading("Дом", "45", "18-345672", strings.Repeat("о", 200)))
	}

	got := told(t, encoded(t, lines...))

	if n := len([]rune(got)); n > 4096 || !strings.Contains(got, "И ещё 22 показания") {
		t.Errorf("%d signs:\n%s", n, got)
	}
}

func TestANoticeThatCannotBeReadStillTellsWhatToDo(t *testing.T) {
	t.Parallel()

	if got := told(t, "{"); !strings.Contains(got, "не приняты") || !strings.Contains(got, "передайте показание ещё раз") {
		t.Errorf("got %q", got)
	}
}
