package housing_test

import (
	"testing"

	"dombot/internal/housing"
)

func TestBankAccountsCarryTheirKey(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		bik, account string
		own, corr    bool
	}{
		"an account":           {"044525225", "40702810138250123017", true, false},
		"the bank's own":       {"044525225", "30101810400000000225", false, true},
		"a digit is wrong":     {"044525225", "40702810138250123018", false, false},
		"of another bank":      {"044525226", "40702810138250123017", false, false},
		"too short":            {"044525225", "4070281013825012301", false, false},
		"letters":              {"044525225", "4070281013825012301х", false, false},
		"the БИК is too short": {"04452522", "40702810138250123017", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := housing.ValidBankAccount(tt.bik, tt.account); got != tt.own {
				t.Errorf("account is valid: %v, want %v", got, tt.own)
			}
			if got := housing.ValidCorrespondent(tt.bik, tt.account); got != tt.corr {
				t.Errorf("correspondent is valid: %v, want %v", got, tt.corr)
			}
		})
	}
	if got := housing.WithBankKey("045004001", "40702810000000000001"); !housing.ValidBankAccount("045004001", got) {
		t.Errorf("the invented account %s is not valid", got)
	}
}
