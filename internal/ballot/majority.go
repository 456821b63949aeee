package ballot

import "math/big"

// Majority is what a decision needs (ЖК РФ ст. 46 ч. 1, and the articles that ask for more).
type Majority string

// The majorities.
const (
	MostOfPresent    Majority = "most-of-present"       // more than half of those present
	TwoThirdsPresent Majority = "two-thirds-of-present" // at least two thirds of those present
	MostOfAll        Majority = "most-of-all"           // more than half of all votes
	TwoThirdsOfAll   Majority = "two-thirds-of-all"     // at least two thirds of all votes
	EveryVote        Majority = "all"                   // all votes of the house
)

// Majorities returns every kind.
func Majorities() []Majority {
	return []Majority{MostOfPresent, TwoThirdsPresent, MostOfAll, TwoThirdsOfAll, EveryVote}
}

// Valid reports whether m is a kind.
func (m Majority) Valid() bool {
	for _, k := range Majorities() {
		if k == m {
			return true
		}
	}
	return false
}

// OfAll reports whether m is counted of all votes of the house.
func (m Majority) OfAll() bool { return m != MostOfPresent && m != TwoThirdsPresent }

// Reached reports whether votes for are enough, of those present or of all. Nothing is decided by nobody.
func (m Majority) Reached(votes, present, all *big.Rat) bool {
	base := present
	if m.OfAll() {
		base = all
	}
	if votes.Sign() <= 0 || !m.Valid() {
		return false
	}
	switch m {
	case TwoThirdsPresent, TwoThirdsOfAll:
		return votes.Cmp(part(base, 2, 3)) >= 0
	case EveryVote:
		return votes.Cmp(base) >= 0
	case MostOfPresent, MostOfAll:
	}
	return mostOf(votes, base)
}

// mostOf reports whether votes are more than half of base.
func mostOf(votes, base *big.Rat) bool { return votes.Cmp(part(base, 1, 2)) > 0 }

func part(of *big.Rat, num, den int64) *big.Rat { return new(big.Rat).Mul(of, big.NewRat(num, den)) }
