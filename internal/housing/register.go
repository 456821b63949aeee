package housing

import (
	"cmp"
	"slices"
	"strings"
)

// ParseAddress reads a full address whose parts are divided by commas, as
// registers write it: «630000, Новосибирская обл, г Светлоречье, ул Ленина, д. 12, корп. 2».
// Urban districts are dropped; the district of a village is kept with its name,
// since villages share names. False: it names no settlement, street or house.
func ParseAddress(s string) (Address, bool) {
	var r registerScan
	for part := range strings.SplitSeq(s, ",") {
		r.part(part)
	}
	house, ok := parseHouse(strings.Join(r.tail, " "))
	r.Number, r.Building = house.Number, house.Building
	r.Region = cmp.Or(r.Region, r.Settlement)
	if r.district != "" && !r.city && r.Settlement != "" {
		r.Settlement += " (" + r.district + " р-н)"
	}
	return r.Address, ok && r.Settlement != "" && r.Street != ""
}

// registerScan sorts the parts of an address.
type registerScan struct {
	Address
	city     bool // Settlement is a city: its name needs no district
	district string
	tail     []string // folded parts from the house on
}

func (r *registerScan) part(part string) {
	folded := dropPostcode(FoldAddress(part))
	part = strings.TrimSpace(part)
	if len(part) > 6 && allDigits(part[:6]) {
		part = strings.TrimLeft(part[6:], " .")
	}
	words := strings.Fields(folded)
	switch {
	case saysNothing(folded):
	case len(r.tail) > 0 || r.startsHouse(folded, words):
		r.tail = append(r.tail, folded)
	case isDistrict(folded, words) && !strings.Contains(part, "("): // not «рп Светлый (Заречный р-н)»
		r.district = cmp.Or(r.district, districtName(part, words))
	case hasStreetType(words):
		r.street(part)
	case r.startsRegion(words):
		r.Region = regionName(strings.Join(strings.Fields(part), " "))
	default:
		r.place(part, words)
	}
}

// saysNothing reports whether a part is the country, a postcode or nothing.
func saysNothing(folded string) bool {
	switch folded {
	case "", "россия", "рф", "российская федерация":
		return true
	}
	return len(folded) == 6 && allDigits(folded)
}

// place takes a settlement, or a street without its type.
func (r *registerScan) place(part string, words []string) {
	city := isCity(words[0]) || isCity(words[len(words)-1])
	name := strings.Join(strings.Fields(part), " ")
	if city {
		name = trimCity(name)
	}
	switch {
	case r.Settlement == "":
		r.Settlement, r.city = name, city || !hasSettlementType(words)
	case FoldAddress(name) == FoldAddress(r.Settlement):
	case city && r.Region == "": // «г Москва, г Зеленоград»
		r.Region, r.Settlement = r.Settlement, name
	default:
		r.street(part)
	}
}

// street takes a street, or a quarter before it. The house may follow without a comma.
func (r *registerScan) street(part string) {
	words := strings.Fields(part)
	if i := houseAfter(words); i < len(words) {
		r.tail = append(r.tail, FoldAddress(strings.Join(words[i:], " ")))
		words = words[:i]
	}
	name := streetName(words)
	if r.Street != "" {
		name = r.Street + ", " + name
	}
	r.Street = name
}

// houseAfter returns where the house begins in the words of a street, their
// number where none does.
func houseAfter(words []string) int {
	for i := 1; i < len(words); i++ {
		tail := strings.Join(words[i:], " ")
		if !strings.ContainsAny(tail, "0123456789") {
			break
		}
		before := FoldAddress(words[i-1])
		if i == 1 && isStreetType(before) || isNumberedType(before) {
			continue
		}
		if _, ok := parseHouse(FoldAddress(tail)); ok {
			return i
		}
	}
	return len(words)
}

// startsHouse reports whether a part holds a house number rather than a name.
func (r *registerScan) startsHouse(folded string, words []string) bool {
	if r.Settlement == "" && r.Street == "" || isStreetType(words[len(words)-1]) {
		return false
	}
	if !strings.ContainsAny(folded, "0123456789") {
		return false
	}
	_, ok := parseHouse(folded)
	return ok
}

// startsRegion reports whether a part names the region, which comes before everything else.
func (r *registerScan) startsRegion(words []string) bool {
	return r.Region == "" && r.Settlement == "" && slices.ContainsFunc(words, isRegionType)
}

func hasStreetType(words []string) bool {
	return isStreetType(words[0]) || isStreetType(words[len(words)-1])
}

func hasSettlementType(words []string) bool {
	if isSettlementType(words[0]) || isSettlementType(words[len(words)-1]) {
		return true
	}
	return len(words) > 1 && words[1] == "поселок" // «рабочий поселок Светлый»
}
