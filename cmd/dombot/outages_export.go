package main

import (
	"context"
	"errors"
	"io"

	"dombot/internal/housing"
	"dombot/internal/register"
	"dombot/internal/texts"
)

// Run writes the register of outages.
func (e exportOutages) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return e.export(ctx, w, t, outagesName, func(d desk, of registerOf, path string) error {
		var totals outagesWritten
		err := whole(path, func(out io.Writer) (err error) {
			totals, err = d.books().outages(ctx, of, out)
			return err
		})
		switch {
		case errors.Is(err, errNoOutages):
			return d.say("cli.no_outages")
		case errors.Is(err, errNothingNew):
			return d.say("register.nothing_new")
		case err != nil:
			return err
		}
		return errors.Join(d.tellOutages(path, of.format, totals.OutageTotals), d.warnOutages(totals.warned))
	})
}

// outagesName names a file after the days of its register.
func outagesName(t *texts.Catalogue, days housing.Days, format housing.RegisterFormat) string {
	return t.Label("cli.outages_name", "From", days.From, "To", days.To) + "." + register.Extension(format)
}

// warnOutages prints what the law has to say of outages.
func (d desk) warnOutages(all []warnedOutage) error {
	lines := make([]error, 0, len(all))
	for _, w := range all[:min(shownFaults, len(all))] {
		lines = append(lines, d.say("cli.outage_warned", "Number", w.number, "Warning", w.warning))
	}
	if more := len(all) - shownFaults; more > 0 {
		lines = append(lines, d.say("cli.outage_warned_more", "More", more))
	}
	return errors.Join(lines...)
}

// tellOutages prints what was written, and what no report tells of.
func (d desk) tellOutages(path string, format housing.RegisterFormat, totals register.OutageTotals) error {
	err := d.say("cli.outages_written", "File", path, "Outages", totals.Outages)
	if err != nil || format != housing.RegisterXML {
		return err
	}
	lines := []error{d.say("cli.reports_written",
		"Requests", totals.Requests, "Placed", totals.Placed, "Edited", totals.Edited,
		"Annulled", totals.Annulled, "Same", totals.Same, "Left", len(totals.Left))}
	if totals.Reports() > 0 {
		lines = append(lines, d.say("cli.reports_ask"))
	}
	for _, l := range totals.Left[:min(shownFaults, len(totals.Left))] {
		lines = append(lines,
			d.say("cli.report_left", "Number", l.Number, "Place", l.Place, "Reason", l.Reason))
	}
	if more := len(totals.Left) - shownFaults; more > 0 {
		lines = append(lines, d.say("cli.notices_more", "More", more))
	}
	return errors.Join(lines...)
}
