package gis

import (
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
)

// The sheets of works and licences.
const (
	SheetWorks         = "Работы"
	SheetLicences      = "Лицензии"
	SheetLicenceHouses = "Дома лицензий"
	SheetDisqualified  = "Дисквалификация"
)

func columnLicence() HouseColumn {
	return HouseColumn{
		field: "licence", Title: "Номер лицензии", Required: true,
		Hint: "Л045-01234-54/00123456, девять цифр ГИС ЖКХ или временный номер", also: []string{"=лицензия"},
	}
}

func workSheets() []HouseSheet {
	return []HouseSheet{
		{SheetWorks, []HouseColumn{
			columnHouse(),
			{field: "month", Title: "Месяц", Required: true, Hint: "10.2026 или октябрь 2026"},
			{
				field: "work", Title: "Работа", Required: true, Hint: "ремонт кровли",
				also: []string{"=вид работ"},
			},
			{field: "unit", Title: "Единица", Hint: "м², шт"},
			{field: "price", Title: "Цена", Hint: "рублей за единицу", also: []string{"=цена за единицу"}},
			{field: "plan_volume", Title: "Объём по плану"},
			{field: "plan_cost", Title: "Стоимость по плану", Hint: "рублей; пусто: работы не было в плане"},
			{field: "volume", Title: "Объём по факту"},
			{field: "cost", Title: "Стоимость по факту", Hint: "рублей; пусто: ещё не сделано"},
			{field: "done", Title: "Сделано", Hint: "день окончания: 23.10.2026"},
			{field: "act", Title: "Номер акта"},
			{field: "acted", Title: "Дата акта"},
		}, readWork},
		{SheetLicences, []HouseColumn{
			columnLicence(),
			{field: "name", Title: "Организация", Required: true},
			{field: "inn", Title: "ИНН", Required: true},
			{field: "ogrn", Title: "ОГРН", Required: true},
			{field: "issued", Title: "Дата выдачи", Required: true},
			{field: "until", Title: "Действует по", Hint: "последний день; пусто: бессрочно"},
			{field: "authority", Title: "Кем выдана", Required: true, Hint: "орган лицензирования"},
			{
				field: "state", Title: "Состояние", Required: true,
				Hint: "действует, истекла, аннулирована, прекращена", also: []string{"=статус"},
			},
			{field: "since", Title: "Состояние с", Hint: "с какого дня оно такое"},
		}, readLicence},
		{SheetLicenceHouses, []HouseColumn{
			columnLicence(),
			{
				field: "house", Title: "Адрес дома", Required: true, Hint: "как в реестре",
				also: []string{"=дом", "=адрес"},
			},
			{field: "fias", Title: "Код ФИАС"},
			{field: "included", Title: "Включён", Required: true, Hint: "день включения в реестр"},
			{field: "excluded", Title: "Исключён", Hint: "день исключения; пусто: управляет"},
		}, readLicenceHouse},
		{SheetDisqualified, []HouseColumn{
			columnLicence(),
			{field: "person", Title: "ФИО", Required: true},
			{field: "post", Title: "Должность"},
			{field: "from", Title: "Действует с", Required: true},
			{field: "to", Title: "Действует по", Required: true},
			{field: "basis", Title: "Основание", Hint: "решение суда и его дата"},
		}, readDisqualified},
	}
}

// licence is the number of one that may not be missing.
func (h *houseRow) licence() string {
	s := h.words("licence", 50)
	number, ok := housing.ParseLicence(parseIdentifier(s))
	if !ok && !h.bad {
		h.fault("licence", "«%s» — не номер лицензии: нужен номер вида Л045-01234-54/00123456", shorten(s))
	}
	return number
}

// month is a month that may not be missing.
func (h *houseRow) month() housing.Period {
	s := h.text("month")
	p, ok := parseMonth(s, h.date1904)
	if !ok && !h.bad {
		h.fault("month", "«%s» — не месяц: нужен месяц вида 10.2026", shorten(s))
	}
	return p
}

// parseMonth reads «10.2026», «2026-10», «октябрь 2026», a day of the month and
// what Excel makes of them: it stores 10.2020 as the number 10.202.
func parseMonth(s string, date1904 bool) (housing.Period, bool) {
	s = strings.ToLower(strings.TrimSuffix(cleanText(s), " г."))
	month, year := monthParts(s)
	if len(year) != 4 || !isDigits(year) {
		d, ok := parseDate(s, date1904)
		return d.Period(), ok && d.Year >= 2000
	}
	m, err := strconv.Atoi(month)
	if err != nil {
		m = monthNumber(month)
	}
	y, _ := strconv.Atoi(year)
	known := m >= 1 && m <= 12 && y >= 2000 && y <= newestHouse
	return housing.Period{Year: y, Month: time.Month(m)}, known
}

// monthParts takes a month apart, whichever of its parts stands first.
func monthParts(s string) (month, year string) {
	month, year, _ = strings.Cut(strings.NewReplacer("/", ".", "-", ".", " ", ".").Replace(s), ".")
	if !isDigits(month) {
		return month, year
	}
	if len(month) <= 2 && len(year) == 3 && isDigits(year) {
		return month, year + "0"
	}
	if len(month) == 4 && len(year) <= 2 {
		return year, month
	}
	return month, year
}

func monthNumber(word string) int {
	for i, stem := range []string{
		"январ", "феврал", "март", "апрел", "ма", "июн",
		"июл", "август", "сентябр", "октябр", "ноябр", "декабр",
	} {
		rest, ok := strings.CutPrefix(word, stem)
		if ok && len([]rune(rest)) <= 1 {
			return i + 1
		}
	}
	return 0
}

func readWork(h *houseRow, b *housing.HouseBook) {
	w := housing.Work{
		Month: h.month(), Name: h.need("work", 200), Unit: h.words("unit", 30), Price: h.measure("price", 4),
		Planned:  housing.Amount{Volume: h.measure("plan_volume", 3), Cost: h.measure("plan_cost", 2)},
		Done:     housing.Amount{Volume: h.measure("volume", 3), Cost: h.measure("cost", 2)},
		Finished: h.date("done"), Act: h.words("act", 50), Acted: h.date("acted"), Stated: h.stated,
	}
	switch {
	case h.bad:
	case !w.Planned.Known() && !w.IsDone():
		h.fault("plan_cost", "нет ни плана, ни факта: заполните стоимость по плану или по факту")
	case w.Planned.Known() && !w.Planned.Cost.Valid:
		h.fault("plan_cost", "не заполнено")
	case w.IsDone() && !w.Done.Cost.Valid:
		h.fault("cost", "не заполнено: у сделанной работы есть стоимость")
	case w.On.Before(w.Finished):
		h.fault("done", "позже дня, на который верны данные")
	}
	keep(h, &b.Works, housing.WorkRecord{TableRow: h.at, Work: w})
}

func readLicence(h *houseRow, b *housing.HouseBook) {
	l := housing.Licence{
		Number: h.licence(), Name: h.need("name", 300), INN: h.inn(), OGRN: h.ogrn(), Issued: h.day("issued"),
		Until: h.date("until"), Authority: h.need("authority", 300), State: h.licenceState(),
		Since: h.date("since"), Stated: h.stated,
	}
	if l.INN == "" && !h.bad {
		h.fault("inn", "не заполнено")
	}
	if !l.Until.IsZero() && l.Until.Before(l.Issued) {
		h.fault("until", "раньше дня выдачи")
	}
	if l.On.Before(l.Since) {
		h.fault("since", "позже дня, на который верны данные")
	}
	keep(h, &b.Licences, housing.LicenceRecord{TableRow: h.at, Licence: l})
}

func (h *houseRow) licenceState() housing.LicenceState {
	words := []string{"действует", "истекла", "аннулирована", "прекращена"}
	chosen := h.choice("state", words...)
	for i, w := range words {
		if w == chosen {
			return housing.LicenceStates()[i]
		}
	}
	if !h.bad {
		h.fault("state", "не заполнено: нужно одно из: %s", strings.Join(words, ", "))
	}
	return ""
}

func readLicenceHouse(h *houseRow, b *housing.HouseBook) {
	fias := strings.ToLower(h.words("fias", 50))
	if fias != "" && !housing.ValidGUID(fias) {
		h.fault("fias", "код ФИАС записан неверно: нужен GUID дома")
	}
	included, excluded := h.day("included"), h.date("excluded")
	if !excluded.IsZero() && excluded.Before(included) {
		h.fault("excluded", "раньше дня включения")
	}
	keep(h, &b.LicenceHouses, housing.LicenceHouseRecord{
		TableRow: h.at, Licence: h.licence(), FIAS: fias, Included: included, Excluded: excluded,
		Stated: h.stated,
	})
}

func readDisqualified(h *houseRow, b *housing.HouseBook) {
	from, to := h.span()
	if to.IsZero() && !h.bad {
		h.fault("to", "не заполнено: нужна дата вида 05.11.2026")
	}
	keep(h, &b.Disqualified, housing.DisqualifiedRecord{
		TableRow: h.at, Licence: h.licence(), Disqualified: housing.Disqualified{
			Name: h.need("person", 200), Post: h.words("post", 200), Basis: h.words("basis", 300),
			From: from, To: to, Stated: h.stated,
		},
	})
}
