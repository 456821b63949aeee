package postgres

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

const selectPaidDocument = `SELECT` + documentColumns + ` FROM documents d WHERE d.id = $1 AND d.period = $2`

const insertAllocation = `
	INSERT INTO allocations (payment_id, line, kind, period, document_id, charge, service, sum)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

// entry is a row of the book.
type entry struct {
	kind   string
	charge int // index in the document; negative: none
	sum    decimal.Decimal
}

// book divides the money of a payment among what its bill still waits for: where
// another payment came first, the rest is an advance.
func book(ctx context.Context, tx *Tx, p housing.Payment) error {
	var doc housing.Document
	if p.Document != 0 {
		var row documentRow
		err := get(ctx, tx, &row, selectPaidDocument, int64(p.Document), periodArg(p.Parts[0].Period))
		if err != nil {
			return fmt.Errorf("find document of payment: %w", err)
		}
		if doc, err = row.document(); err != nil {
			return err
		}
	}
	entries, err := entriesOf(ctx, tx, p, doc)
	if err != nil {
		return err
	}
	for i, e := range entries {
		var charge any
		service := ""
		if e.charge >= 0 {
			charge, service = e.charge, doc.Charges[e.charge].Service
		}
		_, err := run(ctx, tx, insertAllocation, int64(p.ID), i+1, e.kind, periodArg(p.Parts[0].Period),
			idArg(p.Document), charge, service, e.sum)
		if err != nil {
			return fmt.Errorf("book payment: %w", err)
		}
	}
	return nil
}

// entriesOf books what a payment lowers its bill by; within the month, the
// services share it.
func entriesOf(
	ctx context.Context, tx *Tx, p housing.Payment, doc housing.Document,
) ([]entry, error) {
	bill, err := billBefore(ctx, tx, p, doc)
	if err != nil {
		return nil, err
	}
	due, err := servicesDue(ctx, tx, doc, p.Payee)
	if err != nil {
		return nil, err
	}
	var entries []entry
	ahead := decimal.Zero
	for _, part := range bill.Pays(p.Parts) {
		switch part.Kind {
		case housing.PartCharges:
			shares, rest := housing.Allocate(part.Sum, due)
			for _, a := range shares {
				kind := string(housing.PartCharges)
				if a.Penalty {
					kind = "penalty"
				}
				entries = append(entries, entry{kind, a.Index, a.Sum})
			}
			ahead = ahead.Add(rest) // another payee's advance covers it
		case housing.PartDebt:
			entries = append(entries, entry{string(part.Kind), -1, part.Sum})
		case housing.PartAdvance:
			ahead = ahead.Add(part.Sum)
		}
	}
	if ahead.IsPositive() {
		entries = append(entries, entry{string(housing.PartAdvance), -1, ahead})
	}
	return entries, nil
}

// billBefore is the bill of a payment's document without the payment.
func billBefore(ctx context.Context, tx *Tx, p housing.Payment, doc housing.Document) (housing.Bill, error) {
	if doc.ID == 0 {
		doc.Period = p.Parts[0].Period
	}
	bills := housing.BillsOf(doc)
	if err := lessPaid(ctx, tx, bills, reckoning{account: p.Account, doc: doc, but: p.ID}); err != nil {
		return housing.Bill{}, err
	}
	for _, b := range bills {
		if b.Payee.BIK == p.Payee.BIK && b.Payee.Account == p.Payee.Account {
			return b, nil
		}
	}
	return bills[0], nil
}

const selectAllocated = `
	SELECT l.charge, l.kind, sum(l.sum) AS sum
	FROM allocations l
	JOIN payments y ON y.id = l.payment_id AND y.state = 'succeeded'
	WHERE l.document_id = $1 AND l.charge IS NOT NULL
	GROUP BY l.charge, l.kind`

// servicesDue returns what the charges of a payee still wait for.
func servicesDue(
	ctx context.Context, tx *Tx, doc housing.Document, payee housing.Payee,
) ([]housing.ServiceDue, error) {
	var paid []struct {
		Charge int             `db:"charge"`
		Kind   string          `db:"kind"`
		Sum    decimal.Decimal `db:"sum"`
	}
	if err := list(ctx, tx, &paid, selectAllocated, int64(doc.ID)); err != nil {
		return nil, fmt.Errorf("sum what services got: %w", err)
	}
	got := map[int]housing.ServiceDue{}
	for _, x := range paid {
		d := got[x.Charge]
		if x.Kind == "penalty" {
			d.Penalty = x.Sum
		} else {
			d.Main = x.Sum
		}
		got[x.Charge] = d
	}
	var due []housing.ServiceDue
	for i := range doc.Charges {
		if !forPayee(doc, i, payee) {
			continue
		}
		c := &doc.Charges[i]
		main, penalty := c.Total.Sub(c.Penalty), c.Penalty
		if c.Kind == housing.PenaltyCharge {
			main, penalty = decimal.Zero, c.Total
		}
		due = append(due, housing.ServiceDue{
			Index: i, Main: main.Sub(got[i].Main), Penalty: penalty.Sub(got[i].Penalty),
		})
	}
	return due, nil
}

// forPayee reports whether a charge is the payee's.
func forPayee(c housing.Document, charge int, p housing.Payee) bool {
	at := c.Charges[charge].Requisite
	if at < 0 || at >= len(c.Requisites) {
		return len(c.Requisites) == 0
	}
	return c.Requisites[at].BIK == p.BIK && c.Requisites[at].Account == p.Account
}
