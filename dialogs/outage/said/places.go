package said

import (
	"regexp"
	"strconv"
	"strings"

	"dombot/internal/housing"
)

// Parity is which side of a street is meant.
type Parity int

// The sides of a street.
const (
	BothSides Parity = iota
	Even
	Odd
)

// Houses is one house, or a range of them.
type Houses struct {
	Text        string // as it was typed: «17-А», «12 к 2», «34-56»
	First, Last int    // of a range; zero: Text is one house
	Parity      Parity
	// MaybeFlat: a range typed alone, «ленина 12-45», which may be a house and a flat as well.
	MaybeFlat bool
}

// Range reports whether several houses are meant.
func (h Houses) Range() bool { return h.Last > 0 }

// Has reports whether a house number lies in the range, by its digits: «36а» in «34-56».
func (h Houses) Has(number string) bool {
	n := figure(regexp.MustCompile(`^\d+`).FindString(number))
	return h.Range() && n >= h.First && n <= h.Last &&
		(h.Parity == BothSides || h.Parity == Even && n%2 == 0 || h.Parity == Odd && n%2 == 1)
}

// Place is where something is off. An empty street: the houses' street, or the
// house, is known from elsewhere.
type Place struct {
	Text      string // as it was typed
	Street    string
	All       bool // every house of the street
	Houses    []Houses
	Entrances []string
	Flats     []string
	Riser     bool // the flats lie one above the other
}

// Query is what to look a house up by; of a range, or of all houses, the street alone.
func (p Place) Query(h Houses) housing.AddressQuery {
	if p.All || h.Range() {
		q := housing.ParseQuery(p.Street + ", 1") // «8 Марта» is no house
		q.Number = ""
		return q
	}
	return housing.ParseQuery(p.Street + ", " + h.Text)
}

// maxUnits is how many flats or entrances a range may have.
const maxUnits = 500

// Places reads where something is off: «ленина 12 п2», «ленина 12 кв 12,16»,
// «вся ленина», «Ленина: 34-56 (чет), 17-А; Мира 3». Places are set apart by
// semicolons and lines, and by commas where another street begins. A place of
// which a part is not understood is unknown.
func Places(text string) (places []Place, unknown []string) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.Trim(part, " \t\r,."); part == "" {
			continue
		}
		if p, ok := placeOf(part); ok {
			places = append(places, p)
			continue
		}
		for _, one := range streets(part) {
			if p, ok := placeOf(one); ok {
				places = append(places, p)
				continue
			}
			unknown = append(unknown, one)
		}
	}
	return places, unknown
}

// streets divides «ленина 12, мира 3» where another street begins.
func streets(part string) (all []string) {
	for one := range strings.SplitSeq(part, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		last := len(all) - 1
		if last >= 0 && (!beginsPlace(one) || !strings.ContainsAny(all[last], "0123456789")) {
			all[last] += ", " + one
			continue
		}
		all = append(all, one)
	}
	if len(all) == 1 {
		return []string{part}
	}
	return all
}

// beginsPlace reports whether words begin with a street: «мира», «8 Марта», but not
// «14», «14 п2», «кв 3».
func beginsPlace(words string) bool {
	const parts = `(?:кв|квартир[а-я]*|п|пд|под|подъезд[а-я]*|стояк[а-я]*|эт|этаж[а-я]*|` +
		`к|корп|корпус|с|стр|строение|лит|литера|д|дом|дома)(?:$|[\s.\d])`
	s := plain(words)
	numbered := regexp.MustCompile(`^\d+(?:-?[а-я]{1,2})?\s+`)
	if m := numbered.FindString(s); m != "" {
		rest := s[len(m):]
		return regexp.MustCompile(`^[а-я]{3,}.*\d`).MatchString(rest) &&
			!regexp.MustCompile(`^`+parts).MatchString(rest)
	}
	return regexp.MustCompile(`^[а-я]`).MatchString(s) &&
		!regexp.MustCompile(`^(?:по\s+)?`+parts).MatchString(s)
}

// placeOf reads from the end: flats, entrances, houses; the street is left.
func placeOf(text string) (p Place, ok bool) {
	p.Text = text
	rest := strings.NewReplacer("–", "-", "—", "-", "−", "-", "\u00a0", " ").Replace(text)
	flats := regexp.MustCompile(`(?i)(?:^|[\s,]+)(?:по\s+)?(стояк[а-я]*\s+)?` +
		`(?:кв|квартир[а-я]*)\.?\s*(\d[\d\sа-я,-]*)$`)
	if m := flats.FindStringSubmatchIndex(rest); m != nil {
		p.Riser = m[2] >= 0
		if p.Flats, ok = units(rest[m[4]:m[5]]); !ok {
			return p, false
		}
		rest = rest[:m[0]]
	}
	entrances := regexp.MustCompile(`(?i)(?:^|[\s,]+)(?:п|пд|под|подъезд[а-я]*)\.?\s*(\d[\d\s,-]*)$`)
	if m := entrances.FindStringSubmatchIndex(rest); m != nil {
		if p.Entrances, ok = units(rest[m[2]:m[3]]); !ok {
			return p, false
		}
		rest = rest[:m[0]]
	}
	rest = strings.TrimSpace(rest)
	part := len(p.Flats)+len(p.Entrances) > 0
	if rest == "" {
		return p, part
	}
	if street, all := wholeStreet(rest); all {
		p.Street, p.All = street, true
		return p, !part && street != ""
	}
	if p.Street, p.Houses, ok = housesOf(rest); !ok {
		return p, false
	}
	return p, !part || len(p.Houses) == 1 && !p.Houses[0].Range()
}

// wholeStreet reads «вся ленина», «ленина вся».
func wholeStreet(s string) (street string, all bool) {
	words := strings.Fields(s)
	isAll := func(w string) bool {
		w = plain(w)
		return w == "вся" || w == "весь" || w == "полностью"
	}
	switch last := len(words) - 1; {
	case isAll(words[0]):
		words = words[1:]
	case isAll(words[last]):
		words = words[:last]
	default:
		return "", false
	}
	street = strings.Join(words, " ")
	return street, housing.ParseQuery(street).Number == "" ||
		len(words) > 1 && !startsWithDigit(words[len(words)-1])
}

// units lists «12,16,20» and «12-20».
func units(s string) (all []string, ok bool) {
	form := regexp.MustCompile(`(?i)^(\d{1,4})(?:([а-я])|\s*-\s*(\d{1,4}))?$`)
	for one := range strings.SplitSeq(s, ",") {
		m := form.FindStringSubmatch(strings.TrimSpace(one))
		if m == nil {
			return nil, false
		}
		first, last := figure(m[1]), figure(m[1])
		if m[3] != "" {
			last = figure(m[3])
		}
		if m[2] != "" {
			all = append(all, m[1]+plain(m[2]))
			continue
		}
		if first == 0 || last < first || len(all)+last-first >= maxUnits {
			return nil, false
		}
		for n := first; n <= last; n++ {
			all = append(all, strconv.Itoa(n))
		}
	}
	return all, true
}

// houseForm is one house or range with what may stand around it.
const houseForm = `(?:(?:д|дом|дома)\.?\s*)?(?:№\s*)?(?:(\d{1,4})\s*-\s*(\d{1,4})|` +
	`(\d{1,4}(?:/\d{1,4})?(?:` + building + `|\s*-?\s*[а-яa-z](?:` + building + `)?)?))` +
	`(?:\s*\(?\s*(чет[а-я]*|нечет[а-я]*)\.?\s*\)?)?`

const building = `,?\s*(?:корпус|корп|к|строение|стр|литера|лит)\.?\s*(?:\d{1,3}[а-я]?|[а-я])`

// housesOf divides «Ленина: 34-56 (чет), 17-А» into the street and its houses.
func housesOf(s string) (street string, all []Houses, ok bool) {
	whole := regexp.MustCompile(`(?i)^(.*?[а-яё.])(\s*:\s*|\s+-\s+|[\s,]+)` +
		`(` + houseForm + `(?:\s*,\s*` + houseForm + `)*)$`)
	m := whole.FindStringSubmatch(s)
	if len(m) == 0 || strings.ContainsAny(m[1], ":;()") {
		return "", nil, false
	}
	street = regexp.MustCompile(`(?i)[\s,]+(?:д|дом|дома)\.?$`).ReplaceAllString(strings.TrimSpace(m[1]), "")
	listed := strings.Contains(m[2], ":")
	if holdsHouse(street) {
		return "", nil, false
	}
	found := regexp.MustCompile(`(?i)`+houseForm).FindAllStringSubmatch(m[3], -1)
	for _, f := range found {
		h := Houses{Text: strings.TrimSpace(f[3])}
		if f[1] != "" {
			h.Text = f[1] + "-" + f[2]
			h.First, h.Last = figure(f[1]), figure(f[2])
			h.Parity = parity(f[4])
			h.MaybeFlat = !listed && len(found) == 1 && h.Parity == BothSides
			if h.First == 0 || h.Last <= h.First {
				return "", nil, false
			}
		} else if f[4] != "" || figure(regexp.MustCompile(`^\d+`).FindString(h.Text)) == 0 {
			return "", nil, false
		}
		all = append(all, h)
	}
	return street, all, true
}

// holdsHouse reports whether another house may lie within the words for a
// street: «ленина 12, мира», but not «ул. 8 Марта».
func holdsHouse(street string) bool {
	s := plain(street)
	if regexp.MustCompile(`\d\s*,|,.*\d`).MatchString(s) {
		return true
	}
	for _, m := range regexp.MustCompile(`([а-я-]+)\.?\s+\d`).FindAllStringSubmatch(s, -1) {
		switch m[1] {
		case "мкр", "мкр-н", "микрорайон", "квартал", "линия", "проезд":
		default:
			if !streetKind(m[1]) {
				return true
			}
		}
	}
	return false
}

func parity(w string) Parity {
	switch w = plain(w); {
	case strings.HasPrefix(w, "чет"):
		return Even
	case strings.HasPrefix(w, "нечет"):
		return Odd
	}
	return BothSides
}
