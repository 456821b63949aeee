package ballotcheck

import "math/big"

// Count is a count of votes that were opened, in m².
type Count struct {
	Channel        string // whose votes; empty: of both
	Present, Total *big.Rat
	Quorum         bool // more than half of all took part
	Results        []Result
}

// Result is what a question came to.
type Result struct {
	Number                int
	For, Against, Abstain *big.Rat
	Adopted               bool
}

// count counts votes: in an official meeting all of them, in an advisory one each channel by itself.
func (h header) count(votes []opening, weights map[string]*big.Rat, total *big.Rat) []Count {
	if h.Mode == "official" {
		return []Count{h.countOf("", votes, weights, total)}
	}
	return []Count{h.countOf("electronic", votes, weights, total), h.countOf("paper", votes, weights, total)}
}

func (h header) countOf(channel string, votes []opening, weights map[string]*big.Rat, total *big.Rat) Count {
	last := map[string]vote{}
	for _, v := range votes {
		if channel == "" || v.Channel == channel {
			last[v.Voter] = v.vote
			if v.void() {
				delete(last, v.Voter)
			}
		}
	}
	c := Count{Channel: channel, Total: total, Present: new(big.Rat)}
	for who := range last {
		c.Present.Add(c.Present, weights[who])
	}
	c.Quorum = exceeds(c.Present, total, 1, 2, true)
	for i, q := range h.Questions {
		sums := map[string]*big.Rat{"for": {}, "against": {}, "abstain": {}, "": {}}
		for who, v := range last {
			sums[v.Answers[i]].Add(sums[v.Answers[i]], weights[who])
		}
		base := total
		if q.Of == "present" {
			base = c.Present
		}
		yes := sums["for"]
		c.Results = append(c.Results, Result{
			Number: q.Number, For: yes, Against: sums["against"], Abstain: sums["abstain"],
			Adopted: c.Quorum && yes.Sign() > 0 && exceeds(yes, base, q.Num, q.Den, q.Over),
		})
	}
	return c
}

// exceeds reports whether a is the share of b, or more; over: more.
func exceeds(a, b *big.Rat, num, den int64, over bool) bool {
	left := new(big.Rat).Mul(a, new(big.Rat).SetInt64(den))
	right := new(big.Rat).Mul(b, new(big.Rat).SetInt64(num))
	order := left.Cmp(right)
	return order == 1 || order == 0 && !over
}
