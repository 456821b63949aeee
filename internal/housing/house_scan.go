package housing

import "strings"

// maxHouseDigits is how long a house number gets: longer ones are postcodes and accounts.
const maxHouseDigits = 5

// houseScan reads the end of an address: house, building, structure, flat.
type houseScan struct {
	lexemes []lexeme
	at      int
	typed   bool // a person typed it: a bare second number is the flat

	number, building, structure, premises string
}

// query returns what was read.
func (s *houseScan) query() AddressQuery {
	building := s.building
	if s.structure != "" {
		if building != "" {
			building += " "
		}
		building += "стр. " + s.structure
	}
	return AddressQuery{Number: s.number, Building: building, Premises: s.premises}
}

// house reads from the number to the end; false if something else follows.
func (s *houseScan) house() bool {
	first, ok := s.digits(0)
	if s.number = trimZeros(first); !ok || s.number == "0" || len(s.number) > maxHouseDigits {
		return false
	}
	s.at++
	s.number += s.letter()
	s.number += s.second()
	for s.at < len(s.lexemes) {
		if !s.part() {
			return false
		}
	}
	return true
}

// letter reads the letter of a number: «12а», «12 а», «12-а». The word «к» or
// «с» before a value is no letter, and neither is the ending of «2-я».
func (s *houseScan) letter() string {
	skip := 0
	if s.text(0) == "-" {
		skip = 1
	}
	letter, ok := s.single(skip)
	_, valued := s.single(skip + 1)
	valued = valued && isBuilding(letter) || s.isDigits(skip+1) && (isBuilding(letter) || isStructure(letter))
	if !ok || valued || skip == 1 && strings.ContainsAny(letter, "яйе") {
		return ""
	}
	s.at += skip + 1
	return letter
}

// second reads the number of the cross street: «12/2», or the end of «12-14»
// where nobody can mean a flat by it.
func (s *houseScan) second() string {
	sign := s.text(0)
	if sign != "/" && (sign != "-" || s.typed) {
		return ""
	}
	if letter, ok := s.single(1); ok {
		s.at += 2
		return sign + letter
	}
	s.at++
	value, ok := s.value()
	if !ok {
		s.at--
		return ""
	}
	return sign + value
}

// part reads one part after the number; false if there is none.
func (s *houseScan) part() bool {
	if s.bareFlat() {
		return s.into(&s.premises)
	}
	word := s.text(0)
	s.at++
	if field := s.field(word); field != nil {
		return s.into(field)
	}
	if !isLitera(word) {
		return false
	}
	letter, ok := s.single(0)
	s.number += letter
	s.at++
	return ok
}

// bareFlat steps to the number of a flat that a person typed without a word:
// «12 45», «12-45»; false if none follows.
func (s *houseScan) bareFlat() bool {
	if !s.typed || s.premises != "" {
		return false
	}
	if s.text(0) == "-" && s.isDigits(1) {
		s.at++
		return true
	}
	return s.isDigits(0)
}

// field returns where the value after word belongs; nil if word announces none.
func (s *houseScan) field(word string) *string {
	switch {
	case isRoom(word), isEntrance(word), isBuilding(word) && s.premises != "":
		var ignored string
		return &ignored
	case isFlat(word) && s.premises == "":
		return &s.premises
	case isBuilding(word) && s.building == "":
		return &s.building
	case isStructure(word) && s.structure == "":
		return &s.structure
	}
	return nil
}

// into reads a value of digits or one letter into field.
func (s *houseScan) into(field *string) (ok bool) {
	if letter, single := s.single(0); single {
		*field = letter
		s.at++
		return true
	}
	*field, ok = s.value()
	return ok
}

// value reads digits with a letter at their end.
func (s *houseScan) value() (string, bool) {
	v, ok := s.digits(0)
	if !ok {
		return "", false
	}
	v = trimZeros(v)
	s.at++
	if letter, single := s.single(0); single && s.lexemes[s.at].glued && !s.isDigits(1) {
		v += letter
		s.at++
	}
	return v, true
}

func (s *houseScan) text(ahead int) string {
	if s.at+ahead >= len(s.lexemes) {
		return ""
	}
	return s.lexemes[s.at+ahead].text
}

func (s *houseScan) digits(ahead int) (string, bool) { return s.text(ahead), s.isDigits(ahead) }

func (s *houseScan) isDigits(ahead int) bool {
	return s.at+ahead < len(s.lexemes) && s.lexemes[s.at+ahead].digits
}

// single returns the lexeme if it is one Cyrillic letter.
func (s *houseScan) single(ahead int) (string, bool) {
	t := s.text(ahead)
	return t, len(t) == len("а") && t >= "а" && t <= "я"
}
