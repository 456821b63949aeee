package housing

import "strings"

// The forms of bank numbers, by the rules of the Bank of Russia.
const (
	bikDigits     = 9
	accountDigits = 20
)

// ValidBIK reports whether s has the form of a БИК.
func ValidBIK(s string) bool { return len(s) == bikDigits && strings.Trim(s, "0123456789") == "" }

// ValidBankAccount reports whether a bank account has twenty digits and the
// check key that belongs to the bank with this БИК.
func ValidBankAccount(bik, account string) bool {
	return ValidBIK(bik) && keyed(bik[6:], account)
}

// ValidCorrespondent is [ValidBankAccount] for the account of the bank itself.
func ValidCorrespondent(bik, account string) bool {
	return ValidBIK(bik) && keyed("0"+bik[4:6], account)
}

// keyed checks weights 7, 1, 3 over three digits of the БИК and the account.
func keyed(prefix, account string) bool {
	if len(account) != accountDigits || strings.Trim(account, "0123456789") != "" {
		return false
	}
	sum := 0
	for i, digit := range prefix + account {
		sum += int(digit-'0') * []int{7, 1, 3}[i%3] % 10
	}
	return sum%10 == 0
}

// WithBankKey returns a bank account with the check key, its ninth digit, that
// belongs to the bank: for invented accounts.
func WithBankKey(bik, account string) string {
	for key := range 10 {
		s := account[:8] + string(rune('0'+key)) + account[9:]
		if ValidBankAccount(bik, s) {
			return s
		}
	}
	return account
}
