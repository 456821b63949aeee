package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"dombot/internal/housing"
	"dombot/internal/register"
	"dombot/internal/texts"
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

// errNothingNew tells that ГИС ЖКХ has all of the outages of a register.
var errNothingNew = errors.New("there is nothing new to report of outages")

// outagesWritten is what was written, and the outages of which the law has something to say.
type outagesWritten struct {
	register.OutageTotals

	warned []warnedOutage
}

type warnedOutage struct{ number, warning string }

// warned lists what was entered later than the legal notice, or lasts longer than the norm. What did
// not take place is left out.
func (b books) warned(entries []housing.OutageEntry) (all []warnedOutage) {
	for _, e := range entries {
		if e.State == housing.OutageCalledOff || e.State == housing.OutageRetracted {
			continue
		}
		was := e.During(e.Lasted())
		if warning := (texts.Announcer{T: b.t.T, Now: e.At}).WarnedThen(was).Plain(); warning != "" {
			all = append(all, warnedOutage{e.Number, strings.ReplaceAll(warning, "\n", " ")})
		}
	}
	return all
}

// outages writes the register of an organisation's outages, and notes what it tells ГИС ЖКХ. Should
// the program die between the two, the answer of ГИС ЖКХ is taken once the same was written again.
func (b books) outages(
	ctx context.Context, of registerOf, out io.Writer,
) (written outagesWritten, err error) {
	store := &postgres.Outages{DB: b.db}
	entries, err := store.Entries(ctx, of.org.ID, of.days)
	if err == nil && len(entries) == 0 {
		err = errNoOutages
	}
	if err != nil {
		return written, err
	}
	written.warned = b.warned(entries)
	w := register.Writer{Texts: b.t, Organisation: of.org, Codes: b.codes}
	written.OutageTotals, err = w.Outages(out, of.format, entries)
	if err != nil || of.format != housing.RegisterXML {
		return written, err
	}
	if written.Reports()+len(written.Left) == 0 {
		return written, errNothingNew
	}
	return written, store.NoteFilings(ctx, of.org.ID, written.Filings, b.clock.Now())
}
