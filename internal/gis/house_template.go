package gis

import (
	"slices"

	"dombot/internal/housing"
)

// The sheets of a file of tables about houses. ГИС ЖКХ has no templates for
// them: these are ours, and every one may be missing or be a table of its own.
const (
	SheetOffice       = "Организация"
	SheetPassports    = "Дома" //nolint:gosec // G101 takes the passport of a house for a password
	SheetSuppliers    = "Поставщики"
	SheetTariffs      = "Тарифы"
	SheetRepairs      = "Капитальный ремонт"
	SheetContribution = "Взнос на капремонт"
)

// HouseColumn is a column of a table about houses, as the documentation tells of it.
type HouseColumn struct {
	Title    string
	Required bool
	Hint     string // what is written there

	field field
	also  []string // patterns of other headers
}

// HouseSheet is a table about houses.
type HouseSheet struct {
	Name    string
	Columns []HouseColumn

	read func(*houseRow, *housing.HouseBook)
}

// The columns that several tables have.
func columnWhere() HouseColumn {
	return HouseColumn{
		field: "house", Title: "Дом", Hint: "адрес, как его пишут: Ленина 12 корп 2; или код ФИАС",
		also: []string{"=адрес", "=адрес дома", "=код фиас"},
	}
}

func columnHouse() HouseColumn {
	c := columnWhere()
	c.Required = true
	return c
}

func columnAnyHouse() HouseColumn {
	c := columnWhere()
	c.Hint += "; пусто: все дома организации или территории"
	return c
}

func columnOKTMO() HouseColumn {
	return HouseColumn{field: "oktmo", Title: "ОКТМО", Hint: "8 или 11 цифр: территория, если дом не назван"}
}

// closing are the last columns of every table.
func closing() []HouseColumn {
	return []HouseColumn{
		{
			field: "source", Title: "Источник", Required: true,
			Hint: "откуда сведения: паспорт дома, приказ, реестр",
		},
		{
			field: "on", Title: "Данные на", Required: true,
			Hint: "день, на который сведения верны: 05.11.2026",
			also: []string{"=по состоянию на", "=дата данных"},
		},
		{field: "remove", Title: "Убрать", Hint: "Да: эта запись больше не нужна"},
	}
}

// HouseSheets returns every table about houses.
func HouseSheets() []HouseSheet {
	sheets := slices.Concat(knownSheets(), priceSheets(), workSheets(), ownerSheets())
	for i := range sheets {
		sheets[i].Columns = append(sheets[i].Columns, closing()...)
	}
	return sheets
}

func knownSheets() []HouseSheet {
	return []HouseSheet{
		{SheetOffice, []HouseColumn{
			{field: "ogrn", Title: "ОГРН", Required: true, Hint: "13 или 15 цифр"},
			{field: "address", Title: "Адрес приёма", Hint: "где принимают жителей"},
			{field: "phone", Title: "Телефон", Hint: "телефон приёмной"},
			{field: "hours", Title: "Часы приёма", Hint: "пн–пт 8:00–17:00"},
			{field: "mail", Title: "E-mail"},
			{field: "site", Title: "Сайт"},
		}, readOffice},
		{SheetPassports, []HouseColumn{
			columnHouse(),
			{field: "year", Title: "Год постройки", Required: true, Hint: "1987"},
			{field: "floors", Title: "Этажей", Hint: "наибольшее число этажей"},
			{field: "entrances", Title: "Подъездов"},
			{field: "flats", Title: "Квартир"},
			{field: "area", Title: "Общая площадь", Hint: "м²: 7812,4", also: []string{"^общая площадь"}},
			{field: "living", Title: "Жилая площадь", Hint: "м²", also: []string{"^жилая площадь"}},
			{field: "series", Title: "Серия", Hint: "серия или тип проекта"},
			{field: "walls", Title: "Стены", Hint: "из чего стены: панельные, кирпичные"},
			{field: "cadastre", Title: "Кадастровый номер", Hint: "54:32:010203:45"},
			{field: "oktmo", Title: "ОКТМО", Hint: "8 или 11 цифр: по нему дому находят тарифы территории"},
		}, readPassport},
		{SheetSuppliers, []HouseColumn{
			columnAnyHouse(),
			{field: "resource", Title: "Ресурс", Required: true, Hint: "холодная вода, тепло, электричество"},
			{field: "supplier", Title: "Поставщик", Required: true},
			{field: "inn", Title: "ИНН поставщика"},
			{field: "phone", Title: "Телефон поставщика", Required: true, also: []string{"=телефон"}},
		}, readSupplier},
	}
}

func priceSheets() []HouseSheet {
	return []HouseSheet{
		{SheetTariffs, []HouseColumn{
			columnAnyHouse(), columnOKTMO(),
			{
				field: "resource", Title: "Услуга", Required: true, Hint: "холодная вода, содержание жилья",
				also: []string{"=ресурс"},
			},
			{field: "kind", Title: "Вид тарифа", Hint: "если их несколько: день, ночь"},
			{field: "supplier", Title: "Поставщик"},
			{field: "inn", Title: "ИНН поставщика"},
			{field: "price", Title: "Тариф", Required: true, Hint: "рублей за единицу: 42,30"},
			{field: "unit", Title: "Единица", Required: true, Hint: "м³, кВт·ч, Гкал, м²"},
			{field: "from", Title: "Действует с", Required: true, Hint: "01.07.2026"},
			{field: "to", Title: "Действует по", Hint: "последний день; пусто: до следующего"},
			{field: "act", Title: "Акт", Hint: "кем и когда утверждён: приказ РЭК от 18.12.2025 № 512-В"},
		}, readTariff},
		{SheetRepairs, []HouseColumn{
			columnHouse(),
			{
				field: "plan", Title: "План", Required: true,
				Hint: "региональная программа или краткосрочный план",
			},
			{
				field: "work", Title: "Вид работ", Required: true, Hint: "ремонт крыши",
				also: []string{"=работа"},
			},
			{field: "from", Title: "Год начала", Required: true},
			{field: "to", Title: "Год окончания", Required: true},
			{field: "cost", Title: "Стоимость", Hint: "рублей", also: []string{"^стоимость"}},
			{
				field: "state", Title: "Состояние", Required: true,
				Hint: "запланировано, идёт, выполнено, перенесено, исключено", also: []string{"=статус"},
			},
		}, readRepair},
		{SheetContribution, []HouseColumn{
			columnAnyHouse(), columnOKTMO(),
			{field: "price", Title: "Взнос", Required: true, Hint: "рублей с м² в месяц: 12,80"},
			{field: "from", Title: "Действует с", Required: true},
			{field: "to", Title: "Действует по", Hint: "последний день; пусто: до следующего"},
			{field: "act", Title: "Акт", Hint: "кем и когда установлен"},
			{
				field: "fund", Title: "Фонд", Required: true,
				Hint: "счёт регионального оператора или специальный счёт",
			},
			{field: "owner", Title: "Владелец счёта", Required: true},
			{field: "inn", Title: "ИНН владельца"},
		}, readContribution},
	}
}

// template is the layout by which a table is found and read.
func (s HouseSheet) template() template {
	t := template{sheet: s.Name}
	for _, c := range s.Columns {
		patterns := append([]string{"=" + c.Title}, c.also...)
		t.columns = append(t.columns, column{c.field, c.Title, patterns, c.Required})
	}
	t.columns = append(t.columns, column{statusField, statusTitle, []string{"^статус обработки"}, false})
	return t
}
