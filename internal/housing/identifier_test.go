package housing_test

import (
	"testing"

	"dombot/internal/housing"
)

// The numbers are invented; each of the right ones has the check digit that its
// rule gives, computed by hand: 116547600001 mod 11 = 8, mod 10 = 8.
func TestNumbersOfRegisters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		valid func(string) bool
		right []string
		wrong []string
	}{
		"ОГРН": {
			housing.ValidOGRN,
			// the last two: a remainder of 10 gives the digit 0
			[]string{"1165476000018", "1027700132195", "304500116000157", "1000000000000", "300000000000060"},
			[]string{
				"", "1165476000017", "1165476000081", "116547600001", "11654760000180", "304500116000158", "0165476000018",
				"116547600001８", "11654760000 8",
			},
		},
		"ОКТМО": {
			housing.ValidOKTMO,
			[]string{"50799000", "50799000001", "01701000"},
			[]string{"", "5079900", "507990000", "5079900000", "507990000011", "00701000", "5079900А"},
		},
		"licence": {
			func(s string) bool { _, ok := housing.ParseLicence(s); return ok },
			[]string{
				"Л045-01234-54/00123456", "л045-01234-54/00123456", "L045–01234–54/00123456", "№ Л045-01234-54/00123456",
				"054000123", "054 000 123", "ВР-540001234",
			},
			[]string{"", "Л045-01234-54/0012345", "Л45-01234-54/00123456", "М045-01234-54/00123456", "05400012", "0540001234", "<b>540001234"},
		},
	} {
		for _, s := range c.right {
			if !c.valid(s) {
				t.Errorf("%s %q is refused", name, s)
			}
		}
		for _, s := range c.wrong {
			if c.valid(s) {
				t.Errorf("%s %q is taken", name, s)
			}
		}
	}
}
