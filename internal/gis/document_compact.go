package gis

import (
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// compact is a line of a document while its file is read: a million of them
// are held until the last document is complete. Sums are kopecks, measures
// whole ten millionths; texts are numbers in the list of words.
type compact struct {
	service, unit, reason        uint32
	reference                    uint32 // in the list of references
	wanted                       uint32 // № of the requisite that the line names
	row                          int32
	requisite                    uint16
	kind, method                 uint8
	volume, commonVolume, tariff int64
	own, common, excess          int64
	charged                      int64 // of penalties, what they come to
	recalculation, benefit       int64
}

// total is what the line comes to.
func (c *compact) total() int64 { return c.charged + c.recalculation - c.benefit }

// penalty is the part of total that is a penalty.
func (c *compact) penalty() int64 {
	if chargeKinds()[c.kind] == housing.PenaltyCharge {
		return c.charged
	}
	return 0
}

// unset is the measure of an empty cell.
const unset = -1 << 63

// The scales of measures and sums, in digits after the point.
const (
	measureDigits = 7
	sumDigits     = 2
)

// maxMeasure is the largest volume or tariff that is taken.
const maxMeasure = 900_000_000_000

func chargeKinds() []housing.ChargeKind {
	return []housing.ChargeKind{housing.ServiceCharge, housing.CapitalRepair, housing.PenaltyCharge}
}

func volumeMethods() []housing.VolumeMethod {
	return []housing.VolumeMethod{"", housing.ByMeter, housing.ByNormative, housing.ByOther}
}

func packed(d decimal.Decimal, digits int32) int64 { return d.Shift(digits).IntPart() }

func packedMeasure(d decimal.NullDecimal) int64 {
	if !d.Valid {
		return unset
	}
	return packed(d.Decimal, measureDigits)
}

func sum(n int64) decimal.Decimal { return decimal.New(n, -sumDigits) }

// measure is what packedMeasure packed, without needless zeros.
func measure(n int64) decimal.NullDecimal {
	if n == unset {
		return decimal.NullDecimal{}
	}
	digits := int32(measureDigits)
	for digits > 0 && n%10 == 0 {
		n, digits = n/10, digits-1
	}
	return decimal.NewNullDecimal(decimal.New(n, -digits))
}

func entryOf[T comparable](of []T, v T) uint8 {
	for i, x := range of {
		if x == v {
			return uint8(i)
		}
	}
	return 0
}

// words are the texts of lines, each kept once.
type words struct {
	list  []string
	index map[string]uint32

	references []reckoned // what many lines of a house have in common
	known      map[reckoned]uint32
}

// reckoned is a reference with its measures packed, in the order of its fields.
type reckoned [6]int64

// refer keeps a reference once, and returns its number.
func (w *words) refer(r housing.Reference) uint32 {
	key := reckoned{
		packedMeasure(r.Norm), packedMeasure(r.CommonNorm), packedMeasure(r.Reading),
		packedMeasure(r.HouseReading), packedMeasure(r.Premises), packedMeasure(r.Property),
	}
	n, ok := w.known[key]
	if !ok {
		if w.known == nil {
			w.known = map[reckoned]uint32{}
		}
		n = uint32(len(w.references)) //nolint:gosec // fewer than 2^20 rows
		w.references, w.known[key] = append(w.references, key), n
	}
	return n
}

func (w *words) referred(n uint32) housing.Reference {
	k := w.references[n]
	return housing.Reference{
		Norm: measure(k[0]), CommonNorm: measure(k[1]), Reading: measure(k[2]), HouseReading: measure(k[3]),
		Premises: measure(k[4]), Property: measure(k[5]),
	}
}

// pack keeps a line. Words that repeat are kept once.
func (w *words) pack(c *housing.Charge, row int) compact {
	return compact{
		service: w.number(c.Service), unit: w.number(c.Unit), reason: w.number(c.Reason),
		reference: w.refer(c.Reference),
		row:       int32(row), //nolint:gosec // a sheet has 2^20 rows
		kind:      entryOf(chargeKinds(), c.Kind), method: entryOf(volumeMethods(), c.Method),
		volume: packedMeasure(c.Volume), commonVolume: packedMeasure(c.CommonVolume),
		tariff: packedMeasure(c.Tariff),
		own:    packed(c.Own, sumDigits), common: packed(c.Common, sumDigits),
		excess:        packed(c.Excess, sumDigits),
		charged:       packed(c.Charged.Add(c.Penalty), sumDigits),
		recalculation: packed(c.Recalculation, sumDigits), benefit: packed(c.Benefit, sumDigits),
	}
}

func (w *words) unpack(c *compact) housing.Charge {
	return housing.Charge{
		Kind: chargeKinds()[c.kind], Service: w.list[c.service], Unit: w.list[c.unit],
		Method: volumeMethods()[c.method], Volume: measure(c.volume), CommonVolume: measure(c.commonVolume),
		Tariff: measure(c.tariff), Own: sum(c.own), Common: sum(c.common), Excess: sum(c.excess),
		Charged: sum(c.charged - c.penalty()), Recalculation: sum(c.recalculation), Reason: w.list[c.reason],
		Benefit: sum(c.benefit), Penalty: sum(c.penalty()), Total: sum(c.total()),
		Requisite: int(c.requisite), Reference: w.referred(c.reference),
	}
}

func (w *words) number(s string) uint32 {
	n, ok := w.index[s]
	if !ok {
		n = uint32(len(w.list)) //nolint:gosec // fewer than three for each of 2^20 rows
		w.list, w.index[s] = append(w.list, s), n
	}
	return n
}
