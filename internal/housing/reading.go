package housing

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Values are the numbers on a meter, one a tariff: T1, T2, T3.
type Values []decimal.Decimal

// ReadingState is what became of a reading.
type ReadingState string

// A reading is saved, handed over to the organisation, then accepted or rejected.
const (
	Saved    ReadingState = "saved"
	Sent     ReadingState = "sent"
	Accepted ReadingState = "accepted"
	Rejected ReadingState = "rejected"
)

// Source is who gave a reading.
type Source string

// Readings come from residents, from the organisation's import, or are estimated
// by it: from the average use, or from the norm.
const (
	FromResident     Source = "resident"
	FromOrganisation Source = "organisation"
	ByAverage        Source = "average"
	ByNorm           Source = "norm"
)

// Estimate reports whether nobody has read the meter.
func (s Source) Estimate() bool { return s == ByAverage || s == ByNorm }

// Reading is one meter's values on one day.
type Reading struct {
	Meter  MeterID
	Period Period
	Taken  Date
	Given  time.Time // when it was saved
	Values Values
	State  ReadingState
	Reason string // the organisation's words, where it was not accepted
	Source Source
}

// Fault says why typed text holds no values.
type Fault int

// The faults of typed values.
const (
	NoFault    Fault = iota
	NotANumber       // letters, two points
	TooLong          // over 15 digits before the point or 7 after it
	TooFew           // a tariff is missing
	TooMany          // more numbers than tariffs
)

// ParseValues reads the numbers of a meter with the given number of tariffs:
// point or comma, spaces between thousands where there is one tariff. On
// TooFew and TooMany the values that were read are returned.
func ParseValues(text string, tariffs int) (Values, Fault) {
	fields := strings.Fields(strings.NewReplacer(";", " ", "\u00a0", " ", "\u202f", " ").Replace(text))
	if tariffs == 1 && thousands(fields) {
		fields = []string{strings.Join(fields, "")}
	}
	values := Values{}
	for _, field := range fields {
		v, fault := parseValue(field)
		if fault != NoFault {
			return nil, fault
		}
		values = append(values, v)
	}
	switch {
	case len(values) == 0:
		return nil, NotANumber
	case len(values) < tariffs:
		return values, TooFew
	case len(values) > tariffs:
		return values, TooMany
	}
	return values, NoFault
}

// thousands reports whether fields are one number with spaces: «1 234,5».
func thousands(fields []string) bool {
	for i, f := range fields {
		whole, fraction, ok := cutNumber(f)
		switch {
		case !ok || len(whole) > 3 || i > 0 && len(whole) != 3:
			return len(fields) == 1
		case i < len(fields)-1 && (fraction != "" || len(f) > len(whole)):
			return false
		}
	}
	return len(fields) > 0
}

// cutNumber divides digits with one point or comma among or behind them.
func cutNumber(s string) (whole, fraction string, ok bool) {
	whole = s
	if i := strings.IndexAny(s, ".,"); i >= 0 {
		whole, fraction = s[:i], s[i+1:]
	}
	return whole, fraction, allDigits(whole) && (fraction == "" || allDigits(fraction))
}

// The longest numbers of the exchange format: \d{1,15}(\.\d{1,7})? (HCS XSD 16.3, MeteringValue).
const (
	maxWhole    = 15
	maxFraction = 7
	maxTyped    = 20 // with leading zeros, which rolls of meters show
)

// parseValue reads one number in the limits of the exchange format.
func parseValue(s string) (decimal.Decimal, Fault) {
	whole, fraction, ok := cutNumber(s)
	if !ok {
		return decimal.Decimal{}, NotANumber
	}
	if len(strings.TrimLeft(whole, "0")) > maxWhole || len(fraction) > maxFraction || len(whole) > maxTyped {
		return decimal.Decimal{}, TooLong
	}
	v, err := decimal.NewFromString(strings.TrimSuffix(whole+"."+fraction, "."))
	if err != nil {
		return decimal.Decimal{}, NotANumber
	}
	return v, NoFault
}

// Sub returns the use since last, tariff by tariff. A missing last counts as zero.
func (v Values) Sub(last Values) Values {
	use := make(Values, len(v))
	for i := range v {
		use[i] = v[i]
		if i < len(last) {
			use[i] = v[i].Sub(last[i])
		}
	}
	return use
}

// Sum returns the total over the tariffs.
func (v Values) Sum() decimal.Decimal {
	total := decimal.Zero
	for _, x := range v {
		total = total.Add(x)
	}
	return total
}

// Equal reports whether v and other are the same numbers.
func (v Values) Equal(other Values) bool {
	if len(v) != len(other) {
		return false
	}
	for i := range v {
		if !v[i].Equal(other[i]) {
			return false
		}
	}
	return true
}
