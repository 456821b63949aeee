package texts

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

func genitiveMonths() []string {
	return []string{
		"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа",
		"сентября", "октября", "ноября", "декабря",
	}
}

// Month returns «ноябрь».
func Month(m time.Month) string {
	return []string{
		"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август",
		"сентябрь", "октябрь", "ноябрь", "декабрь",
	}[m-1]
}

// Period returns «ноябрь», with the year where it is not today's.
func Period(p housing.Period, today housing.Date) string {
	if p.Year == today.Year {
		return Month(p.Month)
	}
	return fmt.Sprintf("%s %d", Month(p.Month), p.Year)
}

// Date returns «23 ноября», with the year where it is not today's.
func Date(d, today housing.Date) string {
	s := fmt.Sprintf("%d%s%s", d.Day, nbsp, genitiveMonths()[d.Month-1])
	if d.Year != today.Year {
		s += fmt.Sprintf(" %d", d.Year)
	}
	return s
}

// Weekday returns the day of the week as in «до среды, 25 ноября».
func Weekday(d housing.Date) string {
	days := []string{"воскресенья", "понедельника", "вторника", "среды", "четверга", "пятницы", "субботы"}
	return days[d.In(time.UTC).Weekday()]
}

// Until returns «среды, 25 ноября».
func Until(d, today housing.Date) string { return Weekday(d) + ", " + Date(d, today) }

// Clock returns «18:42».
func Clock(t time.Time) string { return t.Format("15:04") }

// Number returns v with a comma and thousands set apart.
func Number(v decimal.Decimal) string { return number(v, 0) }

// Volume returns v as a meter of r shows it: water and gas with at least
// three digits after the comma.
func Volume(r housing.Resource, v decimal.Decimal) string {
	switch r {
	case housing.ColdWater, housing.HotWater, housing.Gas, housing.Sewage:
		return number(v, 3)
	default:
		return number(v, 0)
	}
}

func number(v decimal.Decimal, digits int) string {
	whole, fraction, _ := strings.Cut(v.Abs().String(), ".")
	fraction += strings.Repeat("0", max(0, digits-len(fraction)))
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + nbsp + whole[i:]
	}
	if fraction != "" {
		whole += "," + fraction
	}
	if v.IsNegative() {
		whole = "−" + whole
	}
	return whole
}

// ResourceKey returns the key of the name of a resource.
func ResourceKey(r housing.Resource) string {
	switch r {
	case housing.ColdWater:
		return "readings.cold_water"
	case housing.HotWater:
		return "readings.hot_water"
	case housing.Electricity:
		return "readings.electricity"
	case housing.Gas:
		return "readings.gas"
	case housing.Heating:
		return "readings.heating"
	default:
		return "readings.sewage"
	}
}

// Unit returns the sign of the unit with an ОКЕИ code.
func Unit(code string) string {
	switch code {
	case "112":
		return "л"
	case "113":
		return "м³"
	case "233":
		return "Гкал"
	case "245":
		return "кВт·ч"
	case "246":
		return "МВт·ч"
	case "271":
		return "Дж"
	case "A056":
		return "ГДж"
	case "A058":
		return "МДж"
	}
	return ""
}

// Values returns «125,300 м³», or «день 3 456, ночь 1 204 кВт·ч» of several tariffs.
func Values(m housing.Meter, values housing.Values) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = Volume(m.Resource, v)
		if name := Tariff(len(values), i); name != "" {
			parts[i] = name + " " + parts[i]
		}
	}
	if unit := Unit(m.Unit); unit != "" {
		return strings.Join(parts, ", ") + nbsp + unit
	}
	return strings.Join(parts, ", ")
}

// Use returns the use since the last reading as «+1,844», tariffs in a row.
func Use(m housing.Meter, use housing.Values) string {
	parts := make([]string, len(use))
	for i, v := range use {
		parts[i] = "+" + Volume(m.Resource, v)
		if v.IsNegative() {
			parts[i] = Volume(m.Resource, v)
		}
	}
	return strings.Join(parts, ", ")
}

// Tariff returns the name of tariff i of n: «день», «ночь»; «пик», «ночь»,
// «полупик» of three. Empty for one tariff.
func Tariff(n, i int) string {
	switch n {
	case 2:
		return []string{"день", "ночь"}[i]
	case 3:
		return []string{"пик (Т1)", "ночь (Т2)", "полупик (Т3)"}[i]
	}
	return ""
}

// House returns «ул. Ленина, д. 12, корп. 2».
func House(a housing.Address) string {
	return a.Street + ", д. " + a.Number + building(a, "корп. ")
}

// building returns the end of the address of a house. A structure carries its
// own word: «корп. 2, стр. 1».
func building(a housing.Address, word string) string {
	block, structure, ok := strings.Cut(a.Building, "стр")
	block = strings.TrimRight(block, ", ")
	s := ""
	if block != "" {
		s += ", " + word + block
	}
	if ok {
		s += ", стр" + structure
	}
	return s
}

// Address returns the whole address of a flat.
func Address(a housing.Address, premises string) string {
	s := a.Settlement + ", " + House(a)
	if premises != "" {
		s += ", кв. " + premises
	}
	return s
}

// RegionAddress returns the address of a house as papers give it: «Новосибирская обл., Светлоречье, ул.
// Ленина, д. 12».
func RegionAddress(a housing.Address) string {
	if a.Region == "" {
		return Address(a, "")
	}
	return a.Region + ", " + Address(a, "")
}

// ShortHouse returns «Ленина, 12, к. 2», as buttons show it.
func ShortHouse(a housing.Address) string {
	street := a.Street
	for _, kind := range []string{"ул. ", "ул ", "улица "} {
		street = strings.TrimPrefix(street, kind)
	}
	return street + ", " + HouseNumber(a)
}

// HouseNumber returns «12, к. 2».
func HouseNumber(a housing.Address) string { return a.Number + building(a, "к. ") }

// ShortAddress returns «Ленина, 12, кв. 45».
func ShortAddress(a housing.Address, premises string) string {
	if premises == "" {
		return ShortHouse(a)
	}
	return ShortHouse(a) + ", кв. " + premises
}

// Phone returns a phone of [housing.ParsePhone] as «+7 000 000-00-00», which
// Telegram makes tappable; anything else as it is.
func Phone(s string) string {
	e164, ok := housing.ParsePhone(s)
	if !ok || len(e164) != len("+70000000000") {
		return s
	}
	return e164[:2] + " " + e164[2:5] + " " + e164[5:8] + "-" + e164[8:10] + "-" + e164[10:]
}

// MonthNumber returns 11 for «ноябрь», «ноября» or «ноя»; 0 for anything else.
func MonthNumber(word string) int {
	if len([]rune(word)) < 3 {
		return 0
	}
	for i, genitive := range genitiveMonths() {
		if strings.HasPrefix(genitive, word) || word == Month(time.Month(i+1)) {
			return i + 1
		}
	}
	return 0
}

// Clause returns a sentence as it goes on after a colon: in lower case, unless
// it begins with an abbreviation or a name of one letter.
func Clause(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if unicode.IsUpper(first) && unicode.IsLower(second) {
		return string(unicode.ToLower(first)) + s[size:]
	}
	return s
}

// Money returns «3 020,45 ₽», always with kopecks.
func Money(d decimal.Decimal) string { return Rubles(d) + nbsp + "₽" }

// Rubles is Money without its sign, for where the font or the column has none.
func Rubles(d decimal.Decimal) string { return number(d.Round(2), 2) }

// Price returns roubles for a unit, with as many digits as it has and at least
// two: «42,30 ₽», «5,0312 ₽».
func Price(d decimal.Decimal) string { return number(d, 2) + nbsp + "₽" }

// PeriodOfYear returns «октябрь 2026».
func PeriodOfYear(p housing.Period) string { return fmt.Sprintf("%s %d", Month(p.Month), p.Year) }

// PeriodGenitive returns «сентября», with the year where it is not today's.
func PeriodGenitive(p housing.Period, today housing.Date) string {
	s := genitiveMonths()[p.Month-1]
	if p.Year != today.Year {
		s += fmt.Sprintf(" %d", p.Year)
	}
	return s
}

// Capital returns s with its first letter in upper case.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
