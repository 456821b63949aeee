package gis

import (
	"strconv"
	"strings"

	"dombot/internal/housing"
)

// home is a house of a file.
type home struct {
	fias    string
	address housing.Address
	ok      bool // the address was understood
}

// addresses parses each house of a file once and keeps one copy of the texts
// that repeat on every row.
type addresses struct {
	texts  map[string]string
	houses map[[2]string]*home // by GUID and written address
	guids  map[string]bool
}

func newAddresses() *addresses {
	return &addresses{texts: map[string]string{}, houses: map[[2]string]*home{}, guids: map[string]bool{}}
}

func (a *addresses) intern(s string) string {
	if kept, ok := a.texts[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	a.texts[s] = s
	return s
}

func (a *addresses) validGUID(s string) bool {
	valid, ok := a.guids[s]
	if !ok {
		valid = housing.ValidGUID(s)
		a.guids[strings.Clone(s)] = valid
	}
	return valid
}

// parse returns the house with the given GUID and address, and the flat that
// the address names. The flat is cut off first, so that a house is parsed once
// and not for every flat.
func (a *addresses) parse(guid, text string) (h *home, premises string) {
	house, premises := cutPremises(text)
	h, ok := a.houses[[2]string{guid, house}]
	if ok {
		return h, premises
	}
	h = &home{fias: a.intern(guid)}
	if address, ok := housing.ParseAddress(house); ok {
		h.address, h.ok = address, true
	}
	a.houses[[2]string{h.fias, strings.Clone(house)}] = h
	return h, premises
}

// cutPremises divides «…, д. 12, кв. 45» into the house and «45».
func cutPremises(text string) (house, premises string) {
	i := strings.LastIndexByte(text, ',')
	if i < 0 {
		return text, ""
	}
	number, ok := trimPremisesWord(strings.TrimSpace(text[i+1:]))
	if !ok {
		return text, ""
	}
	return text[:i], number
}

// trimPremisesWord drops the word for a flat; false if there is none.
func trimPremisesWord(s string) (string, bool) {
	lower := strings.ToLower(s)
	for _, word := range []string{"квартира", "помещение", "кв", "пом"} {
		rest, ok := strings.CutPrefix(lower, word)
		if !ok {
			continue
		}
		if rest = strings.TrimLeft(rest, " .№"); rest != "" && strings.ContainsAny(rest[:1], "0123456789") {
			return rest, true
		}
	}
	return s, false
}

// premisesNumber returns the number of a flat without its word: «кв. 45» is «45».
func premisesNumber(s string) string {
	number, _ := trimPremisesWord(parseIdentifier(s))
	return number
}

// maxEntrance is the highest number of an entrance.
const maxEntrance = 99

// entrance reads the number of an entrance, with its word or without: «подъезд 2»
// and «№ 02» are «2». A dash, «нет» and 0 tell of none.
func entrance(row *row) string {
	text := row.identifier(fieldEntrance)
	number := strings.Trim(strings.TrimPrefix(strings.ToLower(text), "подъезд"), " №.-–—")
	if number == "" || number == "нет" {
		return ""
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n > maxEntrance {
		row.fault(fieldEntrance, "«%s» — не номер подъезда: нужно число, например 2", shorten(text))
		return ""
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
