package sample

import (
	"fmt"
	"io"
	"time"
)

// Meters writes the template of meters, version 11.13: headers of one line, a
// leading column and the unit of measure.
func Meters(to io.Writer) error {
	w := newWorkbook()
	w.sheet("Сведения о ПУ", []string{
		"№ записи", "Заводской (серийный) номер ПУ", "Вид ПУ", "Марка ПУ", "Модель ПУ", "Адрес дома",
		"Уникальный номер дома", "Уникальный номер помещения", "Уникальный номер комнаты",
		"Номер лицевого счета / ЕЛС / Идентификатор ЖКУ",
		"Наличие возможности дистанционного снятия показаний",
		"Информация о наличии возможности дистанционного снятия",
		"Объем ресурса определяется с помощью нескольких приборов учета", "Место установки текущего ПУ",
		"Номер связанного ПУ", "Вид коммунального ресурса", "Вид ПУ по количеству тарифов",
		"Единица измерения",
		"Последнее полученное показание Т1", "Последнее полученное показание Т2",
		"Последнее полученное показание Т3", "Коэффициент трансформации", "Дата установки",
		"Дата ввода в эксплуатацию", "Дата последней поверки", "Дата опломбирования ПУ заводом-изготовителем",
		"Межповерочный интервал", "Наличие датчиков температуры", "Информация о датчиках температуры",
		"Наличие датчиков давления", "Информация о датчиках давления", "Номер ПУ в ГИС ЖКХ",
		"Статус обработки",
	}, 1)
	w.sheet("Доп. комм. ресурсы", []string{"№ записи ПУ", "Вид коммунального ресурса", "Статус обработки"}, 1)
	w.sheet("Доп. лицевые счета ПУ", []string{"№ записи ПУ", "Номер лицевого счета", "Статус обработки"}, 1)
	w.sheet("Доп. комнаты ПУ", []string{"№ записи ПУ", "Уникальный номер комнаты", "Статус обработки"}, 1)
	n := 1
	for _, f := range town() {
		for _, d := range f.meters {
			n++
			w.row("Сведения о ПУ", n, meterCells(n-1, f, d))
		}
	}
	return w.finish(to)
}

func meterCells(record int, f flat, d device) []any {
	brand, model := brandOf(d.resource)
	remote := any(nil)
	if d.automatic {
		remote = "Показания передаёт домовая система"
	}
	tariffs := []string{"Однотарифный", "Двухтарифный", "Трехтарифный"}[d.tariffs-1]
	return []any{
		record, d.serial, "Индивидуальный", brand, model, f.house.address, f.house.number, f.premises(), nil,
		f.account, yesNo(d.automatic), remote, "Нет", d.place, nil, d.resource, tariffs, d.unit,
		number(d.last[0]), number(d.last[1]), number(d.last[2]), nil,
		dateText(d.checked.AddDate(0, 0, 3)), dateText(d.checked.AddDate(0, 0, 3)), dateText(d.checked), nil,
		interval(d.years), "Нет", nil, "Нет", nil, gisNumber(d.gis), nil,
	}
}

func gisNumber(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func dateText(t time.Time) string { return t.Format("02.01.2006") }

func interval(years int) string {
	if years < 5 {
		return fmt.Sprintf("%d года", years)
	}
	return fmt.Sprintf("%d лет", years)
}

// brandOf returns an invented make and model.
func brandOf(resource string) (brand, model string) {
	switch resource {
	case electricity:
		return "Светоч", "СЧ-3"
	case gas:
		return "Голубок", "Г-4"
	case heating:
		return "Теплынь", "Т-15"
	}
	return "Родник", "Р-15"
}
