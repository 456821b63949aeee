package housing

import (
	"slices"

	"github.com/shopspring/decimal"
)

// PayOrder is what money pays first when its payer did not say.
type PayOrder string

// The orders that an organisation may choose.
const (
	OldestFirst PayOrder = "oldest" // the obligation that fell due first, ст. 319.1 п. 3 ГК РФ
	PeriodFirst PayOrder = "period" // the newest month, then the debt
)

// Bill is what an account is to pay to one payee: the newest published document
// less what was paid through us and is not counted in it. No sum is negative.
type Bill struct {
	Account  Account
	Name     string // the person's own name for the account
	Today    Date   // at the house
	Payee    Payee
	Document DocumentID // 0: nothing is published
	Period   Period
	Charges  decimal.Decimal // of the period, still to be paid
	Debt     decimal.Decimal // of the periods before, still to be paid
	Ahead    decimal.Decimal // paid above what is asked: an advance
	Order    PayOrder
	Ways     []PayRule // by which this payee can be paid, as the organisation lists them
	Open     *Payment  // the person's own that is not settled yet; nil: none
	Busy     bool      // another person has one that is not settled yet
	Month    bool      // its reader may know of the charges of the period alone
}

// MonthAlone is the bill for who may pay for the current period and is not to
// know of debts: neither they nor what was paid ahead of them shows.
func (b Bill) MonthAlone() Bill {
	b.Debt, b.Ahead, b.Month = decimal.Zero, decimal.Zero, true
	return b
}

// Due is what is to be paid now.
func (b Bill) Due() decimal.Decimal { return b.Charges.Add(b.Debt) }

// BillsOf splits a published document among its payees, in the order of its
// requisites. The format names no payee of debts and advances: they are the
// first one's, the organisation's own; an advance that is larger lowers the next.
func BillsOf(d Document) []Bill {
	bills := make([]Bill, max(1, len(d.Requisites)))
	for i := range bills {
		bills[i] = Bill{Document: d.ID, Period: d.Period}
		if i < len(d.Requisites) {
			r := d.Requisites[i]
			bills[i].Payee, bills[i].Charges = Payee{BIK: r.BIK, Account: r.Account}, r.Sum
		}
	}
	if len(d.Requisites) == 0 {
		bills[0].Charges = d.Sums.Charged
	}
	bills[0].Debt = d.Sums.Debt
	left := d.Sums.Advance
	for i := range bills {
		if bills[i].Charges.IsNegative() { // more was given back than charged
			left = left.Sub(bills[i].Charges)
			bills[i].Charges = decimal.Zero
		}
	}
	for i := range bills {
		left = bills[i].lower(left, PartDebt)
	}
	bills[0].Ahead = left
	return bills
}

// lower pays sum of what is owed, first of the kind given, and returns the rest.
func (b *Bill) lower(sum decimal.Decimal, first PartKind) decimal.Decimal {
	owed := []*decimal.Decimal{&b.Debt, &b.Charges}
	if first == PartCharges {
		slices.Reverse(owed)
	}
	for _, o := range owed {
		part := decimal.Min(*o, sum)
		*o, sum = o.Sub(part), sum.Sub(part)
	}
	return sum
}

// Less returns the bill after a payment that its document does not count.
func (b Bill) Less(parts []PaymentPart) Bill {
	for _, p := range parts {
		first := PartDebt
		if p.Kind == PartCharges && p.Period == b.Period {
			first = PartCharges
		}
		b.Ahead = b.Ahead.Add(b.lower(p.Sum, first))
	}
	return b
}

// Pays says what a payment lowers the bill by, and the advance that it leaves.
// Where nothing else was paid since it was planned, these are its parts.
func (b Bill) Pays(parts []PaymentPart) []PaymentPart { return b.lowered(b.Less(parts)) }

// lowered is the difference between a bill and what is left of it, as parts.
func (b Bill) lowered(after Bill) []PaymentPart {
	var parts []PaymentPart
	for _, p := range []PaymentPart{
		{PartCharges, b.Period, b.Charges.Sub(after.Charges)},
		{PartDebt, b.Period, b.Debt.Sub(after.Debt)},
		{PartAdvance, b.Period, after.Ahead.Sub(b.Ahead)},
	} {
		if p.Sum.IsPositive() {
			parts = append(parts, p)
		}
	}
	return parts
}

// Plan says what a sum pays: the month alone first if its payer named it, else
// in the organisation's order. What is above the bill is an advance. The parts
// are told with the month first.
func (b Bill) Plan(sum decimal.Decimal, month bool) []PaymentPart {
	first := PartDebt
	if month || b.Order == PeriodFirst {
		first = PartCharges
	}
	after := b
	after.Ahead = after.Ahead.Add(after.lower(sum, first))
	return b.lowered(after)
}
