package owners

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"dombot/internal/housing"
)

// Flaw is what is wrong with rights.
type Flaw string

// The flaws of a register.
const (
	Sum     Flaw = "sum"     // the shares do not come to one whole
	Overlap Flaw = "overlap" // one registration gives an owner two rights at once
	Span    Flaw = "span"    // a right ends before it begins, or never begins
	Part    Flaw = "part"    // a share is no part of a whole
	Area    Flaw = "area"    // premises have no area
	Unknown Flaw = "unknown" // a right is of premises that the register does not have
)

// Refusal says why premises cannot vote. Nothing is guessed: the register is mended first.
type Refusal struct { //nolint:errname // it is read by people before it is an error
	Flaw     Flaw
	Premises Premises
	Sum      *big.Rat     // of the shares, where that is the flaw
	On       housing.Date // the first day of the flaw; zero: always
	Right    RightID      // of which right, where it is one
}

// Error tells the flaw, for the log.
func (r *Refusal) Error() string {
	text := fmt.Sprintf("premises %s: %s", r.Premises.Number, r.Flaw)
	if r.Sum != nil {
		text += fmt.Sprintf(" %s on %s", r.Sum.RatString(), r.On)
	}
	return text
}

// Check finds what is wrong with the register at any time: at most one refusal for premises, in their order.
func (r Register) Check() []*Refusal {
	var all []*Refusal
	rights := r.byPremises()
	for _, p := range r.Premises {
		if flaw := check(p, rights[p.ID]); flaw != nil {
			all = append(all, flaw)
		}
		delete(rights, p.ID)
	}
	for _, strays := range rights {
		all = append(all, &Refusal{
			Flaw: Unknown, Premises: Premises{ID: strays[0].Premises},
			Right: strays[0].ID,
		})
	}
	return all
}

func check(p Premises, rights []Right) *Refusal {
	if !p.Area.IsPositive() {
		return &Refusal{Flaw: Area, Premises: p}
	}
	for i, x := range rights {
		if flaw := flawOf(x, rights[:i]); flaw != "" {
			return &Refusal{Flaw: flaw, Premises: p, Right: x.ID, On: x.From}
		}
	}
	for _, day := range changes(rights) {
		if sum := sumOn(day, rights); sum != nil {
			return &Refusal{Flaw: Sum, Premises: p, Sum: sum, On: day}
		}
	}
	return nil
}

// flawOf is what is wrong with a right by itself or beside those before it.
func flawOf(x Right, before []Right) Flaw {
	switch {
	case !x.Share.Valid():
		return Part
	case x.From.IsZero(), !x.Until.IsZero() && !x.From.Before(x.Until):
		return Span
	case slices.ContainsFunc(before, x.doubles):
		return Overlap
	}
	return ""
}

// doubles reports whether two rights of an owner by one registration hold at once.
func (r Right) doubles(o Right) bool {
	return r.Owner == o.Owner && r.Number == o.Number && (r.Holds(o.From) || o.Holds(r.From))
}

// changes are the days on which rights begin or end, each once, in their order.
func changes(rights []Right) []housing.Date {
	days := make([]housing.Date, 0, 2*len(rights))
	for _, r := range rights {
		days = append(days, r.From)
		if !r.Until.IsZero() {
			days = append(days, r.Until)
		}
	}
	slices.SortFunc(days, compareDays)
	return slices.Compact(days)
}

func compareDays(a, b housing.Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

// sumOn returns the sum of shares on a day where it is neither nothing nor the whole.
func sumOn(day housing.Date, rights []Right) *big.Rat {
	sum := new(big.Rat)
	for _, p := range partsOn(day, rights) {
		sum.Add(sum, p.share)
	}
	if sum.Sign() == 0 || sum.Cmp(Whole().Rat()) == 0 {
		return nil
	}
	return sum
}
