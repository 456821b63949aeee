package housing

import (
	"cmp"
	"regexp"
	"strings"
)

// Address is where a house stands, as it is stored and shown.
type Address struct {
	Region     string `json:"region"`     // «Новосибирская обл.»
	Settlement string `json:"settlement"` // «Светлоречье», without «г.»
	Street     string `json:"street"`     // «ул. Ленина»
	Number     string `json:"number"`     // «12», «12а», «12/2»
	Building   string `json:"building"`   // «2» of «корп. 2»; «стр. 1» is kept with its word
}

// AddressQuery is what a person typed, taken apart for the search.
// Empty fields were not typed.
type AddressQuery struct {
	Place    string // words before the number, folded: settlement and street, types dropped
	Number   string // folded house number
	Building string
	Premises string
}

// FoldAddress returns s as addresses are compared: lower case, е for ё,
// no punctuation, single spaces.
func FoldAddress(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), "ё", "е")
	s = regexp.MustCompile(`[^a-zа-я0-9/-]+`).ReplaceAllString(s, " ")
	return strings.TrimSpace(s)
}

const (
	streetTypes = `ул|улица|пр-кт|пр-т|просп|проспект|пер|переулок|б-р|бул|бульвар|ш|шоссе|пл|площадь|` +
		`наб|набережная|пр-д|проезд|мкр|мкрн|микрорайон|туп|тупик|ал|аллея|линия|кв-л|квартал`
	settlementTypes = `г|гор|город|пгт|рп|п|пос|поселок|с|село|д|дер|деревня|ст-ца|станица|х|хутор|нп`
	regionTypes     = `обл|область|край|респ|республика|ао|автономный округ|автономная область`
)

// houseTail matches the end of a folded address: house, building, premises.
func houseTail() *regexp.Regexp {
	return regexp.MustCompile(`^(?P<place>.*?)[ -]*?(?:\b(?:д|дом|домовладение|влд)? *)` +
		`(?P<number>\d+) ?-?(?P<letter>[а-я])?(?: ?/ ?(?P<slash>\d+[а-я]?))?` +
		`(?: *(?:к|кор|корп|корпус) *(?P<building>\d+[а-я]?|[а-я]))?` +
		`(?: *(?:с|стр|строение) *(?P<structure>\d+[а-я]?))?` +
		`(?: *(?:кв|квартира|пом|помещение|оф|офис) *(?P<premises>\d+[а-я]?))?$`)
}

// ParseQuery takes a typed address apart. Without a house number the whole
// text is the place.
func ParseQuery(s string) AddressQuery {
	folded := FoldAddress(s)
	re := houseTail()
	m := re.FindStringSubmatch(folded)
	if m == nil {
		return AddressQuery{Place: dropTypes(folded)}
	}
	group := func(name string) string { return m[re.SubexpIndex(name)] }
	return AddressQuery{
		Place:    dropTypes(group("place")),
		Number:   joinNumber(group("number"), group("letter"), group("slash")),
		Building: joinBuilding(group("building"), group("structure")),
		Premises: group("premises"),
	}
}

func joinNumber(number, letter, slash string) string {
	number = strings.TrimLeft(number, "0") + letter
	if slash != "" {
		number += "/" + slash
	}
	return number
}

func joinBuilding(building, structure string) string {
	if structure == "" {
		return building
	}
	return strings.TrimSpace(building + " стр. " + structure)
}

// dropTypes removes the words for kinds of streets, settlements and regions.
func dropTypes(folded string) string {
	drop := regexp.MustCompile(`^(?:` + streetTypes + `|` + settlementTypes + `|` + regionTypes + `)$`)
	words := strings.Fields(folded)
	kept := words[:0]
	for _, w := range words {
		if w = strings.Trim(w, "-/"); w != "" && !drop.MatchString(w) {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// PlaceKey returns the folded words by which a search finds the street of a.
func (a Address) PlaceKey() string {
	return dropTypes(FoldAddress(a.Settlement + " " + a.Street))
}

// StreetKey returns the folded street without its type.
func (a Address) StreetKey() string { return dropTypes(FoldAddress(a.Street)) }

// NumberKey returns the house number as [ParseQuery] folds it.
func (a Address) NumberKey() string { return ParseQuery(a.Number).Number }

// BuildingKey returns the building as [ParseQuery] folds it.
func (a Address) BuildingKey() string {
	if a.Building == "" {
		return ""
	}
	if m := regexp.MustCompile(`^(.*?) ?стр\S* (\S+)$`).FindStringSubmatch(FoldAddress(a.Building)); m != nil {
		return joinBuilding(m[1], m[2])
	}
	return FoldAddress(a.Building)
}

// Same reports whether a and b name one house.
func (a Address) Same(b Address) bool {
	return dropTypes(FoldAddress(a.Region)) == dropTypes(FoldAddress(b.Region)) &&
		a.PlaceKey() == b.PlaceKey() && a.NumberKey() == b.NumberKey() && a.BuildingKey() == b.BuildingKey()
}

// ParseAddress reads a full address whose parts are divided by commas, as
// registers write it: «630000, Новосибирская обл, г Светлоречье, ул Ленина, д. 12, корп. 2».
// False: it names no settlement, street or house.
func ParseAddress(s string) (Address, bool) {
	var a Address
	var tail []string
	for part := range strings.SplitSeq(s, ",") {
		part = strings.Join(strings.Fields(part), " ")
		switch folded := FoldAddress(part); {
		case folded == "" || regexp.MustCompile(`^\d{6}$`).MatchString(folded) || folded == "россия":
		case len(tail) > 0 || isHouse(folded) && (a.Street != "" || a.Settlement != ""):
			tail = append(tail, folded)
		case hasType(folded, regionTypes) && a.Region == "":
			a.Region = part
		case hasType(folded, streetTypes):
			a.Street = part
		case a.Settlement == "" && hasType(folded, settlementTypes):
			a.Settlement = trimSettlement(part)
		case a.Settlement == "":
			a.Settlement = part
		default:
			a.Street = part
		}
	}
	q := ParseQuery(strings.Join(tail, " "))
	a.Number, a.Building = q.Number, q.Building
	a.Region = cmp.Or(a.Region, a.Settlement)
	return a, a.Settlement != "" && a.Street != "" && a.Number != ""
}

// isHouse reports whether a folded part holds a house number rather than a name.
func isHouse(folded string) bool {
	return regexp.MustCompile(`^(?:(?:д|дом|домовладение|влд) *)?\d+[а-я]?([ /-].*|к\d.*|с\d.*)?$`).MatchString(folded) &&
		!hasType(folded, streetTypes)
}

func hasType(folded, types string) bool {
	return regexp.MustCompile(`(?:^|\s)(?:` + types + `)(?:$|\s)`).MatchString(folded)
}

func trimSettlement(part string) string {
	return regexp.MustCompile(`(?i)^(?:г|гор|город)[. ]+`).ReplaceAllString(part, "")
}
