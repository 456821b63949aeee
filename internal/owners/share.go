package owners

import (
	"math/big"
	"strconv"
	"strings"
)

// Share is a part of the right to premises, more than nothing and at most the whole.
type Share struct{ Num, Den int64 }

// Whole is the share of a single owner.
func Whole() Share { return Share{1, 1} }

// maxShareDigits bounds the figures of a share: registers have parts of a million of a milliard.
const maxShareDigits = 12

// ParseShare reads «1/2», «47/1000», «1». Percents and decimal fractions are refused: «33,33» is not a third.
func ParseShare(s string) (Share, bool) {
	num, den, fraction := strings.Cut(strings.ReplaceAll(s, " ", ""), "/")
	if !fraction {
		den = "1"
	}
	n, okNum := figure(num)
	d, okDen := figure(den)
	share := Share{n, d}
	return share, okNum && okDen && share.Valid()
}

func figure(s string) (int64, bool) {
	if s == "" || len(s) > maxShareDigits || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// Valid reports whether s is more than nothing and at most the whole.
func (s Share) Valid() bool { return s.Num > 0 && s.Num <= s.Den }

// Rat returns s as a rational.
func (s Share) Rat() *big.Rat {
	if s.Den == 0 {
		return new(big.Rat)
	}
	return big.NewRat(s.Num, s.Den)
}

// String returns s as it was written: 2/4.
func (s Share) String() string {
	return strconv.FormatInt(s.Num, 10) + "/" + strconv.FormatInt(s.Den, 10)
}
