package owners

import (
	"fmt"
	"math/big"
	"slices"

	"dombot/internal/housing"
)

// Holding is one vote: what one owner, or owners in joint property together, hold in premises.
type Holding struct {
	ID       RightID // the first of its rights
	Premises PremisesID
	Members  []OwnerID // in their order; several: joint property
	Share    *big.Rat
	Weight   *big.Rat // m²
}

// Electorate is who may vote on a day.
type Electorate struct {
	On       housing.Date
	Total    *big.Rat // of all premises, also of those without a known owner, m²
	Holdings []Holding
	Unowned  []PremisesID // in Total, without a vote
}

// At returns the electorate of a day, by premises as they stand in the register, or a [*Refusal]: nobody's
// weight is right while one is wrong.
func (r Register) At(day housing.Date) (Electorate, error) {
	e := Electorate{On: day, Total: new(big.Rat)}
	rights := r.byPremises()
	for _, p := range r.Premises {
		if !p.Area.IsPositive() {
			return Electorate{}, &Refusal{Flaw: Area, Premises: p}
		}
		if sum := sumOn(day, rights[p.ID]); sum != nil {
			return Electorate{}, &Refusal{Flaw: Sum, Premises: p, Sum: sum, On: day}
		}
		e.Total.Add(e.Total, p.Area.Rat())
		held := holdings(p, partsOn(day, rights[p.ID]))
		if len(held) == 0 {
			e.Unowned = append(e.Unowned, p.ID)
		}
		e.Holdings = append(e.Holdings, held...)
	}
	return e, nil
}

// part is a share with the owners that have it, alone or together.
type part struct {
	id      RightID
	members []OwnerID
	share   *big.Rat
}

// partsOn are the parts of premises on a day: rights in joint property of one share by one registration
// are one part.
func partsOn(day housing.Date, rights []Right) []part {
	var parts []part
	together := map[string]int{}
	for _, r := range rights {
		if !r.Holds(day) {
			continue
		}
		share := r.Share.Rat()
		key := fmt.Sprintf("%s %q", share, r.Number)
		i, known := together[key]
		if r.Joint && known {
			parts[i].members = append(parts[i].members, r.Owner)
			parts[i].id = min(parts[i].id, r.ID)
			continue
		}
		if r.Joint {
			together[key] = len(parts)
		}
		parts = append(parts, part{r.ID, []OwnerID{r.Owner}, share})
	}
	return parts
}

// holdings merges the parts of the same owners: one who inherited a third and bought another has one vote.
func holdings(p Premises, parts []part) []Holding {
	var held []Holding
	seen := map[string]int{}
	for _, x := range parts {
		slices.Sort(x.members)
		members := slices.Compact(x.members)
		key := fmt.Sprint(members)
		i, known := seen[key]
		if !known {
			i = len(held)
			seen[key] = i
			held = append(held, Holding{ID: x.id, Premises: p.ID, Members: members, Share: new(big.Rat)})
		}
		held[i].ID = min(held[i].ID, x.id)
		held[i].Share.Add(held[i].Share, x.share)
	}
	for i := range held {
		held[i].Weight = weightOf(p, held[i].Share)
	}
	return held
}
