package gis

import (
	"iter"
	"slices"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// spoil notes that a document cannot be loaded because of one of its rows.
func (b *bill) spoil(row *row) {
	b.incomplete = b.incomplete || row.bad
}

func (r *documentReader) bank(row *row) {
	b := r.owner(row)
	if b == nil {
		return
	}
	defer b.spoil(row)
	r.beside = append(r.beside, sideRow{row.table, row.num, b})
	number := row.identifier(fieldRequisite)
	q, ok := row.requisite()
	q.Sum = row.money(fieldSum)
	if !ok && !row.bad {
		row.fault(fieldBIK, "не заполнено: нужны БИК и расчётный счёт")
	}
	if row.bad {
		return
	}
	for i := range b.Requisites { // the one beside the document may be repeated here
		if b.Requisites[i].BIK == q.BIK && b.Requisites[i].Account == q.Account {
			b.Requisites[i].Sum, b.numbers[i] = q.Sum, number
			return
		}
	}
	switch {
	case number != "" && slices.Contains(b.numbers, number):
		row.fault(fieldRequisite, "реквизит № %s у документа уже есть, с другим счётом", shorten(number))
	case len(b.Requisites) == maxRequisites:
		row.fault(fieldRequisite, "у документа больше %d реквизитов", maxRequisites)
	default:
		b.Requisites, b.numbers = append(b.Requisites, q), append(b.numbers, number)
	}
}

// maxRequisites bounds the bank accounts of one document; real ones have two or three.
const maxRequisites = 50

func (r *documentReader) fine(row *row) {
	b := r.owner(row)
	if b == nil {
		return
	}
	defer b.spoil(row)
	r.beside = append(r.beside, sideRow{row.table, row.num, b})
	c := penaltyLine(row.words(fieldService, 200), row.balance(fieldSum))
	c.Reason = row.words(fieldReason, 1000)
	if c.Service == "" {
		c.Service = "Неустойка"
	}
	if !row.bad && !c.Total.IsZero() {
		r.add(b, c, "", 0)
	}
}

func (r *documentReader) line(row *row) {
	b := r.owner(row)
	if b == nil {
		return
	}
	defer b.spoil(row)
	c := housing.Charge{
		Kind: housing.ServiceCharge, Service: row.words(fieldService, 200),
		Unit: row.words(fieldUnit, 40), Method: method(row),
		Volume: row.optional(fieldVolume, 7), CommonVolume: row.optional(fieldCommonVolume, 7),
		Tariff: row.optional(fieldTariff, 6), Own: row.balance(fieldOwn), Common: row.balance(fieldCommon),
		Excess: row.balance(fieldExcess), Charged: row.balance(fieldCharged),
		Recalculation: row.balance(fieldRecalculation), Benefit: row.balance(fieldBenefit).Abs(),
		Reason: row.words(fieldReason, 1000), Total: row.balance(fieldTotal), Reference: reference(row),
	}
	if c.Service == "" && !row.bad {
		row.fault(fieldService, "не заполнено: нужно название услуги")
	}
	r.check(row, &c, fieldTotal)
	r.add(b, c, row.identifier(fieldRequisite), row.num)
}

// reference reads what a line tells for reference.
func reference(row *row) housing.Reference {
	return housing.Reference{
		Norm: row.optional(fieldNorm, 7), CommonNorm: row.optional(fieldCommonNorm, 7),
		Reading: row.optional(fieldOwnReading, 7), HouseReading: row.optional(fieldHouseReading, 7),
		Premises: row.optional(fieldHomesVolume, 7), Property: row.optional(fieldProperty, 7),
	}
}

// method reads how a volume was found; any other words count as such.
func method(row *row) housing.VolumeMethod {
	switch foldHeader(row.text(fieldMethod)) {
	case "":
		return ""
	case foldHeader("Прибор учета"):
		return housing.ByMeter
	case foldHeader("Норматив"):
		return housing.ByNormative
	default:
		return housing.ByOther
	}
}

// optional is number that tells an empty cell from zero.
func (r *row) optional(f field, places int32) decimal.NullDecimal {
	d := r.number(f, places)
	switch {
	case d == nil:
		return decimal.NullDecimal{}
	case d.GreaterThan(decimal.NewFromInt(maxMeasure)):
		r.fault(f, "слишком большое число: до 12 знаков перед запятой")
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(*d)
}

// good counts the documents without a fault.
func (r *documentReader) good() int {
	n := 0
	for _, b := range r.bills {
		if !b.incomplete {
			n++
		}
	}
	return n
}

// records makes the documents without a fault, one at a time: together they
// would be ten times the file.
func (r *documentReader) records() iter.Seq[housing.DocumentRecord] {
	return func(yield func(housing.DocumentRecord) bool) {
		for _, b := range r.bills {
			if b.incomplete {
				continue
			}
			d := b.DocumentRecord
			d.Charges = make([]housing.Charge, len(b.lines))
			for i := range b.lines {
				d.Charges[i] = r.words.unpack(&b.lines[i])
			}
			if !yield(d) {
				return
			}
		}
	}
}

// tell says what became of the rows of documents.
func (r *documentReader) tell(o *outcome, opts Options) {
	good := o.good()
	for _, b := range r.bills {
		if !b.incomplete {
			o.set(r.main.sheet.Part, b.Row, good)
		}
	}
	r.leave(o, opts)
}
