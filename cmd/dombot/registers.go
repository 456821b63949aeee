package main

import (
	"context"
	"errors"
	"io"

	"dombot/internal/housing"
	"dombot/internal/register"
	"dombot/storage/postgres"
)

// registerOf is which payments are written out, and how.
type registerOf struct {
	org    housing.Organisation
	days   housing.Days
	format housing.RegisterFormat
}

// errNoPayments tells that a register would be empty.
var errNoPayments = errors.New("there are no payments to export")

// register writes the register of an organisation's payments.
func (b books) register(ctx context.Context, of registerOf, out io.Writer) (register.Totals, error) {
	w := register.Writer{Texts: b.t, Organisation: of.org}
	entries := (&postgres.Payments{DB: b.db}).Entries(ctx, of.org.ID, of.days)
	totals, err := w.Write(out, of.format, entries)
	if err == nil && totals.Entries == 0 {
		err = errNoPayments
	}
	return totals, err
}
