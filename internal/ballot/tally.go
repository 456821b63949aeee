package ballot

import (
	"cmp"
	"math/big"
	"slices"

	"dombot/internal/owners"
)

// Result is what a question came to, in m².
type Result struct {
	Question

	For, Against, Abstain *big.Rat
	Silent                *big.Rat // of those present who gave no answer
	Adopted               bool
}

// Count is one count of votes, in m².
type Count struct {
	All      *big.Rat // votes of the house
	Present  *big.Rat // of those who took part
	Quorum   bool     // more than half of all took part
	Holdings int      // that took part
	Results  []Result
}

// Outcome is what was counted. Which counts are there is the mode's: in [Official] All alone, in [Advisory]
// Taps and Paper, which are never added.
type Outcome struct {
	All, Taps, Paper *Count
	Foreign          int // decisions of nobody in the electorate, not counted
}

// Tally counts decisions of an electorate. Of several of one holding the first counts, or the last tap
// where one may vote anew, or the paper that corrects it; in [Official] those of the channel of the first.
func (m Meeting) Tally(e owners.Electorate, decisions []Decision) Outcome {
	decisions = slices.Clone(decisions)
	slices.SortStableFunc(decisions, func(a, b Decision) int { return cmp.Compare(a.Seq, b.Seq) })
	w := weigh(e)
	var o Outcome
	decisions = slices.DeleteFunc(decisions, func(d Decision) bool {
		_, known := w.of[d.Holding]
		if !known {
			o.Foreign++
		}
		return !known || len(d.Answers) != len(m.Questions)
	})
	if m.Mode == Official {
		o.All = m.count(w, decisions)
		return o
	}
	taps, paper := split(decisions)
	o.Taps, o.Paper = m.count(w, taps), m.count(w, paper)
	return o
}

func split(decisions []Decision) (taps, paper []Decision) {
	for _, d := range decisions {
		if d.Channel == Paper {
			paper = append(paper, d)
		} else {
			taps = append(taps, d)
		}
	}
	return taps, paper
}

// count counts decisions in their order.
func (m Meeting) count(w weights, decisions []Decision) *Count {
	standing := m.standing(decisions)
	present := new(big.Int)
	sums := make([][4]big.Int, len(m.Questions))
	for _, d := range standing {
		weight := w.of[d.Holding]
		present.Add(present, weight)
		for q, a := range d.Answers {
			sum := &sums[q][column(a)]
			sum.Add(sum, weight)
		}
	}
	c := &Count{All: w.rat(w.total), Present: w.rat(present), Holdings: len(standing)}
	c.Quorum = mostOf(c.Present, c.All)
	for q := range sums {
		r := Result{
			Question: m.Questions[q], For: w.rat(&sums[q][0]), Against: w.rat(&sums[q][1]),
			Abstain: w.rat(&sums[q][2]), Silent: w.rat(&sums[q][3]),
		}
		r.Adopted = c.Quorum && r.Majority.Reached(r.For, c.Present, c.All)
		c.Results = append(c.Results, r)
	}
	return c
}

// column is the place of an answer's sum.
func column(a Answer) int {
	if i := slices.Index(Answers(), a); i >= 0 {
		return i
	}
	return len(Answers())
}

// standing are the decisions that count: one a holding.
func (m Meeting) standing(decisions []Decision) map[owners.RightID]Decision {
	counted := make(map[owners.RightID]Decision, len(decisions))
	for _, d := range decisions {
		first, twice := counted[d.Holding]
		switch {
		case twice && !m.replaces(first, d):
		case d.Void():
			delete(counted, d.Holding)
		default:
			counted[d.Holding] = d
		}
	}
	return counted
}

// replaces reports whether d takes the place of an earlier decision of its holding: who taps may think again,
// a signed paper stands unless it was entered wrongly.
func (m Meeting) replaces(was, d Decision) bool {
	if d.Corrects != 0 {
		return d.Channel == Paper && was.Channel == Paper && was.Seq == d.Corrects
	}
	return m.Revote && was.Channel == Electronic && d.Channel == Electronic && was.Owner == d.Owner
}

// weights are the votes of holdings over one common denominator: whole numbers are added many times faster
// than fractions.
type weights struct {
	of    map[owners.RightID]*big.Int
	total *big.Int
	den   *big.Int
}

func weigh(e owners.Electorate) weights {
	w := weights{of: make(map[owners.RightID]*big.Int, len(e.Holdings)), den: big.NewInt(1)}
	total := e.Total
	if total == nil {
		total = new(big.Rat)
	}
	w.common(total)
	for _, h := range e.Holdings {
		w.common(h.Weight)
	}
	for _, h := range e.Holdings {
		w.of[h.ID] = w.scale(h.Weight)
	}
	w.total = w.scale(total)
	return w
}

// common widens the denominator so that r is whole over it.
func (w *weights) common(r *big.Rat) {
	den := r.Denom()
	rest := new(big.Int).Mod(w.den, den)
	if rest.Sign() == 0 {
		return
	}
	gcd := new(big.Int).GCD(nil, nil, w.den, den)
	w.den.Mul(w.den, rest.Quo(den, gcd))
}

func (w *weights) scale(r *big.Rat) *big.Int {
	n := new(big.Int).Mul(r.Num(), w.den)
	return n.Quo(n, r.Denom())
}

func (w *weights) rat(n *big.Int) *big.Rat { return new(big.Rat).SetFrac(n, w.den) }
