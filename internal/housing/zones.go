package housing

import "strings"

// ZoneOf returns the IANA time zone of a region of Russia, in any spelling:
// «Новосибирская обл.», «обл Свердловская», «ХМАО». The zones are those of
// ст. 5 of the Федеральный закон от 03.06.2011 № 107-ФЗ «Об исчислении времени».
// Regions of Moscow time are known too. A region of several zones has that of
// its capital: Якутия that of Якутск, Сахалинская область that of
// Южно-Сахалинск. False: the name is of no region that is known here.
func ZoneOf(region string) (zone string, ok bool) {
	for w := range strings.SplitSeq(dropTypes(FoldAddress(region)), " ") {
		for _, find := range []func(string) string{westZone, uralZone, siberiaZone, eastZone} {
			if zone := find(w); zone != "" {
				return zone, true
			}
		}
		if isMoscowTime(w) {
			return "Europe/Moscow", true
		}
	}
	return "", false
}

// westZone knows the 1st, 3rd and Crimean zones: UTC+2, UTC+4, UTC+3.
func westZone(w string) string {
	switch w {
	case "калининградская":
		return "Europe/Kaliningrad"
	case "астраханская":
		return "Europe/Astrakhan"
	case "самарская", "удмуртская", "удмуртия":
		return "Europe/Samara"
	case "саратовская":
		return "Europe/Saratov"
	case "ульяновская":
		return "Europe/Ulyanovsk"
	case "крым", "севастополь":
		return "Europe/Simferopol"
	}
	return ""
}

// uralZone knows the 4th and 5th zones: UTC+5, UTC+6.
func uralZone(w string) string {
	switch w {
	case "башкортостан", "башкирия", "пермский", "курганская", "оренбургская", "свердловская", "тюменская",
		"челябинская", "ханты-мансийский", "хмао", "хмао-югра", "югра", "ямало-ненецкий", "янао":
		return "Asia/Yekaterinburg"
	case "омская":
		return "Asia/Omsk"
	}
	return ""
}

// siberiaZone knows the 6th and 7th zones: UTC+7, UTC+8.
func siberiaZone(w string) string {
	switch w {
	case "алтай", "алтайский":
		return "Asia/Barnaul"
	case "тыва", "тува", "хакасия", "красноярский":
		return "Asia/Krasnoyarsk"
	case "кемеровская", "кузбасс":
		return "Asia/Novokuznetsk"
	case "новосибирская":
		return "Asia/Novosibirsk"
	case "томская":
		return "Asia/Tomsk"
	case "бурятия", "иркутская":
		return "Asia/Irkutsk"
	}
	return ""
}

// eastZone knows the 8th to 11th zones: UTC+9 to UTC+12.
func eastZone(w string) string {
	switch w {
	case "саха", "якутия", "амурская":
		return "Asia/Yakutsk"
	case "забайкальский":
		return "Asia/Chita"
	case "приморский", "хабаровский", "еврейская", "еао":
		return "Asia/Vladivostok"
	case "магаданская":
		return "Asia/Magadan"
	case "сахалинская":
		return "Asia/Sakhalin"
	case "камчатский":
		return "Asia/Kamchatka"
	case "чукотский", "чао":
		return "Asia/Anadyr"
	}
	return ""
}

// isMoscowTime knows the 2nd zone: UTC+3.
func isMoscowTime(w string) bool {
	switch w {
	case "москва", "санкт-петербург",
		"адыгея", "дагестан", "ингушетия", "кабардино-балкарская", "калмыкия", "карачаево-черкесская",
		"карелия", "коми", "марий", "мордовия", "осетия", "татарстан", "чеченская", "чечня",
		"чувашская", "чувашия",
		"краснодарский", "ставропольский", "архангельская", "белгородская", "брянская", "владимирская",
		"волгоградская", "вологодская", "воронежская", "ивановская", "калужская", "кировская", "костромская",
		"курская", "ленинградская", "липецкая", "московская", "мурманская", "нижегородская", "новгородская",
		"орловская", "пензенская", "псковская", "ростовская", "рязанская", "смоленская", "тамбовская",
		"тверская", "тульская", "ярославская", "ненецкий", "нао":
		return true
	}
	return false
}
