package outage

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dombot/internal/housing"
)

// stems are how words for utilities begin.
func stems() map[string]housing.Utility {
	return map[string]housing.Utility{
		"хвс":     housing.UtilityColdWater,
		"холодн":  housing.UtilityColdWater,
		"гвс":     housing.UtilityHotWater,
		"горяч":   housing.UtilityHotWater,
		"свет":    housing.UtilityElectricity,
		"электр":  housing.UtilityElectricity,
		"отоплен": housing.UtilityHeating,
		"тепл":    housing.UtilityHeating,
		"газ":     housing.UtilityGas,
		"канализ": housing.UtilitySewage,
		"водоотв": housing.UtilitySewage,
		"лифт":    housing.UtilityLift,
	}
}

// utilityOf returns the utility that a word begins a name of.
func utilityOf(word string) (housing.Utility, bool) {
	word = strings.Trim(strings.ToLower(word), ".,;:!")
	for stem, u := range stems() {
		if strings.HasPrefix(word, stem) {
			// «Светлая» and «Газетная» are streets, not light and gas.
			short := utf8.RuneCountInString(stem) <= 4
			if !short || utf8.RuneCountInString(word) <= utf8.RuneCountInString(stem)+2 {
				return u, true
			}
		}
	}
	return "", false
}

// readUtilities takes the words for utilities from the beginning of a line, and
// returns what is left of it.
func readUtilities(line string) (found []housing.Utility, rest string) {
	words := strings.Fields(line)
	for i, w := range words {
		plain := strings.Trim(strings.ToLower(w), ".,;:!")
		if u, ok := utilityOf(w); ok {
			if !slices.Contains(found, u) {
				found = append(found, u)
			}
			continue
		}
		switch plain {
		case "авария", "нет", "и", "вода", "воды", "":
			continue
		}
		return found, strings.Join(words[i:], " ")
	}
	return found, ""
}

// till is the end that was typed: a time of the day, or so many hours from now.
type till struct {
	told         bool
	hour, minute int
	after        time.Duration
	open         bool
}

func untilPattern() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|\s)до\s+(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:ч|час\S*))?\s*$`)
}

func hoursPattern() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|\s)(?:на\s+)?(\d{1,2})\s*(?:ч|час\S*)\s*$`)
}

func openPattern() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:срок\s+)?уточняется\s*$`)
}

// readTill reads the end from the end of a line, and returns what is left of it.
func readTill(line string) (t till, rest string) {
	line = strings.TrimSpace(line)
	if m := openPattern().FindStringIndex(line); m != nil {
		return till{told: true, open: true}, strings.TrimSpace(line[:m[0]])
	}
	if m := untilPattern().FindStringSubmatchIndex(line); m != nil {
		t = till{told: true, hour: number(line[m[2]:m[3]])}
		if m[4] >= 0 {
			t.minute = number(line[m[4]:m[5]])
		}
		return t, strings.TrimSpace(line[:m[0]])
	}
	if m := hoursPattern().FindStringSubmatchIndex(line); m != nil {
		return till{told: true, after: time.Duration(number(line[m[2]:m[3]])) * time.Hour},
			strings.TrimSpace(line[:m[0]])
	}
	return t, line
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// at returns the moment that is meant, the zero time where it is not known;
// false: it is over, or no time of a day.
func (t till) at(now time.Time) (time.Time, bool) {
	switch {
	case t.open:
		return time.Time{}, true
	case t.after > 0:
		return now.Add(t.after).Truncate(time.Minute), true
	case t.hour > 24 || t.minute > 59:
		return time.Time{}, false
	}
	at := time.Date(now.Year(), now.Month(), now.Day(), t.hour, t.minute, 0, 0, now.Location())
	if !at.After(now) { // «до 6», said in the evening, is tomorrow's
		at = at.AddDate(0, 0, 1)
	}
	return at, at.Sub(now) <= mostHours*time.Hour
}

// mostHours is how far away the end of an emergency may be when a time of the
// day is all that was typed: what is over for less than that is a slip.
const mostHours = 18

// places of a line are set apart by these.
func placeBreak(r rune) bool { return r == ';' || r == '\n' }

func entrancePattern() *regexp.Regexp {
	return regexp.MustCompile(`(?i)[\s,]+(?:п|пд|под|подъезд)\.?\s*(\d{1,2})\s*$`)
}

func flatsPattern() *regexp.Regexp {
	return regexp.MustCompile(
		`(?i)[\s,]+(?:кв|квартиры?|стояк(?:\s+кв)?)\.?\s*(\d+[а-я]?(?:\s*[,-]\s*\d+[а-я]?)*)\s*$`,
	)
}

// mostFlats bounds a range of flats that was typed.
const mostFlats = 500

// placeOf takes the entrance and the flats from the end of the words for a
// place; the address is left.
func placeOf(words string) (address string, of housing.OutagePlace, ok bool) {
	if m := flatsPattern().FindStringSubmatchIndex(words); m != nil {
		flats, ok := flatList(words[m[2]:m[3]])
		return words[:m[0]], housing.OutagePlace{Premises: flats}, ok
	}
	if m := entrancePattern().FindStringSubmatchIndex(words); m != nil {
		return words[:m[0]], housing.OutagePlace{Entrance: strconv.Itoa(number(words[m[2]:m[3]]))}, true
	}
	return words, of, true
}

// flatList reads «12,16,20» and «12-20».
func flatList(s string) (flats []string, ok bool) {
	for part := range strings.SplitSeq(s, ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		if !ranged {
			flats = append(flats, first)
			continue
		}
		from, to := number(strings.TrimSpace(first)), number(strings.TrimSpace(last))
		if from == 0 || to < from || to-from > mostFlats {
			return nil, false
		}
		for n := from; n <= to; n++ {
			flats = append(flats, strconv.Itoa(n))
		}
	}
	return flats, len(flats) <= mostFlats
}

func whole(h housing.House) housing.OutagePlace {
	return housing.OutagePlace{House: h.ID, Address: h.Address, Zone: h.Zone}
}

// readCause returns one line of at most maxCause characters.
func readCause(text string) (string, bool) {
	cause := strings.Join(strings.Fields(text), " ")
	return cause, cause != "" && utf8.RuneCountInString(cause) <= maxCause
}

// mostHouses is how many houses one search may find.
const mostHouses = 200

// find looks up the places of a line; what names no house of the organisation,
// or more than one, is unknown.
func (p Ports) find(ctx context.Context, s tellScene) (v searched, err error) {
	v.till, v.unknown = till{}, nil
	line := s.Draft.Line
	v.till, line = readTill(line)
	for words := range strings.FieldsFuncSeq(line, placeBreak) {
		if words = strings.TrimSpace(words); words == "" {
			continue
		}
		found, near, err := p.placesOf(ctx, s.Draft.Organisation, words)
		if err != nil {
			return v, err
		}
		if len(found) == 0 {
			v.unknown = append(v.unknown, words)
			v.houses = append(v.houses, near...)
		}
		v.places = append(v.places, found...)
	}
	if len(v.places) == 0 && len(v.unknown) == 0 {
		v.houses, err = p.Houses.Lately(ctx, s.Draft.Organisation, lately)
	}
	return v, err
}

// placesOf finds the house that words name, or every house of a street: «вся
// ленина». near are several houses that the words may name.
func (p Ports) placesOf(
	ctx context.Context, org housing.OrganisationID, words string,
) (places []housing.OutagePlace, near []housing.House, err error) {
	address, of, ok := placeOf(words)
	if !ok {
		return nil, nil, nil
	}
	street, all := strings.CutPrefix(strings.ToLower(address), "вся ")
	if all {
		address = street
	}
	q := housing.ParseQuery(address)
	if (q.Number == "") != all {
		return nil, nil, nil
	}
	if q.Premises != "" && len(of.Premises) == 0 {
		of.Premises = []string{q.Premises}
	}
	houses, err := p.Houses.OfOrganisation(ctx, org, q, mostHouses)
	if !all {
		houses = named(houses, q)
	}
	if err != nil || !all && len(houses) != 1 {
		return nil, houses, err
	}
	for _, h := range houses {
		place := whole(h)
		place.Entrance, place.Premises = of.Entrance, of.Premises
		places = append(places, place)
	}
	return places, nil, nil
}

// named keeps, where no building was typed, the house that has none.
func named(houses []housing.House, q housing.AddressQuery) []housing.House {
	plain := slices.Clone(houses)
	plain = slices.DeleteFunc(plain, func(h housing.House) bool { return h.Address.Building != "" })
	if q.Building == "" && len(plain) == 1 {
		return plain
	}
	return houses[:min(lately, len(houses))]
}
