package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"dombot/internal/housing"
	"dombot/internal/register"
	"dombot/internal/texts"
)

// exportDays is what every export of a register is told.
type exportDays struct {
	Org    string `required:"" help:"ИНН of the organisation."`
	From   string `required:"" help:"First day, as 2026-11-01."`
	To     string `required:"" help:"Last day."`
	Format string `enum:"xlsx,csv,xml" default:"xlsx" help:"xlsx, csv, or xml (for ГИС ЖКХ, in a .zip)."`
	Out    string `help:"File to write; without it, one named after the days."`
}

type (
	exportPayments struct{ exportDays }
	exportOutages  struct{ exportDays }
)

// Run writes the register.
func (e exportPayments) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return e.export(ctx, w, t, registerName, func(d desk, of registerOf, path string) error {
		var totals register.Totals
		err := whole(path, func(out io.Writer) (err error) {
			totals, err = d.books().register(ctx, of, out)
			return err
		})
		switch {
		case errors.Is(err, errNoPayments):
			return d.say("cli.no_payments")
		case err != nil:
			return err
		}
		return d.tellRegister(path, of.format, totals)
	})
}

// export has a register of the days written to its path.
func (e exportDays) export(
	ctx context.Context, w World, t *texts.Catalogue,
	name func(*texts.Catalogue, housing.Days, housing.RegisterFormat) string,
	write func(d desk, of registerOf, path string) error,
) error {
	days, err := e.days()
	if err != nil {
		return err
	}
	format := housing.RegisterFormat(e.Format)
	path, err := e.path(name(t, days, format))
	if err != nil {
		return err
	}
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, e.Org)
		if err != nil {
			return err
		}
		return write(d, registerOf{org, days, format}, path)
	})
}

func (e exportDays) days() (days housing.Days, err error) {
	for _, x := range []struct {
		text string
		to   *housing.Date
	}{{e.From, &days.From}, {e.To, &days.To}} {
		day, err := time.Parse(time.DateOnly, x.text)
		if err != nil {
			return days, &housing.Error{Kind: housing.Refused, Text: "cli.day_wrong"}
		}
		*x.to = housing.DateOf(day)
	}
	if days.To.Before(days.From) {
		return days, &housing.Error{Kind: housing.Refused, Text: "cli.days_wrong"}
	}
	return days, nil
}

// path is where the register goes. An archive under the name of a request would
// be taken for one.
func (e exportDays) path(name string) (string, error) {
	switch {
	case e.Out == "":
		return name, nil
	case e.Format == string(housing.RegisterXML) && !strings.EqualFold(filepath.Ext(e.Out), ".zip"):
		return "", &housing.Error{Kind: housing.Refused, Text: "cli.archive_name"}
	}
	return e.Out, nil
}

// registerName names a file after the days of its register.
func registerName(t *texts.Catalogue, days housing.Days, format housing.RegisterFormat) string {
	return t.Label("cli.register_name", "From", days.From, "To", days.To) + "." + register.Extension(format)
}

// tellRegister prints what was written, and what no notice tells of.
func (d desk) tellRegister(path string, format housing.RegisterFormat, totals register.Totals) error {
	err := d.say("cli.register_written", "File", path, "Entries", totals.Entries,
		"Sum", texts.Money(totals.Sum), "Fee", texts.Money(totals.Fee))
	if err != nil || format != housing.RegisterXML {
		return err
	}
	err = d.say("cli.notices_written",
		"Requests", totals.Requests, "Notices", totals.Notices, "Left", len(totals.Left))
	if err != nil {
		return err
	}
	for _, l := range totals.Left[:min(shownFaults, len(totals.Left))] {
		_, err := fmt.Fprintln(d.Out, d.t.Label("cli.notice_left",
			"Number", l.Entry.Number, "Sum", texts.Money(l.Entry.Sum), "Reason", l.Reason))
		if err != nil {
			return err
		}
	}
	if more := len(totals.Left) - shownFaults; more > 0 {
		return d.say("cli.notices_more", "More", more)
	}
	return nil
}
