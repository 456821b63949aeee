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
	Addresses []string // of the first of them, where the licence is read by itself
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
	compact := compactDigits(s)
	switch {
	case compact == "":
	case len(compact) == 10 || len(compact) == 12:
		if !ValidINN(compact) {
			return q, LicenceINN
		}
		return LicenceQuery{INN: compact}, ""
	case len(compact) == 13 || len(compact) == 15:
		if !ValidOGRN(compact) {
			return q, LicenceOGRN
		}
		return LicenceQuery{OGRN: compact}, ""
	case len(compact) == 9:
		return LicenceQuery{Number: compact}, ""
	default:
		return q, LicenceDigit
	}
	if number, ok := ParseLicence(s); ok && numbered(number) {
		return LicenceQuery{Number: number}, ""
	}
	if words := FoldAddress(s); len([]rune(words)) < 3 || len([]rune(s)) > 200 {
		return q, LicenceShort
	}
	return LicenceQuery{Name: s}, ""
}

// LicenceChange is that a licence became another, and nobody was told yet.
type LicenceChange struct {
	Licence Licence
	Was     LicenceState
	People  int // who would be told
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
