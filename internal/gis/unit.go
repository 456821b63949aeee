package gis

import (
	"slices"
	"strings"

	"dombot/internal/housing"
)

// unit reads the code of ОКЕИ of a unit that its resource allows; an empty
// cell means the usual one.
func unit(row *row, resource housing.Resource) string {
	text := row.text(fieldUnit)
	if resource == "" {
		return ""
	}
	units := resource.Units()
	if text == "" {
		return units[0]
	}
	var names []string
	for _, code := range units {
		if strings.EqualFold(text, code) || slices.Contains(unitNames(code), foldUnit(text)) {
			return code
		}
		names = append(names, unitNames(code)[0])
	}
	row.fault(fieldUnit, "«%s»: для этого ресурса нужно одно из: %s",
		shorten(text), strings.Join(names, ", "))
	return ""
}

// foldUnit returns the name of a unit as units are compared.
func foldUnit(s string) string {
	return strings.NewReplacer(" ", "", ".", "", "·", "", "*", "", "-", "", "³", "3", "^", "", "ё", "е").
		Replace(strings.ToLower(s))
}

// unitNames returns the spellings of a unit, folded.
func unitNames(code string) []string {
	switch code {
	case "112":
		return []string{"л", "литр", "литры", "кубическийдециметр", "дм3", "л;дм3"}
	case "113":
		return []string{"м3", "кубм", "кубическийметр", "кубометр", "мкуб"}
	case "233":
		return []string{"гкал", "гигакалория"}
	case "245":
		return []string{"квтч", "киловаттчас", "квтчас"}
	case "246":
		return []string{"мвтч", "мегаваттчас", "1000квтч"}
	case "271":
		return []string{"дж", "джоуль"}
	case "A056":
		return []string{"гдж", "гигаджоуль"}
	case "A058":
		return []string{"мдж", "мегаджоуль"}
	}
	return []string{code}
}
