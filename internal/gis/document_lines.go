package gis

import (
	"iter"
	"slices"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// owner returns the document that a row belongs to; nil after a fault.
func (r *documentReader) owner(row *row) *bill {
	number := row.identifier(fieldDocument)
	b, ok := r.byNumber[number]
	switch {
	case row.bad:
		return nil
	case number == "":
		row.fault(fieldDocument, "не заполнено: нужен номер документа с листа «%s»", DocumentSheet)
		return nil
	case !ok:
		row.fault(fieldDocument, "документа с номером %s на листе «%s» нет", shorten(number), DocumentSheet)
		return nil
	}
	return b
}

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
	b.Requisites, b.numbers = append(b.Requisites, q), append(b.numbers, number)
}

func (r *documentReader) fine(row *row) {
	b := r.owner(row)
	if b == nil {
		return
	}
	defer b.spoil(row)
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
		Reason: row.words(fieldReason, 1000), Total: row.balance(fieldTotal),
	}
	if c.Service == "" && !row.bad {
		row.fault(fieldService, "не заполнено: нужно название услуги")
	}
	r.check(row, &c, fieldTotal)
	r.add(b, c, row.identifier(fieldRequisite), row.num)
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

// complete holds a document as a whole against its lines, and gives every line
// its bank account.
func (r *documentReader) complete(b *bill) {
	row := &row{table: r.main, num: b.Row, bad: b.incomplete}
	var whole, fines int64
	for i := range b.lines {
		whole, fines = whole+b.lines[i].total, fines+b.lines[i].penalty
	}
	all, without := sum(whole), sum(whole-fines)
	switch {
	case row.bad:
	case len(b.lines) == 0:
		row.fault(fieldDocument, "у документа нет ни одной услуги на листе «%s»", ChargeSheet)
	case b.Sums.Charged.Equal(all):
	case b.Sums.Charged.Equal(without): // the column leaves penalties out: the sum of the period has them
		b.Sums.Due, b.Sums.Charged = b.Sums.Due.Add(sum(fines)), all
	default:
		row.fault(fieldCharged, "%s, а по услугам выходит %s", rub(b.Sums.Charged), rub(all))
	}
	r.assign(row, b)
	b.spoil(row)
}

// assign gives every line its requisite: the one it names, else the first.
func (r *documentReader) assign(row *row, b *bill) {
	if row.bad || len(b.Requisites) == 0 {
		return
	}
	sums := make([]int64, len(b.Requisites))
	for i := range b.lines {
		at := 0
		if wanted := r.words.list[b.wanted[i]]; wanted != "" {
			at = slices.Index(b.numbers, wanted)
		}
		if at < 0 {
			row.fault(fieldRequisite, "реквизита № %s у документа нет", shorten(r.words.list[b.wanted[i]]))
			return
		}
		b.lines[i].requisite = uint16(at) //nolint:gosec // of the few requisites of a document
		sums[at] += b.lines[i].total
	}
	for i := range sums {
		switch told := b.Requisites[i].Sum; {
		case told.IsZero():
			b.Requisites[i].Sum = sum(sums[i])
		case !told.Equal(sum(sums[i])):
			row.fault(fieldRequisite, "по реквизиту № %s указано %s, а по услугам выходит %s",
				b.numbers[i], rub(told), rub(sum(sums[i])))
		}
	}
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

// statusOld is the status of documents of old debts.
const statusOld = "Не загружается: долговой документ"

// tell says what became of the rows of documents.
func (r *documentReader) tell(o *outcome, opts Options) {
	main := map[int]string{}
	o.statuses[r.main.sheet.Part] = main
	good := o.good()
	for _, b := range r.bills {
		if !b.incomplete {
			main[b.Row] = good
		}
	}
	for _, n := range r.old {
		main[n] = statusOld
		if opts.LeftOut != nil {
			opts.LeftOut(housing.RowFault{Sheet: r.main.sheet.Name, Row: n, Reason: statusOld})
		}
	}
}

// echo gives every line the status of its document, and a document whose line
// has a fault says so.
func (r *documentReader) echo(o *outcome) {
	main, lines := o.statuses[r.main.sheet.Part], o.statuses[r.lines.sheet.Part]
	for _, b := range r.bills {
		for i := range b.lines {
			n := int(b.lines[i].row)
			switch {
			case n == 0: // it stands on another sheet
			case lines[n] == "":
				lines[n] = statusBeside(main[b.Row], b.Row, r.main.sheet.Name)
			case main[b.Row] == "" || isGood(main[b.Row]):
				main[b.Row] = statusBeside("", n, r.lines.sheet.Name)
			}
		}
	}
}
