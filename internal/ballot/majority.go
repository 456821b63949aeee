package ballot

import "math/big"

// Majority is what a decision needs: ЖК РФ, ст. 46 ч. 1, and the articles that ask for more. Which question
// needs which is the meeting's to say.
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

// Share is a majority as a part of votes.
type Share struct {
	OfAll    bool // of all votes of the house; else of those present
	Num, Den int
	Over     bool // more than the part; else as much is enough
}

// Share returns m as a part of votes; the zero Share where it is no kind.
func (m Majority) Share() Share {
	switch m {
	case MostOfPresent:
		return Share{OfAll: false, Num: 1, Den: 2, Over: true}
	case TwoThirdsPresent:
		return Share{OfAll: false, Num: 2, Den: 3, Over: false}
	case MostOfAll:
		return Share{OfAll: true, Num: 1, Den: 2, Over: true}
	case TwoThirdsOfAll:
		return Share{OfAll: true, Num: 2, Den: 3, Over: false}
	case EveryVote:
		return Share{OfAll: true, Num: 1, Den: 1, Over: false}
	}
	return Share{}
}

// Valid reports whether m is a kind.
func (m Majority) Valid() bool { return m.Share().Den > 0 }

// OfAll reports whether m is counted of all votes of the house.
func (m Majority) OfAll() bool { return m.Share().OfAll }

// Reached reports whether votes for are enough, of those present or of all. Nothing is decided by nobody.
func (m Majority) Reached(votes, present, all *big.Rat) bool {
	need := m.Share()
	base := present
	if need.OfAll {
		base = all
	}
	if votes.Sign() <= 0 || !m.Valid() {
		return false
	}
	than := votes.Cmp(part(base, need.Num, need.Den))
	return than > 0 || than == 0 && !need.Over
}

// mostOf reports whether votes are more than half of base.
func mostOf(votes, base *big.Rat) bool { return votes.Cmp(part(base, 1, 2)) > 0 }

func part(of *big.Rat, num, den int) *big.Rat {
	return new(big.Rat).Mul(of, big.NewRat(int64(num), int64(den)))
}
