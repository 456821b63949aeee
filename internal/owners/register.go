package owners

import (
	"math/big"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// PremisesID is the key of premises.
type PremisesID int64

// OwnerID is the key of an owner in the register of a house.
type OwnerID int64

// RightID is the key of a right.
type RightID int64

// Kind is what premises are for.
type Kind string

// The kinds of premises that have owners.
const (
	Residential    Kind = "residential"
	NonResidential Kind = "non-residential"
	Parking        Kind = "parking"
)

// Kinds returns every kind.
func Kinds() []Kind { return []Kind{Residential, NonResidential, Parking} }

// Premises are a flat, a room with its own owner, non-residential premises or a parking place.
type Premises struct {
	ID       PremisesID
	Number   string
	Room     string // of a flat whose rooms have owners of their own; empty: the whole
	Kind     Kind
	Area     decimal.Decimal // total, m²
	Cadastre string          // empty: not known
}

// Owner is a person or an organisation that owns premises of a house.
type Owner struct {
	ID           OwnerID
	Name         string
	Organisation bool
	OGRN         string // of an organisation; may be empty
}

// Right is what an owner has in premises.
type Right struct {
	ID       RightID
	Premises PremisesID
	Owner    OwnerID
	Share    Share
	Joint    bool         // the share belongs to several owners together, without parts
	Number   string       // of the registration; may be empty
	On       housing.Date // of the registration; zero: not known
	From     housing.Date // first day
	Until    housing.Date // first day on which it does not hold any more; zero: it holds
}

// Holds reports whether the right holds on a day.
func (r Right) Holds(day housing.Date) bool {
	return !day.Before(r.From) && (r.Until.IsZero() || day.Before(r.Until))
}

// Register is what is known of a house.
type Register struct {
	Premises []Premises
	Owners   []Owner
	Rights   []Right
}

// byPremises sorts rights to their premises.
func (r Register) byPremises() map[PremisesID][]Right {
	rights := make(map[PremisesID][]Right, len(r.Premises))
	for _, x := range r.Rights {
		rights[x.Premises] = append(rights[x.Premises], x)
	}
	return rights
}

// weightOf is the votes of a share in premises, m².
func weightOf(p Premises, share *big.Rat) *big.Rat { return new(big.Rat).Mul(p.Area.Rat(), share) }
