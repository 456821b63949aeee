package ballot

import (
	"cmp"
	"maps"
	"slices"
)

// Standing returns the decisions that a count is made of, in their order: one a holding, of all or of paper
// alone.
// Decisions are given in any order.
func (m Meeting) Standing(decisions []Decision, paper bool) []Decision {
	decisions = slices.SortedStableFunc(slices.Values(decisions), bySeq)
	if paper {
		_, decisions = split(decisions)
	}
	return slices.SortedFunc(maps.Values(m.standing(decisions)), bySeq)
}

func bySeq(a, b Decision) int { return cmp.Compare(a.Seq, b.Seq) }
