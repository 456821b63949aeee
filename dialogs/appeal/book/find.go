package book

import (
	"cmp"
	"slices"
	"strings"

	"dombot/internal/housing"
)

// alike is the least likeness of a word to a typed one: «водокнал» is 0.57 like
// «водоканал».
const alike = 0.45

// near is how much of the likeness of the best a hit must have: who means the roof
// does not mean rats.
const near = 0.75

// FindTopics returns the topics that typed words may mean, the likeliest first.
func (b *Book) FindTopics(typed string) []Topic {
	leaves := slices.DeleteFunc(slices.Clone(b.topics), func(t Topic) bool { return len(b.Below(t.ID)) > 0 })
	return Best(typed, leaves, func(t Topic) string { return t.Name + " " + t.words })
}

// Best returns what is named like the typed words, the likeliest first.
func Best[T any](typed string, all []T, name func(T) string) []T {
	type hit struct {
		v    T
		like float64
	}
	words := strings.Fields(housing.FoldAddress(typed))
	var hits []hit
	for _, v := range all {
		if like := Likeness(words, strings.Fields(housing.FoldAddress(name(v)))); like >= alike {
			hits = append(hits, hit{v, like})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.like, a.like) })
	var found []T
	for _, h := range hits {
		if h.like >= near*hits[0].like {
			found = append(found, h.v)
		}
	}
	return found
}

// Likeness returns from 0 to 1 how well each of the typed words is like one of a name.
func Likeness(typed, name []string) float64 {
	if len(typed) == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range typed {
		best := 0.0
		for _, n := range name {
			best = max(best, wordLikeness([]rune(w), []rune(n)))
		}
		sum += best
	}
	return sum / float64(len(typed))
}

// wordLikeness counts the pairs of letters that two words share; a word that
// begins like the other, as in another case, is nearly the same. A long word may
// hold the typed one: «светлоречьеводоканал». Short words are the same or nothing.
func wordLikeness(a, b []rune) float64 {
	if slices.Equal(a, b) {
		return 1
	}
	switch stem := min(len(a), len(b)) - 1; {
	case stem >= 3 && slices.Equal(a[:stem], b[:stem]) && len(a) <= len(b)+3:
		return 0.9
	case len(a) < 4 || len(b) < 4:
		return 0
	}
	best := pairsLikeness(a, b)
	for i := 0; len(b) >= len(a)+4 && i+len(a) < len(b); i++ {
		best = max(best, 0.9*pairsLikeness(a, b[i:i+len(a)+1]))
	}
	return best
}

func pairsLikeness(a, b []rune) float64 {
	left := pairs(b)
	shared := 0
	for p, n := range pairs(a) {
		shared += min(n, left[p])
	}
	return 2 * float64(shared) / float64(len(a)+len(b)-2)
}

func pairs(w []rune) map[[2]rune]int {
	all := map[[2]rune]int{}
	for i := 0; i+1 < len(w); i++ {
		all[[2]rune{w[i], w[i+1]}]++
	}
	return all
}
