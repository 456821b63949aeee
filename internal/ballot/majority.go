package ballot

import "math/big"

// Base is which votes a majority is counted of.
type Base string

// The bases.
const (
	OfAll     Base = "all"     // all votes of the house
	OfPresent Base = "present" // the votes of those who take part
)

// Majority is the share of votes that a decision needs: ЖК РФ, ст. 46 ч. 1, and the articles that ask for more.
// Which question needs which is the meeting's to say.
type Majority struct {
	Of       Base
	Num, Den int
	Over     bool // more than the share; else as much is enough
}

// Valid reports whether m asks for some share, at most the whole.
func (m Majority) Valid() bool {
	return (m.Of == OfAll || m.Of == OfPresent) && m.Num > 0 && m.Num <= m.Den && !(m.Over && m.Num == m.Den)
}

// Reached reports whether votes for are enough, of those present or of all. Nothing is decided by nobody.
func (m Majority) Reached(votes, present, all *big.Rat) bool {
	base := all
	if m.Of == OfPresent {
		base = present
	}
	if votes.Sign() <= 0 || !m.Valid() {
		return false
	}
	than := votes.Cmp(part(base, m.Num, m.Den))
	return than > 0 || than == 0 && !m.Over
}

// mostOf reports whether votes are more than half of base.
func mostOf(votes, base *big.Rat) bool { return votes.Cmp(part(base, 1, 2)) > 0 }

func part(of *big.Rat, num, den int) *big.Rat {
	return new(big.Rat).Mul(of, big.NewRat(int64(num), int64(den)))
}
