package housing

// LicenceID is the key of a licence.
type LicenceID int64

// LicenceState is what a licence is worth.
type LicenceState string

// The states of licences.
const (
	LicenceActive     LicenceState = "active"
	LicenceExpired    LicenceState = "expired"
	LicenceCancelled  LicenceState = "cancelled"
	LicenceTerminated LicenceState = "terminated"
)

// LicenceStates returns every state.
func LicenceStates() []LicenceState {
	return []LicenceState{LicenceActive, LicenceExpired, LicenceCancelled, LicenceTerminated}
}

// Licence allows an organisation to manage houses.
type Licence struct {
	ID        LicenceID
	Number    string
	Name      string // of the organisation
	INN, OGRN string
	Issued    Date
	Until     Date // zero: without end
	Authority string
	State     LicenceState
	Since     Date     // of the state
	Houses    int      // in it now
	Addresses []string // of them, where the licence is read by itself
	Stated
	Disqualified []Disqualified
}

// Disqualified is somebody who may not lead an organisation.
type Disqualified struct {
	Name, Post, Basis string
	From, To          Date
	Stated
}

// LicenceQuery is what a licence is looked for by: one of its fields.
type LicenceQuery struct{ INN, OGRN, Number, Name string }

// LicenceFault says what is wrong with a query.
type LicenceFault string

// What is wrong with queries.
const (
	LicenceShort LicenceFault = "short" // too little to look for
	LicenceINN   LicenceFault = "inn"   // check digits
	LicenceOGRN  LicenceFault = "ogrn"
	LicenceDigit LicenceFault = "digits" // no number has so many
)

// ParseLicenceQuery reads what people type to find a licence: ИНН, ОГРН, the
// number of the licence, or words of the name.
func ParseLicenceQuery(s string) (q LicenceQuery, fault LicenceFault) {
	if digits := compactDigits(s); digits != "" {
		return licenceOfDigits(digits)
	}
	if number, ok := ParseLicence(s); ok && numbered(number) {
		return LicenceQuery{Number: number}, ""
	}
	if words := FoldAddress(s); len([]rune(words)) < 3 || len([]rune(s)) > 200 {
		return q, LicenceShort
	}
	return LicenceQuery{Name: s}, ""
}

func licenceOfDigits(digits string) (q LicenceQuery, fault LicenceFault) {
	switch len(digits) {
	case 9:
		return LicenceQuery{Number: digits}, ""
	case 10, 12:
		if !ValidINN(digits) {
			return q, LicenceINN
		}
		return LicenceQuery{INN: digits}, ""
	case 13, 15:
		if !ValidOGRN(digits) {
			return q, LicenceOGRN
		}
		return LicenceQuery{OGRN: digits}, ""
	}
	return q, LicenceDigit
}

// LicenceChange is that a licence became another, and nobody was told yet.
type LicenceChange struct {
	Licence Licence
	Was     LicenceState
	People  int // who would be told
}

// LicenceLeaving is a house that was taken out of a licence.
type LicenceLeaving struct {
	Stated // where that is from

	ID           int64
	Number       string // of the licence
	Organisation string // whose licence it is
	On           Date   // the day it was taken out
	House        Address
	People       int // who would be told
}

// LeavingNews is the decision about a house that left a licence, as it was shown.
type LeavingNews struct {
	Organisation OrganisationID
	By           PersonID
	Leaving      int64
	On           Date
	Stated       Stated
	Tell         bool
}

// LicenceNews is the decision about a change: of what state and day it is, so
// that nothing else is told than what was shown.
type LicenceNews struct {
	Organisation OrganisationID
	By           PersonID
	Licence      LicenceID
	State        LicenceState
	Stated       Stated
	Tell         bool
}
