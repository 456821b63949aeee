package housing

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// Difference splits the change between the sums charged for two periods into
// its causes. The parts add up exactly to Total.
type Difference struct {
	Tariff        decimal.Decimal // the new tariffs on the old volumes
	Volume        decimal.Decimal // the new volumes at the new tariffs
	Recalculation decimal.Decimal
	Benefit       decimal.Decimal // negative where benefits grew
	Penalty       decimal.Decimal
	Other         decimal.Decimal // what comes or goes without tariff and volume, and rounding
	Total         decimal.Decimal
	Services      []ServiceDifference // those that changed, the largest change first
}

// ServiceDifference is the change of one service.
type ServiceDifference struct {
	Service     string
	Was, Is     decimal.Decimal // totals
	Began, Gone bool            // charged in one of the two periods only
}

// Change returns by how much the total changed.
func (s ServiceDifference) Change() decimal.Decimal { return s.Is.Sub(s.Was) }

// Compare says why the charges of is differ from those of was. Services are
// matched by kind and name; several lines of one service count together.
func Compare(was, is Document) Difference {
	d := Difference{}
	old, present := grouped(was.Charges), grouped(is.Charges)
	for _, key := range keysOf(old, present) {
		a, b := old[key], present[key]
		d.add(a, b)
		change := ServiceDifference{
			Service: key.service, Was: a.total, Is: b.total, Began: a.lines == 0, Gone: b.lines == 0,
		}
		if !change.Change().IsZero() {
			d.Services = append(d.Services, change)
		}
	}
	slices.SortStableFunc(d.Services, func(x, y ServiceDifference) int {
		return cmp.Or(y.Change().Abs().Cmp(x.Change().Abs()), cmp.Compare(x.Service, y.Service))
	})
	return d
}

type serviceKey struct {
	kind    ChargeKind
	service string
}

// serviceSum is what one service comes to in a document.
type serviceSum struct {
	lines                                           int
	volume, tariff                                  decimal.NullDecimal
	charged, recalculation, benefit, penalty, total decimal.Decimal
}

func grouped(charges []Charge) map[serviceKey]serviceSum {
	sums := map[serviceKey]serviceSum{}
	for i := range charges {
		c := &charges[i]
		key := serviceKey{c.Kind, c.Service}
		s := sums[key]
		s.lines++
		s.volume, s.tariff = c.Whole(), c.Tariff
		if s.lines > 1 { // two tariffs in one period: no single product explains the sum
			s.volume, s.tariff = decimal.NullDecimal{}, decimal.NullDecimal{}
		}
		s.charged = s.charged.Add(c.Charged)
		s.recalculation = s.recalculation.Add(c.Recalculation)
		s.benefit = s.benefit.Add(c.Benefit)
		s.penalty = s.penalty.Add(c.Penalty)
		s.total = s.total.Add(c.Total)
		sums[key] = s
	}
	return sums
}

// Whole is the volume that the tariff of c applies to.
func (c *Charge) Whole() decimal.NullDecimal {
	if !c.Volume.Valid {
		return c.CommonVolume
	}
	return decimal.NewNullDecimal(c.Volume.Decimal.Add(c.CommonVolume.Decimal))
}

func keysOf(a, b map[serviceKey]serviceSum) []serviceKey {
	var keys []serviceKey
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(x, y serviceKey) int {
		return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.service, y.service))
	})
	return keys
}

// rounding is what rounding of both products to kopecks may leave over.
func rounding() decimal.Decimal { return decimal.New(5, -2) }

// add counts one service in. A service that began or ended is a change of
// volume where it has one; what tariff and volume do not explain is other.
func (d *Difference) add(a, b serviceSum) {
	tariff, volume := decimal.Decimal{}, decimal.Decimal{}
	charged := b.charged.Sub(a.charged)
	switch {
	case a.tariff.Valid && b.tariff.Valid && a.volume.Valid && b.volume.Valid:
		tariff = b.tariff.Decimal.Sub(a.tariff.Decimal).Mul(a.volume.Decimal).Round(2)
		volume = b.volume.Decimal.Sub(a.volume.Decimal).Mul(b.tariff.Decimal).Round(2)
	case a.lines == 0 && b.volume.Valid, b.lines == 0 && a.volume.Valid:
		volume = charged
	}
	rest := charged.Sub(tariff).Sub(volume)
	switch small := rest.Abs().LessThanOrEqual(rounding()); {
	case small && !volume.IsZero():
		volume, rest = volume.Add(rest), decimal.Decimal{}
	case small && !tariff.IsZero():
		tariff, rest = tariff.Add(rest), decimal.Decimal{}
	}
	d.Tariff, d.Volume, d.Other = d.Tariff.Add(tariff), d.Volume.Add(volume), d.Other.Add(rest)
	d.Recalculation = d.Recalculation.Add(b.recalculation.Sub(a.recalculation))
	d.Benefit = d.Benefit.Sub(b.benefit.Sub(a.benefit))
	d.Penalty = d.Penalty.Add(b.penalty.Sub(a.penalty))
	d.Total = d.Total.Add(b.total.Sub(a.total))
}
