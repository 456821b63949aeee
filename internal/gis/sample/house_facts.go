package sample

import (
	"fmt"
	"slices"

	"dombot/internal/gis"
)

type row = map[string]any

func passports() []facts {
	return []facts{
		{gis.SheetOffice, from("сайт организации", "05.11.2026", row{
			"ОГРН": "1165476000018", "Адрес приёма": "г. Светлоречье, ул. Ленина, д. 14, каб. 3",
			"Телефон": "+7 000 000-00-10", "Часы приёма": "пн–пт 8:00–17:00, обед 12:00–13:00",
			"E-mail": "priem@uyut.example", "Сайт": "uyut.example",
		})},
		{gis.SheetPassports, from("паспорт дома", "05.11.2026",
			row{
				"Дом": lenina12, "Год постройки": 1987, "Этажей": 9, "Подъездов": 4, "Квартир": 144,
				"Общая площадь": 7812.4, "Жилая площадь": 4687.2, "Серия": "97", "Стены": "панельные",
				"Кадастровый номер": "54:99:010101:12", "ОКТМО": oktmo,
			},
			row{
				"Дом": lenina122, "Год постройки": 1991, "Этажей": 9, "Подъездов": 2, "Квартир": 72,
				"Общая площадь": 3910.8, "Серия": "97", "Стены": "панельные",
				"Кадастровый номер": "54:99:010101:122", "ОКТМО": oktmo,
			},
			row{
				"Дом": mira3, "Год постройки": 1974, "Этажей": 5, "Подъездов": 6, "Квартир": 90,
				"Общая площадь": 4380.5, "Стены": "кирпичные", "ОКТМО": oktmo,
			})},
		{gis.SheetSuppliers, from("договоры ресурсоснабжения", "01.10.2026",
			seller{water, waterINN}.supplies("", "холодная вода и стоки", "+7 000 000-00-21"),
			seller{heat, heatINN}.supplies("", "тепло и горячая вода", "+7 000 000-00-22"),
			seller{power, powerINN}.supplies("", "электричество", "+7 000 000-00-23"),
			seller{gasSeller, gasINN}.supplies(mira3, "газ", "+7 000 000-00-24"))},
	}
}

// The suppliers of the town.
const (
	water     = "МУП «Светлоречьеводоканал»"
	waterINN  = "5499002008"
	heat      = "АО «Светлоречьетепло»"
	heatINN   = "5499003001"
	power     = "АО «Светлоречьеэнергосбыт»"
	powerINN  = "5499004005"
	gasSeller = "ООО «Светлоречьегаз»"
	gasINN    = "5499005009"
)

// seller brings something to the town.
type seller struct{ name, inn string }

// supplies names who brings a resource to a house, or to all of them.
func (s seller) supplies(house, resource, phone string) row {
	r := row{
		"Ресурс": resource, "Поставщик": s.name, "ИНН поставщика": s.inn, "Телефон поставщика": phone,
	}
	if house != "" {
		r["Дом"] = house
	}
	return r
}

// tariffs are those of something, from the first of July of years: the price of each.
func (s seller) tariffs(resource, kind, unit string, prices map[int]float64) (rows []row) {
	for year := 2025; year <= 2027; year++ {
		if prices[year] > 0 {
			rows = append(rows, row{
				"ОКТМО": oktmo[:8], "Услуга": resource, "Вид тарифа": kind,
				"Поставщик": s.name, "ИНН поставщика": s.inn, "Тариф": prices[year], "Единица": unit,
				"Действует с": fmt.Sprintf("01.07.%d", year), "Акт": acts()[year],
			})
		}
	}
	return rows
}

// acts are those by which tariffs were set.
func acts() map[int]string {
	return map[int]string{
		2025: "приказ департамента по тарифам от 17.12.2024 № 498-В",
		2026: "приказ департамента по тарифам от 18.12.2025 № 512-В",
		2027: "приказ департамента по тарифам от 30.10.2026 № 377-В",
	}
}

func prices() []facts {
	cold, warm, light := seller{water, waterINN}, seller{heat, heatINN}, seller{power, powerINN}
	waste := seller{name: "ООО «Светлоречье-Экология»"}
	rows := from("приказы департамента по тарифам", "05.11.2026", slices.Concat(
		cold.tariffs("холодная вода", "", "м³", map[int]float64{2025: 39.10, 2026: 42.30, 2027: 45.85}),
		cold.tariffs("водоотведение", "", "м³", map[int]float64{2025: 31.20, 2026: 33.74}),
		warm.tariffs("горячая вода", "", "м³", map[int]float64{2025: 186.40, 2026: 201.31}),
		warm.tariffs("отопление", "", "Гкал", map[int]float64{2025: 2088.15, 2026: 2255.20}),
		light.tariffs("электричество", "день", "кВт·ч", map[int]float64{2025: 5.31, 2026: 5.73}),
		light.tariffs("электричество", "ночь", "кВт·ч", map[int]float64{2025: 2.40, 2026: 2.40}),
		waste.tariffs("вывоз мусора", "", "м³", map[int]float64{2026: 612.44}))...)
	upkeep := func(price float64, since, act string) row {
		return row{
			"Дом": lenina12, "Услуга": "содержание жилья", "Тариф": price, "Единица": "м²",
			"Действует с": since, "Акт": act,
		}
	}
	rows = append(rows, from("протокол общего собрания", "20.03.2026",
		upkeep(27.90, "01.04.2025", "протокол от 12.03.2025 № 4"),
		upkeep(29.50, "01.04.2026", "протокол от 18.03.2026 № 5"))...)
	return []facts{{gis.SheetTariffs, rows}}
}

// plan is a plan of capital repair.
type plan string

// work is one of its works in a house, between years; a cost that is not known is nil.
func (p plan) work(house, work string, years [2]int, cost any, state string) row {
	return row{
		"Дом": house, "План": string(p), "Вид работ": work, "Год начала": years[0], "Год окончания": years[1],
		"Стоимость": cost, "Состояние": state,
	}
}

// contribution is what is paid for capital repair from a day on; to is empty for the newest one.
func contribution(rate float64, since, to, act string) row {
	r := row{
		"Взнос": rate, "Действует с": since, "Акт": act,
		"Фонд": "счёт регионального оператора", "Владелец счёта": Fund, "ИНН владельца": FundINN,
	}
	if to != "" {
		r["Действует по"] = to
	}
	return r
}

func repairs() []facts {
	const programme, short plan = "региональная программа", "краткосрочный план"
	const pipes = "ремонт инженерных сетей водоснабжения"
	works := from("региональная программа капитального ремонта", "01.10.2026",
		programme.work(lenina12, "ремонт фасада", [2]int{2019, 2021}, nil, "выполнено"),
		programme.work(lenina12, "ремонт крыши", [2]int{2027, 2029}, nil, "запланировано"),
		programme.work(lenina12, "замена лифтов", [2]int{2031, 2033}, nil, "запланировано"),
		programme.work(lenina12, "ремонт подвала", [2]int{2022, 2024}, nil, "исключено"),
		programme.work(lenina122, "ремонт крыши", [2]int{2030, 2032}, nil, "запланировано"),
		programme.work(mira3, pipes, [2]int{2026, 2028}, nil, "запланировано"))
	works = append(works, from("краткосрочный план на 2026–2028 годы", "15.09.2026",
		short.work(lenina12, "ремонт крыши", [2]int{2027, 2027}, 6240000, "запланировано"),
		short.work(lenina12, "проект ремонта крыши", [2]int{2026, 2026}, 310500.50, "идёт"),
		short.work(mira3, pipes, [2]int{2027, 2027}, 2870000, "перенесено"))...)
	rates := from("постановление правительства области", "05.11.2026",
		contribution(11.90, "01.01.2025", "31.12.2025", "постановление от 10.10.2024 № 451-п"),
		contribution(12.80, "01.01.2026", "31.12.2026", "постановление от 14.10.2025 № 480-п"),
		contribution(13.60, "01.01.2027", "", "постановление от 20.10.2026 № 502-п"))
	return []facts{{gis.SheetRepairs, works}, {gis.SheetContribution, rates}}
}
