package gis

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dombot/internal/housing"
)

func TestAnswersAreTakenOnlyWhereTheyArePlain(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]heard{
		"":                    {answerNone, ""},
		"В обработке":         {answerNone, ""},
		"Принято к обработке": {answerNone, ""},
		"Не обработано":       {answerNone, ""},
		"Обработано":          {answerAccepted, ""},
		"ОК":                  {answerAccepted, ""},
		"OK":                  {answerAccepted, ""},
		"Успешно загружено":   {answerAccepted, ""},
		"Принято.":            {answerAccepted, ""},
		"Обработано без ошибок":                          {answerAccepted, ""},
		"Загружено, ошибок нет":                          {answerAccepted, ""},
		"Обработано с ошибками: дата снятия позже срока": {answerRejected, "дата снятия позже срока"},
		"Ошибка": {answerRejected, ""},
		"Ошибка: SRV007073: Показание меньше предыдущего.":  {answerRejected, "Показание меньше предыдущего"},
		"SRV007073 - Неизвестное состояние прибора":         {answerRejected, "Неизвестное состояние прибора"},
		"[INT002034] Прибор учета не найден":                {answerRejected, "Прибор учета не найден"},
		"Отклонено: показание превышает разрядность шкалы;": {answerRejected, "показание превышает разрядность шкалы"},
		"Не принято":                        {answerRejected, ""},
		"Показание уже размещено":           {answerUnclear, ""},
		"Обработка не завершена":            {answerNone, ""},
		"Обработано, замечаний нет":         {answerUnclear, ""},
		"Принято. Замечания отсутствуют":    {answerUnclear, ""},
		"Успешно. Пакет MSG12345":           {answerUnclear, ""},
		"Обработано. Объём больше среднего": {answerUnclear, ""},
		"Загружено с предупреждением":       {answerUnclear, ""},
		"Замена": {answerUnclear, ""},
		"123":    {answerUnclear, ""},
	} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()

			got, reason := parseAnswer(status)

			if (heard{got, reason}) != want {
				t.Errorf("%q is %v %q, want %v", status, got, reason, want)
			}
		})
	}
}

func TestAReasonIsShortAndOnlyOfRejections(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{
			"Ошибка", ":", "SRV007073", "Обработано", "не", "принято", "прибор", "без ошибок", "99999", "—",
		}), 0, 60).Draw(t, "words")
		status := strings.Join(words, " ")

		got, reason := parseAnswer(status)

		if got != answerRejected && reason != "" || len([]rune(reason)) > maxReason+1 {
			t.Fatalf("%q is %v with the reason %q", status, got, reason)
		}
	})
}

func TestAMonthIsReadAsExcelKeepsIt(t *testing.T) {
	t.Parallel()
	november := housing.Period{Year: 2026, Month: time.November}
	for text, want := range map[string]housing.Period{
		"11.2026": november, "2026-11": november, "01.11.2026": november, "46327": november,
		"1.2026": {Year: 2026, Month: time.January}, "11.203": {Year: 2030, Month: time.November},
		"13.2026": {}, "0.2026": {}, "2026": {}, "ноябрь": {}, "11.20": {}, "11.2026.": {}, "": {},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			got, ok := parsePeriod(text, false)

			if ok != (want != housing.Period{}) || ok && got != want {
				t.Errorf("%q is %v, %v; want %v", text, got, ok, want)
			}
		})
	}
}
