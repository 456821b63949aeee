package gis

import (
	"slices"

	"github.com/shopspring/decimal"
)

// complete holds a document as a whole against its lines, and gives every line
// its bank account.
func (r *documentReader) complete(b *bill) {
	row := &row{table: r.main, num: b.Row, bad: b.incomplete}
	r.penalties(row, b)
	var whole, fines int64
	for i := range b.lines {
		whole, fines = whole+b.lines[i].total(), fines+b.lines[i].penalty()
	}
	all, beside := sum(whole), decimal.Decimal{} // beside: penalties that the columns of sums leave out
	switch {
	case row.bad:
	case len(b.lines) == 0:
		row.fault(fieldDocument, "у документа нет ни одной услуги на листе «%s»", ChargeSheet)
	case b.Sums.Charged.Equal(all):
	case b.Sums.Charged.Equal(sum(whole - fines)):
		b.Sums.Charged, beside = all, sum(fines)
	default:
		row.fault(fieldCharged, "%s, а по услугам выходит %s", rub(b.Sums.Charged), rub(all))
	}
	r.due(row, b, beside)
	r.assign(row, b)
	b.spoil(row)
}

// penalties holds the column of penalties against their sheet; where that says
// nothing of the document, they are a line of their own.
func (r *documentReader) penalties(row *row, b *bill) {
	var n int64
	for i := range b.lines {
		n += b.lines[i].penalty()
	}
	switch fines := sum(n); {
	case b.penalties.IsZero(), b.penalties.Equal(fines), row.bad:
	case fines.IsZero():
		r.add(b, penaltyLine("Пени", b.penalties), "", 0)
	default:
		row.fault(fieldPenalties, "%s, а на листе «%s» выходит %s",
			rub(b.penalties), PenaltySheet, rub(fines))
	}
}

// due holds the sum to pay against its parts, or adds it up. What was paid in
// the period may be counted in debt and advance already, or not; penalties
// that the sum of the period leaves out may be left out here too.
func (r *documentReader) due(row *row, b *bill, beside decimal.Decimal) {
	s := &b.Sums
	all := s.Charged.Add(s.Debt).Sub(s.Advance)
	told := b.told.Decimal
	switch {
	case row.bad:
		return
	case !b.told.Valid, told.Equal(all), told.Equal(all.Sub(beside)), all.IsNegative() && told.IsZero():
		s.Due = all
	case told.Equal(all.Sub(s.Paid)), told.Equal(all.Sub(s.Paid).Sub(beside)):
		s.Due = all.Sub(s.Paid)
	default:
		row.fault(fieldDue, "%s, а по столбцам выходит %s: начислено %s, долг %s, аванс %s",
			rub(told), rub(all), rub(s.Charged), rub(s.Debt), rub(s.Advance))
	}
	if s.Due.IsNegative() {
		s.Due = decimal.Decimal{}
	}
}

// assign gives every line its requisite: the one it names, else the first.
func (r *documentReader) assign(row *row, b *bill) {
	if row.bad {
		return
	}
	sums, guessed := make([]int64, len(b.Requisites)), false
	for i := range b.lines {
		wanted := r.words.list[b.lines[i].wanted]
		at := b.requisiteOf(wanted)
		if at < 0 {
			row.fault(fieldRequisite, "реквизита № %s у документа нет", shorten(wanted))
			return
		}
		if len(b.Requisites) == 0 {
			continue
		}
		guessed = guessed || wanted == "" && b.numbers[0] != ""
		b.lines[i].requisite = uint16(at) //nolint:gosec // at most maxRequisites
		sums[at] += b.lines[i].total()
	}
	b.share(row, sums, guessed)
}

// share holds the sums of the requisites against those of their lines, or adds
// them up, unless it was guessed which of several a line is for.
func (b *bill) share(row *row, sums []int64, guessed bool) {
	for i := range sums {
		switch told := b.Requisites[i].Sum; {
		case told.IsZero() && guessed && len(sums) > 1:
			row.fault(fieldRequisite, "не заполнено: реквизитов несколько, и не понять, "+
				"по какому платить за какую услугу")
			return
		case told.IsZero():
			b.Requisites[i].Sum = sum(sums[i])
		case !told.Equal(sum(sums[i])):
			row.fault(fieldRequisite, "по реквизиту № %s указано %s, а по услугам выходит %s",
				b.numbers[i], rub(told), rub(sum(sums[i])))
		}
	}
}

// requisiteOf returns which requisite a number names, -1 if there is no such.
// The only one, beside the document, goes by any number.
func (b *bill) requisiteOf(wanted string) int {
	if wanted == "" || len(b.numbers) == 1 && b.numbers[0] == "" {
		return 0
	}
	return slices.Index(b.numbers, wanted)
}
