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

// errNoOutages tells that a register of outages would be empty.
var errNoOutages = errors.New("there are no outages to export")

// outages writes the register of an organisation's outages.
func (b books) outages(ctx context.Context, of registerOf, out io.Writer) (register.OutageTotals, error) {
	entries, err := (&postgres.Outages{DB: b.db}).Entries(ctx, of.org.ID, of.days)
	if err == nil && len(entries) == 0 {
		err = errNoOutages
	}
	if err != nil {
		return register.OutageTotals{}, err
	}
	w := register.Writer{Texts: b.t, Organisation: of.org, Codes: b.codes}
	return w.Outages(out, of.format, entries)
}
